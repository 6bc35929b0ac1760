"""Documents are cut into passages that can be understood alone."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from index.document import Document
from index.ingest.passage_splitting import split
from index.passage import Passage
from index.text.sentences import sentences


def words(text: str) -> int:
    """Count as a tokenizer would, roughly: a word per six characters, two for the special tokens."""
    return 2 + sum(1 + len(word) // 6 for word in text.split())


def document(markdown: str) -> Document:
    """Make a French document of Markdown."""
    return Document("0123456789abcdef", "/d/guide.md", "Guide", "ONG Exemple", "fr", markdown)


def cut(markdown: str, window: int = 100, target: int = 60) -> list[Passage]:
    """Split Markdown with a small window, so that short texts show every case."""
    return split(document(markdown), words, window, target)


PARAGRAPH = "Le partenaire envoie un rapport. Il joint les pièces. Le bureau les vérifie. Il répond en dix jours. "


def test_a_passage_carries_its_document_and_its_place() -> None:
    """Ids count from 000; title, owner and document come along."""
    (passage,) = cut("Le partenaire envoie un rapport chaque trimestre.")
    assert passage == Passage(
        "0123456789abcdef-000",
        "Le partenaire envoie un rapport chaque trimestre.",
        "fr",
        "ONG Exemple",
        "Guide",
        "",
        "0123456789abcdef",
    )


def test_passages_follow_the_headings() -> None:
    """Each section is a passage, its heading path joined outermost first."""
    found = cut(f"# Suivi\n\n## Rapports\n\n{PARAGRAPH}\n\n## Visites\n\n### Prévues\n\n{PARAGRAPH}")
    assert [passage.section for passage in found] == ["Suivi › Rapports", "Suivi › Visites › Prévues"]
    assert {passage.text for passage in found} == {PARAGRAPH.strip()}


def test_a_tiny_section_joins_the_next_under_the_path_they_share() -> None:
    """Both headings stay readable in the text."""
    (passage,) = cut(f"# Suivi\n\n## Rapports\n\nVoir plus bas.\n\n## Visites\n\n{PARAGRAPH}")
    assert passage.section == "Suivi"
    assert passage.text == f"## Rapports\n\nVoir plus bas.\n\n## Visites\n\n{PARAGRAPH.strip()}"


def test_merged_sections_do_not_repeat_the_heading_above_them() -> None:
    """It is said once, until another of its level comes."""
    (passage,) = cut("Avant.\n\n# A\n\n## A1\n\nUn.\n\n## A2\n\nDeux.\n\n# B\n\nTrois.\n\n# A\n\n## A1\n\nFin.")
    assert re.findall("## (.*)", passage.text) == ["A", "A1", "A2", "B", "A", "A1"]


def test_a_table_of_contents_may_have_an_ornament() -> None:
    """And an index at the end of a book is one of contents too."""
    contents = "## 📋 Table of Contents\n\n1. Rapports\n2. Visites"
    found = cut(f"{contents}\n\n## Rapports\n\n{PARAGRAPH}\n\n## Index\n\nbudget, 12, 45\n\nvisites, 3, 12-15")
    assert [(passage.section, passage.text) for passage in found] == [("Rapports", PARAGRAPH.strip())]


def test_bold_words_are_closed_where_a_cut_parts_them() -> None:
    """Each passage is shown alone."""
    found = cut(f"**{PARAGRAPH * 3}**Fin.")
    assert len(found) > 1 and all(passage.text.count("**") % 2 == 0 for passage in found)


def test_sections_of_some_size_are_not_merged() -> None:
    """Two subjects make two passages although both would fit one."""
    text = "Le partenaire envoie un rapport trimestriel au bureau, qui le vérifie sous dix jours ouvrables. " * 2
    assert len(split(document(f"## A\n\n{text}\n\n## B\n\n{text}"), words, 500, 40)) == 2


def test_a_heading_alone_is_no_passage() -> None:
    """A heading with nothing under it goes with its neighbour; a document of headings has no passage."""
    assert cut("# Guide\n\n## Annexe") == []
    (passage,) = cut(f"## Rapports\n\n{PARAGRAPH}\n\n## Annexe")
    assert (passage.section, passage.text) == ("Rapports", f"{PARAGRAPH}\n\n## Annexe".replace(" \n", "\n"))


def test_a_heading_with_nothing_under_it_does_not_stand_over_the_next_text() -> None:
    """The text's own heading comes between, once, whatever else is joined."""
    (one,) = cut("# Préavis\n\n# Clôture\n\nLe rapport part en mai.")
    assert (one.section, one.text) == ("Clôture", "## Préavis\n\n## Clôture\n\nLe rapport part en mai.")
    (one,) = cut("# Préavis\n\n# Clôture\n\nLe rapport part en mai.\n\n# Bilan\n\nIl suit.")
    assert one.text.endswith("## Préavis\n\n## Clôture\n\nLe rapport part en mai.\n\n## Bilan\n\nIl suit.")
    assert one.text.count("## Clôture") == 1


