"""What is quoted of a passage: a list whole, a row under its header, under the heading that it stands under."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bot.answering.answer import Answer, Finding
from bot.answering.excerpt import SHORT, Excerpt, excerpt
from bot.answering.nearness import nearness_to
from bot.conversation.answer_reply import compose
from corpus.card import BUNDLED_CORPUS
from corpus.glossary import read_glossary
from corpus.language import Language
from index.document import Document
from index.ingest.passage_splitting import split
from index.ingest.pdf import read_pdf
from index.passage import Passage
from index.search.query import QueryReader
from index.text.folding import terms
from tests.index.ingest.printed import grid, printed

FILLER: dict[Language, str] = {
    "fr": "Le bureau veille au bon déroulement des activités prévues dans les communes du district. ",
    "en": "The office watches over the good course of the planned activities in the towns of the district. ",
}
PAPERS: dict[Language, tuple[str, str, list[str]]] = {
    "fr": (
        "Quelles pièces joindre au dossier ?",
        "Joignez au dossier les pièces suivantes :",
        [f"- pièce {n}, signée par la personne qui préside et par celle qui tient les comptes" for n in range(12)],
    ),
    "en": (
        "Which papers go with the file?",
        "Send these papers with the file:",
        [f"- paper {n}, signed by whoever chairs the board and by whoever keeps the accounts" for n in range(12)],
    ),
}


def by_words(question: str, language: Language) -> Callable[[Sequence[str]], list[float]]:
    """Return a measure of nearness by shared words."""
    asked = set(terms(question, language))
    return lambda texts: [float(len(asked & set(terms(text, language)))) for text in texts]


def passages_of(markdown: str, language: Language = "fr", target: int = 360) -> list[Passage]:
    """Return the passages of a document."""
    return split(Document("d", "/d.pdf", "Guide", "ONG", language, markdown), lambda text: len(text) // 4, 512, target)


class ReadsReportsFirst:
    """Takes the place of the passage reader where it is nearly undecided, for the wrong part."""

    def judge(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a little more for what speaks of reports."""
        return [0.5 if "apport" in text or "eport" in text else 0.0 for text in texts]

    def borne_better(self, question: str, text: str, other: str) -> float:
        """Return 0: no text bears the question better."""
        return 0.0


class EachTermIsAsRare:
    """Takes the place of the searcher."""

    def rarity(self, term: str, language: Language) -> float:
        """Return 1."""
        return 1.0


@pytest.mark.parametrize(
    ("question", "asked_in", "language", "term"),
    [
        ("How long is the notice period?", "en", "fr", "préavis"),
        ("How many days of prior notice?", "en", "fr", "préavis"),
        ("Quelle est la durée du préavis ?", "fr", "en", "notice period"),
    ],
)
def test_the_part_with_the_term_asked_for_is_quoted_in_the_other_language_too(
    question: str, asked_in: Language, language: Language, term: str
) -> None:
    """By the glossary: another part that states a number of days is not the answer."""
    query = QueryReader(read_glossary(BUNDLED_CORPUS / "glossary.yaml")).read(question, asked_in)
    parts = {
        "fr": "## Départ\n\nLe préavis est de 30 jours.\n\n## Rapports\n\nLe rapport se remet sous 45 jours.",
        "en": "## Leaving\n\nThe notice period is 30 days.\n\n## Reports\n\nThe report is due within 45 days.",
    }
    (passage,) = passages_of(parts[language], language)
    nearness = nearness_to(query, EachTermIsAsRare(), ReadsReportsFirst(), language)  # type: ignore[arg-type]  # a stand-in
    quoted = excerpt(passage, nearness)
    assert (term in quoted.text, "30" in quoted.text, "45" in quoted.text) == (True, True, False)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_list_longer_than_an_excerpt_is_quoted_whole(language: Language) -> None:
    """With its introduction, and without the sentences around it."""
    question, lead, papers = PAPERS[language]
    (passage,) = passages_of("\n\n".join((FILLER[language] * 2, lead, "\n".join(papers), FILLER[language])), language)
    quoted = excerpt(passage, by_words(question, language))
    assert quoted.text.splitlines() == [lead, *papers]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_row_of_a_long_table_is_quoted_with_the_names_of_its_columns(language: Language) -> None:
    """And a few of the rows around it, not the whole table."""
    header, unit = ("| Ville | Nuit | Repas |", "euros") if language == "fr" else ("| Town | Night | Meal |", "dollars")
    rows = [f"| Villeneuve-{n} | {40 + n} {unit} | 9 {unit} |" for n in range(24)]
    (passage,) = passages_of("\n".join((header, "|---|---|---|", *rows)), language)
    quoted = excerpt(passage, by_words("Villeneuve-17 ?", language)).text
    wanted = f"Villeneuve-17 ; Nuit : 57 {unit}" if language == "fr" else f"Villeneuve-17; Night: 57 {unit}"
    assert wanted in quoted
    assert len(quoted) <= SHORT < len(passage.text)
    assert {line.partition(":")[0].strip() for line in quoted.splitlines()} == {f"- {header.split()[1]}"}


