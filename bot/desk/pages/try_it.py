"""Try it: ask as people do, and see what they would get and why. Nothing is logged, sent or raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answering.inquiry import Inquiry
from bot.conversation.trial import TrialResult
from bot.desk.page import DeskRequest, MenuEntry, Page, Read, Write
from bot.desk.pages.outcome_reasons import reason_of
from bot.desk.pages.questions import RETRIEVERS
from bot.desk.pages.text_search import TextSearch
from corpus.language import LANGUAGES
from index.errors import IndexFailure
from index.passage import EVERYONE, STAFF

LONGEST = 4096  # characters of a message (Bot API, Message.text)
AUDIENCES = ("everybody", "staff")
WORDED_BY = ("texts", "model")


@dataclass(frozen=True, slots=True)
class TryPages:
    """The form and what comes of it. `answer` takes an inquiry, and whether a language model may word the answer.

    `has_model` tells whether one is set.
    """

    answer: Callable[[Inquiry, bool], TrialResult]
    has_model: Callable[[], bool]
    search: TextSearch

    @property
    def menu(self) -> MenuEntry:
        """The entry of the menu."""
        return MenuEntry("try", "/try", "try")

    @property
    def routes(self) -> Sequence[Read | Write]:
        """The addresses of the form and of the answer. The words are sent as a form: an address could be kept."""
        return (Read("/try", "try", self.show), Write("/try", "try:ask", self.ask, takes_long=True))

    def show(self, wanted: DeskRequest) -> Page:
        """Show the form."""
        return self._page(wanted)

    def ask(self, wanted: DeskRequest) -> Page:
        """Show what people would get for a message, and why."""
        text = wanted.form.get("question", "").strip()
        if not text or len(text) > LONGEST:
            return self._page(wanted, "long_message" if text else "nothing_asked", 422)
        try:
            result = self.answer(_inquiry(wanted, text), self.has_model() and wanted.form.get("worded") == "model")
        except IndexFailure:
            return self._page(wanted, status=409)  # which tells why nothing can be searched
        return self._page(wanted, result=result)

    def _page(
        self, wanted: DeskRequest, problem: str = "", status: int = 200, result: TrialResult | None = None
    ) -> Page:
        values: dict[str, Any] = {
            **self.search.values(wanted),
            "typed": _typed(wanted),
            "problem": problem,
            "result": result,
            "audiences": AUDIENCES,
            "worded_by": WORDED_BY if self.has_model() else (),
            "retrievers": RETRIEVERS,
            "reason_of": reason_of,
            "longest": LONGEST,
            "length": len(wanted.form.get("question", "").strip()),
        }
        return Page("try_it.html", values, status)


def _inquiry(wanted: DeskRequest, text: str) -> Inquiry:
    chosen = next((one for one in LANGUAGES if one == wanted.form.get("spoken")), None)
    return Inquiry(
        text,
        language=chosen or wanted.language,
        is_pinned=chosen is not None,
        declared_safe=bool(wanted.form.get("safe")),
        chat="desk",
        readers=STAFF if wanted.form.get("audience") == "staff" else EVERYONE,
    )


def _typed(wanted: DeskRequest) -> Mapping[str, str]:
    return {name: wanted.form.get(name, "") for name in ("question", "spoken", "audience", "worded", "safe")}
