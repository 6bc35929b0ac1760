"""``python -m tests.chaos``: 50 chats ask 1,000 questions, 20 kills, one call of the Bot API in ten fails.

With ``--replicas 2`` two processes serve them on one PostgreSQL server; each kill hits one of the two, and the server
itself is restarted twice.
Exits with 1 if a question was lost, a chat is out of order, or kills doubled more answers than there were kills.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path

from tests.chaos.chaos_run import ChaosPlan, run_chaos
from tests.support.botapi import BotApiServer
from tests.support.postgres_server import program, running_server

RESTARTS = 2


async def _run(plan: ChaosPlan) -> int:
    begun = time.monotonic()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # a kill breaks off the requests under way
    with tempfile.TemporaryDirectory(prefix="relais-chaos-") as home:
        with running_server() if plan.replicas > 1 else nullcontext() as database:
            async with BotApiServer() as server:
                counted = await run_chaos(server, plan, Path(home), database)
                failed = Counter(entry.error for entry in server.transcript if entry.direction == "bot" and entry.error)
        log = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(home).glob("*/log")))
    calls = sum(server.calls.values())
    print(counted)
    print(f"kills: {plan.kills}\nchats: {plan.chats}\nseconds: {time.monotonic() - begun:.0f}")
    print(f"calls: {calls}, failed {sum(failed.values())}: {dict(failed.most_common())}")
    if not counted.is_clean(plan.kills):
        print(*(one for one in server.transcript if one.method == "sendMessage" and " q" not in one.text), sep="\n")
        print("\n".join(line for line in log.splitlines() if " ERROR bot" in line))
    return 0 if counted.is_clean(plan.kills) else 1


def main() -> int:
    """Run once; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--questions", type=int, default=20, help="of each chat")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--share", type=float, default=0.1, help="of the calls to the Bot API that fail")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replicas", type=int, default=1)
    given = parser.parse_args()
    if given.replicas > 1 and not program("initdb"):
        print("PostgreSQL is not installed: the run with several processes is left out.")
        return 0
    plan = ChaosPlan(
        given.chats,
        given.questions,
        given.kills,
        given.share,
        seed=given.seed,
        replicas=given.replicas,
        restarts=RESTARTS if given.replicas > 1 else 0,
    )
    return asyncio.run(_run(plan))


if __name__ == "__main__":
    sys.exit(main())
