"""Who may do what: each cell of the table in docs/access.md, taken as each role, in each chat and each state."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from bot.clock import now
from bot.container import Container
from bot.conversation.handler import ChatHandler, Message
from bot.conversation.router import Conversation
from bot.domain.access.permissions import PERMISSIONS, PLACES, Place, row_of
from bot.domain.access.requests import AccessRequest, QueuedMessage
from bot.domain.access.roles import ROLES, Role
from bot.domain.cases.case import STATES, Actor, CaseKind, CaseState, NewCase
from bot.domain.chat import Chat
from bot.replies.reply import Pressed, Reply
from bot.replies.texts import say, sentence
from bot.settings import Settings
from index.library import STAFF
from tests.support.cases import AWA, ManualClock
from tests.support.staff_service import scripted_container

PAGE = (Path(__file__).parents[3] / "docs" / "access.md").read_text(encoding="utf-8")
VERBS = ("take", "over", "release", "answer", "close", "reopen", "faq")
TEAMS: dict[Place, str] = {"staff": "-100", "safeguarding": "-200"}
TAKES = ["case:take", "case:over", "case:release", "case:close", "case:reopen"]
# What the documentation calls the action of a button.
ACTION_OF = dict(zip(TAKES, ("take", "take over", "release", "close", "reopen"), strict=True))


def cells(part: str) -> Iterator[list[str]]:
    """Yield the rows of a generated table, each as its cells."""
    text = PAGE.split(f"<!-- generated:{part} -->")[1].split("<!-- /generated -->")[0]
    for line in text.strip().splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


NEEDED: dict[tuple[str, Place], str] = {
    (action, place): needed
    for title, *roles in cells("permissions")
    for action in re.findall("`([^`]+)`", title)
    for place, needed in zip(PLACES, roles, strict=True)
}
NEXT = {(row[0], state): after for row in cells("transitions") for state, after in zip(STATES, row[1:], strict=True)}
ACTIONS = list(dict.fromkeys(action for action, _ in NEEDED))
WHO: list[tuple[Role, Place]] = list(product(ROLES, PLACES))


def is_allowed(action: str, role: Role, place: Place) -> bool:
    """Tell what the documentation says."""
    needed = NEEDED[action, place]
    return needed != "nobody" and ROLES.index(role) >= ROLES.index(needed)


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return a bot with both teams, where access must be granted."""
    settings = Settings(
        home=tmp_path, access="approval", staff_chat=TEAMS["staff"], safeguarding_chat=TEAMS["safeguarding"]
    )
    with scripted_container(settings, ManualClock()) as container:
        yield container


def chat_of(container: Container, role: Role, place: Place) -> Chat:
    """Return a chat of that kind, with a person of that role."""
    address = TEAMS.get(place, "-300" if place == "group" else "77")
    key = container.keys.key(address)
    person = key if place == "private" else container.keys.key(f"9{ROLES.index(role)}")
    return Chat(key, "fr", person, address, "Ben", place == "private", role)


def stored(container: Container) -> dict[str, list[tuple[object, ...]]]:
    """Return everything in the database but the languages of the chats, which reading changes."""
    with closing(sqlite3.connect(container.home / "relais.db")) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in names if name != "chat_languages"}  # noqa: S608 - names of tables


