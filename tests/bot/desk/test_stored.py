"""What the desk stores and reads, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.sessions import LINK_LIFE, LONGEST, DeskSessions
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.keys import ChatKeys
from bot.storage.logged_exchanges import ExchangeFilter, LoggedExchanges
from bot.storage.personal_data import PersonalData, Retention
from tests.support.cases import ManualClock
from tests.support.engines import open_database


def test_links_and_sessions_are_kept_until_their_time(tmp_path: Path) -> None:
    """And erased by the daily expiry after it."""
    database, clock = open_database(tmp_path / "relais.db"), ManualClock()
    sessions = DeskSessions(database, ChatKeys(b"0" * 32).tag, clock)
    begun = sessions.redeem(sessions.make_link("a1" * 12, "Awa"))
    assert begun is not None
    cookie, session = begun
    assert sessions.find(cookie) == session
    sessions.make_link("b2" * 12, "Ben")
    clock.now += max(LINK_LIFE, LONGEST) * 2
    assert sessions.find(cookie) is None
    expired = PersonalData(database, clock).expire(Retention())
    assert (expired["desk_links"], expired["desk_sessions"]) == (1, 1)


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        (ExchangeFilter(), ["c", "b", "a"]),
        (ExchangeFilter(words="DÉLAI"), ["c", "a"]),
        (ExchangeFilter(since="2026-03-02"), ["c", "b"]),
        (ExchangeFilter(until="2026-03-02"), ["b", "a"]),
        (ExchangeFilter(language="en", outcome="closest"), ["b"]),
        (ExchangeFilter(feedback="up"), []),
    ],
)
def test_exchanges_are_found_by_criteria(tmp_path: Path, criteria: ExchangeFilter, found: list[str]) -> None:
    """The latest first, a part at a time, with the number of all; never one about a danger."""
    database = open_database(tmp_path / "relais.db")
    log = ConsultationLog(database)
    for day, (identity, language, question, outcome) in enumerate(
        [
            ("a", "fr", "Quel est le délai ?", "answered"),
            ("b", "en", "Who pays?", "closest"),
            ("c", "fr", "Et le delai d’appel ?", "not_covered"),
            ("d", "fr", "", "safeguarding"),
        ],
        1,
    ):
        at = f"2026-03-0{day}T09:00:00+00:00"
        log.add(Consultation("chat", language, question, outcome, "…", id=identity, at=at))  # type: ignore[arg-type]  # ours
    exchanges = LoggedExchanges(database)
    shown, count = exchanges.select(criteria, 0, 2)
    assert ([one.id for one in shown], count) == (found[:2], len(found))
    assert [one.id for one in exchanges.select(criteria, 2, 2)[0]] == found[2:]
    assert exchanges.find("d") is None
