"""FAQ entries and logged questions for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.question_clusters import LoggedQuestion
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.database import Database

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TODAY = NOW.date()
FRENCH = (
    "Qui garde les véhicules du projet ?",
    "qui garde la voiture du projet apres",
    "à qui revient le véhicule du projet",
)
ENGLISH = (
    "Who keeps the project vehicles?",
    "who gets to keep the project car",
    "who keeps the vehicle of the project",
)
OTHERS = tuple(
    f"{opening} {subject} ?"
    for opening in ("Que disent les textes sur", "Où lire quelque chose sur", "Pouvez-vous m’expliquer")
    for subject in (
        "les quatre motifs de résiliation",
        "le réseau mondial des villes",
        "le Conseil INCO",
        "la convention relative aux droits de l’enfant",
        "l’évaluation participative",
        "la capacité des acteurs locaux",
        "le diagnostic de la ville",
        "les ressources financières",
        "le statut auprès de l’ECOSOC",
        "les indicateurs",
        "la communication avec le public",
        "le plan d’action",
        "les sept engagements",
        "la durabilité",
        "le plaidoyer",
        "les enfants des rues",
        "la fin officielle de l’accord",
        "les mesures correctives",
    )
)


def logged(number: int, question: str, language: str = "fr", outcome: str = "answered", **more: str) -> LoggedQuestion:
    """Return a logged question."""
    fields = {"answer": "…", "feedback": "", "reason": "", "passages": "[]"} | more
    at = NOW - timedelta(days=number)
    return LoggedQuestion(
        id=f"c{number}",
        at=at,
        language="en" if language == "en" else "fr",
        question=question,
        outcome=outcome,
        **fields,
    )


def entry(**changes: object) -> FaqEntry:
    """Return a complete entry."""
    complete = FaqEntry(
        id="vehicles",
        questions={"fr": FRENCH[0], "en": ENGLISH[0]},
        answers={"fr": "Le véhicule revient au bureau.", "en": "The vehicle goes back to the office."},
        author="Point focal",
        review="2099-01-01",
        cards={"termination-grounds": "d1"},
    )
    return replace(complete, **changes)  # type: ignore[arg-type]  # fields by name


def fill(database: Database) -> None:
    """Log sixty questions: one question six times in two languages, and many others."""
    log = ConsultationLog(database)
    for question in (*FRENCH, *ENGLISH):
        log.add(Consultation(f"k{len(question)}", "fr" if question in FRENCH else "en", question, "not_covered", "…"))
    for question in OTHERS:
        log.add(Consultation("k", "fr", question, "answered", "…"))
    log.add(Consultation("k", "fr", "Bonjour", "smalltalk", "…"))
    log.add(Consultation("k", "fr", "Conclusion d’un partenariat", "check", "Fait : …"))
    log.add(Consultation("k", "fr", "", "safeguarding", ""))
