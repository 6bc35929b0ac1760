"""What a stranger reads of their request for access."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.access.requests import LONGEST_MESSAGE, MOST_MESSAGES
from bot.domain.chat import Chat
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_reads_which_messages_are_kept(tmp_path: Path, language: Language) -> None:
    """The first ones are; one too many and the end of a long one are not, and both is said."""
    stranger = Chat("e5" * 12, hint=language, person="e5" * 12, address="77", role="stranger")
    limits = {"most": MOST_MESSAGES, "longest": LONGEST_MESSAGE}
    with scripted_container(Settings(home=tmp_path, access="approval"), ManualClock()) as container:
        talk, requests = container.conversation, container.access_control.requests
        assert say(language, "admission.greeting") in talk.start(stranger).plain
        talk.ask(stranger, "q1", identity=1)
        (request,) = requests.pending()
        long = talk.ask(stranger, "q" * (LONGEST_MESSAGE + 1), identity=2).plain
        assert say(language, "admission.cut", **limits) in long
        talk.ask(stranger, "q3", identity=3)
        full = talk.ask(stranger, "q4", identity=4).plain
        assert full == say(language, "admission.full", number=request.number, **limits)
        greeting = talk.start(stranger).plain
        state = say(language, "admission.undecided", number=request.number, count=MOST_MESSAGES, most=MOST_MESSAGES)
        assert (state in greeting, say(language, "admission.greeting") in greeting) == (True, False)
        container.access_decisions.decide("console", "", request.number, admit=False)
        assert say(language, "admission.declined") in talk.start(stranger).plain
