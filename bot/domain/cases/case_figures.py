"""Figures about cases: how many wait, how late they are, and whether the answers helped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, get_args

from bot.domain.cases.case import Case, CaseState, Helped

_OPINIONS: dict[Helped, str] = {"yes": "helped", "no": "did_not_help", "asked": "no_reply"}


def figures(cases: Sequence[Case], today: date) -> dict[str, Any]:
    """Return the numbers of cases by state, overdue, put off, by what people said of the answer, and by theme.

    Cases about a danger are not among them.
    """
    counted = [case for case in cases if case.kind != "safeguarding"]
    states = Counter(case.state for case in counted)
    opinions = Counter(case.helped for case in counted)
    return {
        "cases": len(counted),
        "states": {state: states[state] for state in get_args(CaseState)},
        "overdue": sum(case.is_overdue(today) for case in counted),
        "postponed": sum(case.is_postponed(today) for case in counted),
        "answers": {name: opinions[opinion] for opinion, name in _OPINIONS.items()},
        "themes": _themes(counted),
    }


def _themes(cases: Iterable[Case]) -> dict[str, int]:
    """Return the number of cases of each theme, the commonest first."""
    return dict(Counter(case.theme for case in cases if case.theme).most_common())