@pytest.mark.parametrize(("language", "header"), [("fr", "Grade : Indemnité"), ("en", "Grade: Allowance")])
def test_the_header_of_a_long_table_of_two_columns_stands_above_the_row(language: Language, header: str) -> None:
    """With the sentence that announces the table."""
    intro = "Voici ce qui est payé :" if language == "fr" else "This is what is paid:"
    colon = " : " if language == "fr" else ": "
    rows = [f"| Grade {n}, avec ou sans mission | {900 + n} euros par mois |" for n in range(20)]
    columns = header.replace(colon, " | ")
    (passage,) = passages_of("\n".join((intro, "", f"| {columns} |", "|---|---|", *rows)), language)
    lines = excerpt(passage, by_words("Grade 13", language)).text.splitlines()
    assert lines[:2] == [intro, header]
    assert f"- Grade 13, avec ou sans mission{colon}913 euros par mois" in lines
    assert len(lines) < len(rows)


def test_an_announcement_is_not_quoted_without_what_it_announces() -> None:
    """The table comes with it although another sentence is near too."""
    text = f"{FILLER['fr'] * 12}\n\nLes taux par nuit sont les suivants :\n\n| Zone | Taux |\n|---|---|\n| Nord | 45 |"
    (passage,) = passages_of(text)
    quoted = excerpt(passage, by_words("Quels sont les taux par nuit ?", "fr")).text
    assert quoted.endswith("suivants :\nZone : Taux\n- Nord : 45")


def test_a_heading_is_never_quoted_alone() -> None:
    """The section that asks the same words but says nothing is not one."""
    text = "# Préavis\n\n# Clôture\n\nLe rapport part en mai.\n\n# Bilan\n\nLe préavis dure 30 jours."
    (passage,) = passages_of(text)
    assert excerpt(passage, by_words("préavis", "fr")) == Excerpt("Bilan", "Le préavis dure 30 jours.")


def test_a_printed_page_is_quoted_under_its_heading_with_its_number_and_without_its_frame() -> None:
    """No running head, no footer, no page number, no line of the table of contents."""
    contents = [(20.0, 40.0, 16.0, "**Sommaire")]
    contents += [(20.0, 60.0 + 10 * n, 11.0, f"Article {n}. Le préavis {'.' * 30} {n}") for n in (2, 3, 4)]
    who = {2: "l'association", 3: "la commune", 4: "le bureau"}
    bodies = {
        n: (f"Pour {name}, le préavis dure trente jours.", f"Ensuite {name} répond par écrit au courrier reçu.")
        for n, name in who.items()
    }
    printed_bodies = [
        [(20.0, 40.0, 16.0, f"**Article {n}. Le préavis"), (20.0, 50.0, 11.0, one), (20.0, 56.0, 11.0, two)]
        for n, (one, two) in bodies.items()
    ]
    pages = [contents, *printed_bodies]
    frame = [(20.0, 10.0, 9.0, "Guide des partenaires"), (20.0, 285.0, 9.0, "Confidentiel")]
    found = read_pdf(printed(*([*frame, (180.0, 285.0, 9.0, str(n)), *page] for n, page in enumerate(pages, 1))))
    shown = []
    for passage in passages_of(found.markdown, target=30):
        quoted = excerpt(passage, by_words("Combien dure le préavis ?", "fr"))
        finding = Finding("?", "answered", (passage,), excerpts={passage.id: quoted})
        title, quote, source = compose(Answer("fr", (finding,))).paragraphs
        shown.append((title.text, quote.text, source.text.rpartition(", ")[2]))
    assert shown == [(f"Article {n}. Le préavis", f"{' '.join(bodies[n])} [1]", f"p. {n}") for n in who]


def test_a_row_of_a_printed_table_is_quoted_with_its_header() -> None:
    """From the page to the quotation."""
    cells = [["Zone", "Nuit", "Repas"], ["Nord", "45 euros", "12 euros"], ["Sud", "38 euros", "9 euros"]]
    texts, lines = grid((20, 60, 100, 140), (20, 30, 40, 50), cells)
    (passage,) = passages_of(read_pdf(printed(texts, lines=lines)).markdown)
    quoted = excerpt(passage, by_words("Zone sud ?", "fr")).text
    assert "- Zone : Sud ; Nuit : 38 euros ; Repas : 9 euros" in quoted


def test_marks_of_emphasis_are_not_quoted() -> None:
    """A message shows no Markdown: a bold word of a file is a word."""
    text = "## **Délai**\n\nLe rapport est dû sous **dix jours**, voir `annexe-2`.\n\n## Lieu\n\nÀ Kaya."
    found = excerpt(
        Passage("p", text, "fr", "", "Guide", "", document="d"), lambda texts: [float(-n) for n in range(len(texts))]
    )
    assert (found.heading, found.text) == ("Délai", "Le rapport est dû sous dix jours, voir annexe-2.")
