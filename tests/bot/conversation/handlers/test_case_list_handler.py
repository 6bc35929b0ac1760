"""The list of cases: which ones, by command, by words and by buttons; a card by a tap; for colleagues alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.container import Container
from bot.conversation.handler import Message
from bot.domain.cases.case import Actor, NewCase
from bot.domain.cases.case_list import LISTED
from bot.domain.cases.digest import digest
from bot.domain.chat import Chat
from bot.replies.reply import Button, Reply
from bot.replies.texts import say, truncated
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container

GROUP, OTHERS = "-1001000000001", "-300"
AWA = Actor("a1", "Awa")


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return a container with cases of every kind."""
    clock = ManualClock()
    with scripted_container(Settings(home=tmp_path, staff_chat=GROUP), clock) as made:
        open_cases(made, clock)
        yield made


def open_cases(container: Container, clock: ManualClock) -> None:
    """Open fifteen cases: one is late and taken, one labelled, one put off, one answered, one closed, one of danger."""
    cases = container.case_service
    numbers = [
        cases.open(NewCase("fr", f"Question {n} ?", theme="ending" if n == 2 else ""), Actor("c3")).number
        for n in range(1, 14)
    ]
    clock.now += timedelta(days=14)
    late = cases.open(NewCase("fr", "Question 14 ?"), Actor("c3")).number
    cases.change(numbers[0], "take", AWA)
    cases.postpone(late, cases.today() + timedelta(days=30), AWA)
    cases.change(numbers[10], "answer", AWA)
    cases.change(numbers[11], "close", AWA)
    cases.open(NewCase("fr", "", "safeguarding", topic="abuse"), Actor("c3"))


def in_private(language: Language = "fr") -> Chat:
    """Return the private chat of Awa, one of the staff."""
    return Chat("a1", language, "a1", "77", "Awa", role="staff")


def labels(reply: Reply) -> list[str]:
    """Return the labels of the buttons, row by row."""
    return [button.label for row in reply.buttons for button in row]


def listed(reply: Reply) -> int:
    """Return the number of cases in a list."""
    return sum(line.startswith("• ") for line in reply.plain.splitlines())


def tap(container: Container, chat: Chat, reply: Reply, label: str) -> Reply:
    """Press a button under a list and return what stands in its place."""
    action = next(button.action for row in reply.buttons for button in row if button.label == label)
    revised = container.conversation.press(chat, action).revised
    assert revised is not None
    return revised


