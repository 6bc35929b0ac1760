"""Whether the texts can be searched: one state, which all pages that search them tell in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bot.desk.background import BackgroundTasks
from bot.desk.page import DeskRequest
from bot.domain.access.desk_permissions import may_at_desk
from index.errors import CorruptIndex, IndexFailure, MissingIndex, StaleIndex
from index.library import STAFF, Library

SearchState: TypeAlias = Literal["ready", "missing", "preparing", "damaged", "unreachable"]
_PREPARING = ("build", "add", "replace", "details", "remove")  # kinds of tasks that end with a whole index


@dataclass(frozen=True, slots=True)
class TextSearch:
    """Tells whether `library` can be searched, and whether one of the `tasks` of the desk is about to make it so."""

    library: Library
    tasks: BackgroundTasks

    @property
    def state(self) -> SearchState:
        """The state now. An index that is only out of date is "ready": it answers until the new one is there."""
        try:
            self.library.searcher(STAFF)
        except IndexFailure as error:
            return "preparing" if self.is_under_way else _state_of(error)
        return "ready"

    @property
    def is_under_way(self) -> bool:
        """Whether this desk is changing the index."""
        return any(task.kind in _PREPARING and not task.is_over for task in self.tasks.all())

    def values(self, wanted: DeskRequest) -> dict[str, Any]:
        """Return the values of `text_search.html`, which tells of any state but "ready", with what to do."""
        return {"search_state": self.state, "may_prepare": may_at_desk(wanted.role, "text:build")}


def _state_of(error: IndexFailure) -> SearchState:
    if isinstance(error, MissingIndex):
        return "missing"
    return "damaged" if isinstance(error, (CorruptIndex, StaleIndex)) else "unreachable"
