"""Published entries expire by their date and with their cards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.faq.faq_repository import FaqRepository
from bot.storage.database import Database
from tests.support.engines import open_database
from tests.support.faq import TODAY, entry


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a new database."""
    opened = open_database(tmp_path / "relais.db")
    yield opened
    opened.close()


@pytest.mark.parametrize("digests", [{}, {"grounds": "new"}])
def test_an_entry_expires_when_a_card_changes_or_goes(database: Database, digests: dict[str, str]) -> None:
    """And is not published any more."""
    repository = FaqRepository(database)
    repository.publish(entry(cards={"grounds": "old"}), TODAY)
    assert repository.expire({"grounds": "old"}, TODAY) == []
    assert [gone.id for gone in repository.expire(digests, TODAY)] == ["vehicles"]
    assert repository.entries("published") == []


def test_an_entry_expires_on_its_day(database: Database) -> None:
    """Not the day before."""
    repository = FaqRepository(database)
    repository.publish(entry(review="2026-06-10"), TODAY)
    as_it_was = {"termination-grounds": "d1"}
    assert repository.expire(as_it_was, TODAY + timedelta(days=8)) == []
    assert len(repository.expire(as_it_was, TODAY + timedelta(days=9))) == 1


def test_an_entry_without_a_source_is_due_for_review(database: Database) -> None:
    """It is withdrawn until it gets a source; a person's reply is enough."""
    repository = FaqRepository(database)
    repository.put(entry(state="published", cards={}))
    repository.put(entry(id="reply", state="published", cards={}, reply="R-2026-0001"))
    assert [gone.id for gone in repository.expire({}, TODAY)] == ["vehicles"]
