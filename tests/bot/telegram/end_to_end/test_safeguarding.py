"""Someone tells of danger: what they are told, who is alerted with what, and what is left of it anywhere."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pytest

from bot.container import Container
from bot.examination.doctor import examine_safeguarding
from bot.replies.texts import say
from index.library import Library
from tests.support.botapi import BotApiServer, Group, Person
from tests.support.database_files import wait_until_erased
from tests.support.telegram_application import serving, settings_for

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

SAID = "un collègue frappe les enfants dans notre centre kalimba, je ne sais pas quoi faire"
SAFEGUARDING_CHAT = -1001000000077
CONTACTS = """
[burkina-faso]
name = { fr = "Burkina Faso", en = "Burkina Faso" }
contacts = { fr = "Numéro vert : 116 (gratuit)", en = "Helpline: 116 (free)" }
[senegal]
name = { fr = "Sénégal", en = "Senegal" }
contacts = { fr = "Ginddi : 116", en = "Ginddi: 116" }
"""


@pytest.fixture
def contacts(tmp_path: Path) -> str:
    """Return a file with the contacts of two countries."""
    path = tmp_path / "contacts.toml"
    path.write_text(CONTACTS, encoding="utf-8")
    return str(path)


@pytest.fixture
def safeguarding_group(botapi: BotApiServer) -> Group:
    """Return the group of the focal point for safeguarding."""
    return botapi.group(SAFEGUARDING_CHAT, title="Sauvegarde", members=(botapi.person(5101),))


async def ask(person: Person, text: str) -> str:
    """Say something and return what the bot answers."""
    await person.say(text)
    return (await person.wait_reply(30)).text


async def press(person: Person, label: str) -> str:
    """Press a button and return what the bot then says."""
    await person.press(label)
    return (await person.wait_reply(30)).text


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    """Return the rows that a query finds in the database."""
    with sqlite3.connect(home / "relais.db") as db:
        return db.execute(query).fetchall()


async def test_a_disclosure_is_answered_with_contacts_and_alerts_the_focal_point(
    botapi: BotApiServer, library: Library, safeguarding_group: Group, contacts: str, tmp_path: Path, log: io.StringIO
) -> None:
    """The reply asks nothing; the alert has time, language and kind; no word and no one is in a log or in the file."""
    person = botapi.person(700100200)
    settings = {
        "safeguarding_contacts": contacts,
        "safeguarding_country": "senegal",
        "safeguarding_chat": str(SAFEGUARDING_CHAT),
    }
    async with serving(botapi, library, tmp_path, **settings):
        await person.say(SAID)
        reply = await person.wait_reply(30)
        assert "?" not in reply.text.replace("\u00a0", "")
        assert say("fr", "safeguarding.contacts", country="Sénégal", contacts="Ginddi : 116") in reply.text
        assert reply.labels == (say("fr", "buttons.mistaken"), say("fr", "buttons.talk"), "Burkina Faso")
        alert = await safeguarding_group.wait_reply(10)
        assert say("fr", "dangers.abuse") in alert.text
        assert "La personne" not in alert.text
        assert alert.labels == (say("fr", "staff.button_take"), say("fr", "staff.button_close"))
        assert "Numéro vert" in await press(person, "Burkina Faso")
        kept = "SELECT kind, topic, language, question, chat, address, consultation FROM cases"
        assert rows(tmp_path, kept) == [("safeguarding", "abuse", "fr", "", "", None, "")]
        assert rows(tmp_path, "SELECT actor, actor_name FROM case_events") == [("", "")]
        assert rows(tmp_path, "SELECT count(*) FROM consultations") == [(0,)]
        await wait_until_erased(tmp_path, "kalimba", "frappe", str(person.id))
    assert log.getvalue()
    assert [word for word in ("kalimba", "frappe", str(person.id)) if word in log.getvalue()] == []


async def test_a_false_alarm_is_put_right(
    botapi: BotApiServer, library: Library, person: Person, safeguarding_group: Group, tmp_path: Path
) -> None:
    """The message is then answered as a question; the focal point learns of it, and the button works once."""
    async with serving(botapi, library, tmp_path, safeguarding_chat=str(SAFEGUARDING_CHAT)):
        meant = "/personne un collègue frappe les enfants ici, et quels sont les motifs d’une résiliation anticipée ?"
        assert say("fr", "safeguarding.staff_report") in await ask(person, meant)
        await safeguarding_group.wait_reply(10)
        assert "circonstances imprévues" in await press(person, say("fr", "buttons.mistaken"))
        assert "autre chose" in (await safeguarding_group.wait_reply(10)).text
        assert say("fr", "cases.state_closed") in safeguarding_group.replies[0].text
        assert not any(say("fr", "buttons.mistaken") in shown.labels for shown in person.replies)


async def test_a_person_answers_whoever_agreed_to_it(
    botapi: BotApiServer, library: Library, person: Person, safeguarding_group: Group, tmp_path: Path
) -> None:
    """Consent first; then the focal point's words come into the chat, also where they speak of danger."""
    colleague = botapi.person(5102, first_name="Fatou")
    async with serving(
        botapi, library, tmp_path, safeguarding_chat=str(SAFEGUARDING_CHAT), undo_seconds=1, staff="5102"
    ):
        await ask(person, SAID)
        card = await safeguarding_group.wait_reply(10)
        assert say("fr", "safeguarding.role") in await ask(person, "je voudrais parler à quelqu’un")
        assert say("fr", "safeguarding.declined") in await press(person, say("fr", "safeguarding.no"))
        assert rows(tmp_path, "SELECT chat, address FROM cases") == [("", None)]
        await press(person, say("fr", "buttons.talk"))
        confirmed = await press(person, say("fr", "safeguarding.yes"))
        assert "Votre dossier\u00a0: R-" in confirmed
        assert "accepte" in (await safeguarding_group.wait_reply(10)).text
        assert rows(tmp_path, "SELECT address FROM cases") == [(str(person.id),)]
        await safeguarding_group.say(
            colleague, "S’il frappe encore un enfant, appelez le 116.", reply_to=card.message_id
        )
        assert "appelez le 116" in (await person.wait_reply(10)).text
        await press(person, say("fr", "buttons.talk"))
        await press(person, say("fr", "safeguarding.no"))
        assert rows(tmp_path, "SELECT chat, address, agreed FROM cases") == [("", None, 0)]
        assert rows(tmp_path, "SELECT text FROM case_answers") == []
        assert rows(tmp_path, "SELECT note FROM case_events WHERE kind = 'wrote'") == []