def test_a_cut_section_repeats_one_sentence() -> None:
    """The second text opens with the sentence that closed the first, and no sentence is cut."""
    found = cut(PARAGRAPH * 4, window=60, target=40)
    assert len(found) > 2
    for before, after in pairwise(found):
        assert sentences(after.text, "fr")[0] == sentences(before.text, "fr")[-1]
    whole = set(sentences(PARAGRAPH, "fr"))
    assert {sentence for passage in found for sentence in sentences(passage.text, "fr")} == whole


def test_a_section_that_is_not_cut_repeats_nothing() -> None:
    """Overlap is for cuts by size only."""
    found = cut(f"## A\n\n{PARAGRAPH}\n\n## B\n\n{PARAGRAPH}", target=40)
    assert [passage.text for passage in found] == [PARAGRAPH.strip()] * 2


def test_a_cut_list_repeats_its_introduction() -> None:
    """Whoever reads the end of a list still knows what it lists."""
    items = "\n".join(f"- la pièce numéro {number} du dossier complet" for number in range(12))
    found = cut(f"Avant. Le dossier comprend :\n\n{items}", window=60, target=50)
    assert len(found) > 1
    assert all("Le dossier comprend :\n- la pièce" in passage.text for passage in found)
    assert "Avant." in found[0].text and all("Avant." not in passage.text for passage in found[1:])


def test_a_list_that_fits_is_not_cut() -> None:
    """A text ends before a list rather than in it."""
    items = "\n".join(f"- la pièce {number} du dossier" for number in range(4))
    found = cut(f"{PARAGRAPH}{PARAGRAPH}Le dossier comprend :\n\n{items}", window=80, target=50)
    assert found[-1].text.endswith(f"Le dossier comprend :\n{items}")


def test_each_row_of_a_table_names_its_columns() -> None:
    """However the table is cut, a cell can be understood without the header."""
    rows = "\n".join(f"| Poste {number} | {number} 000 | accepté sans réserve |" for number in range(12))
    found = cut(f"| Ligne | Montant | Avis |\n|---|---|---|\n{rows}", window=60, target=50)
    assert len(found) > 1
    lines = [line for passage in found for line in passage.text.splitlines()]
    assert lines == [f"- Ligne : Poste {n} ; Montant : {n} 000 ; Avis : accepté sans réserve" for n in range(12)]


def test_two_columns_are_names_and_what_they_name() -> None:
    """The header introduces them, and comes again after a cut; a table without one has none."""
    rows = "\n".join(f"| Pièce {number} | dix jours |" for number in range(12))
    found = cut(f"| Pièce | Délai |\n|---|---|\n{rows}", window=60, target=50)
    assert len(found) > 1
    assert all(passage.text.startswith("Pièce : Délai\n- Pièce ") for passage in found)
    assert cut("| Durée | 12 mois |\n| Budget | 5 000 |")[0].text == "- Durée : 12 mois\n- Budget : 5 000"


def test_a_header_that_nothing_marks_is_known_by_its_names() -> None:
    """Word documents seldom mark one; a first row with figures is a row."""
    empty = "|  |  |  |\n|---|---|---|\n"
    assert cut(f"{empty}| Étape | Délai | Qui |\n| Bilan | 30 jours | le bureau |")[0].text == (
        "- Étape : Bilan ; Délai : 30 jours ; Qui : le bureau"
    )
    assert cut(f"{empty}| Bilan | 30 jours |  |\n| Audit | 60 jours | le siège |")[0].text == (
        "- Bilan ; 30 jours\n- Audit ; 60 jours ; le siège"
    )


