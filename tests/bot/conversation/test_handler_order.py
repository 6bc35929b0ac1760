"""The order of the handlers is the routing: the handlers that each of them must precede."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.container import Container
from bot.container_conversation import HANDLER_ORDER
from bot.conversation.handler import ChatHandler, Message
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.reply import Reply
from bot.replies.texts import sentence
from bot.settings import Settings
from index.library import Library


@pytest.mark.parametrize(
    ("first", "later", "reason"),
    [
        ("safeguarding", HANDLER_ORDER[1:], "danger comes before everything else"),
        ("staff_group", ("my_cases", "question"), "a reply to a case's summary is an answer, not a question"),
        ("my_cases", ("check", "question"), "a reply to a person's answer goes to the case"),
        ("access_request", ("handoff", "check", "rate_limit", "faq", "question"), "a stranger is answered nothing"),
        ("handoff", ("check", "faq", "question"), "the question that was asked for is passed on, not answered"),
        ("check", ("rate_limit", "faq", "question"), "an answer to a step is no question and counts as none"),
        ("rate_limit", ("faq", "question"), "both kinds of answers count"),
        ("faq", ("question",), "what a person has answered comes before what the search finds"),
    ],
)
def test_a_handler_comes_before_those_that_would_take_its_messages(
    first: str, later: tuple[str, ...], reason: str
) -> None:
    """Each pair has its reason."""
    assert [name for name in later if HANDLER_ORDER.index(name) <= HANDLER_ORDER.index(first)] == [], reason


def test_the_last_handler_takes_every_message() -> None:
    """So that no message goes without an answer."""
    assert HANDLER_ORDER[-1] == "question"


@pytest.mark.parametrize("access", ["open", "approval"])
def test_no_two_handlers_share_a_command_or_an_action(library: Library, tmp_path: Path, access: str) -> None:
    """Each command and button has one handler; requests for access exist only where access must be granted."""
    settings = Settings(home=tmp_path, access=access)  # type: ignore[arg-type] # pydantic checks the value
    with Container(settings, library=library) as container:
        handlers = container.handlers
    commands = Counter(word for handler in handlers for command in handler.commands for word in command.words)
    actions = Counter(action for handler in handlers for action in handler.actions)
    assert [name for names in (commands, actions) for name, count in names.items() if count > 1] == []
    assert [type(handler).__name__ for handler in handlers].count("AccessRequestHandler") == (access == "approval")


class Recorder(ChatHandler):
    """Notes which messages it is offered; takes those that hold its name."""

    def __init__(self, name: str, offered: list[str]) -> None:
        self._name, self._offered = name, offered

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Answer what holds the name."""
        self._offered.append(self._name)
        return sentence("fr", "stop.done") if self._name in message.text else None


def test_a_message_is_offered_in_order_until_a_handler_takes_it(conversation: Conversation) -> None:
    """Those that follow never see it."""
    offered: list[str] = []
    handlers = [Recorder(name, offered) for name in ("one", "two", "three")]
    Conversation(handlers, conversation.preference, lambda: None).ask(Chat("awa"), "two")
    assert offered == ["one", "two"]
