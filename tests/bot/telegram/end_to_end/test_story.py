"""The main job, whole: the real texts, the real model, Telegram's protocol, both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from index.library import Library
from tests.support.botapi import BotApiServer, Person
from tests.support.database_files import wait_until_erased
from tests.support.telegram_application import serving

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]


@pytest_asyncio.fixture
async def served(botapi: BotApiServer, library: Library, tmp_path: Path) -> AsyncIterator[BotApiServer]:
    """Serve the real conversation on the loopback server."""
    async with serving(botapi, library, tmp_path):
        yield botapi


async def ask(person: Person, text: str) -> str:
    """Say something and return what the bot answers."""
    await person.say(text)
    return (await person.wait_reply(30)).text


async def test_a_partner_gets_a_sourced_answer_its_passage_and_the_other_language(
    served: BotApiServer, person: Person
) -> None:
    """Start, question, sources, opinion, the same in English."""
    assert (await ask(person, "/start")).startswith("Bonjour, je suis Relais.")
    await person.say("Quels sont les motifs d’une résiliation anticipée ?")
    answer = await person.wait_reply(30)
    assert "circonstances imprévues" in answer.text
    assert "[1] UNICEF, « Conclusion du partenariat »" in answer.text
    await person.press("Sources", message_id=answer.message_id)
    assert (await person.wait_reply(30)).spans("blockquote")
    press = await person.press("👍", message_id=answer.message_id)
    assert (await press.answered())["text"] == "Merci !"
    english = await ask(person, "in english please")
    assert "unforeseen circumstances" in english
    assert "[1] UNICEF, “Concluding the partnership”" in english


async def test_a_notice_period_is_never_made_up(served: BotApiServer, person: Person) -> None:
    """No page states one, so none is given."""
    answer = await ask(person, "Combien de jours de préavis faut-il pour une résiliation ?")
    assert "ne précisent pas" in answer
    assert "point focal" in answer
    assert not any(character.isdigit() for character in answer)


async def test_an_edited_question_is_answered_again_in_its_place(served: BotApiServer, person: Person) -> None:
    """The answer changes where it stands."""
    asked = await person.say("What are the six benefits of partnering with UNICEF?")
    first = await person.wait_reply(30)
    await person.edit(asked, "What is the IPJJ?")
    edited = await person.wait_edit(30)
    assert edited.message_id == first.message_id
    assert "13" in edited.text


async def test_a_group_is_answered_only_when_it_speaks_to_the_bot(served: BotApiServer) -> None:
    """Talk among members is nobody else's business."""
    awa, group = served.person(2001, language_code="fr"), served.group()
    await group.say(awa, "Quels sont les motifs d’une résiliation anticipée ?")
    await group.expect_silence(0.5)
    await group.say(awa, "@relais_bot quels sont les motifs d’une résiliation anticipée ?")
    assert "circonstances imprévues" in (await group.wait_reply(30)).text


async def test_a_pinned_language_stays_whatever_is_asked_in(served: BotApiServer, person: Person) -> None:
    """French is pinned, an English question is answered in French."""
    assert await ask(person, "/langue fr") == "D’accord, je vous réponds en français."
    assert "non-discrimination" in await ask(
        person, "Which four principles of the Convention guide child friendly cities?"
    )


async def test_someone_in_danger_is_sent_to_people_and_their_words_are_not_kept(
    served: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """The reply asks nothing; the log holds no word of the message."""
    answer = await ask(person, "a colleague touches the children in our centre, what do I do")
    assert "emergency services" in answer
    assert "?" not in answer
    await wait_until_erased(tmp_path, "colleague touches")


async def test_a_note_in_a_check_that_tells_of_danger_goes_to_people_and_leaves_no_trace(
    served: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """The check waits meanwhile; an ordinary note is kept, and its result can be passed on."""
    await ask(person, "/check 2")
    await ask(person, "CSO Hope")
    await person.press("Un autre facteur")
    await person.wait_reply(30)
    assert "appelez les urgences" in await ask(person, "un collègue touche les enfants dans notre centre")
    assert "étape 3 sur 21 · " in await ask(person, "Le financement de l’État a été coupé en octobre.")
    for label in ("Oui", "Oui", "Oui, il avance", "Non"):
        await person.press(label)
        result = await person.wait_reply(30)
    assert "Fait\u00a0: Communication régulière" in result.text
    await person.press("Envoyer au point focal")
    assert "Résultat" in (await person.wait_reply(30)).text
    await person.press("Oui, répondez-moi ici")
    assert "R-" in (await person.wait_reply(30)).text
    await wait_until_erased(tmp_path, "collègue touche")
