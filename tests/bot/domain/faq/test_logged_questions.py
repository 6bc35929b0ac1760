"""Drafts are made of questions that stand alone, and different questions are not put into one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.faq.faq_repository import FaqErasure, FaqRepository
from bot.domain.faq.question_clusters import apart, propose, ranked, read_logged
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.database import Database
from bot.storage.personal_data import DataSubject, PersonalData
from corpus.language import Language
from tests.support.engines import open_database
from tests.support.faq import logged


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Return a new database."""
    return open_database(tmp_path / "relais.db")


def ask(database: Database, question: str, chat: str = "awa", language: Language = "fr", answer: str = "…") -> None:
    """Log a question."""
    ConsultationLog(database).add(Consultation(chat, language, question, "answered", answer))


@pytest.mark.parametrize(
    ("language", "first", "more", "item", "said"),
    [
        (
            "fr",
            "Quels sont les quatre motifs de résiliation ?",
            "Et qui décide de la date ?",
            "développe le deuxième point",
            ["Quels sont les quatre motifs de résiliation ? – Et qui décide de la date ?", "un défi interne"],
        ),
        (
            "en",
            "What are the four grounds for termination?",
            "And who decides on the date?",
            "tell me about the second point",
            ["What are the four grounds for termination? – And who decides on the date?", "un défi interne"],
        ),
    ],
)
def test_a_follow_up_is_led_by_what_it_refers_to(
    database: Database, language: Language, first: str, more: str, item: str, said: list[str]
) -> None:
    """The question before, or the item of the list that was shown; another chat's questions are no part of it."""
    ask(database, first, language=language)
    ask(database, "Qui paie le transport des enfants ?", chat="ben")
    ask(database, more, language=language, answer="Deux motifs :\n• l’imprévu\n• un défi interne")
    ask(database, item, language=language)
    found = [one.question for one in read_logged(database)]
    assert found == [first, "Qui paie le transport des enfants ?", said[0], f"{said[1]} – {item}"]


def test_a_follow_up_of_something_unknown_makes_no_draft(database: Database) -> None:
    """Whatever it refers to was not logged, or was erased."""
    ask(database, "Et la suivante ?")
    assert read_logged(database) == []


def test_a_letter_is_cut_to_what_it_asks(database: Database) -> None:
    """What stands around its question is nobody's question."""
    ask(
        database,
        "Nous travaillons depuis trois ans avec le bureau de la région. " * 9 + "Qui garde les véhicules du projet ?",
    )
    assert [one.question for one in read_logged(database)] == ["Qui garde les véhicules du projet ?"]


def test_what_a_draft_says_of_a_follow_up_goes_when_its_chat_is_forgotten(database: Database) -> None:
    """Although no exchange of the log reads like that."""
    ask(database, "Qui paie le transport de Kalimba ?")
    ask(database, "Et qui le décide ?")
    ask(database, "Qui décide de la date ?", chat="ben")
    repository, stored = FaqRepository(database), PersonalData(database)
    propose(ranked([read_logged(database)[1:]]), repository)
    assert "Kalimba" in str(repository.entries())
    stored.listen(FaqErasure(database, repository))
    stored.erase(DataSubject("awa"))
    assert [entry.questions["fr"] for entry in repository.entries()] == ["Qui décide de la date ?"]


def test_questions_that_ask_differently_are_no_one_question() -> None:
    """What a thing is, and how to come to it; in either language, and without those that ask nothing alone."""
    what = [logged(1, "What is a child friendly city?", "en"), logged(2, "C’est quoi une ville amie des enfants ?")]
    how = [logged(3, "Comment devenir ville amie des enfants ?"), logged(4, "How does a city become one?", "en")]
    bare, alone = logged(5, "ville amie des enfants"), logged(6, "Qui choisit les villes amies ?")
    assert apart([*what, *how, bare, alone]) == [[*what, bare], how]