@pytest.mark.parametrize(
    ("asked", "kind", "count"),
    [
        ({"fr": "/dossiers", "en": "/cases"}, "all", 11),
        ({"fr": "/dossiers mes", "en": "/cases mine"}, "mine", 1),
        ({"fr": "/dossiers en retard", "en": "/cases late"}, "late", 11),
        ({"fr": "/dossiers à prendre", "en": "/cases free"}, "free", 10),
        ({"fr": "/dossiers répondus", "en": "/cases answered"}, "answered", 1),
        ({"fr": "/dossiers mis de côté", "en": "/cases put off"}, "postponed", 1),
        ({"fr": "Quels dossiers sont reportés ?", "en": "Which cases are on hold?"}, "postponed", 1),
        ({"fr": "Quels dossiers sont en retard ?", "en": "Which cases are late?"}, "late", 11),
        ({"fr": "Montrez-moi les dossiers en cours, svp", "en": "Please show me all open cases"}, "all", 11),
        ({"fr": "/dossiers les miens", "en": "/cases mine please"}, "mine", 1),
        ({"fr": "ceux à moi, les dossiers", "en": "my cases"}, "mine", 1),
        ({"fr": "mes dossiers en cours", "en": "the cases I have taken"}, "mine", 1),
        ({"fr": "Y a-t-il des dossiers que personne n’a pris ?", "en": "cases nobody has"}, "free", 10),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_colleague_lists_the_cases_by_command_and_in_words(
    container: Container, asked: dict[Language, str], kind: str, count: int, language: Language
) -> None:
    """In private and in the group; a page has ten at most, and each case has its button."""
    group = Chat(container.staff_team.key, language, "a1", GROUP, "Awa", is_private=False, role="staff")
    container.chat_languages.set(group.key, language, pinned=True)
    for chat in (in_private(language), group):
        text = asked[language]
        name, _, argument = text[1:].partition(" ")
        talk = container.conversation
        reply = talk.command(chat, name, argument) if text.startswith("/") else talk.answer(chat, Message(text))
        title = say(language, "case_list.title", which=say(language, f"case_list.{kind}"), count=count)
        assert reply.plain.startswith(title)
        assert listed(reply) == min(count, LISTED)
        cards = [button for row in reply.buttons for button in row if button.action.startswith("cases:card:")]
        assert [card.label for card in cards] == [line.split()[1] for line in reply.plain.splitlines() if "• " in line]


@pytest.mark.parametrize(
    ("asked", "kind", "count"),
    [
        ({"fr": "mes dossiers en retard ?", "en": "my late cases?"}, "late", 1),
        ({"fr": "/dossiers les miens en retard", "en": "/cases mine late"}, "late", 1),
        ({"fr": "mes dossiers répondus", "en": "my answered cases"}, "answered", 1),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_colleague_lists_their_own_of_a_kind(
    container: Container, asked: dict[Language, str], kind: str, count: int, language: Language
) -> None:
    """The title says both, and another page is one of the same cases."""
    text, talk = asked[language], container.conversation
    name, _, argument = text[1:].partition(" ")
    chat = in_private(language)
    reply = talk.command(chat, name, argument) if text.startswith("/") else talk.answer(chat, Message(text))
    kind_name = say(language, f"case_list.{kind}")
    which = say(language, "case_list.own", which=kind_name[:1].lower() + kind_name[1:])
    assert reply.plain.startswith(say(language, "case_list.title", which=which, count=count))
    assert listed(reply) == count
    again = talk.press(chat, f"cases:page:own-{kind}:0").revised
    assert again == reply


@pytest.mark.parametrize("text", ["/dossiers {}", "/cases {}", "{}", "Montrez le dossier {} svp", "show me case {}"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_colleague_opens_a_case_by_its_number(container: Container, language: Language, text: str) -> None:
    """Its card can be read in private; in the group it is shown anew; an unknown one is said to be unknown."""
    group = Chat(container.staff_team.key, language, "a1", GROUP, "Awa", is_private=False, role="staff")
    container.chat_languages.set(group.key, language, pinned=True)
    case = container.case_service.find("R-2026-0004")

    def asked(chat: Chat, number: str) -> Reply:
        said, talk = text.format(number), container.conversation
        name, _, argument = said[1:].partition(" ")
        return talk.command(chat, name, argument) if said.startswith("/") else talk.answer(chat, Message(said))

    assert case.question in asked(in_private(language), "R-2026-0004").plain
    assert case.question in asked(in_private(language), "r-2026-4").plain
    assert asked(group, "R-2026-0004").paragraphs == ()
    unknown = asked(in_private(language), "R-2026-0999").plain
    assert (case.question in unknown, "R-2026-0999" in unknown) == (False, True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_and_labels_are_turned_in_place(container: Container, language: Language) -> None:
    """The second page has the rest; of the labels only those that a case has are offered."""
    chat = in_private(language)
    first = container.conversation.command(chat, "cases")
    second = tap(container, chat, first, say(language, "case_list.next"))
    assert (listed(first), listed(second)) == (10, 1)
    assert say(language, "case_list.page", page=2, pages=2) in second.plain
    assert tap(container, chat, second, say(language, "case_list.previous")) == first
    theme = container.theme_name("ending", language)
    choice = tap(container, chat, first, say(language, "case_list.by_label"))
    assert labels(choice) == [f"{theme} (1)", say(language, "case_list.all")]
    assert "Question 2 ?" in tap(container, chat, choice, f"{theme} (1)").plain
    assert tap(container, chat, choice, f"{theme} (1)") == container.conversation.command(chat, "cases", theme)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_read_in_private_and_shown_in_the_group(container: Container, language: Language) -> None:
    """In private it has no button that acts on the case; one shows it in the group."""
    chat = in_private(language)
    action = "cases:card:R-2026-0002"
    (card,) = container.conversation.press(chat, action).replies
    assert card.plain.startswith("R-2026-0002 · ")
    assert (say(language, "staff.unreachable") in card.plain, say(language, "case_list.in_group") in card.plain) == (
        False,
        True,
    )
    assert card.buttons == ((Button(say(language, "case_list.button_show"), "cases:show:R-2026-0002"),),)
    container.outbox.withdraw_all("case:R-2026-0002:summary")  # else the first card is still to be sent
    before = sent(container)
    shown = container.conversation.press(chat, "cases:show:R-2026-0002")
    assert (shown.notice, sent(container) > before) == (say(language, "case_list.shown", number="R-2026-0002"), True)
    group = Chat(container.staff_team.key, language, "a1", GROUP, "Awa", is_private=False, role="staff")
    container.outbox.withdraw_all("case:R-2026-0002:summary")
    assert (container.conversation.press(group, action).replies, sent(container) > before) == ((), True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_else_learns_of_the_cases(container: Container, language: Language) -> None:
    """A partner anywhere, a colleague in a group of others, and whoever presses a button of a case of danger."""
    partner, elsewhere = Chat("p1", language), Chat("g9", language, "a1", OTHERS, "Awa", False, "staff")
    member = Chat(container.staff_team.key, language, "v1", GROUP, "Victor", False, "everyone")
    container.chat_languages.set(elsewhere.key, language, pinned=True)
    for chat in (partner, elsewhere, member):
        for text in ("/cases", "Which cases are late?", "Quels dossiers sont en retard ?"):
            talk = container.conversation
            said = talk.command(chat, "cases") if text == "/cases" else talk.answer(chat, Message(text))
            assert "R-2026" not in said.plain
        pressed = [container.conversation.press(chat, f"cases:{rest}") for rest in ("page:all:0", "card:R-2026-0002")]
        assert [(one.revised, one.replies, one.notice != "") for one in pressed] == [(None, (), True)] * 2
    danger = container.conversation.press(in_private(language), "cases:card:R-2026-0015")
    assert (danger.replies, danger.notice) == ((), say(language, "case_error.elsewhere", number="R-2026-0015"))
    assert container.conversation.command(elsewhere, "cases").plain == say(language, "case_list.elsewhere")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_understood_is_said(container: Container, language: Language) -> None:
    """No list is made from it; a question that has the word in it is answered as a question."""
    chat = in_private(language)
    wrong = "en retard depuis mars"
    told = container.conversation.command(chat, "cases", wrong).plain
    assert told == say(language, "case_list.unknown", said=truncated(wrong, 60))
    for question in ("Dans quels cas les dossiers sont-ils refusés ?", "In which cases can we terminate?"):
        assert "R-2026" not in container.conversation.answer(chat, Message(question)).plain


def test_the_digest_has_the_same_lines(container: Container) -> None:
    """Line by line, but for those that are put off."""
    cases = container.case_service
    waiting = [container.case_service.find(f"R-2026-{n:04}") for n in range(1, 11)]
    lines = container.conversation.command(in_private(), "cases").plain.splitlines()
    assert digest(waiting, "fr", cases.today()).plain.splitlines()[-10:] == lines[-10:]


def sent(container: Container) -> int:
    """Return the number of messages that were ever to be sent."""
    with container.database.read() as db:
        return int(db.fetch_value("SELECT count(*) FROM outbox", []))
