"""The log holds no token, nobody's words and nobody's id, whatever goes wrong and at whatever level."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import sys
import threading
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter

from bot.answering.advisor import Advisor
from bot.cli import output
from bot.cli.main import main
from bot.logs import configure, safe_traceback
from index.library import Library
from tests.bot.telegram.test_update_queue import update
from tests.support.botapi import TOKEN, BotApiServer, Person
from tests.support.botapi.faults import FaultKind
from tests.support.telegram_application import serving

WORD, NAME, ID = "mot-canari", "Awa-Canari", 700100200
CANARIES = (WORD, NAME, str(ID), TOKEN, TOKEN.replace(":", "%3A"))


def leaked(log: io.StringIO) -> list[str]:
    """Return the canaries that are in the log."""
    return [canary for canary in CANARIES if canary in log.getvalue()]


def fail(*_: object, **__: object) -> None:
    """Raise an error that quotes a person."""
    raise ValueError(f"{WORD} {ID}")


def test_an_error_of_telegram_that_its_library_logs_is_one_line(log: io.StringIO) -> None:
    """As a flood or a call that fails while the bot stops: no traceback, but what Telegram said."""
    try:
        raise RetryAfter(7)
    except RetryAfter:
        logging.getLogger("telegram.ext.AIORateLimiter").exception("Rate limit hit after maximum of %d retries", 5)
    (line,) = log.getvalue().splitlines()
    assert line.endswith("Rate limit hit after maximum of 5 retries (Flood control exceeded. Retry in 7 seconds)")


def test_tokens_and_ids_are_blanked_in_messages_and_errors(log: io.StringIO) -> None:
    """Wherever they come from: addresses above all."""
    error = NetworkError(f"cannot reach http://127.0.0.1/bot{TOKEN}/getMe")
    logging.getLogger("bot.x").error("to %s of %s", f"/bot{TOKEN}/sendMessage", ID, exc_info=error)
    logging.getLogger("bot.x").error("moved: %s", ChatMigrated(-ID))
    assert (log.getvalue().count("<token>"), log.getvalue().count("<number>")) == (2, 2)
    assert leaked(log) == []


def test_an_update_is_named_and_not_shown(log: io.StringIO) -> None:
    """Also where the library logs it."""
    logging.getLogger("telegram.ext").error("failed on %s", update(1, text=WORD))
    assert "failed on <Update>" in log.getvalue()


def test_an_error_says_where_and_not_what(log: io.StringIO) -> None:
    """The frames and the types of the whole chain; the text of the network's errors alone."""
    try:
        try:
            fail()
        except ValueError as first:
            raise NetworkError("connection reset") from first
    except NetworkError as error:
        logging.getLogger("bot.x").error("x", exc_info=error)
    assert all(said in log.getvalue() for said in ("ValueError", "connection reset", "in fail"))
    assert leaked(log) == []


def test_what_telegram_quotes_is_not_repeated() -> None:
    """Its refusals name what they refuse."""
    said = safe_traceback(BadRequest(f'Can\'t parse entities: unsupported start tag "{WORD}" at byte offset 3'))
    assert said == "BadRequest: Can't parse entities: unsupported start tag (quoted) at byte offset 3"


def test_of_other_libraries_only_warnings_with_constant_texts_are_logged(log: io.StringIO) -> None:
    """Whatever level they are set to; words that were put together, and arguments, are withheld."""
    foreign = logging.getLogger("httpx")
    foreign.info("HTTP Request: POST https://api.telegram.org/x")
    foreign.warning("Their own words, %d of them, about %r", 5, {"text": WORD})
    foreign.warning(f"Received {WORD}")
    lines = [line.partition("httpx: ")[2] for line in log.getvalue().splitlines()]
    assert lines[0] == "Their own words, 5 of them, about <dict>"
    assert lines[1].startswith("(text withheld) at test_logs:")
    assert len(lines) == 2


