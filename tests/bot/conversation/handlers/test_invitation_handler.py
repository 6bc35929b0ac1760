"""Invitations are made of lines that were understood whole; who revokes reads whom it concerned and what it meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from bot.domain.access.access_control import Visitor
from bot.domain.chat import Chat
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container

ROLE = {"fr": "équipe", "en": "team"}
WRONG: list[tuple[str, str, dict[Language, str]]] = [
    ("role", "manager", {"fr": "manager 7 Awa", "en": "manager 7 Awa"}),
    ("role", "Awa", {"fr": "Awa", "en": "Awa"}),
    ("second_role", "admin", {"fr": "équipe admin Awa", "en": "team admin Awa"}),
    ("days", "365", {"fr": "équipe 365 Awa", "en": "team 365 Awa"}),
    ("days", "0", {"fr": "équipe 0", "en": "team 0"}),
    ("days", "-3", {"fr": "équipe -3 Awa", "en": "team -3 Awa"}),
    ("days", "120", {"fr": "120 Awa", "en": "120 Awa"}),
    ("place", "14", {"fr": "équipe Awa 14", "en": "team Awa 14"}),
    ("option", "--days", {"fr": "équipe --days 3", "en": "team --days 3"}),
    ("option", "days=3", {"fr": "équipe days=3 Awa", "en": "team days=3 Awa"}),
    ("option", "—note", {"fr": "équipe 7 —note Awa", "en": "team 7 —note Awa"}),
]


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return a bot where access must be granted."""
    with scripted_container(Settings(home=tmp_path, access="approval"), ManualClock()) as made:
        yield made


def boss(language: Language) -> Chat:
    """Return the private chat of an admin."""
    return Chat("b0" * 12, language, "b0" * 12, "9", "Boss", role="admin", start_link="https://t.me/relais_bot?start=")


@pytest.mark.parametrize(("fault", "said", "lines"), WRONG)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_that_is_half_understood_makes_no_invitation(
    container: Container, fault: str, said: str, lines: dict[Language, str], language: Language
) -> None:
    """What was not understood is quoted, and an example shown that would be understood."""
    reply = container.conversation.command(boss(language), "invite", lines[language])
    why = say(language, f"invite.misread_{fault}", said=said, most=90, longest=60)
    assert reply.paragraphs[0].text == say(language, "invite.none_made", why=why)
    assert container.access_control.open_invitations() == []
    example = reply.paragraphs[-1].text.split(maxsplit=1)
    made = container.conversation.command(boss(language), example[0][1:], example[1])
    (invitation,) = container.access_control.open_invitations()
    assert (invitation.role, invitation.note, "?start=" in made.plain) == ("staff", "Awa", True)