class Recorder(ChatHandler):
    """Stands in for a handler: notes what gets to it."""

    def __init__(self, handler: ChatHandler, reached: list[str]) -> None:
        self.commands, self.actions, self._reached = handler.commands, handler.actions, reached

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Note the command."""
        self._reached.append(f"/{key}")
        return sentence("fr", "stop.done")

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Note the button."""
        self._reached.append(f"{action}:{argument}")
        return Pressed("reached")

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Take no message."""
        return None


def test_no_cell_is_empty_and_every_command_and_button_has_its_row(container: Container) -> None:
    """The table holds what the handlers offer and nothing else."""
    assert [cell for part in ("permissions", "transitions") for row in cells(part) for cell in row if not cell] == []
    assert [action for row in PERMISSIONS for action in row.actions] == ACTIONS
    commands = {command.action for handler in container.handlers for command in handler.commands}
    buttons = {action for handler in container.handlers for action in handler.actions}
    named = {action.partition(":")[0] for action in ACTIONS}
    assert {one for one in named if one.startswith("/")} - commands == {"/start", "/help", "/stop"}
    assert commands - named == set()
    assert {one for one in named if not one.startswith("/")} - buttons == {"ask", "code", "read", "write"}
    assert buttons - named == set()
    assert all(row_of(f"case:{verb}:R-2026-0001") for verb in VERBS)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_command_or_button_reaches_its_handler_in_just_the_cells_of_the_table(
    container: Container, action: str
) -> None:
    """Whoever presses what nobody showed them, or types what is not in their menu, changes nothing."""
    reached: list[str] = []
    handlers = [Recorder(handler, reached) for handler in container.handlers]
    conversation = Conversation(
        handlers, container.language_preference, lambda: None, permissions=container.permissions
    )
    for role, place in WHO:
        chat = chat_of(container, role, place)
        if action.startswith("/"):
            conversation.command(chat, action[1:])
        else:
            conversation.press(chat, f"{action}:R-2026-0001")
        is_routed = action not in (
            "/start",
            "/help",
            "/stop",
            "ask",
            "code",
            "read:staff",
            "write:case",
            "write:answer",
        )
        assert bool(reached) == (is_routed and is_allowed(action, role, place)), (role, place)
        reached.clear()


def new_case(container: Container, state: CaseState, place: Place) -> str:
    """Open a case of the team of a place, whose person can be answered, bring it to a state and return its number."""
    kind: CaseKind = "safeguarding" if place == "safeguarding" else "question"
    cases = container.case_service
    number = cases.open(NewCase("fr", "Qui paie ?", kind, topic="abuse", chat="c3"), Actor("c3")).number
    cases.record_consent(number, "c3", "55")
    for action in {"open": "", "taken": "take", "answered": "answer", "closed": "close", "reopened": "answer reopen"}[
        state
    ].split():
        cases.change(number, action, AWA)  # type: ignore[arg-type]  # actions of cases
    return number


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", [*TAKES, "case:answer", "case:faq"])
def test_a_case_is_acted_on_by_colleagues_in_its_group_as_its_state_allows(
    container: Container, action: str, state: CaseState
) -> None:
    """All others leave no trace: neither in the case nor among the messages to send."""
    for (role, place), team in product(WHO, TEAMS):
        number = new_case(container, state, team)
        before, chat = stored(container), chat_of(container, role, place)
        pressed = container.conversation.press(chat, f"{action}:{number}")
        after = container.case_service.find(number)
        if not (is_allowed(action, role, place) and place == team):
            assert (stored(container), pressed.notice != "") == (before, True), (role, place, team)
        elif action in ACTION_OF:
            wanted = NEXT[ACTION_OF[action], state]
            assert after.state == (state if wanted == "refused" else wanted), (role, place)
            assert (stored(container) == before) == (wanted == "refused")
        else:
            assert (after.state, stored(container) == before) == (state, False)


@pytest.mark.parametrize("state", STATES)
def test_a_reply_answers_a_case_where_a_colleague_may_answer(container: Container, state: CaseState) -> None:
    """An edit is asked for anew: whose role was revoked meanwhile changes nothing."""
    for (role, place), team in product(WHO, TEAMS):
        number = new_case(container, state, team)
        chat = chat_of(container, role, place)
        container.case_service.link_message(chat.key, 7, number)
        before, message = stored(container), Message("L’agence paie.", answers=7, id=8)
        reply = container.staff_group_handler.handle(chat, message)
        answers = [one.state for one in container.case_service.answers(number)]
        is_answered = is_allowed("write:answer", role, place) and place == team and NEXT["answer", state] != "refused"
        assert answers == (["pending"] if is_answered else []), (role, place, team)
        if not is_answered:
            may_reply = (
                is_allowed("write:answer", role, place) and place == team
            )  # then the reply is linked to the case
            assert may_reply or stored(container) == before
            assert reply is None or say("fr", "cases.answer_title", number=number) not in reply.plain
            continue
        revoked = Chat(chat.key, "fr", chat.person, chat.address, "Ben", False, "everyone")
        given = stored(container)
        refused = container.staff_group_handler.handle(revoked, Message("Personne.", answers=7, id=8))
        assert refused is not None and refused.plain == say("fr", "staff.no_colleague", number=number)
        assert stored(container) == given


@pytest.mark.parametrize(
    ("action", "state"),
    [(action, state) for action in ("undo", "held:send", "held:drop") for state in ("waiting", "decided")],
)
def test_an_answer_that_waits_is_decided_by_colleagues_in_the_group(
    container: Container, action: str, state: str
) -> None:
    """Once; a second press is told that it is decided. Who takes an answer back is told so too."""
    cases = container.case_service
    for (role, place), team in product(WHO, TEAMS):
        number = new_case(container, "open", team)
        first, second = cases.answer(number, "Oui.", AWA), cases.answer(number, "Non.", Actor("b2", "Ben"))
        data = f"undo:{first.outgoing_id}" if action == "undo" else f"{action}:{second.held}"
        if state == "decided":
            cases.take_back(first.outgoing_id or 0, AWA)
            cases.discard_held(second.held)
        before = stored(container)
        pressed = container.conversation.press(chat_of(container, role, place), data)
        is_done = is_allowed(action, role, place) and place == team and state == "waiting"
        assert (stored(container) != before) == is_done, (role, place, team)
        assert bool(pressed.notice) == (action == "undo" or not is_done)


@pytest.mark.parametrize("state", ["pending", "admitted", "declined", "unknown"])
@pytest.mark.parametrize("action", ["admit:yes", "admit:no", "admit:list"])
def test_a_request_is_decided_by_admins_while_it_is_pending(container: Container, action: str, state: str) -> None:
    """What a stranger told about themself is shown to admins in private alone."""
    access = container.access_control
    for number, (role, place) in enumerate(WHO):
        person = f"stranger-{number}"
        request = access.request(AccessRequest("", person, person, "66", "fr"))
        request = access.introduce(request, "Fatou, ONG Espoir")
        access.queue(request, QueuedMessage("Qui paie ?"))
        if state in ("admitted", "declined"):
            access.decide("x", request.number, state)  # type: ignore[arg-type]  # states of a request
        name = "A-ZZZZ" if state == "unknown" else request.number
        before, chat = stored(container), chat_of(container, role, place)
        pressed = container.conversation.press(chat, action if action == "admit:list" else f"{action}:{name}:list")
        is_decided = is_allowed(action, role, place) and state == "pending" and action != "admit:list"
        assert (stored(container) != before) == (
            is_decided or (action == "admit:yes" and state == "admitted" and access.request_of(person) is None)
        ), (role, place)
        shown = [reply.plain for reply in (*pressed.replies, *([pressed.revised] if pressed.revised else []))]
        is_listed = is_allowed(action, role, place) and place == "private"
        assert bool(shown) == is_listed
        if is_decided:
            assert access.roles.of(person) == ("everyone" if action == "admit:yes" else "stranger")
        access.requests.remove(person)


def test_roles_and_invitations_are_revoked_by_admins_in_private(container: Container) -> None:
    """By a button that shows the list anew; for all others both stay."""
    access = container.access_control
    for number, (role, place) in enumerate(WHO):
        access.roles.grant(f"holder-{number}", "staff", f"{1000 + number}")
        access.invite("x", "staff", 7, "Bobo")
        holder, invitation = access.holders()[0], access.open_invitations()[0]
        for data in (f"revoke:role:{holder.id}", f"revoke:code:{invitation.id}"):
            before = stored(container)
            pressed = container.conversation.press(chat_of(container, role, place), data)
            assert (stored(container) != before, pressed.revised is not None) == (
                is_allowed("revoke", role, place),
            ) * 2


@pytest.mark.parametrize("action", ["bind:yes", "bind:no", "bind:undo"])
def test_a_group_is_made_the_staffs_by_the_admin_who_asked_for_it(container: Container, action: str) -> None:
    """In a group; data that names somebody gives them no right, nor does a moment that is past or to come."""
    new_case(container, "open", "staff")
    for (role, place), delay in product(WHO, (0, 3600, -3600)):
        chat = chat_of(container, role, place)
        moment = int(now().timestamp()) - delay
        before = stored(container)
        container.conversation.press(chat, f"{action}:{chat.person[:16]}:{moment}")
        is_chosen = action == "bind:yes" and is_allowed("bind", role, place) and place != "staff" and not delay
        assert (stored(container) != before) == is_chosen, (role, place, delay)
        if is_chosen:
            container.conversation.press(chat, "bind:undo")
            assert container.staff_team.address == TEAMS["staff"]


def test_a_code_is_redeemed_in_private(container: Container) -> None:
    """By whoever has it."""
    for role, place in WHO:
        code = container.access_control.invite("x", "admin", 7)
        before = stored(container)
        container.conversation.start(chat_of(container, role, place), code)
        assert (stored(container) != before) == is_allowed("code", role, place), (role, place)
        for holder in container.access_control.holders():
            container.access_control.revoke("x", holder.id)


def test_documents_for_the_staff_and_answers_are_for_whom_the_table_says(container: Container) -> None:
    """A stranger's question waits, or is not taken in a group."""
    for role, place in WHO:
        chat = chat_of(container, role, place)
        assert (container.document_readers.of(chat) == STAFF) == is_allowed("read:staff", role, place)
        before = len(stored(container)["consultations"])
        container.conversation.ask(chat, "Qui paie ?")
        assert (len(stored(container)["consultations"]) > before) == is_allowed("ask", role, place), (role, place)


