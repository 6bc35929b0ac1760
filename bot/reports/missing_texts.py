"""Write what the texts lack, which documents would help, and how the present ones are used."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.checks.check_document import Table
from bot.domain.faq.faq_entry import FaqEntry
from bot.replies.texts import date_in_words, say
from bot.reports.monthly import MonthlyFigures
from bot.reports.number_format import number
from bot.reports.sections import Section
from corpus.language import Language

_LISTED, _TEXTS = 8, 10  # at most
_WORDS = 4  # that a document which closes a gap would use


def missing_texts(figures: MonthlyFigures, language: Language) -> Section:
    """Return the section on gaps and refused questions, with the documents to add."""
    gaps, refused = figures.questions.gaps[:_LISTED], figures.refused_groups[:_LISTED]
    if not gaps and not refused:
        return Section(say(language, "report.missing"), (say(language, "report.missing_none"),))
    rows = tuple(
        (
            figures.catalogue.gap(one.id, language),
            number(one.count, language),
            ", ".join(figures.catalogue.settling_words(one.id, language, _WORDS)),
        )
        for one in gaps
    )
    heads = tuple(say(language, f"report.{head}") for head in ("gap", "refused", "suggested"))
    points = tuple(say(language, "report.quoted", question=one.question(language)) for one in refused)
    return Section(
        say(language, "report.missing"),
        (say(language, "report.missing_said"),),
        table=Table(heads, rows, (5, 2, 4)) if rows else None,
        points_heading=say(language, "report.unanswered") if points else "",
        points=points,
        row_ids=tuple(one.id for one in gaps),
        point_ids=tuple(one.id for one in refused),
    )


def used_texts(figures: MonthlyFigures, language: Language) -> Section:
    """Return the section on the texts that were cited, found unhelpful or called outdated, and on what is to review."""
    texts = [one for one in figures.questions.texts[:_TEXTS] if one.id]
    rows = tuple(
        (
            figures.catalogue.name(one.id, language),
            *(number(count, language) for count in (one.count, one.unhelpful, one.outdated)),
        )
        for one in texts
    )
    heads = tuple(say(language, f"report.{head}") for head in ("text", "cited", "unhelpful", "outdated"))
    table = Table(heads, rows, (5, 1, 2, 2)) if rows else None
    points = tuple(_to_review(figures, language))
    return Section(
        say(language, "report.texts"),
        (say(language, "report.texts_said" if rows else "report.nothing_shown"), _faq_state(figures, language)),
        table=table,
        points_heading=say(language, "report.to_review") if points else "",
        points=points,
    )


def _to_review(figures: MonthlyFigures, language: Language) -> Iterator[str]:
    for entry in figures.faq.expired:
        yield say(language, "report.faq_expired", question=_question(entry, language))
    for entry in figures.faq.expiring:
        day = date_in_words(entry.review, language)
        yield say(language, "report.faq_expiring", question=_question(entry, language), day=day)
    for title in figures.missing_files:
        yield say(language, "report.file_gone", title=title)


def _faq_state(figures: MonthlyFigures, language: Language) -> str:
    published, drafts = figures.faq.published, figures.faq.drafts
    return say(language, "report.faq_counts", published=number(published, language), drafts=number(drafts, language))


def _question(entry: FaqEntry, language: Language) -> str:
    return entry.questions.get(language, "") or next(filter(None, entry.questions.values()), entry.id)
