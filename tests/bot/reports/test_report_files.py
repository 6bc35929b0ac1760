"""The report as a page and as a PDF, in both languages."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from lxml import html

from bot.domain.cases.case_repository import CaseRepository
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.replies.texts import say
from bot.reports.monthly import FigureReader, MonthlyFigures
from bot.reports.report_files import report_files
from corpus.language import LANGUAGES, Language
from tests.support.cases import ASKER, ManualClock, new_case, workdays
from tests.support.engines import open_database
from tests.support.reports import MARCH, catalogue, log

TODAY = date(2026, 4, 1)
SECRET = "Le secret de Mariama"


@pytest.fixture
def figures(tmp_path: Path) -> MonthlyFigures:
    """Return the figures of a month in which seven people asked on every day, and one alone wrote a secret."""
    database = open_database(tmp_path / "relais.db")
    refusal = say("fr", "not_covered.named", topic=catalogue().gap("notice-period", "fr"))
    asked = []
    for day in range(2, 28):
        for person in range(7):
            at = f"2026-03-{day:02}T09:00:00+00:00"
            language: Language = "fr" if day % 2 else "en"
            log(database, f"p{person}", at=at, language=language, feedback="up")
            asked.append(log(database, f"p{person}", at=at, outcome="not_covered", passage="", answer=refusal))
    log(database, "p0", question=SECRET, answer=SECRET)
    entries, cases = FaqRepository(database), CaseRepository(database, workdays(ManualClock()))
    entries.put(FaqEntry("aa", questions={"fr": "Quel <préavis> ?", "en": "What <notice>?"}, members=tuple(asked)))
    entries.put(FaqEntry("bb", "expired", questions={"fr": "Vieux ?", "en": "Old?"}, review="2026-03-01"))
    cases.open(new_case(SECRET), ASKER)
    found = FigureReader(database, cases, entries, catalogue()).read(MARCH)
    database.close()
    return found


def page(figures: MonthlyFigures, language: Language) -> str:
    """Return the page."""
    return report_files(figures, language, TODAY)[0].data.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_but_itself(figures: MonthlyFigures, language: Language) -> None:
    """No script, no address; every chart says in words what it shows, and has its numbers in a table."""
    text = page(figures, language)
    tree = html.document_fromstring(text)
    assert tree.get("lang") == language
    assert "<script" not in text and not re.search(r"https?://|url\(|@import|src=", text)
    charts = tree.xpath("//svg")
    assert len(charts) == 5 and all(chart.xpath("title/text()") and chart.xpath("desc/text()") for chart in charts)
    identities = tree.xpath("//@id")
    assert len(identities) == len(set(identities))
    assert all(name in identities for names in tree.xpath("//@aria-labelledby") for name in names.split())
    assert len(tree.xpath("//table[.//th[@scope='row']]")) >= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_was_counted(figures: MonthlyFigures, language: Language) -> None:
    """With the number signs of the language, and the words of the FAQ escaped."""
    text = page(figures, language)
    assert {"fr": "100\N{NO-BREAK SPACE}%", "en": "100%"}[language] in text
    assert {"fr": "mars 2026", "en": "March 2026"}[language] in text
    assert {"fr": "Quel &lt;préavis&gt; ?", "en": "What &lt;notice&gt;?"}[language] in text
    assert catalogue().gap("notice-period", language) in html.document_fromstring(text).text_content()
    assert {"fr": "Vieux ?", "en": "Old?"}[language] in text
    assert "Guide financier" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_files_say_the_same(figures: MonthlyFigures, language: Language) -> None:
    """Each heading and each cell of the page is in the PDF."""
    web, pdf = report_files(figures, language, TODAY)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf.data))
    printed = squeezed("".join(one.get_textpage().get_text_bounded() for one in document))
    tree = html.document_fromstring(web.data.decode())
    for part in tree.xpath("//h1|//h2|//td|//tbody/tr/th|//section[not(@class)]/p"):
        assert squeezed(part.text_content()) in printed
    assert (web.media_type, pdf.media_type) == ("text/html", "application/pdf")
    assert [name.rpartition(".")[2] for name in (web.name, pdf.name)] == ["html", "pdf"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_and_no_case_is_quoted(figures: MonthlyFigures, language: Language) -> None:
    """Nor any key of a person, or number of a case."""
    text = page(figures, language)
    assert SECRET not in text and "R-2026" not in text and "p0" not in text


def test_a_demonstration_says_so(figures: MonthlyFigures) -> None:
    """In the title, which is on every page of the PDF."""
    web, pdf = report_files(figures, "fr", TODAY, is_demo=True)
    document = pypdfium2.PdfDocument(io.BytesIO(pdf.data))
    assert "données inventées" in html.document_fromstring(web.data.decode()).findtext(".//h1")
    assert all("données inventées" in one.get_textpage().get_text_bounded() for one in document)


def test_days_stand_as_lines_with_their_numbers_apart(figures: MonthlyFigures) -> None:
    """On request in the page, in an annex of the PDF."""
    assert figures.questions.grain == "day"
    tree = html.document_fromstring(page(figures, "en"))
    assert len(tree.xpath("//details//tbody/tr")) == 31


def squeezed(text: str) -> str:
    """Return a text without white space and hyphenation, which differ between page and PDF."""
    return re.sub(r"[\s\N{SOFT HYPHEN}\ufffe]+", "", text)
