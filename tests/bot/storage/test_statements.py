"""What one question costs the database: few transactions that write, and no fact read twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.container import Container
from bot.domain.chat import Chat
from bot.settings import Settings
from bot.storage.personal_data import RULES
from index.library import Library
from tests.support.sql_trace import SqlTrace, traced

AWA = Chat("0a" * 12, "fr", "700100200")
QUESTION = "Quelles pièces faut-il joindre au rapport financier ?"


def repeated(trace: SqlTrace) -> list[str]:
    """Return the queries that were run more than once with the same parameters."""
    return [statement for statement, count in Counter(trace.beginning("SELECT")).items() if count > 1]


def test_a_question_reads_each_fact_once_and_writes_the_exchange(library: Library, tmp_path: Path) -> None:
    """Once a chat is known, the exchange is all that is written; SQLite is never asked about its tables.

    A new chat has two more writes: its language, and that it was told what is kept.
    """
    with Container(Settings(home=tmp_path), library=library) as container:
        conversation = container.conversation
        with traced(container.database) as first:
            conversation.ask(AWA, QUESTION)
        with traced(container.database) as second:
            conversation.ask(AWA, QUESTION)
    assert [len(trace.beginning("BEGIN IMMEDIATE")) for trace in (first, second)] == [3, 1]
    assert (repeated(first), repeated(second)) == ([], [])
    assert len(second.beginning("SELECT")) <= 15  # the cases of the chat among them, and signs of danger
    assert [statement for statement in (*first.statements, *second.statements) if "sqlite_" in statement] == []


@pytest.mark.sqlite
def test_overdue_exchanges_are_found_by_an_index(tmp_path: Path) -> None:
    """However long the log is, the daily expiry reads what it erases."""
    (expired,) = [rule.expired for rule in RULES if rule.table == "consultations" and rule.expired]
    moments = {"disclosures": "2026-02-01", "general": "2026-01-01"}
    with Container(Settings(home=tmp_path)) as container, container.database.read() as db:
        plan = db.fetch_all(f"EXPLAIN QUERY PLAN SELECT count(*) FROM consultations WHERE {expired}", moments)  # noqa: S608 - a constant
    steps = [row["detail"] for row in plan]
    assert any("consultations_disclosures" in step for step in steps)
    assert [step for step in steps if step.startswith("SCAN consultations")] == []
