"""Clusters of questions that ask the same thing, and the drafts from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.faq.faq_drafts import draft_complaints
from bot.domain.faq.faq_repository import FaqErasure, FaqRepository
from bot.domain.faq.question_clusters import FEWEST, Cluster, collect, complaint_summary, propose, ranked, read_logged
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.database import Database
from bot.storage.personal_data import DataSubject, PersonalData
from index.library import Library
from tests.support.engines import open_database
from tests.support.faq import ENGLISH, FRENCH, NOW, fill, logged


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a new database."""
    opened = open_database(tmp_path / "relais.db")
    yield opened
    opened.close()


def test_refused_and_downvoted_questions_rank_before_frequent_ones() -> None:
    """Three answered questions weigh less than two that failed."""
    often = [logged(n, f"a{n}") for n in range(3)]
    failed = [logged(n, f"b{n}", outcome="not_covered", feedback="down", reason="wrong") for n in (10, 11)]
    first, second = ranked([often, failed])
    assert (first.weight, second.weight) == (8.0, 3.0)
    assert (first.downvotes, complaint_summary(first.members), first.outcomes) == (
        2,
        "👎 2 (wrong 2)",
        {"not_covered": 1.0},
    )


def test_a_cluster_has_a_trend_and_a_question_in_each_language() -> None:
    """Two this month, one the month before."""
    cluster = Cluster((logged(1, "un"), logged(2, "one", "en"), logged(45, "ein")))
    assert cluster.trend(NOW) == 1
    assert (cluster.representative("fr"), cluster.representative("en")) == ("un", "one")
    assert cluster.latest.id == "c1"


def test_sixty_questions_become_clusters_and_drafts(database: Database, library: Library) -> None:
    """The question about vehicles is one cluster in both languages; what was reviewed is not proposed again."""
    fill(database)
    found = read_logged(database)
    assert len(found) == 60
    clusters = collect(found, library, lambda done, total: None)
    vehicles = next(cluster for cluster in clusters if any("véhicule" in member.question for member in cluster.members))
    questions = {member.question for member in vehicles.members}
    assert questions & set(FRENCH) and questions & set(ENGLISH)
    repository = FaqRepository(database)
    drafts = propose(clusters, repository)
    assert len(drafts) == len(clusters)
    repository.put(replace(repository.find(vehicles.id), state="dismissed"))
    assert propose(clusters, repository) == []
    assert repository.find(vehicles.id).state == "dismissed"


def test_a_question_that_is_forgotten_while_clusters_are_collected_gets_no_draft(database: Database) -> None:
    """Nor does it become a wording or a member of another's draft."""
    log = ConsultationLog(database)
    for chat, question in (("awa", "Qui paie Kalimba ?"), ("ben", "Qui paie ?"), ("awa", "Où est Kalimba ?")):
        log.add(Consultation(chat, "fr", question, "answered", "…"))
    first, second, third = read_logged(database)
    stored, repository = PersonalData(database), FaqRepository(database)
    stored.listen(FaqErasure(database, repository))
    stored.erase(DataSubject("awa"))
    (draft,) = propose(ranked([[first, second], [third]]), repository)
    assert (draft.questions["fr"], draft.variants["fr"], draft.members) == ("Qui paie ?", (), (second.id,))
    assert draft_complaints([replace(third, feedback="down")], repository) == []
    assert repository.entries() == [draft]


def test_too_few_questions_make_no_cluster(library: Library) -> None:
    """Nineteen questions are too few to tell."""
    assert collect([logged(n, "Qui ?") for n in range(FEWEST - 1)], library, lambda done, total: None) == []