def test_what_python_prints_itself_is_held_back_too(log: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    """Threads, destructors, warnings, records that can't be formatted, errors that nobody catches."""

    class Failing:
        def __del__(self) -> None:
            fail()

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    Failing()
    gc.collect()
    warnings.warn(WORD, stacklevel=1)
    logging.getLogger("bot.x").info("%d", WORD)
    logging.getLogger("bot.x").info("%s and %s", WORD)
    try:
        fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    printed = capsys.readouterr()
    assert WORD not in printed.out + printed.err
    assert [
        log.getvalue().count(said)
        for said in ("exception in a thread", "Unraisable", "UserWarning", "Uncaught exception.")
    ] == [1] * 4
    assert leaked(log) == []


@pytest.mark.parametrize("words", [("ask", f"{WORD} ?"), ("ask", "--json", f"{WORD} ?")])
def test_the_command_line_does_not_repeat_what_was_asked(
    words: tuple[str, ...], library: Library, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody expected is shown by its place."""
    monkeypatch.setenv("RELAIS_HOME", str(home.absolute()))
    monkeypatch.setattr(output, "answer", fail)
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, "in fail" in done.output, "ValueError" in done.output) == (1, True, True)
    assert WORD not in done.output


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_a_whole_session_leaves_no_canary(
    log: io.StringIO, botapi: BotApiServer, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions, a disclosure, commands, buttons, files, network failures, refusals and errors of ours, at DEBUG."""
    plain = io.StringIO()
    logging.getLogger().addHandler(logging.StreamHandler(plain))
    awa = botapi.person(ID, first_name=NAME, username="awa_canari")
    async with serving(botapi, library, tmp_path, log_level="DEBUG"):
        for text in (
            f"/start {WORD}",
            f"Qui assure le suivi, {WORD} ?",
            f"/{WORD}",
            "/mesdonnees",
            f"/glossaire {WORD}",
        ):
            await awa.say(text)
            await awa.wait_reply(60)
        await awa.say(f"Un collègue a frappé un enfant, {WORD}")
        await awa.wait_reply(30)
        await provoke(awa, botapi, monkeypatch)
    assert leaked(plain) != []  # the same records, shown as they are
    assert leaked(log) == []
    assert all(said in log.getvalue() for said in ("Listening as", "ValueError", "Telegram refused", "(quoted)"))


async def provoke(awa: Person, botapi: BotApiServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything go wrong that can."""
    awa.catch_up()
    kinds: tuple[FaultKind, ...] = ("502", "garbage")
    for kind in kinds:
        botapi.fail("sendMessage", 1, kind)
        await awa.say(f"bonjour {WORD}")
        await awa.wait_reply(30)
    botapi.fail("sendMessage", 2, "error", error=(400, f'Bad Request: can\'t parse "{WORD}"'))
    await awa.say(f"/aide {WORD}")
    await awa.send_photo(WORD)
    await botapi.wait_calls("getUpdates", botapi.calls["getUpdates"] + 1, 10)
    botapi.fail("getUpdates", 1, "garbage")
    with monkeypatch.context() as broken:
        broken.setattr(Advisor, "advise", fail)
        awa.catch_up()
        await awa.say(f"panne {WORD}")
        await awa.wait_reply(30)

    async def forgotten() -> None:
        fail()

    task = asyncio.create_task(forgotten())
    await asyncio.sleep(0)
    del task
    gc.collect()


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_an_id_follows_a_message_through_its_stages(
    log: io.StringIO, botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """From its arrival over the outcome in another thread to its end, one object a line; no word, no name, no id."""
    configure("DEBUG", log, "json")
    awa, ben = botapi.person(ID, first_name=NAME), botapi.person(ID + 1, first_name=NAME)
    async with serving(botapi, library, tmp_path, log_level="DEBUG"):
        for one in (awa, ben):
            await one.say(f"Qui assure le suivi des mesures correctives, {WORD} ?")
            await one.wait_reply(60)
        await asyncio.sleep(0.5)
    lines = [json.loads(line) for line in log.getvalue().splitlines() if line.startswith("{")]
    stages: dict[str, list[str]] = {}
    for line in lines:
        if "trace" in line:
            stages.setdefault(line["trace"], []).append(line["message"].partition(":")[0])
    assert len(stages) == 2
    for said in stages.values():
        assert [stage for stage in said if stage in ("Received.", "Begun.", "Outcome", "Ended.")] == [
            "Received.",
            "Begun.",
            "Outcome",
            "Ended.",
        ]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    assert leaked(log) == []


def test_a_line_of_json_holds_a_whole_traceback(log: io.StringIO) -> None:
    """Without values, as in the other form."""
    configure("INFO", log, "json")
    try:
        fail()
    except ValueError as error:
        logging.getLogger("bot.x").error("to %s", ID, exc_info=error)
    found = json.loads(log.getvalue().splitlines()[-1])
    assert (found["level"], found["logger"], found["message"]) == ("ERROR", "bot.x", "to <number>")
    assert "in fail" in found["error"] and found["error"].endswith("ValueError")
    assert leaked(log) == []
