"""Entries are published for a time, and merged ones are known to be so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.faq.faq_drafts import FaqSuggestions
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.faq_review import FaqReview
from bot.errors import FaqError
from tests.support.cases import queries
from tests.support.engines import open_database
from tests.support.faq import TODAY, entry


@pytest.fixture
def review(tmp_path: Path) -> Iterator[tuple[FaqReview, FaqRepository]]:
    """Return a review with its repository."""
    database = open_database(tmp_path / "relais.db")
    repository = FaqRepository(database)
    suggestions = FaqSuggestions(repository, queries(database))
    yield FaqReview(database, repository, suggestions, lambda: {"grounds": "d1"}, lambda: TODAY), repository
    database.close()


def test_no_entry_is_published_for_longer_than_two_years(review: tuple[FaqReview, FaqRepository]) -> None:
    """Until the last day it is."""
    reviewing, repository = review
    repository.put(entry())
    draft = repository.find("vehicles")
    last = reviewing.last_day()
    assert last == TODAY.replace(year=TODAY.year + 2)
    with pytest.raises(FaqError, match=f"by {last}"):
        reviewing.publish(draft, draft, ["grounds"], last + timedelta(days=1))
    assert reviewing.publish(draft, draft, ["grounds"], last).review == last.isoformat()


def test_two_merged_entries_name_each_other_until_one_is_published_by_itself(
    review: tuple[FaqReview, FaqRepository],
) -> None:
    """The answer keeps its author."""
    reviewing, repository = review
    repository.put(entry(id="source", author="Ben"))
    repository.put(FaqEntry("target", questions={"fr": "Qui ?"}))
    reviewing.merge(repository.find("source"), repository.find("target"))
    source, target = repository.find("source"), repository.find("target")
    assert (source.joined, target.joined, target.author) == ("target", "", "Ben")
    assert reviewing.joined_to(target) == [source]
    reviewing.publish(source, source, ["grounds"])
    assert reviewing.joined_to(target) == []
