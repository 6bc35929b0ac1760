"""A chat goes from one process to another: what the first had in memory is missed by nobody for long."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from bot.desk.security import SIGN_INS, WRITES, sign_in_limiter, write_limiter
from bot.domain.chat import Chat
from bot.replies.reply import Reply
from bot.replies.texts import say
from bot.settings import Settings
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container

ROOT = Path(__file__).parents[3]
AWA, BEN = Chat("awa", "fr"), Chat("ben", "fr")
DANGER = "je suis en danger"


def actions(reply: Reply) -> list[str]:
    """Return the actions of the buttons under a reply."""
    return [button.action for row in reply.buttons for button in row]


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[tuple[Container, Container]]:
    """Return two processes with one database and one key; each answers one question of a chat in ten minutes."""
    settings = Settings(home=tmp_path, questions_per_10_minutes=1, questions_per_10_minutes_in_all=2)
    with scripted_container(settings, ManualClock()) as first, scripted_container(settings, ManualClock()) as second:
        yield first, second


def test_a_stop_is_answered_again(processes: tuple[Container, Container]) -> None:
    """Rather once more than not at all."""
    said = [bool(one.conversation.stop(AWA).paragraphs) for one in (processes[0], *processes)]
    assert said == [True, False, True]


def test_the_pace_begins_anew(processes: tuple[Container, Container]) -> None:
    """A chat may ask what its pace allows once more; nobody is kept waiting for longer than the pace says."""
    slow = say("fr", "rate_limit.slow", when="")[:20]
    said = [one.conversation.ask(AWA, "Qui décide ?").plain for one in (processes[0], *processes)]
    assert [slow in text for text in said] == [False, True, False]


def test_the_limit_for_all_holds_for_each_process(processes: tuple[Container, Container]) -> None:
    """N processes together allow N times as many: it guards a processor, of which each has its own."""
    slow = say("fr", "rate_limit.slow", when="")[:20]
    for one in processes:
        said = [one.conversation.ask(Chat(name, "fr"), "Qui décide ?").plain for name in ("a", "b", "c")]
        assert [slow in text for text in said] == [False, False, True]


def test_a_number_without_its_menu_begins_nothing(processes: tuple[Container, Container]) -> None:
    """The menu can be shown again, and has its numbers then."""
    first, second = (one.conversation for one in processes)
    assert first.command(AWA, "check").buttons
    second.ask(AWA, "2")
    assert not second.ask(BEN, "2").is_urgent
    with processes[1].database.read() as db:
        assert db.count("checks", "1 = 1") == 0
    assert second.command(AWA, "check").buttons


def test_the_buttons_under_help_for_danger_say_that_they_are_gone_and_the_case_is_there(
    processes: tuple[Container, Container],
) -> None:
    """What was written is never stored, so that it can't be at hand elsewhere; help is, for whoever writes again."""
    first, second = (one.conversation for one in processes)
    reply = first.ask(AWA, DANGER)
    undoing = [action for action in actions(reply) if action.startswith("mistaken")]
    assert reply.is_urgent and undoing
    for action in undoing:
        pressed = second.press(AWA, action)
        assert pressed.notice and not pressed.replies
    assert second.ask(AWA, DANGER).is_urgent
    with processes[1].database.read() as db:
        assert db.count("cases", "1 = 1") >= 1


def test_what_was_agreed_to_in_danger_is_known_elsewhere(tmp_path: Path) -> None:
    """The question for consent, the yes, and a yes that is pressed twice, each at another process: one case."""
    settings, person = Settings(home=tmp_path, staff_chat="-1001000000001"), Chat("awa", "fr", "awa", "77")
    with scripted_container(settings, ManualClock()) as one, scripted_container(settings, ManualClock()) as other:
        (asks,) = (action for action in actions(one.conversation.ask(person, DANGER)) if action.startswith("talk:ask"))
        (question,) = other.conversation.press(person, asks).replies
        (agrees,) = (action for action in actions(question) if action.startswith("talk:yes"))
        for each in (one, other):
            (confirmed,) = each.conversation.press(person, agrees).replies
            assert "R-2026-0001" in confirmed.plain
        with other.database.read() as db:
            assert db.count("cases", "1 = 1") == 1


