"""Builders of what reports are made from: logged exchanges, and names for the texts."""

from __future__ import annotations

from datetime import date
from functools import cache

from bot.reports.period import Period
from bot.reports.text_catalogue import AddedText, TextCatalogue
from bot.storage.consultations import Consultation, ConsultationLog, Feedback
from bot.storage.database import Database
from corpus.card import BUNDLED_CORPUS, read_cards
from corpus.example import read_gaps
from corpus.language import Language
from corpus.theme import read_themes

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
DOCUMENT = "0123456789abcdef"


@cache
def catalogue() -> TextCatalogue:
    """Return the names of our cards, and of one added document whose file is gone."""
    gaps = read_gaps(BUNDLED_CORPUS / "gaps.yaml")
    added = AddedText(DOCUMENT, "Guide financier", is_gone=True)
    return TextCatalogue(read_cards(BUNDLED_CORPUS), read_themes(BUNDLED_CORPUS / "themes.yaml"), gaps, [added])


def log(
    database: Database,
    person: str,
    *,
    at: str = "2026-03-10T09:00:00+00:00",
    language: Language = "fr",
    outcome: str = "answered",
    passage: str = "ending-overview",
    answer: str = "Oui.",
    question: str = "Comment finir ?",
    feedback: Feedback | None = None,
    reason: str = "",
    why: str = "",
    model: str = "",
) -> str:
    """Log an exchange of `person`, half a second long, and return its id."""
    log = ConsultationLog(database)
    passages = ({"id": passage, "score": 0.9},) if passage else ()
    logged = Consultation(
        person, language, question, outcome, answer, passages, latency={"total": 500}, at=at, why=why, model=model
    )
    log.add(logged)
    if feedback:
        log.rate(logged.id, person, feedback)
    if reason:
        log.explain(logged.id, person, reason)
    return logged.id
