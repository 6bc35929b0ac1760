"""Answer a case: words are kept, previewed, sent, stopped, and decided on beside a colleague's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk.page import Answer, DeskRequest, GoTo, Page, Read, Write
from bot.desk.pages.case_view import GIVEN, LONGEST_ANSWER, CaseView, may_answer, problem_of, written
from bot.desk.pages.paging import number_of
from bot.desk.pages.visible_cases import typed
from bot.domain.cases import case_messages
from bot.domain.cases.case import Case
from bot.domain.cases.case_service import CaseService

_GIVEN = {"held": "held", "kept": "kept", "pending": "answered", "sent": "answered"}  # what is said of an answer


@dataclass(frozen=True, slots=True)
class CaseAnsweringPages:
    """The preview of an answer, and what is done about answers. What is written is a draft of its author until then."""

    view: CaseView

    menu = None

    @property
    def routes(self) -> Sequence[Read | Write]:
        """The addresses of the preview, and of what is done about answers."""
        keeping = self.view.visible.keeping_words
        return (
            Read("/cases/{number}/preview", "case", self.preview),
            Write("/cases/{number}/preview", "case:preview", keeping(self.ask_for_preview)),
            Write("/cases/{number}/draft", "case:draft", keeping(self.keep)),
            Write("/cases/{number}/answer", "case:answer", self.answer),
            Write("/cases/{number}/undo", "case:undo", keeping(self.undo)),
            Write("/cases/{number}/send", "case:send", keeping(self.send_held)),
            Write("/cases/{number}/drop", "case:drop", keeping(self.drop_held)),
            Write("/cases/{number}/forget", "case:forget", keeping(self.forget)),
        )

    @property
    def cases(self) -> CaseService:
        """The service of cases."""
        return self.view.cases

    def ask_for_preview(self, wanted: DeskRequest, case: Case) -> GoTo:
        """Go on to the preview of what was written."""
        return self._refusal(wanted, case) or GoTo(f"/cases/{case.number}/preview?seen={self.view.seen(case)}")

    def preview(self, wanted: DeskRequest) -> Page:
        """Show the answer as the person will get it, before it goes; the case itself, once nothing waits to go."""
        case = self.view.visible.find(wanted)
        words = self.cases.unsent_words(case.number, wanted.session.person)
        if words is None:
            return self.view.page(wanted, case, self._why_no_words(wanted, case))
        if refused := _why_not(case, words.text):
            return self.view.page(wanted, case, refused)
        role = self.cases.team_for(case).role(case.language)
        values = {
            "case": case,
            "seen": number_of(wanted.query.get("seen", "")),
            "typed": words.text,
            "reply": case_messages.answer(case, words.text, role),
            "becomes_yours": not case.owner,
            "is_stalled": not self.view.delivery.is_running(),
            "seconds": round(self.cases.undo_period.total_seconds()),
        }
        return Page("case_preview.html", values)

    def keep(self, wanted: DeskRequest, case: Case) -> GoTo:
        """Keep what was written, which is done by now, for another time."""
        return GoTo(f"/cases/{case.number}#write", "draft" if typed(wanted) else "")

    def answer(self, wanted: DeskRequest) -> Answer:
        """Answer the case: the words go to the person once the time for undoing is over.

        A preview that is sent once more, as by a double click, changes nothing and shows the answer that it became.
        """
        case, seen = self.view.visible.find(wanted), number_of(wanted.form.get("seen", ""))
        if given := self.cases.given_since(case.number, typed(wanted), wanted.session.person, seen):
            return GoTo(f"/cases/{case.number}#answers", self.view.of_owner(_GIVEN[given.state], case, wanted))
        return self.view.visible.keeping_words(self._give)(wanted)

    def _give(self, wanted: DeskRequest, case: Case) -> Answer:
        if refused := self._refusal(wanted, case):
            return refused
        given = self.cases.answer(case.number, typed(wanted), wanted.actor)
        done = "held" if given.held else "answered" if given.outgoing_id else "kept"
        result = written(case, self.view.of_owner(done, case, wanted), "#answers")
        has_taken = case.state != given.case.state == "taken"
        return replace(result, detail=f"{case.number} taken") if has_taken else result

    def undo(self, wanted: DeskRequest, case: Case) -> Answer:
        """Take an answer back, if nothing of it was sent."""
        answer = self.cases.outgoing_answer(number_of(wanted.form.get("outgoing", "")))
        is_of_case = answer is not None and answer.number == case.number
        if not (is_of_case and answer and self.cases.take_back(answer.outgoing_id or 0, wanted.actor)):
            return problem_of(case, "too_late")
        return written(case, self.view.of_owner("undone", case, wanted), "#write")

    def forget(self, wanted: DeskRequest, case: Case) -> Answer:
        """Erase what is kept of one's own words."""
        self.cases.forget_unsent(case.number, wanted.actor)
        return written(case, "forgotten", "#write")

    def send_held(self, wanted: DeskRequest, case: Case) -> Answer:
        """Send an answer that was held beside a colleague's."""
        held = self._held(wanted, case)
        if held is None or case.state == "closed" or self.cases.send_held(held, by=wanted.actor) is None:
            return problem_of(case, "decided")
        return written(case, "answered", "#answers")

    def drop_held(self, wanted: DeskRequest, case: Case) -> Answer:
        """Discard an answer that was held."""
        held = self._held(wanted, case)
        if held is None or self.cases.discard_held(held, wanted.actor) is None:
            return problem_of(case, "decided")
        return written(case, "dropped", "#answers")

    def _refusal(self, wanted: DeskRequest, case: Case) -> GoTo | None:
        """Return the way to the case, if it has changed or the words can't be sent; None if they can."""
        if stale := self.view.conflict(wanted, case):
            return stale
        refused = _why_not(case, typed(wanted))
        return problem_of(case, refused) if refused else None

    def _why_no_words(self, wanted: DeskRequest, case: Case) -> str:
        """Return the answer that the words of a preview became, or nothing."""
        given = [one for one in self.cases.answers(case.number) if one.actor.key == wanted.session.person]
        return GIVEN.get(given[-1].state, "no_preview") if given else "no_preview"

    def _held(self, wanted: DeskRequest, case: Case) -> int | None:
        """Return the id of the held answer that the form names, if it belongs to the case of the address."""
        answer = self.cases.held_answer(number_of(wanted.form.get("held", "")))
        return answer.id if answer and answer.number == case.number else None


def _why_not(case: Case, text: str) -> str:
    """Return the reason against a text as the answer to a case, a text of section `problem` or a refusal, or empty."""
    if not text or len(text) > LONGEST_ANSWER:
        return "too_long" if text else "empty"
    if not may_answer(case):
        return "is_closed" if case.state == "closed" else "no_consent"
    return ""