def test_whoever_writes_to_who_answered_their_case_is_heard_without_a_role(container: Container) -> None:
    """Also someone in danger whom nobody has let in."""
    for role, place in WHO:
        chat = chat_of(container, role, "group" if place in TEAMS else place)
        number = container.case_service.open(NewCase("fr", "Qui paie ?", chat=chat.key), Actor("c3")).number
        container.case_service.link_message(chat.key, 9, number)
        container.conversation.answer(chat, Message("Et sans facture ?", answers=9))
        assert is_allowed("write:case", role, place)
        assert [event.kind for event in container.case_service.history(number)][-1] == "wrote"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_notice_says_whose_button_it_is(container: Container, language: str) -> None:
    """In the staff group; elsewhere it is a button that does nothing."""
    number = new_case(container, "open", "staff")
    for role, place, action, key in (
        ("everyone", "staff", f"case:take:{number}", "notice.for_staff"),
        ("staff", "staff", "admit:yes:A-0000", "notice.for_admins"),
        ("admin", "private", f"case:take:{number}", "notice.gone"),
        ("everyone", "group", f"case:take:{number}", "notice.gone"),
    ):
        chat = chat_of(container, role, place)  # type: ignore[arg-type]  # a role and a place
        container.chat_languages.set(chat.key, language, pinned=True)  # type: ignore[arg-type]  # a language
        notice = container.conversation.press(chat, action).notice
        assert notice == say(language, key)  # type: ignore[arg-type]  # as above
        assert len(notice) <= 200