async def test_danger_is_detected_in_the_caption_of_a_picture(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """The picture itself is never looked at."""
    async with serving(botapi, library, tmp_path):
        await person.send_photo(caption=SAID)
        assert say("fr", "safeguarding.staff_report") in (await person.wait_reply(10)).text


async def test_an_edit_that_tells_of_danger_gets_a_new_message(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """An edit of the old answer would stand above all that came later."""
    async with serving(botapi, library, tmp_path):
        asked = await person.say("Bonjour")
        old = await person.wait_reply(10)
        await ask(person, "Merci")
        await person.edit(asked, SAID)
        new = await person.wait_reply(10)
        assert say("fr", "safeguarding.staff_report") in new.text
        assert (new.message_id > old.message_id, new.reply_to) == (True, asked)


async def test_nobody_is_promised_where_nobody_is(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """Without a focal point and a staff group the way to a person says so, and keeps no address."""
    async with serving(botapi, library, tmp_path):
        english = "a colleague beats the children in our centre, what do I do"
        assert say("en", "safeguarding.staff_report") in await ask(person, english)
        assert say("en", "safeguarding.unstaffed") in await press(person, say("en", "buttons.talk"))
        assert rows(tmp_path, "SELECT count(*) FROM cases WHERE address IS NOT NULL") == [(0,)]


async def test_the_staff_sees_no_alarm_unless_the_person_asks_to_be_written_to(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """Someone of the staff may be the danger."""
    group = botapi.group(-1001000000001, title="Équipe", members=(botapi.person(5103),))
    async with serving(botapi, library, tmp_path, staff_chat="-1001000000001"):
        await ask(person, SAID)
        await group.expect_silence(0.5)
        assert say("fr", "cases.role") in await press(person, say("fr", "buttons.talk"))
        await press(person, say("fr", "safeguarding.yes"))
        assert "La personne accepte" in (await group.wait_reply(10)).text


async def test_danger_is_detected_wherever_it_is_told(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """After any command, and in a group, where nobody is offered to be written to; several disclosures are one case."""
    async with serving(botapi, library, tmp_path):
        for command in ("/verifier", "/faq", "/glossaire", "/start", "/nimporte", "/mesdossiers"):
            assert say("fr", "safeguarding.report") in await ask(
                person, f"{command} mon oncle me frappe tous les soirs"
            )
        assert rows(tmp_path, "SELECT count(*) FROM cases") == [(1,)]
        assert "PSEA" in await ask(person, "/glossaire exploitation et abus sexuels")
        group = botapi.group()
        await group.say(person, "@relais_bot mon oncle me frappe tous les soirs")
        reply = await group.wait_reply(30)
        assert reply.labels == (say("fr", "buttons.mistaken"),)
        assert reply.text == f"{say('fr', 'safeguarding.group_body')}\n\n{say('fr', 'safeguarding.group_care')}"


async def test_a_stranger_who_agreed_talks_with_a_person_too(
    botapi: BotApiServer, library: Library, person: Person, safeguarding_group: Group, tmp_path: Path
) -> None:
    """Where people are let in, what they write back is no request for access."""
    colleague = botapi.person(5104, first_name="Fatou")
    settings = {"safeguarding_chat": str(SAFEGUARDING_CHAT), "undo_seconds": 1, "access": "approval", "staff": "5104"}
    async with serving(botapi, library, tmp_path, **settings):
        await ask(person, SAID)
        card = await safeguarding_group.wait_reply(10)
        await press(person, say("fr", "buttons.talk"))
        await press(person, say("fr", "safeguarding.yes"))
        await safeguarding_group.wait_reply(10)
        await safeguarding_group.say(colleague, "Quand êtes-vous libre ?", reply_to=card.message_id)
        asked = await person.wait_reply(10)
        await person.say("Demain matin.", reply_to=asked.message_id)
        role = say("fr", "safeguarding.role")
        passed_on = say("fr", "safeguarding.passed_on", number="R-2026-0001", role=role)
        assert passed_on in (await person.wait_reply(10)).text
        await safeguarding_group.wait_until(lambda shown: "Demain matin." in shown.text, 10)


@pytest.mark.parametrize("way", ["start", "message", "restart"])
async def test_a_focal_point_who_starts_the_bot_late_gets_all_that_waited(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path, way: str
) -> None:
    """In order, with the words; until then no one else sees the case, and the admins are told whom to ask."""
    focal_point, admin = botapi.person(5201), botapi.person(5202)
    group = botapi.group(-1001000000001, title="Équipe", members=(botapi.person(5103),))
    settings = {
        "safeguarding_chat": "5201",
        "staff_chat": "-1001000000001",
        "admins": "5202",
        "access": "approval",
    }
    async with serving(botapi, library, tmp_path, **settings):
        await admin.say("/langue fr")
        await admin.wait_reply(10)
        await ask(person, SAID)
        told = await admin.wait_until(lambda shown: "Démarrer" in shown.text, 10)
        assert say("fr", "team_chat.lost_safeguarding_private", count=1) in told.text
        assert "En ce moment" in await press(person, say("fr", "buttons.talk"))
        assert "En ce moment" in await ask(person, "oui")
        assert say("fr", "safeguarding.passed_later", number="R-2026-0001", role=say("fr", "safeguarding.role")) in (
            await ask(person, "il travaille le lundi")
        )
        await ask(person, "je suis enceinte de lui et je veux mourir")
        findings = examine_safeguarding(Container(settings_for(botapi, tmp_path, **settings)))
        assert "ask them to press Start" in findings[-1].text
        await group.expect_silence(0.5)
        if way == "restart":
            focal_point.chat.known = True  # they opened the bot while it was down
        else:
            await focal_point.say("/start" if way == "start" else "bonjour")
    async with serving(botapi, library, tmp_path, **settings):
        await focal_point.wait_until(lambda shown: "il travaille le lundi" in shown.text, 20)
        seen = [shown.text for shown in focal_point.replies]
        card, words = (
            next(place for place, text in enumerate(seen) if part in text)
            for part in ("Nature", "il travaille le lundi")
        )
        assert card < words
        await focal_point.wait_until(lambda shown: "je suis enceinte de lui et je veux mourir" in shown.text, 10)
        assert any(say("fr", "dangers.self_harm") in shown.text for shown in focal_point.replies)
        await admin.wait_until(lambda shown: shown.text == say("fr", "team_chat.regained_safeguarding", count=1), 10)
        await group.expect_silence(0.5)


async def test_a_safe_word_takes_what_was_told_out_of_reach(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """The buttons go; and whoever presses what another client still shows learns nothing."""
    async with serving(botapi, library, tmp_path):
        await person.say(SAID)
        shown = await person.wait_reply(30)
        data = shown.find_button(say("fr", "buttons.mistaken"))
        assert data is not None
        assert await ask(person, "oubliez") == say("fr", "stop.done")
        await person.wait_edit(10, message_id=shown.message_id)
        assert person.replies[0].labels == ()


async def test_whatever_fails_care_comes_first_and_the_case_later(
    botapi: BotApiServer, library: Library, person: Person, safeguarding_group: Group, tmp_path: Path, log: io.StringIO
) -> None:
    """A full disk, a locked database: the person is answered, the log says so without a word of theirs."""
    async with serving(botapi, library, tmp_path, safeguarding_chat=str(SAFEGUARDING_CHAT)):
        with sqlite3.connect(tmp_path / "relais.db") as db:
            for table in ("cases", "chat_languages"):
                full = (
                    f"CREATE TRIGGER full_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk full'); END"
                )
                db.execute(full)
        assert say("fr", "safeguarding.staff_report") in await ask(person, SAID)
        with sqlite3.connect(tmp_path / "relais.db") as db:
            db.execute("DROP TRIGGER full_chat_languages")
        assert say("fr", "safeguarding.staff_report") in await ask(person, SAID)
        assert (rows(tmp_path, "SELECT count(*) FROM cases"), "could not be opened" in log.getvalue()) == ([(0,)], True)
        with sqlite3.connect(tmp_path / "relais.db") as db:
            db.execute("DROP TRIGGER full_cases")
        alert = await safeguarding_group.wait_reply(10)
        assert say("fr", "dangers.abuse") in alert.text
        assert rows(tmp_path, "SELECT count(*) FROM cases") == [(1,)]
        await person.press(say("fr", "buttons.mistaken"))
        assert "autre chose" in (await safeguarding_group.wait_reply(10)).text
    assert [word for word in ("kalimba", "frappe", str(person.id)) if word in log.getvalue()] == []


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run scheduled tasks often."""
    monkeypatch.setattr("bot.telegram.application.SCHEDULE_SECONDS", 0.2)