def test_only_a_sentence_longer_than_the_window_is_cut() -> None:
    """It is cut where it pauses, and nothing of it is lost."""
    long = "Le bureau vérifie " + ", ".join(f"la pièce numéro {number}" for number in range(40)) + "."
    found = cut(long, window=50, target=40)
    assert all(passage.text[-1] in ",." for passage in found)
    assert " ".join(passage.text for passage in found).split() == long.split()


def test_a_word_longer_than_the_window_is_cut_too() -> None:
    """A data string can't break the index."""
    found = cut("x" * 2000, window=50, target=40)
    assert "".join(passage.text for passage in found) == "x" * 2000
    assert max(words(passage.text) for passage in found) <= 50


def test_a_passage_is_in_its_own_language() -> None:
    """A bilingual document gives passages of both languages."""
    english = "The partner sends a report each quarter and the office reviews it within ten days of receiving it. " * 2
    found = cut(f"## A\n\n{PARAGRAPH}\n\n## B\n\n{english}\n\n## C\n\n{PARAGRAPH}")
    assert [passage.language for passage in found] == ["fr", "en", "fr"]


def test_code_and_underlined_headings_are_read() -> None:
    """A "#" in code is no heading; an underlined line is one."""
    found = cut(f"Suivi\n=====\n\n{PARAGRAPH}\n\n```\n# pas un titre\n```\n\nVisites\n---\n\n{PARAGRAPH}")
    assert [passage.section for passage in found] == ["Suivi", "Suivi › Visites"]
    assert "# pas un titre" in found[0].text


def test_french_sentences_end_where_they_end() -> None:
    """Abbreviations, numbers, links, quotes and ellipses don't end a sentence; capitals after them may."""
    text = (
        "M. Diop et Mme. Sy ont signé l'art. 3 de l'accord n° 45. "
        "Le taux est de 7.5 % env. du total… mais pas plus. "
        "« Est-ce fini ? » demande-t-il. Voir https://exemple.org/a.b?c=1. Etc. C'est tout ! Vraiment ?! Oui."
    )
    assert sentences(text, "fr") == [
        "M. Diop et Mme. Sy ont signé l'art. 3 de l'accord n° 45.",
        "Le taux est de 7.5 % env. du total… mais pas plus.",
        "« Est-ce fini ? » demande-t-il.",
        "Voir https://exemple.org/a.b?c=1.",
        "Etc.",
        "C'est tout !",
        "Vraiment ?!",
        "Oui.",
    ]


def test_english_sentences_end_where_they_end() -> None:
    """The same in English."""
    text = (
        'Dr. Smith (e.g. of U.N. staff) sent No. 5 etc. to J. Diop. "Fine." '
        "It costs 1.5 million, i.e. too much... Next."
    )
    assert sentences(text, "en") == [
        "Dr. Smith (e.g. of U.N. staff) sent No. 5 etc. to J. Diop.",
        '"Fine."',
        "It costs 1.5 million, i.e. too much...",
        "Next.",
    ]


def test_items_stay_whole_with_their_marker() -> None:
    """An item can be shown as an item, and wrapped lines are joined."""
    text = "Envoyer à\nl'équipe :\n- un plan. Signé.\n2. un budget\n\nMerci."
    assert sentences(text, "fr") == ["Envoyer à l'équipe :", "- un plan. Signé.", "2. un budget", "Merci."]


WORD = st.text(st.sampled_from("abcdeéàç'’.,;:!?0123456789AB«»()-_"), min_size=1, max_size=30).filter(
    lambda word: bool(re.search(r"[^\W_]", word)) and word[0].isalnum() and not re.fullmatch(r"\d+[.)]|\w[.)]", word)
)
PROSE = st.lists(WORD, min_size=1, max_size=60).map(" ".join)
MARKDOWN = st.lists(
    st.one_of(
        PROSE,
        st.tuples(st.integers(1, 4), st.lists(WORD, min_size=1, max_size=6).map(" ".join)).map(
            lambda pair: "#" * pair[0] + " " + pair[1]
        ),
        st.lists(st.lists(WORD, min_size=1, max_size=15).map(" ".join), min_size=1, max_size=12).map(
            lambda items: "Une liste suit :\n\n" + "\n".join(f"- {item}" for item in items)
        ),
        st.lists(st.tuples(WORD, WORD), min_size=2, max_size=12).map(
            lambda rows: "\n".join(f"| {a} | {b} |" for a, b in rows)
        ),
    ),
    max_size=12,
).map("\n\n".join)