def test_a_role_without_its_question_makes_no_invitation(processes: tuple[Container, Container]) -> None:
    """The word is taken for a question; the command can be sent again."""
    admin = Chat("admin", "fr", "admin", role="admin")
    first, second = (one.conversation for one in processes)
    first.command(admin, "invite")
    assert "/start" not in second.ask(admin, "équipe").plain
    with processes[1].database.read() as db:
        assert db.count("invitations", "1 = 1") == 0
    assert "/start" in second.command(admin, "invite", "équipe").plain


def test_who_was_asked_to_introduce_themself_is_not_misunderstood(tmp_path: Path) -> None:
    """What doesn't tell by itself that it is an introduction is kept as a message, and asked about again."""
    settings, stranger = Settings(home=tmp_path, access="approval"), Chat("awa", "fr", "awa", role="stranger")
    with scripted_container(settings, ManualClock()) as one, scripted_container(settings, ManualClock()) as other:
        one.conversation.command(stranger, "access")
        other.conversation.ask(stranger, "Espoir, Bouaké")
        request = other.access_control.request_of("awa")
        assert request is not None and (request.introduction, len(request.messages)) == ("", 1)
        other.conversation.command(stranger, "access", "Espoir, Bouaké")
        known = one.access_control.request_of("awa")
        assert known is not None and known.introduction == "Espoir, Bouaké"


def test_a_check_goes_on_elsewhere(processes: tuple[Container, Container]) -> None:
    """With the step and the answers that it had."""
    first, second = (one.conversation for one in processes)
    first.command(AWA, "check")
    first.ask(AWA, "2")
    menu = second.command(AWA, "check")
    assert any(action.startswith("checks:open:") for action in actions(menu)), actions(menu)


def test_limits_of_a_process_are_its_own() -> None:
    """N processes that serve the desk, or redeem codes, let N times as many tries through."""
    for limiter, most in ((sign_in_limiter, SIGN_INS), (write_limiter, WRITES)):
        one, other = limiter(), limiter()
        assert [one.acquire("7") > 0 for _ in range(most + 1)] == [False] * most + [True]
        assert other.acquire("7") == 0


CLASSES = {
    "bot/conversation/small_intents.py",
    "bot/desk/background.py",
    "bot/domain/access/rate_limit.py",
    "bot/safety/ephemeral_cache.py",
}  # whoever makes one of theirs is named in the table
SAME_EVERYWHERE = {
    "bot/answering/presuppositions.py",
    "bot/storage/outbox.py",
    "bot/storage/personal_data.py",
}  # what the corpus holds, and who listens by the composition root
ONE_RUN = ("bot/cli/", "bot/demo/", "bot/evaluation/")  # commands that end
ONE_REPORT = {"bot/reports/question_figures.py", "bot/reports/tally.py"}  # made and dropped by one call
MEMORIES = {"BackgroundTasks", "Counter", "EphemeralCache", "LastStops", "OrderedDict", "RateLimiter", "Recent"}
CONTAINERS = {"defaultdict", "deque", "dict", "list", "set"}


def keeps(node: ast.AST) -> bool:
    """Tell whether a statement gives an object something empty that can be filled later."""
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return False
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    value = node.value
    if isinstance(value, ast.Dict | ast.List):
        is_empty = not (value.keys if isinstance(value, ast.Dict) else value.elts)
    elif isinstance(value, ast.Call):
        made = value.func.value if isinstance(value.func, ast.Subscript) else value.func
        name = made.id if isinstance(made, ast.Name) else ""
        is_empty = name in MEMORIES or (name in CONTAINERS and not value.args)
    else:
        return False
    return is_empty and any(isinstance(target, ast.Attribute) for target in targets)


def test_whatever_is_kept_in_memory_is_told() -> None:
    """Each module that keeps what messages bring stands in the table of scaling.md, itself or by its folder."""
    told = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    table = told.partition("### What each process keeps for itself")[2].partition("\n### ")[0]
    modules = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "bot").rglob("*.py")
        if any(map(keeps, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    }
    exempt = CLASSES | SAME_EVERYWHERE | ONE_REPORT
    assert modules > exempt
    missing = [
        name
        for name in sorted(modules - exempt)
        if not name.startswith(ONE_RUN) and f"`{name}`" not in table and f"`{name.rpartition('/')[0]}/`" not in table
    ]
    assert missing == []
