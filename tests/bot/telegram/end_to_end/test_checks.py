"""A check on Telegram's protocol: paused, the bot killed, resumed, and the document at its end."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from bot.replies.texts import say
from tests.support.botapi import BotApiServer, Person
from tests.support.check_bot_process import DANGER

ROOT = Path(__file__).parents[4]
pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(120)]


async def launch(server: BotApiServer, home: Path) -> asyncio.subprocess.Process:
    """Start the bot as a process of its own; its log goes to a file."""
    command = [
        sys.executable,
        "-m",
        "tests.support.child_process",
        "tests.support.check_bot_process",
        server.token,
        f"http://127.0.0.1:{server.port}",
        str(home),
    ]
    with (home / "log").open("ab") as log:
        return await asyncio.create_subprocess_exec(*command, stderr=log, cwd=ROOT)


async def kill(process: asyncio.subprocess.Process) -> None:
    """Kill a process outright."""
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def press(person: Person, *labels: str) -> str:
    """Press one button after the other and return the last answer."""
    text = ""
    for label in labels:
        await person.press(label)
        text = (await person.wait_reply(30)).text
    return text


async def test_a_check_outlives_the_bot_and_ends_in_a_document(
    botapi: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """Killed while it waits, and again with an answer on its way: no answer is lost, none is given twice."""
    process = await launch(botapi, tmp_path)
    await person.say("/verifier")
    await person.wait_reply(30)
    await press(person, "Résiliation anticipée\u00a0: avant et pendant")
    await person.say("OSC Espoir")
    await person.wait_reply(30)
    assert "Que se passe-t-il" in await press(person, "Un autre facteur")
    await kill(process)

    await person.say("Le pont est coupé.")
    process = await launch(botapi, tmp_path)
    await person.wait_until(lambda shown: "étape 3 sur 21 · " in shown.text, 30)
    person.catch_up()
    assert "en pause à l’étape 3" in await press(person, say("fr", "check.pause"))
    await kill(process)

    process = await launch(botapi, tmp_path)
    await person.say("/check OSC Espoir")
    await person.wait_until(lambda shown: "étape 3 sur 21 · " in shown.text, 30)
    person.catch_up()
    await press(person, "Oui", "Oui", "Oui, il avance")
    result = await press(person, "Non")
    assert "Fait\u00a0: Communication régulière, Suivi." in result
    await press(person, "PDF Français")
    document = await person.wait_reply(30)
    assert document.raw["document"]["file_name"] == "verification-resiliation-anticipee-osc-espoir-fr.pdf"
    assert botapi.messages.files[document.raw["document"]["file_id"]].content.startswith(b"%PDF-")
    await kill(process)
    assert "Le pont" not in (tmp_path / "log").read_text()


async def test_what_tells_of_danger_leaves_no_trace_in_a_check(
    botapi: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """Other handlers take it; an edited answer to the same step takes its own place."""
    process = await launch(botapi, tmp_path)
    await person.say("/check 1")
    await person.wait_reply(30)
    await person.say("École")
    await person.wait_reply(30)
    await press(person, "Ses objectifs sont atteints")
    await person.say(f"un enfant crie {DANGER}")
    assert (await person.wait_reply(30)).text == "autre salle"
    remark = await person.say("Le 3 au bureau")
    assert "Le 3 au bureau" in (await person.wait_reply(30)).text
    await person.edit(remark, "Le 4 au bureau")
    await person.wait_until(lambda shown: "Le 4 au bureau" in shown.text, 30)
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.wait(), 20)
    assert not any(DANGER.encode() in path.read_bytes() for path in tmp_path.glob("relais.db*"))
