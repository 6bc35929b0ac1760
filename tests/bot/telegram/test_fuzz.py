"""Random updates, through the journal as in production: nothing that people can send breaks anything.

`make fuzz` sends 20,000; the default keeps the suite short.
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from telegram import Update
from telegram.ext import CallbackContext

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer, AnswerOutcome, Finding
from bot.answering.inquiry import Inquiry
from bot.container import Container
from bot.safety.danger_detector import DangerDetector, DetectedDanger
from bot.settings import Settings
from index.library import Library
from tests.support.instant_request import InstantRequest
from tests.support.random_updates import RandomUpdates

UPDATES = int(os.environ.get("FUZZ_UPDATES") or "1000")
ANSWERED_UPDATES = UPDATES // 10  # those that are really answered, which takes longer
BATCH = 50
TOKEN = "123456789:AAE-loopback-token-for-tests-0123456"


@pytest.mark.timeout(3600)
async def test_no_update_breaks_anything(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every handler takes part; answers and dangers are drawn, so that each kind occurs often."""
    _draw_answers(library, monkeypatch)
    await _send_updates(library, tmp_path, UPDATES, seed=2026)


@pytest.mark.timeout(3600)
async def test_no_update_breaks_the_answering(library: Library, tmp_path: Path) -> None:
    """The same with real answers and real danger detection: nothing of the container is replaced."""
    await _send_updates(library, tmp_path, ANSWERED_UPDATES, seed=2027)


def _draw_answers(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    dice, passages = random.Random(7), library.searcher().passages()

    def advise(self: Advisor, inquiry: Inquiry) -> Answer:
        outcome: AnswerOutcome = dice.choice(
            ("answered", "closest", "not_covered", "safeguarding", "smalltalk", "out_of_scope")
        )
        found = tuple(dice.sample(passages, 2)) if outcome in ("answered", "closest") else ()
        intent = "greeting" if outcome == "smalltalk" else ""
        return Answer(inquiry.language, (Finding(inquiry.text, outcome, found, intent=intent),))

    def detect(self: DangerDetector, text: str) -> DetectedDanger | None:
        return DetectedDanger("abuse") if dice.random() < 0.05 else None

    monkeypatch.setattr(Advisor, "advise", advise)
    monkeypatch.setattr(DangerDetector, "detect", detect)
    monkeypatch.setattr(
        type(library.embeddings), "embed_query", lambda self, text: [1.0] + [0.0] * (self.dimension - 1)
    )


async def _send_updates(library: Library, home: Path, count: int, seed: int) -> None:
    """Handle `count` updates. No handler may fail, and each update must be finished and its words erased."""
    settings = Settings(home=home, telegram_token=SecretStr(TOKEN), staff_chat="-101", safeguarding_chat="-102")
    container = Container(settings, library=library)
    application, transport, errors = container.telegram.application, InstantRequest(), list[str]()
    application.bot._request = (transport, transport)
    application.bot._rate_limiter = None

    async def collect(update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        errors.append(f"{type(context.error).__name__}: {context.error} {update}")

    application.add_error_handler(collect)
    await application.initialize()
    await application.start()
    made = RandomUpdates(seed)
    for number, raw in enumerate(made.updates(count), 1):
        update = Update.de_json(raw, application.bot)
        assert update is not None
        await application.update_queue.put(update)  # recorded in the journal first, as the poller's updates are
        if number % BATCH == 0:
            await application.update_queue.join()
            made.remember(_button_data(transport))
    await application.update_queue.join()
    await application.stop()
    await application.shutdown()
    with container.database.read() as db:
        kept = db.fetch_one("SELECT count(*) AS written, count(done) AS done, count(payload) AS payloads FROM updates")
    container.close()
    assert (errors, kept) == ([], {"written": count, "done": count, "payloads": 0})
    assert sum(name == "sendMessage" for name, _ in transport.calls) > count / 3


def _button_data(transport: InstantRequest) -> list[str]:
    """Return the data of the buttons in the last messages."""
    given = [parameters for name, parameters in transport.calls[-300:] if name == "sendMessage"]
    rows = [row for one in given for row in (one.get("reply_markup") or {}).get("inline_keyboard", [])]
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
