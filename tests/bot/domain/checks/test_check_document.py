"""The document of a check as PDF and Word: every step, its source, the version; in both languages."""

from __future__ import annotations

import io
import re

import docx
import pypdfium2
import pytest

from bot.conversation.handlers.checks.check_result import attachment, file_name
from bot.domain.checks.check import Check
from bot.domain.checks.check_document import (
    CheckDocument,
    DocumentBlock,
    DocumentLine,
    Heading,
    Table,
    printable,
    to_pdf,
)
from bot.domain.checks.check_question import outcome
from bot.domain.checks.progress import CheckProgress
from corpus.card import Card
from corpus.language import LANGUAGES, Language
from corpus.procedure import Procedure
from tests.support.checks import CLOSING, CORPUS, EARLY, completed

ANSWERS = {
    "ground": "context",
    "ground-facts": "Le pont d’accès est coupé : « rien ne passe », dit l’équipe de Ɓaleya.",
    "communication": "no",
    "communication/who": "cso",
    "communication/by": "2026-12-15",
    "progress": "nothing",
    "budget": "not_applicable",
    "ending-considered": "yes",
    "notice": "no",
    "reason": "term",
    "discussion": "yes",
    "discussion-date": "2026-11-03",
    "recognition": "partly",
}


def finished(procedure: Procedure, progress: CheckProgress | None = None) -> Check:
    """Return a finished check with every kind of answer."""
    return Check("chat", "OSC Espoir", progress or completed(procedure, ANSWERS), state="finished")


def cards(language: Language) -> dict[str, Card]:
    """Return our cards of a language by id."""
    return {card.id: card for card in CORPUS.cards if card.language == language}


def text_of(content: bytes, kind: str) -> str:
    """Return the text of the document, with single white space."""
    if kind == "pdf":
        with pypdfium2.PdfDocument(content) as document:
            return squeezed(" ".join(page.get_textpage().get_text_range() for page in document))
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    footer = document.sections[0].footer.paragraphs[0].text
    return squeezed(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells, footer]))


def pages_of(content: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def squeezed(text: str) -> str:
    """Return the text with single spaces; a PDF knows lines only, and marks a broken word by U+FFFE."""
    return re.sub(r"\s+", " ", text.replace("\ufffe", "-"))


@pytest.mark.parametrize("procedure", [EARLY, CLOSING], ids=lambda one: one.id)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_document_holds_every_step_with_its_source(procedure: Procedure, language: Language, kind: str) -> None:
    """Label, question, answer; the passages that they rest on; title and version of the procedure, name; no hash."""
    check = finished(procedure)
    said = text_of(attachment(check, language, cards(language), kind).data, kind)
    found = outcome(procedure, check.progress.responses)
    for item in found.items:
        assert squeezed(item.step.label[language]) in said
        assert squeezed(item.step.ask[language]) in said
        assert squeezed(cards(language)[item.step.card].heading) in said
        assert squeezed(cards(language)[item.step.card].text.split("\n")[0]) in said
    for item in found.missing:
        assert item.step.action
        assert squeezed(item.step.action[language]) in said
    assert squeezed(f"{procedure.title[language]}, version {procedure.version}") in said
    assert squeezed(f"Relais · {procedure.title[language]}") in said
    assert procedure.digest not in said
    assert "OSC Espoir" in said


@pytest.mark.parametrize("lines", range(20, 60, 2))
def test_no_heading_stands_alone_at_the_foot_of_a_page(lines: int) -> None:
    """Nor two of them: some of what they introduce is on their page."""
    blocks: tuple[DocumentBlock, ...] = (
        *[DocumentLine("filling")] * lines,
        *(Heading("Heading"), Heading("Part", 2), DocumentLine("Label", "strong"), DocumentLine("Body", "quote")),
        *(Heading("Last"), Table(("What", "Who"), (("Act", "Office"),), (1, 1))),
    )
    pages = pages_of(to_pdf(CheckDocument("en", "Title", blocks, "foot")))
    for heading, led in (("Heading", "Body"), ("Part", "Body"), ("Label", "Body"), ("Last", "Office")):
        assert [heading in page for page in pages] == [led in page for page in pages]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_french_is_printed_completely(kind: str) -> None:
    """Accents, ligatures, typographic marks, and the Latin letters of the languages of the field."""
    said = text_of(attachment(finished(EARLY), "fr", cards("fr"), kind).data, kind)
    assert "Le pont d’accès est coupé : « rien ne passe », dit l’équipe de Ɓaleya." in said
    assert "mise en œuvre" in said
    assert "\N{REPLACEMENT CHARACTER}" not in said


def test_the_actions_are_a_table() -> None:
    """One row for each action; one without a responsible or a date is marked as such."""
    document = docx.Document(io.BytesIO(attachment(finished(EARLY), "en", cards("en"), "docx").data))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["What", "Who", "By when", "As the page puts it", "Source"]
    assert rows[1][:3] == ["Agree on regular communication between the partners", "The CSO", "15 December 2026"]
    assert rows[-1][1:4] == ["to be named", "to be named", "not settled: see the signed agreement and the focal point"]


def test_what_the_fonts_lack_is_shown_as_lacking() -> None:
    """A name in another script does not break the PDF; the Word document has it whole."""
    progress = completed(EARLY, {**ANSWERS, "ground-facts": "الجسر 🙂"})
    pdf, word = (attachment(finished(EARLY, progress), "fr", cards("fr"), kind) for kind in ("pdf", "docx"))
    assert "\N{REPLACEMENT CHARACTER}" in printable("الجسر")
    assert pdf.data.startswith(b"%PDF-")
    assert "الجسر 🙂" in text_of(word.data, "docx")


def test_a_document_survives_the_loss_of_its_cards() -> None:
    """A passage that is no longer in the texts is named."""
    assert "no longer in the texts" in text_of(attachment(finished(CLOSING), "en", {}, "pdf").data, "pdf")


def test_names_of_files_are_plain() -> None:
    """Whatever the check is called."""
    check = Check("chat", "Œuvre d’Été / ../n°3 : “x”", completed(CLOSING, {}))
    assert file_name(check, "fr", "pdf") == "verification-conclusion-d-un-partenariat-oeuvre-d-ete-n-3-x-fr.pdf"
