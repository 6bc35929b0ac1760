"""What counts as a question, and what is never limited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.texts import say
from bot.settings import Settings
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container

AWA = Chat("awa", hint="fr", address="700")
TOO_MANY = say("fr", "rate_limit.slow", when=say("fr", "rate_limit.minutes", minutes=10))


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Conversation]:
    """Yield a conversation that takes one question in ten minutes."""
    with scripted_container(Settings(home=tmp_path, questions_per_10_minutes=1), ManualClock()) as container:
        yield container.conversation


@pytest.mark.parametrize("text", ["merci", "ok", "D’accord", "bonjour", "thanks!", "hello", "👍", "c’est nul", "non"])
def test_courtesies_count_as_no_question(talk: Conversation, text: str) -> None:
    """They neither use up the limit nor meet it."""
    for _ in range(2):
        assert TOO_MANY not in talk.ask(AWA, text).plain
    assert TOO_MANY not in talk.ask(AWA, "Qui paie l’audit ?").plain
    assert TOO_MANY not in talk.ask(AWA, text).plain
    assert TOO_MANY in talk.ask(AWA, "Qui signe l’accord ?").plain


@pytest.mark.parametrize("text", ["non c’est pour ma cousine", "et que faire ?", "it is for my cousin", "où aller"])
def test_what_follows_a_danger_is_never_limited(talk: Conversation, text: str) -> None:
    """Nobody in need is told to come back later."""
    talk.ask(AWA, "Qui paie l’audit ?")
    talk.ask(AWA, "il y a danger")
    for _ in range(3):
        reply = talk.ask(AWA, text)
        assert reply.paragraphs and TOO_MANY not in reply.plain
    assert TOO_MANY not in talk.ask(Chat("ben", hint="fr"), "Qui signe ?").plain
    assert TOO_MANY in talk.ask(Chat("ben", hint="fr"), "Qui paie ?").plain
