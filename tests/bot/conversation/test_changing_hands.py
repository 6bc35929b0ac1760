"""A chat goes from one process to another: what the first had in memory is missed by nobody for long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from bot.domain.chat import Chat
from bot.replies.texts import say
from bot.settings import Settings
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container

ROOT = Path(__file__).parents[3]
AWA, BEN = Chat("awa", "fr"), Chat("ben", "fr")
DANGER = "je suis en danger"


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
    actions = [button.action for row in reply.buttons for button in row if button.action.startswith("mistaken")]
    assert reply.is_urgent and actions
    for action in actions:
        pressed = second.press(AWA, action)
        assert pressed.notice and not pressed.replies
    assert second.ask(AWA, DANGER).is_urgent
    with processes[1].database.read() as db:
        assert db.count("cases", "1 = 1") >= 1


def test_each_memory_of_minutes_is_told() -> None:
    """Each module that keeps something for minutes stands in the table of what a process keeps for itself."""
    told = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    table = told.partition("### What each process keeps for itself")[2].partition("\n### ")[0]
    keeping = re.compile(
        r"EphemeralCache\[.+\]\(|LastStops\(\)|(?<![a-zA-Z])RateLimiter\(|BackgroundTasks\(\"|self\._told: set"
    )
    modules = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "bot").rglob("*.py")
        if keeping.search(path.read_text(encoding="utf-8"))
    }
    assert len(modules) > 5
    assert [name for name in sorted(modules) if f"`{name}`" not in table] == []
