"""A safe word clears the screen and the context at once, whatever goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.replies.texts import say
from bot.telegram import keyboard_removal
from index.library import Library
from tests.support.botapi import BotApiServer, Person
from tests.support.database_files import wait_until_erased
from tests.support.telegram_application import serving

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

DONE = say("fr", "stop.done")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pause for a moment only between two removals: the server of these tests has no limit."""
    monkeypatch.setattr(keyboard_removal, "PAUSE_SECONDS", 0.05)


async def asked(person: Person, text: str) -> str:
    """Say something and return what the bot answers."""
    await person.say(text)
    return (await person.wait_reply(30)).text


async def without_buttons(person: Person) -> None:
    """Wait until no message of the bot has a button."""
    for _ in range(100):
        if not any(reply.labels for reply in person.replies):
            return
        await asyncio.sleep(0.05)
    raise AssertionError([reply.labels for reply in person.replies])


async def test_a_safe_word_takes_the_buttons_and_the_context_away(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """What follows stands alone; no question is expected any more; a check that was under way waits."""
    async with serving(botapi, library, tmp_path):
        await asked(person, "Qu’est-ce que le Conseil INCO ?")
        assert "INCO" in await asked(person, "Et qui en est membre ?")
        assert await asked(person, "Oubliez !") == DONE
        await without_buttons(person)
        assert (await asked(person, "Et qui en est membre ?")).startswith(say("fr", "clarify.which"))
        await asked(person, "/personne")
        assert await asked(person, "STOP") == DONE
        assert "je transmettrais" not in await asked(person, "Quels sont les motifs d’une résiliation anticipée ?")
        await asked(person, "/verifier 1")
        await asked(person, "Dossier OSC Espoir")
        assert await asked(person, "/stop maintenant") == say("fr", "check.stopped")
        await without_buttons(person)
        assert "circonstances imprévues" in await asked(person, "Quels sont les motifs d’une résiliation anticipée ?")
        assert "OSC Espoir" in await asked(person, "/verifier")


async def test_a_safe_word_works_for_those_who_are_held_up_or_not_let_in(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """What a stranger wrote is not answered afterwards; in English too, and other talk of stopping is no safe word."""
    awa, ben = botapi.person(700100200), botapi.person(700300400, language_code="en")
    async with serving(botapi, library, tmp_path, access="approval", questions_per_10_minutes=1):
        await asked(awa, "Peut-on arrêter le partenariat demain ?")
        assert await asked(awa, "laissez tomber…") == DONE
        assert await asked(ben, "Forget it") == say("en", "stop.done")
        await wait_until_erased(tmp_path, "arrêter le partenariat")


async def test_a_safe_word_of_ones_own(botapi: BotApiServer, library: Library, person: Person, tmp_path: Path) -> None:
    """What is set takes the place of ours; /stop always works."""
    async with serving(botapi, library, tmp_path, safe_words="mangue verte"):
        await asked(person, "Quels sont les motifs d’une résiliation anticipée ?")
        assert await asked(person, "oubliez") != DONE
        assert await asked(person, "Mangue verte") == DONE
        await asked(person, "/aide")
        assert await asked(person, "/stop") == DONE
        await without_buttons(person)


async def test_whoever_says_it_again_and_again_gets_one_line(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """No pace holds it up, each takes the buttons away, and what is asked afterwards is answered as ever."""
    async with serving(botapi, library, tmp_path, questions_per_10_minutes=3):
        await asked(person, "Qu’est-ce que le Conseil INCO ?")
        for _ in range(20):
            await person.say("STOP")
        assert (await person.wait_reply(30)).text == DONE
        await without_buttons(person)
        await person.expect_silence(0.5)
        assert "INCO" in await asked(person, "Qu’est-ce que le Conseil INCO ?")
        assert await asked(person, "stop svp") == DONE


async def test_what_is_told_along_with_a_stop_alerts_and_is_not_spoken_of(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """The screen shows the neutral line; there is one case, with nothing that leads to the person."""
    safeguarding = botapi.group(-1001000000077, title="Sauvegarde", members=(botapi.person(5101),))
    async with serving(botapi, library, tmp_path, safeguarding_chat=str(safeguarding.id)):
        for _ in range(3):
            await person.say("/stop il revient, mon oncle me frappe tous les soirs")
        assert (await person.wait_reply(30)).text == DONE
        assert say("fr", "dangers.abuse") in (await safeguarding.wait_reply(10)).text
        await person.expect_silence(0.3)
        await safeguarding.expect_silence(0.3)
