"""What an entry needs to be published, how entries are merged and exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.faq.faq_entry import FaqEntry, faq_csv, faq_markdown, merge
from bot.domain.faq.faq_repository import FaqRepository
from bot.errors import FaqError
from bot.storage.database import Database
from tests.support.engines import open_database
from tests.support.faq import ENGLISH, FRENCH, TODAY, entry


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a new database."""
    opened = open_database(tmp_path / "relais.db")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"questions": {"fr": "Qui ?"}}, "no question in en"),
        ({"answers": {"en": "Someone."}}, "no answer in fr"),
        ({"author": " "}, "no author"),
        ({"cards": {}}, "rests on nothing"),
        ({"review": "2020-01-01"}, "review date"),
    ],
)
def test_an_incomplete_entry_is_not_published(database: Database, changes: dict[str, object], named: str) -> None:
    """The error says what is missing, and the entry stays as it was."""
    repository = FaqRepository(database)
    repository.put(entry())
    with pytest.raises(FaqError, match=named):
        repository.publish(entry(**changes), TODAY)
    assert repository.find("vehicles").state == "draft"


def test_merging_a_case_into_a_question_brings_its_answer_along() -> None:
    """And its source; an existing answer stays."""
    case = FaqEntry("R-2026-0001", answers={"fr": "Le bureau."}, reply="R-2026-0001")
    bare, full = merge(FaqEntry("q1", questions={"fr": "Qui ?"}), [case]), merge(entry(), [case])
    assert (bare.answers, bare.reply) == ({"fr": "Le bureau."}, "R-2026-0001")
    assert (full.answers, full.reply) == (entry().answers, "")


def test_merging_keeps_every_wording() -> None:
    """Once each, and the members of both."""
    other = FaqEntry(
        "two", questions={"fr": "Et la voiture ?"}, variants={"fr": (FRENCH[0],)}, members=("c9",), asked=3
    )
    whole = merge(entry(members=("c1",), asked=2), [other])
    assert whole.wordings("fr") == (FRENCH[0], "Et la voiture ?")
    assert (whole.members, whole.asked) == (("c1", "c9"), 5)


def test_an_export_holds_both_languages_and_no_formula() -> None:
    """A spreadsheet calculates nothing of it."""
    told = entry(answers={"fr": "=1+1", "en": "Two."}, published="2026-06-01")
    assert "'=1+1" in faq_csv([told])
    assert f"## {FRENCH[0]}\n\n=1+1\n\n## {ENGLISH[0]}\n\nTwo." in faq_markdown([told])


@pytest.mark.parametrize(
    ("question", "variants", "is_same"),
    [
        ("QUI paie l’évaluation finale", (), True),
        ("Qui prend en charge l’évaluation ?", ("Qui paie l’évaluation finale ?",), True),
        ("Quand se fait l’évaluation finale ?", (), False),  # only under a question that it is no wording of
        ("Qui organise l’évaluation ?", ("Quand se fait l’évaluation finale ?",), False),
        ("Comment se déroule l’évaluation ?", ("Qui paie l’évaluation finale ?",), False),
        ("", ("Qui paie l’évaluation finale ?",), False),
    ],
)
def test_an_entry_asks_the_same_only_where_the_question_itself_does(
    question: str, variants: tuple[str, ...], is_same: bool
) -> None:
    """Not where both hold a near question, nor where it asks in another way than the one it stands under."""
    known = FaqEntry(
        "q1",
        questions={"fr": "Qui paie l’évaluation finale ?"},
        variants={"fr": ("Quand se fait l’évaluation finale ?", "Qui finance l’évaluation ?")},
    )
    other = FaqEntry("R-2026-0001", questions={"fr": question}, variants={"fr": variants})
    assert (known.asks_same(other), other.asks_same(known)) == (is_same, is_same)