@pytest.mark.parametrize(
    "line", ["{} semaines", "{} 2 semaines Awa", "{} deux semaines Awa", "{} two weeks Awa", "{} 7 " + "x" * 61]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_units_and_long_notes_are_not_guessed_at(container: Container, line: str, language: Language) -> None:
    """Days follow the role; a note is never cut."""
    container.conversation.command(boss(language), "invite", line.format(ROLE[language]))
    assert container.access_control.open_invitations() == []


@pytest.mark.parametrize("days", ["14 jours", "14 days", "14j", "14", "quatorze jours", "fourteen days"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_line_is_told_back(container: Container, days: str, language: Language) -> None:
    """With its note."""
    made = container.conversation.command(boss(language), "invite", f"{ROLE[language]} {days} point focal Bobo")
    (invitation,) = container.access_control.open_invitations()
    assert (invitation.role, invitation.note) == ("staff", "point focal Bobo")
    assert say(language, "invite.noted", note="point focal Bobo") in made.plain


def holder(container: Container, person: str, role: str, note: str, name: str = "") -> None:
    """Have somebody redeem an invitation."""
    code = container.access_control.invite("x", role, 7, note)  # type: ignore[arg-type]  # a role
    container.access_control.redeem(Visitor(person, "77", name), code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_that_fits_several_is_asked_about(container: Container, language: Language) -> None:
    """One that fits nobody is said to; a number, a role and letters without accents do too."""
    for person, note in (("p1", "Hélène Bobo"), ("p2", "Hélène Ouaga"), ("p3", "")):
        holder(container, person, "staff", note, "Moussa")
    talk = container.conversation

    def asked(words: str) -> tuple[str, int]:
        reply = talk.command(boss(language), "revoke", words)
        return reply.paragraphs[0].text, sum(map(len, reply.buttons))

    assert asked("helene") == (say(language, "revoke.several_fit", said="helene", count=2), 2)
    assert asked("Ouaga") == (say(language, "revoke.one_fits", said="Ouaga"), 1)
    assert asked("Moussa") == (say(language, "revoke.one_fits", said="Moussa"), 1)
    assert asked(ROLE[language]) == (say(language, "revoke.several_fit", said=ROLE[language], count=3), 3)
    assert asked("Ibrahim") == (say(language, "revoke.none_fits", said="Ibrahim"), 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_of_several_is_chosen_by_its_number(container: Container, language: Language) -> None:
    """In the next message; whatever else is written then is no choice, and nobody else chooses."""
    for _ in range(2):
        container.access_control.invite("x", "staff", 7, "Awa")
    talk = container.conversation
    for text in ("2", "la 2", "the number 2"):
        talk.command(boss(language), "revoke", "Awa")
        chosen = talk.ask(boss(language), text)
        assert chosen.paragraphs[0].text == say(language, "revoke.one_fits", said="2")
        assert [button.action for row in chosen.buttons for button in row] == ["revoke:code:2"]
    talk.command(boss(language), "revoke", "Awa")
    talk.ask(boss(language), "Qui paie l’audit ?")
    assert say(language, "revoke.one_fits", said="2") not in talk.ask(boss(language), "2").plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_role_is_named_in_the_next_message(container: Container, language: Language) -> None:
    """As well as by the button; a line after that is none."""
    container.conversation.command(boss(language), "invite")
    made = container.conversation.ask(boss(language), f"{ROLE[language]} 7 Awa")
    container.conversation.ask(boss(language), f"{ROLE[language]} 7 Ben")
    (invitation,) = container.access_control.open_invitations()
    assert (invitation.role, invitation.note, "?start=" in made.plain) == ("staff", "Awa", True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_invitations_with_the_same_note_are_told_apart(container: Container, language: Language) -> None:
    """Each is made under its number, and the second names the first."""
    talk = container.conversation
    first, second = (talk.command(boss(language), "invite", f"{ROLE[language]} 7 Awa").plain for _ in range(2))
    other = say(language, "invite.same_note", numbers="1")
    assert (other in first, other in second) == (False, True)
    listed = talk.command(boss(language), "revoke", "Awa").plain
    role = say(language, "roles.staff")
    for made, number in ((first, 1), (second, 2)):
        assert say(language, "invite.made", number=number, role=role, until="@").partition("@")[0] in made
        assert say(language, "revoke.invitation", number=number, role=role, until="@").partition("@")[0] in listed


@pytest.mark.parametrize("code", ["ABCDEFGH12345678", "abcd-efgh-2345-678", "O0l1 efgh 2345 6789"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_that_was_miscopied_is_said_to_be_none(container: Container, language: Language, code: str) -> None:
    """With letters that no code has, or too few; other words after /start are greeted."""
    visitor = Chat("p9" * 12, language, "p9" * 12, "78", role="stranger")
    assert container.conversation.start(visitor, code).plain == say(language, "welcome.invalid")
    assert say(language, "admission.greeting") in container.conversation.start(visitor, "audit final 2026").plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("role", "learns"), [("everyone", "later"), ("staff", "now"), ("admin", "now")])
def test_who_revokes_reads_whose_role_it_was_and_what_it_let_them_do(
    container: Container, language: Language, role: str, learns: str
) -> None:
    """And how the person learns of it; a partner does at the next message, and at /start."""
    holder(container, "p1", role, "Hélène Bobo")
    (granted,) = container.access_control.holders()
    revised = container.conversation.press(boss(language), f"revoke:role:{granted.id}").revised
    assert revised is not None
    told = revised.paragraphs[0].text
    values = {"name": "Boss", "role": say(language, f"roles.{role}"), "who": "Hélène Bobo"}
    assert say(language, "revoke.ended_role", **values, could=say(language, f"roles.could_{role}")) in told
    assert say(language, f"revoke.learns_{learns}") in told
    assert say(language, "revoke.lost_now") in told
    former = Chat("p1", language, "p1", "77", role="stranger")
    assert say(language, "admission.ended") in container.conversation.start(former).plain
    assert say(language, "admission.ended") in container.conversation.ask(former, "Qui paie ?").plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_that_is_cancelled_is_named(container: Container, language: Language) -> None:
    """By number, role and note."""
    container.access_control.invite("x", "staff", 7, "Hélène Bobo")
    revised = container.conversation.press(boss(language), "revoke:code:1").revised
    values = {"name": "Boss", "role": say(language, "roles.staff"), "who": "Hélène Bobo", "number": 1}
    assert revised is not None
    assert revised.paragraphs[0].text == say(language, "revoke.ended_code", **values)


@pytest.mark.parametrize(
    ("language", "line"), [("fr", "partenaire 200 jours pour ONG Espoir"), ("en", "partner 200 days for NGO Hope")]
)
def test_a_line_after_the_question_for_the_role_is_read_also_with_a_mistake(
    container: Container, language: Language, line: str
) -> None:
    """What is wrong is said, and the line may be written once more; a question is one."""
    talk, admin = container.conversation, boss(language)
    talk.command(admin, "invite")
    wrong = talk.ask(admin, line)
    assert say(language, "invite.none_made", why="")[:20] in wrong.plain
    talk.ask(admin, line.replace("200", "60"))
    (invitation,) = container.access_control.open_invitations()
    assert invitation.role == "everyone"


@pytest.mark.parametrize("code", ["ZZZZ1111", "BADCODE", "abcd-2345"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_starts_with_an_unknown_code_reads_so(container: Container, language: Language, code: str) -> None:
    """A word of a greeting is none."""
    stranger = Chat("e5" * 12, language, "e5" * 12, "77", role="stranger")
    talk = container.conversation
    assert talk.start(stranger, code).plain == say(language, "welcome.invalid")
    assert say(language, "welcome.invalid") not in talk.start(stranger, "bonjour").plain


LISTS = [("fr", "qui a accès ?", "retirer"), ("en", "who has access?", "revoke")]
WAITING = [("fr", "qui attend encore ?", "demandes"), ("en", "Who is still waiting?", "requests")]


@pytest.mark.parametrize(("language", "asked", "command"), LISTS + WAITING)
def test_who_has_access_and_who_waits_is_told_to_an_admin_who_asks_in_words(
    container: Container, language: Language, asked: str, command: str
) -> None:
    """As the command does; nobody else is shown anything of the kind."""
    talk = container.conversation
    shown = talk.command(boss(language), command)
    assert talk.ask(boss(language), asked).paragraphs[: len(shown.paragraphs)] == shown.paragraphs
    partner = Chat("c1" * 12, language, "c1" * 12, "8", role="everyone")
    assert talk.ask(partner, asked).paragraphs[:1] != shown.paragraphs[:1]
