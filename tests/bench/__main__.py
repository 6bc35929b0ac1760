"""Measure speed and memory, beside floors measured in the same run, and write them to docs/performance.md.

``python -m tests.bench`` measures all parts; name some to measure those alone. Times are of the processor, so that
other work on the machine changes them little. ``--against REVISION`` compares with another revision of Relais instead.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.comparison import compare
from tests.bench.figures import Figure, as_table, from_lines
from tests.bench.processes import ROOT, environment, run

PAGE = ROOT / "docs" / "performance.md"
MARK = "<!-- measured: {part} -->"
# Each part, its module, and how many questions, passages or exchanges it takes unless told otherwise.
PARTS = {
    "start": ("cold_start", 3),
    "questions": ("warm_questions", 200),
    "chats": ("chats", 200),
    "index": ("index_build", 300),
    "growth": ("growth", 10_000),
    "log": ("log_growth", 1_000_000),
}
_SMALL = {"start": 1, "questions": 20, "chats": 20, "index": 20, "growth": 1000, "log": 20_000}


def measured(part: str, home: Path, size: int) -> list[Figure]:
    """Return the figures of one part, measured in a process of its own."""
    command = [sys.executable, "-m", f"tests.bench.{PARTS[part][0]}", str(home), str(size)]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, text=True, check=True)
    return from_lines(done.stdout)


def written(page: str, part: str, size: int, figures: list[Figure]) -> str:
    """Return `page` with the table of `part` between its marks."""
    mark, end = MARK.format(part=part), "<!-- end -->"
    before, found, after = page.partition(mark)
    if not found:
        raise SystemExit(f"{PAGE.name} has no place for the part {part}.")
    machine = f"{os.cpu_count()} cores of {_processor()}, {datetime.now(UTC):%B %Y}, size {size:,}."
    return f"{before}{mark}\n{machine}\n\n{as_table(figures)}\n{end}{after.partition(end)[2]}"


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text().splitlines() if listed.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def main() -> None:
    """Read the arguments and measure."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all")
    arguments.add_argument("--size", type=int, help="questions, passages or exchanges of a part, in place of its own")
    arguments.add_argument("--small", action="store_true", help="some minutes for all parts; the page is not written")
    arguments.add_argument("--home", type=Path, help="a home whose index is up to date; default: a new one")
    arguments.add_argument("--against", metavar="REVISION", help="compare with this revision")
    arguments.add_argument("--repetitions", type=int, default=3, help="how often that is measured; default: 3")
    chosen = arguments.parse_args()
    if unknown := set(chosen.parts) - PARTS.keys():
        arguments.error(f"There is no part {sorted(unknown)[0]}.")
    if chosen.against:
        compare(chosen.against, chosen.repetitions)
        return
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home.resolve() if chosen.home else Path(folder) / "home"
        run(home, "bot", "index", "build")
        for part in chosen.parts or PARTS:
            size = chosen.size or (_SMALL[part] if chosen.small else PARTS[part][1])
            figures = measured(part, home, size)
            print(f"{part}, {size:,}\n{as_table(figures)}\n", flush=True)
            if not chosen.small:
                PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), part, size, figures), encoding="utf-8")


if __name__ == "__main__":
    main()