@settings(max_examples=300, deadline=None)
@given(MARKDOWN, st.integers(20, 120))
def test_no_word_is_lost_and_no_passage_is_over_the_window(markdown: str, window: int) -> None:
    """Every word of the body is in some passage or its section; each fits; the order is stable."""
    found = cut(markdown, window=window, target=max(10, window * 2 // 3))
    assert all(words(passage.text) <= window for passage in found)
    assert found == cut(markdown, window=window, target=max(10, window * 2 // 3))
    assert [passage.id for passage in found] == [f"0123456789abcdef-{place:03d}" for place in range(len(found))]
    if found:
        kept = "".join(f"{passage.section}{passage.text}" for passage in found)
        kept = re.sub(r"\s", "", kept)
        body = re.sub(r"(?m)^(#+ |- |\|)", "", markdown)
        assert [word for word in body.split() if word != "|" and word not in kept] == []


def test_a_line_that_reads_as_a_heading_goes_with_its_text() -> None:
    """A step at the end of a passage would name nothing, and its text would have no name."""
    steps = [f"Étape {n}\n\nCliquez sur le bouton {n}, puis attendez la page qui suit." for n in range(1, 12)]
    found = cut("# Guide\n\n" + "\n\n".join(steps))
    assert len(found) > 1
    assert not [passage.text for passage in found if passage.text.splitlines()[-1].startswith("Étape")]


def test_a_caption_stays_under_its_table() -> None:
    """It doesn't open the next passage."""
    rows = "\n".join(f"| Poste {n} | {n} euros | {n} jours |" for n in range(1, 6))
    found = cut(f"| Poste | Coût | Délai |\n|---|---|---|\n{rows}\n\n**Tableau 1 : Coûts**\n\n{PARAGRAPH}{PARAGRAPH}")
    assert not [passage.text for passage in found if passage.text.startswith("**Tableau")]


def test_an_empty_cell_of_a_table_without_names_is_shown() -> None:
    """Nothing but its place tells what a value is."""
    (passage,) = cut("| Nord |  | 9 euros | 5 |\n| Sud | 40 euros | 8 euros | 3 |")
    assert passage.text == "- Nord ; – ; 9 euros ; 5\n- Sud ; 40 euros ; 8 euros ; 3"


def test_a_table_of_contents_without_pages_gives_no_passage() -> None:
    """As books have it: names of chapters, each a link."""
    found = cut(f"# Table des matières\n\nChapitre 1 Signaler\n\nChapitre 2 Suivre\n\n# Signaler\n\n{PARAGRAPH}")
    assert [passage.section for passage in found] == ["Signaler"]


def test_headings_without_text_come_before_the_heading_of_the_text() -> None:
    """As on a cover: date, name of the project, then the first part."""
    found = cut("# Le 10 janvier\n\n# Projet de jardin\n\n# Description\n\nUn jardin.\n\n# Objectifs\n\nPlanter.")
    order = [line.removeprefix("## ") for line in found[0].text.splitlines() if line.startswith("## ")]
    assert order == ["Le 10 janvier", "Projet de jardin", "Description", "Objectifs"]


def test_an_item_that_opens_others_goes_with_them() -> None:
    """Its own items would have no sentence that introduces them."""
    items = "\n".join(f"- la pièce numéro {n}, signée par les deux parties" for n in range(6))
    nested = "\n".join(f"  - la copie numéro {n}, signée par les deux parties" for n in range(6))
    found = cut(f"{items}\n- les copies que voici :\n{nested}")
    assert len(found) > 1
    assert not [passage.text for passage in found if passage.text.endswith("les copies que voici :")]


def test_tables_that_follow_each_other_have_names_of_their_own() -> None:
    """No row of the second stands under the names of the first."""
    (passage,) = cut(
        "| Frais | Coût | Lieu |\n|---|---|---|\n| Taxi | 5 | Kaya |\n\n"
        "| Zone | Nuit | Repas |\n|---|---|---|\n| Sud | 30 | 9 |"
    )
    assert "- Zone : Sud ; Nuit : 30 ; Repas : 9" in passage.text
