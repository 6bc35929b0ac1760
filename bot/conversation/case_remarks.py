"""What a person writes after a case was opened or answered: is it meant for the case, or a new question?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from bot.conversation.case_remark import read_case_remark
from bot.conversation.last_case import LastCase
from bot.domain.cases.case import Actor, Case, NewCase
from bot.domain.cases.case_messages import LONGEST_LINE
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import say, truncated
from bot.safety.ephemeral_cache import EphemeralCache
from bot.safety.redaction.redaction import redact
from corpus.language import Language

Meant = Literal["case", "doubtful", "other"]


class CaseRemarks:
    """Decides by what was shown last, the words, and whether the texts answer them; asks where that is not enough.

    The words that it asks about are `kept`, redacted, for a day.
    """

    def __init__(self, last: LastCase, kept: ConsentRequests, is_answered: Callable[[Chat, str], bool]) -> None:
        self._last, self._kept, self._is_answered = last, kept, is_answered
        self._left = EphemeralCache[str]()  # the case that was in the air when the person did something else, by chat
        self._waiting = EphemeralCache[str]()  # "id:number" of the remark that was asked about last, by chat

    def read(self, chat: Chat, text: str) -> tuple[Case | None, Meant]:
        """Return the case that was shown last and what `text` is meant for; no case if something else was shown."""
        said = read_case_remark(text)
        if said.is_other or said.is_question_alone:
            return None, "other"
        case = self._last.in_the_air(chat)
        if case is None or self._left.get(chat.key) == self._state(case):
            return None, "other"
        self._left.discard(chat.key)
        if said.refers or said.leans:
            return case, "doubtful" if said.asks or not said.refers else "case"
        is_answered = self._is_answered(chat, text)
        if said.tells and not said.asks:
            return case, "doubtful" if is_answered or not self._last.is_fresh(case) else "case"
        return case, "other" if is_answered else "doubtful"

    def leave(self, chat: Chat) -> None:
        """Note that the person went on to something else: what they write now is meant for no case."""
        self._waiting.discard(chat.key)
        if case := self._last.in_the_air(chat):
            self._left.put(chat.key, self._state(case))

    def waiting(self, chat: Chat) -> str:
        """Return "id:number" of the remark that was asked about last; empty if there is none."""
        return self._waiting.get(chat.key) or ""

    def ask(self, chat: Chat, case: Case, text: str, language: Language) -> Reply:
        """Keep `text` and ask whether it is to be added to `case`, or is a new question."""
        new = NewCase(language, redact(text, language).text, "person", chat=chat.key)
        asked = f"{self._kept.keep(Actor.of(chat).key, new)}:{case.number}"
        self._waiting.put(chat.key, asked)
        question = truncated(case.question, LONGEST_LINE)
        said = Paragraph(say(language, "cases.for_case", number=case.number, question=question))
        buttons = (("cases.to_case", f"remark:c:{asked}"), ("cases.to_texts", f"remark:q:{asked}"))
        return Reply(language, (said,), tuple((Button(say(language, key), action),) for key, action in buttons))

    def take(self, chat: Chat, argument: str) -> tuple[str, str]:
        """Return the number and the text of the remark "id:number", which is not kept any more; empty if it is gone."""
        identity, _, number = argument.partition(":")
        person = Actor.of(chat).key
        kept = self._kept.find(identity, chat.key, person)
        self._kept.discard(identity, chat.key, person)
        self._waiting.discard(chat.key)
        return (number, kept.question) if kept else ("", "")

    def _state(self, case: Case) -> str:
        return f"{case.number} {self._last.told(case)}"
