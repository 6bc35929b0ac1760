"""The link to the desk, in the chat."""

from __future__ import annotations

from pathlib import Path

from bot.container import Container
from bot.domain.chat import Chat
from tests.support.desk import AWA, VISITOR, Browser, desk_container


def chat(container: Container, person: int, is_private: bool = True) -> Chat:
    """Return the chat of somebody, with the role that they have."""
    key = container.keys.key(person)
    role = container.access_control.roles.of(key)
    return Chat(key if is_private else "group", "fr", key, str(person), "Awa", is_private, role)


def test_a_colleague_gets_a_link_that_works(container: Container) -> None:
    """In private; it says where it opens."""
    reply = container.conversation.command(chat(container, AWA), "bureau", "")
    link = reply.paragraphs[1].text
    assert link.startswith("http://127.0.0.1:8440/sign-in/")
    assert len(reply.paragraphs) == 4
    assert Browser.of(container).client.post(link.removeprefix("http://127.0.0.1:8440")).status_code == 303


def test_the_link_has_the_public_address(tmp_path: Path) -> None:
    """Where there is one."""
    with desk_container(tmp_path, desk_url="https://desk.example.org") as container:
        reply = container.conversation.command(chat(container, AWA), "desk", "")
        assert reply.paragraphs[1].text.startswith("https://desk.example.org/sign-in/")
        assert len(reply.paragraphs) == 3


def test_nobody_else_gets_a_link_and_none_stands_in_a_group(container: Container) -> None:
    """Where everybody would read it."""
    for asker in (chat(container, VISITOR), chat(container, AWA, is_private=False)):
        assert "/sign-in/" not in container.conversation.command(asker, "desk", "").plain
