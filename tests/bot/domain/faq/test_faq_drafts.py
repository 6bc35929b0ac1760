"""Drafts follow their cases, and complaints become drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.domain.cases.case import Actor
from bot.domain.cases.case_answers import CaseAnswer, CaseAnswers
from bot.domain.cases.case_repository import CaseRepository
from bot.domain.faq.faq_drafts import FaqSuggestions, draft_complaints
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.question_clusters import complaints, read_logged
from bot.errors import FaqError
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.database import Database
from tests.support.cases import ASKER, ManualClock, new_case, queries, workdays
from tests.support.cases import AWA as COLLEAGUE
from tests.support.engines import open_database
from tests.support.faq import FRENCH, TODAY, entry, logged


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a new database."""
    opened = open_database(tmp_path / "relais.db")
    yield opened
    opened.close()


def test_a_draft_follows_its_case_until_somebody_writes_another_answer(database: Database) -> None:
    """Suggested before the case is answered, then updated by each answer that is delivered or can be read."""
    register, answers, repository = (
        CaseRepository(database, workdays(ManualClock())),
        CaseAnswers(database),
        FaqRepository(database),
    )
    suggestions = FaqSuggestions(repository, queries(database))
    case = register.open(new_case("Qui paie ?"), ASKER)
    suggestions(case)
    with pytest.raises(FaqError, match="rests on nothing"):
        repository.publish(entry(id=case.number, cards={}, reply=repository.find(case.number).reply), TODAY)
    answers.add(CaseAnswer(case.number, "Le bureau.", COLLEAGUE, "sent"))
    answers.add(CaseAnswer(case.number, "Personne.", COLLEAGUE, "held"))
    suggestions.update()
    draft = repository.find(case.number)
    assert (draft.answers, draft.reply, draft.author) == ({"fr": "Le bureau."}, case.number, COLLEAGUE.name)
    repository.put(replace(draft, author="L’équipe"))
    suggestions.update()
    assert repository.find(case.number).author == "L’équipe"
    answers.add(CaseAnswer(case.number, "Le bureau, sur facture.", Actor("ben", "Ben"), "kept"))
    suggestions(case)
    draft = repository.find(case.number)
    assert (draft.answers, draft.author) == ({"fr": "Le bureau, sur facture."}, "Ben")
    repository.put(replace(draft, answers={"fr": "Le bureau paie."}, author="Awa"))
    suggestions.update()
    draft = repository.find(case.number)
    assert (draft.answers, draft.author) == ({"fr": "Le bureau paie."}, "Awa")


def test_a_published_entry_has_the_complaints_since_its_publication() -> None:
    """A draft has all complaints about its questions."""
    found = [
        logged(1, FRENCH[0], feedback="down", reason="wrong", source="vehicles"),
        logged(9, FRENCH[1], feedback="down", source="vehicles"),
        logged(2, FRENCH[2], feedback="down", reason="unclear"),
        logged(3, FRENCH[2], feedback="up", source="vehicles"),
    ]
    held = entry(members=("c2",), published=(TODAY - timedelta(days=5)).isoformat())
    published, draft = replace(held, state="published"), replace(held, state="draft", published="")
    assert [one.id for one in complaints(published, found)] == ["c1"]
    assert [one.id for one in complaints(draft, found)] == ["c1", "c9", "c2"]


def test_a_downvoted_answer_becomes_a_draft_for_the_reviewer(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """Once; not if an entry holds the question already."""
    log = ConsultationLog(database)
    asked = log.add(Consultation("awa", "fr", "Qui paie l’audit ?", "answered", "La page dit ceci."))
    log.rate(asked, "awa", "down")
    log.explain(asked, "awa", "outdated")
    repository = FaqRepository(database)
    (draft,) = draft_complaints(read_logged(database), repository)
    assert (draft.questions, draft_complaints(read_logged(database), repository)) == ({"fr": "Qui paie l’audit ?"}, [])
    repository.put(replace(draft, state="dismissed"))
    assert draft_complaints(read_logged(database), repository) == []
    repository.put(draft)
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    shown = CliRunner().invoke(main, ["faq", "review", "--author", "Awa"], input="s\n").output
    assert ("1 to review." in shown, "👎 1 (outdated 1)\n  said: La page dit ceci." in shown) == (True, True)


def complain(database: Database, question: str) -> str:
    """Log a question of somebody else whose answer is voted down, and return its id."""
    log, chat = ConsultationLog(database), f"chat {len(read_logged(database))}"
    asked = log.add(Consultation(chat, "fr", question, "answered", "La page dit ceci."))
    log.rate(asked, chat, "down")
    return asked


def test_a_complaint_about_the_same_question_joins_what_is_reviewed(database: Database) -> None:
    """One draft for all who asked it in the same words; not one that was dismissed, again."""
    repository = FaqRepository(database)
    first, second, other = (
        complain(database, one)
        for one in ("Qui paie l’audit ?", "qui paie l’audit", "Où garder les factures du projet ?")
    )
    drafts = draft_complaints(read_logged(database), repository)
    assert {frozenset(one.members) for one in drafts} == {frozenset({first, second}), frozenset({other})}
    assert draft_complaints(read_logged(database), repository) == []
    draft = repository.find(next(one.id for one in drafts if other in one.members))
    repository.update(draft, replace(draft, state="dismissed"))
    again = complain(database, "Où garder les factures du projet ?")
    assert draft_complaints(read_logged(database), repository) == []
    held = repository.find(draft.id)
    assert (held.state, set(held.members), held.asked) == ("dismissed", {other, again}, 2)
