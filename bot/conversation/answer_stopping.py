"""Stopping answers of a team in words: what the button under a preview does, whoever of the team says it."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.colleague_remarks import may_be_remark
from bot.conversation.handler import Message
from bot.conversation.small_intents import is_short, may_say_stop, says_no, says_stop
from bot.domain.cases.case import Actor, Case
from bot.domain.cases.case_answers import CaseAnswer
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.staff_team import StaffTeam
from bot.replies.reply import Reply
from bot.replies.texts import sentence
from corpus.language import Language

_WAITING = ("pending", "held")


class AnswerStopping:
    """Reads what a colleague writes while an answer waits: it stops it, it may stop it, or it is an answer itself."""

    def __init__(self, cases: CaseService) -> None:
        self._cases = cases

    def stop(
        self, case: Case, message: Message, actor: Actor, language: Language, *, is_stop: bool = False
    ) -> Reply | None:
        """Stop what a reply about a case means, if it stops anything; None if it is something else.

        That is the answer whose preview or words it replies to if it waits, else those of the colleague, else all of
        the case: whoever is too late for one wants the next stopped the more. A bare no is an answer itself where none
        waits. `is_stop` is set for what stops in any case.
        """
        named = self._named(case, message)
        targets = _waiting(named) or self._of_case(case, actor)
        if not (is_stop or says_stop(message.text) or (says_no(message.text) and (targets or named))):
            return None
        if self.withdraw(targets, actor):
            return Reply(language, ())  # the preview says it
        has_gone = any(one.state in ("pending", "sent") for one in self._cases.answers(case.number))
        return sentence(language, "staff.late_to_stop" if has_gone else "staff.nothing_to_stop", number=case.number)

    def stop_unaddressed(self, team: StaffTeam, text: str, actor: Actor, *, is_stop: bool = False) -> Reply | None:
        """Stop what waits of the colleague in the whole team, or else of others; None if the words stop nothing.

        Only what was stopped is told of as stopped: what is on its way is said to be too late.
        """
        waiting = self._cases.pending_answers(team.key)
        own = [one for one in waiting if one.actor.key == actor.key]
        stops = is_stop or says_stop(text)
        targets = own or (waiting if stops else [])
        if not targets or not (stops or says_no(text)):
            return None
        if self.withdraw(targets, actor):
            return Reply(team.language, ())
        number = targets[-1].number
        return replace(sentence(team.language, "staff.late_to_stop", number=number), case=number)

    def doubts(self, case: Case, message: Message, actor: Actor) -> bool:
        """Tell whether a reply may be a remark, about an answer that waits or to colleagues; what waits is then held.

        It may be about what waits if it replies to that very answer, has words that stop, or follows one's own answer
        and is short. What is held already waits for a decision of its own, and makes nothing else doubtful.
        """
        targets, is_remark = _waiting(self._named(case, message)), may_be_remark(message.text, case.question)
        may_stop = is_remark or may_say_stop(message.text)
        if not targets and (may_stop or is_short(message.text)):
            unsent = _unsent(self._cases.answers(case.number))
            targets = [one for one in unsent if may_stop or one.actor.key == actor.key]
        others = [one for one in targets if message.id is None or one.source != message.id]
        for answer in _unsent(others):
            self._cases.hold(answer)
        return is_remark or bool(others)

    def withdraw(self, answers: list[CaseAnswer], actor: Actor) -> bool:
        """Withdraw answers that are unsent or held; tell whether any was."""
        withdrawn = [self._withdrawn(answer, actor) for answer in answers]  # all of them, not up to the first
        return any(withdrawn)

    def _withdrawn(self, answer: CaseAnswer, actor: Actor) -> bool:
        if answer.state == "held":
            return self._cases.discard_held(answer.id, actor) is not None
        return self._cases.take_back(answer.outgoing_id or 0, actor) is not None

    def _named(self, case: Case, message: Message) -> list[CaseAnswer]:
        """Return the answer that the message replies to, or that it was before it was edited."""
        ids = {one for one in (message.answers, message.id) if one is not None}
        return [one for one in self._cases.answers(case.number) if ids & {one.preview, one.source}]

    def _of_case(self, case: Case, actor: Actor) -> list[CaseAnswer]:
        """Return the answers that are about to go, else what is held; the colleague's, else those of others."""
        answers = self._cases.answers(case.number)
        waiting = _unsent(answers) or _waiting(answers)
        return [one for one in waiting if one.actor.key == actor.key] or waiting


def _unsent(answers: list[CaseAnswer]) -> list[CaseAnswer]:
    return [one for one in answers if one.state == "pending"]


def _waiting(answers: list[CaseAnswer]) -> list[CaseAnswer]:
    return [one for one in answers if one.state in _WAITING]
