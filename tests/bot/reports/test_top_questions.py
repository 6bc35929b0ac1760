"""The questions asked most, by the groups of the FAQ, on both engines."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from bot.domain.faq.faq_entry import FaqEntry
from bot.reports.top_questions import question_groups
from tests.support.engines import open_database
from tests.support.reports import MARCH, log


def test_groups_that_five_people_asked_are_named(tmp_path: Path) -> None:
    """With how many were refused, by the wording of the entry; what an entry answers itself is counted too."""
    database = open_database(tmp_path / "relais.db")
    asked = [log(database, f"p{n}", outcome="not_covered", passage="") for n in range(6)]
    asked.append(log(database, "p0", at="2026-04-02T09:00:00+00:00"))
    for n in range(5):
        log(database, f"q{n}", model="faq:bb")
    few = [log(database, "p0") for _ in range(9)]
    entries = [
        FaqEntry("aa", questions={"fr": "Quel préavis ?"}, members=tuple(asked)),
        FaqEntry("bb", "published", questions={"fr": "Fin ?", "en": "End?"}),
        FaqEntry("cc", questions={"fr": "Rare ?"}, members=tuple(few)),
    ]
    found = question_groups(database, entries, MARCH, UTC)
    assert [(one.question("en"), one.asked, one.refused) for one in found] == [("Quel préavis ?", 6, 6), ("End?", 5, 0)]
    database.close()


def test_a_part_is_withheld_if_the_rest_is_of_few_people(tmp_path: Path) -> None:
    """Else the two who were answered could be counted by the difference."""
    database = open_database(tmp_path / "relais.db")
    asked = [log(database, f"p{n}", outcome="not_covered", passage="") for n in range(6)]
    asked += [log(database, f"q{n}") for n in range(2)]
    entry = FaqEntry("aa", questions={"fr": "Fin ?"}, members=tuple(asked))
    assert [(one.asked, one.refused) for one in question_groups(database, [entry], MARCH, UTC)] == [(8, None)]
    database.close()


def test_the_words_of_a_case_are_in_no_group(tmp_path: Path) -> None:
    """Until somebody has published them in their own words."""
    database = open_database(tmp_path / "relais.db")
    members = tuple(log(database, f"p{n}") for n in range(6))
    draft = FaqEntry("R-2026-0001", questions={"fr": "Ma question"}, members=members, reply="R-2026-0001")
    assert question_groups(database, [draft], MARCH, UTC) == []
    database.close()


def test_many_members_are_looked_up_in_parts(tmp_path: Path) -> None:
    """More than one query can take."""
    database = open_database(tmp_path / "relais.db")
    asked = [log(database, f"p{n % 7}") for n in range(30)]
    entry = FaqEntry("aa", questions={"fr": "Fin ?"}, members=(*(f"gone{n}" for n in range(1200)), *asked))
    assert [one.asked for one in question_groups(database, [entry], MARCH, UTC)] == [30]
    database.close()
