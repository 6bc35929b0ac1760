"""Contacts are read from a file; an error in it is reported before anybody needs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.container import Container
from bot.conversation.care_reply import disclosure_reply
from bot.errors import ContactsError, UnknownCountryError
from bot.examination.doctor import examine_safeguarding
from bot.examination.remedies import explain
from bot.replies.reply import Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts, read_contacts
from bot.settings import Settings
from corpus.language import LANGUAGES, Language

BURKINA = """
[burkina-faso]
name = { fr = "Burkina Faso", en = "Burkina Faso" }
contacts = { fr = "Numéro vert : 116", en = "Helpline: 116" }
"""
SENEGAL = """
[senegal]
name = { fr = "Sénégal", en = "Senegal" }
contacts = { fr = "Ginddi : 116", en = "Ginddi: 116" }
"""


def read(folder: Path, text: str, default: str = "") -> Contacts:
    """Return the contacts in a file with that text."""
    path = folder / "contacts.toml"
    path.write_text(text, encoding="utf-8")
    return read_contacts(path, default)


def labels(reply: Reply) -> list[str]:
    """Return the labels of the buttons."""
    return [button.label for row in reply.buttons for button in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contacts_of_the_default_country_are_given_and_others_are_buttons(
    tmp_path: Path, language: Language
) -> None:
    """In the language of the person; a single country is the default without being set."""
    alone = disclosure_reply(language, read(tmp_path, BURKINA), "R-2026-0001")
    assert "116" in alone.plain
    both = disclosure_reply(language, read(tmp_path, BURKINA + SENEGAL, "senegal"), "R-2026-0001")
    assert "Ginddi" in both.plain
    assert labels(both)[2:] == ["Burkina Faso"]
    chosen = disclosure_reply(language, read(tmp_path, BURKINA + SENEGAL), "R-2026-0001")
    assert say(language, "safeguarding.report") in chosen.plain
    assert len(labels(chosen)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_asks_nothing_and_promises_nothing(language: Language) -> None:
    """It acknowledges, says what it is and where help is, and fits a small screen."""
    reply = disclosure_reply(language, Contacts(), "R-2026-0001")
    assert "?" not in reply.plain
    assert len(reply.plain) <= 900
    assert labels(reply) == [say(language, "buttons.mistaken"), say(language, "buttons.talk")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[senegal", "is no TOML"),
        ("", "has 0 countries"),
        ('[senegal]\nname = "Sénégal"', "needs name.fr under [senegal]"),
        ('[senegal]\nname = { fr = "Sénégal", en = "Senegal" }\ncontacts = { fr = "116" }', "needs contacts.en"),
        (SENEGAL + 'phone = "116"', "has 'phone' under [senegal]"),
        (SENEGAL.replace("senegal", "SN"), "has 'SN'"),
        (SENEGAL.replace("Ginddi : 116", "1" * 1001), "1 to 1000 characters"),
    ],
)
def test_an_error_names_file_country_and_key(tmp_path: Path, text: str, said: str) -> None:
    """And, on the command line, the setting that names the file."""
    with pytest.raises(ContactsError, match=r"contacts\.toml") as raised:
        read(tmp_path, text)
    assert said in str(raised.value)
    assert "RELAIS_SAFEGUARDING_CONTACTS" in explain(raised.value)


def test_an_unknown_default_country_is_an_error(tmp_path: Path) -> None:
    """With those that it has."""
    with pytest.raises(UnknownCountryError, match=r"no country 'mali'.*burkina-faso, senegal") as raised:
        read(tmp_path, BURKINA + SENEGAL, "mali")
    assert "RELAIS_SAFEGUARDING_COUNTRY" in explain(raised.value)


def test_the_doctor_warns_where_people_in_danger_are_left_alone(tmp_path: Path) -> None:
    """Loudly, though the bot works; it is content once both are set, and a bad file is a fault."""
    assert [(one.is_warning, one.line[0]) for one in examine_safeguarding(Container(Settings(home=tmp_path)))] == [
        (True, "⚠")
    ] * 2
    (tmp_path / "contacts.toml").write_text(SENEGAL, encoding="utf-8")
    settled = Settings(home=tmp_path, safeguarding_contacts=Path("contacts.toml"), safeguarding_chat="-100123")
    assert [one.line[0] for one in examine_safeguarding(Container(settled))] == ["✓", "✓"]
    missing = Settings(home=tmp_path, safeguarding_contacts=Path("missing.toml"))
    assert examine_safeguarding(Container(missing))[0].is_fault
