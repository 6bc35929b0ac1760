"""Answers from added documents, with the real search: whose word is asked for, contradictions, copies, choices."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer
from bot.answering.inquiry import Inquiry, PastExchange
from bot.answering.suggestions import suggestions
from bot.answering.titles import titles
from bot.conversation.answer_reply import compose
from bot.conversation.scope_reply import example_questions
from bot.replies.texts import say
from corpus.collection import read_corpus
from corpus.language import LANGUAGES
from index.library import DocumentDetails, Library
from tests.support.small_library import add, quiet, small_corpus

RULES = """# {title}

## Préavis

Le préavis pour mettre fin à la convention est de {days} jours.

## Locaux

Les locaux sont prêtés gratuitement. La clé est rendue au gardien.
"""
GUIDE = """# Guide des volontaires

## Indemnité

Chaque volontaire reçoit une indemnité de 90 euros par mois.

## Assurance

Les volontaires sont assurés contre les accidents pendant les activités.
"""
REPORT = f"""# Rapport annuel 2024

La maison {{house}} ouvre ses portes toute l’année.

{"L’équipe se réunit chaque lundi et tient le registre des visites. " * 25}

## Accueil

En tout, {{count}} enfants ont été accueillis, dont la moitié pendant les vacances.

{"Les familles viennent à pied des villages voisins, et repartent le soir. " * 25}

## Repas

Les repas sont préparés sur place par deux cuisinières.
"""
MILL = """# Agreement of the Mill

## Notice

The notice period for ending the agreement is 60 days.

## Reports

Each report is due within 14 days.

## Allowance

Each volunteer receives an allowance of 120 euros a month.

## Shifts

A shift lasts four hours.
"""


def library_of(folder: Path, models: Path, documents: dict[str, tuple[str, DocumentDetails]]) -> Library:
    """Return a library over one card and documents of these texts and details, by their files' names."""
    (folder / "home").mkdir(parents=True)
    (folder / "home" / "models").symlink_to(models, target_is_directory=True)
    library = Library(read_corpus(small_corpus(folder / "corpus")), folder / "home")
    library.build(quiet)
    for name, (text, details) in documents.items():
        (folder / name).write_text(text, encoding="utf-8")
        add(library, folder / name, details=details)
    return library


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Advisor:
    """Return an advisor over two texts that contradict each other, a copy of one, and one on another matter."""
    official = DocumentDetails(owner="Le Hangar", date="2023")
    draft = DocumentDetails(owner="Le Moulin", date="2025-02", authority="draft")
    documents = {
        "hangar.md": (RULES.format(title="Convention du Hangar", days=30), official),
        "copie.md": (RULES.format(title="Convention du Hangar", days=30) + "\nSigné à Lyon.\n", official),
        "moulin.md": (RULES.format(title="Convention du Moulin", days=60), draft),
        "guide.md": (GUIDE, DocumentDetails(owner="La Ruche")),
    }
    return Advisor(library_of(tmp_path_factory.mktemp("documents"), home / "models", documents))


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Advisor:
    """Return an advisor over a French and an English text with other figures for the same."""
    documents = {
        "hangar.md": (
            f"{RULES.format(title='Convention du Hangar', days=30)}\n## Rapports\n\nLe rapport est rendu dans un délai"
            " de deux semaines.\n\n## Indemnité\n\nChaque volontaire reçoit une indemnité de 90 euros par mois.\n",
            DocumentDetails(owner="Le Hangar"),
        ),
        "mill.md": (MILL, DocumentDetails(owner="The Mill")),
    }
    return Advisor(library_of(tmp_path_factory.mktemp("bilingual"), home / "models", documents))


def asked(advisor: Advisor, question: str) -> Answer:
    """Return the answer in French."""
    return advisor.advise(Inquiry(question, language="fr", is_pinned=True))


@pytest.mark.parametrize(("owner", "days"), [("Le Hangar", "30"), ("Le Moulin", "60"), ("LE MOULIN", "60")])
def test_the_word_of_the_owner_that_was_asked_for_wins(advisor: Advisor, owner: str, days: str) -> None:
    """Over that of another one that answers as well."""
    answer = asked(advisor, f"Selon {owner}, c’est combien de jours, le préavis ?")
    assert [passage.owner.casefold() for passage in answer.passages] == [owner.casefold()]
    assert f"{days} jours" in compose(answer).plain


def test_another_owners_word_is_told_as_such(advisor: Advisor) -> None:
    """Before it is quoted."""
    answer = asked(advisor, "D’après Le Hangar, combien reçoit un volontaire par mois ?")
    assert {passage.owner for finding in answer.findings for passage in finding.sources or finding.choices} == {
        "La Ruche"
    }
    assert "« Hangar »" in compose(answer).paragraphs[0].text


@pytest.mark.parametrize(
    "question", ["Combien de jours de préavis ?", "Quel est le préavis pour mettre fin à la convention ?"]
)
def test_texts_that_contradict_each_other_are_both_shown(advisor: Advisor, question: str) -> None:
    """The official one first, though it is older, and not its copy; a sentence says that they differ."""
    answer = asked(advisor, question)
    assert [passage.owner for passage in answer.passages] == ["Le Hangar", "Le Moulin"]
    assert answer.findings[0].differing == ("30 jours", "60 jours")
    stated = "« 30 jours » [1], « 60 jours » [2]"
    assert compose(answer).paragraphs[0].text == say("fr", "answer.differing", stated=stated)


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("Combien de jours de préavis ?", "30 jours", "60 days"),
        ("How long is the notice period?", "60 days", "30 jours"),
        ("Quelle est l’indemnité d’un volontaire ?", "90 euros", "120 euros"),
    ],
)
def test_a_contradiction_across_languages_is_shown(bilingual: Advisor, question: str, first: str, second: str) -> None:
    """Between texts of the same weight that of the asker's language comes first."""
    answer = bilingual.advise(Inquiry(question))
    assert answer.findings[0].differing == (first, second)


@pytest.mark.parametrize(
    "question",
    [
        "Compare le préavis du Hangar et de The Mill",
        "Que disent Le Hangar et The Mill sur le préavis ?",
        "Le préavis est-il plus long chez The Mill que chez Le Hangar ?",
        "What is the difference between Le Hangar and The Mill on notice?",
    ],
)
def test_owners_who_are_compared_are_each_quoted_on_the_subject(bilingual: Advisor, question: str) -> None:
    """Under their names; across languages the same rule."""
    answer = bilingual.advise(Inquiry(question))
    said = {one.owner: finding.excerpts[one.id].text for finding in answer.findings for one in finding.passages}
    assert said == {
        "Le Hangar": "Le préavis pour mettre fin à la convention est de 30 jours.",
        "The Mill": "The notice period for ending the agreement is 60 days.",
    }


@pytest.fixture(scope="module")
def wells(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Advisor:
    """Return an advisor over an owner's rules and a later note, which state one of them anew in other words."""
    rules = (
        "# Règlement des puits\n\n## Contrôles\n\nUne analyse complète de l’eau est faite tous les 24 mois par un"
        " laboratoire agréé, qui remet ses résultats à la commune et au comité. Les prélèvements sont faits le matin."
        "\n\n## Fin de la convention\n\nChacune des parties met fin à la convention par une lettre, avec un préavis de"
        " trois mois ; les comptes sont clos le même jour. Le comité garde les outils, et deux membres signent.\n"
    )
    note = (
        "# Note aux agents\n\n## Laboratoire\n\nPour chaque puits, le bilan complet de l’eau se fait maintenant tous"
        " les 12 mois, car deux sites ont été fermés l’an dernier. Les bidons partent le jour même.\n\n## Voiture\n\n"
        "Le contrat de location de la voiture se résilie avec un préavis de 10 jours, par un simple courriel au garage."
        " Elle est rendue avec le plein, et lavée.\n"
    )
    documents = {
        "regles.md": (rules, DocumentDetails(owner="Eaux Claires", date="2024", authority="official")),
        "note.md": (note, DocumentDetails(owner="Eaux Claires", date="2026", authority="internal")),
    }
    return Advisor(library_of(tmp_path_factory.mktemp("wells"), home / "models", documents))


def test_an_owners_old_and_new_rule_are_both_shown(wells: Advisor) -> None:
    """In whatever words; the official one first."""
    answer = asked(wells, "Tous les combien de mois fait-on l’analyse complète de l’eau d’un puits ?")
    assert answer.findings[0].differing == ("tous les 24 mois", "tous les 12 mois")


def test_an_owners_rule_on_something_else_is_no_contradiction(wells: Advisor) -> None:
    """Though it is a notice as well."""
    answer = asked(wells, "Combien de jours de préavis pour résilier la location de la voiture ?")
    assert [one.section for one in answer.passages] == ["Voiture"]


def test_texts_that_say_the_same_in_other_units_do_not_differ(bilingual: Advisor) -> None:
    """Two weeks are fourteen days."""
    answer = bilingual.advise(Inquiry("Dans quel délai un rapport est-il rendu ?"))
    assert [passage.owner for passage in answer.passages] == ["Le Hangar", "The Mill"]
    assert answer.findings[0].differing == ()


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Advisor:
    """Return an advisor over five yearly reports of the same form, each with its house in the first passage alone."""
    documents = {
        f"{house.lower()}.md": (REPORT.format(house=house, count=count), DocumentDetails())
        for house, count in (("Tamarin", 41), ("Caroube", 62), ("Jujube", 73), ("Goyave", 84), ("Corossol", 95))
    }
    return Advisor(library_of(tmp_path_factory.mktemp("houses"), home / "models", documents))


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Combien d’enfants ont été accueillis chez Jujube ?", 73),
        ("Combien d’enfants la maison Goyave a-t-elle accueillis ?", 84),
        ("How many children were taken in by Tamarin?", 41),
    ],
)
def test_a_document_is_found_by_a_name_that_only_its_beginning_bears(
    houses: Advisor, question: str, count: int
) -> None:
    """And not by the passage, which is the same in the other documents but for the figure."""
    answer = houses.advise(Inquiry(question))
    (finding,) = answer.findings
    shown = finding.passages or finding.choices
    assert [f"{count} enfants" in passage.text for passage in shown[:1]] == [True]


def test_figures_of_other_matters_are_no_contradiction(bilingual: Advisor) -> None:
    """A notice of 30 days in the other language says nothing else of how long a shift lasts."""
    answer = bilingual.advise(Inquiry("How long is a shift?"))
    assert [one.owner for one in answer.passages] == ["The Mill"]
    assert answer.findings[0].differing == ()


def test_parts_of_a_text_that_is_called_are_offered(bilingual: Advisor) -> None:
    """A question that names a text is hardly about another one, though nothing there answers surely."""
    question = "Are the volunteers {}insured?"
    assert bilingual.advise(Inquiry(question.format(""))).outcome == "not_covered"
    offered = bilingual.advise(Inquiry(question.format("of the Mill ")))
    assert offered.outcome == "clarify"
    assert {one.owner for one in offered.findings[0].choices} == {"The Mill"}


def test_what_a_document_says_of_another_year_is_only_offered(houses: Advisor) -> None:
    """The question has a year that neither the passage nor the head of its document has."""
    question = "Combien d’enfants ont été accueillis en tout chez Jujube en {} ?"
    assert [houses.advise(Inquiry(question.format(year))).outcome for year in (2024, 2019)] == ["answered", "clarify"]


def test_a_copy_contradicts_nothing(tmp_path: Path, home: Path) -> None:
    """The same words in two files are shown once."""
    details = DocumentDetails(owner="Le Hangar")
    text = RULES.format(title="Convention du Hangar", days=30)
    library = library_of(tmp_path, home / "models", {"a.md": (text, details), "b.md": (f"{text}\nFin.\n", details)})
    answer = asked(Advisor(library), "C’est combien de jours, le préavis ?")
    assert len(answer.passages or suggestions(answer)) == 1
    assert answer.findings[0].differing == ()


def test_a_choice_names_heading_and_document(advisor: Advisor) -> None:
    """Of passages that hold several sections, the one that bears on the question; no two titles are alike."""
    answer = asked(advisor, "préavis locaux")
    named = titles(suggestions(answer), answer.excerpts)
    assert all(" · " in title for title in named)
    assert len(set(named)) == len(named)


@pytest.mark.parametrize(
    "question", ["Que dit « Guide des volontaires » sur « Assurance » ?", "What does La Ruche say about assurance?"]
)
def test_a_section_is_quoted_where_text_and_heading_are_named(advisor: Advisor, question: str) -> None:
    """As the examples that are offered name them."""
    answer = asked(advisor, question)
    assert [answer.heading(passage) for passage in answer.passages] == ["Assurance"]


def test_of_a_text_that_is_named_alone_the_passages_are_offered(advisor: Advisor) -> None:
    """There is no question that one of them could answer."""
    answer = asked(advisor, "Que dit le Guide des volontaires ?")
    assert answer.outcome == "clarify"
    assert {passage.title for passage in answer.findings[0].choices} == {"Guide des volontaires"}


def test_the_examples_that_are_offered_are_answered(advisor: Advisor) -> None:
    """In both languages."""
    scope = asked(advisor, "Merci").scope
    offered = [question for language in LANGUAGES for question in example_questions(scope, language)]
    of_documents = [question for question in offered if "Convention" in question]
    assert of_documents
    assert {asked(advisor, question).outcome for question in of_documents} == {"answered"}


@pytest.mark.parametrize(
    "question", ["What does Le Moulin say about notice?", "According to Le Moulin, who pays the rent?"]
)
def test_across_languages_no_text_is_said_to_be_silent(advisor: Advisor, question: str) -> None:
    """What is nearest in the owner's text is shown or offered."""
    answer = advisor.advise(Inquiry(question, language="en", is_pinned=True))
    shown = [*answer.passages, *(one for finding in answer.findings for one in finding.choices)]
    assert {passage.owner for passage in shown} == {"Le Moulin"}
    assert not any(finding.other_owner for finding in answer.findings)


def test_terms_that_only_other_texts_use_are_not_told(advisor: Advisor) -> None:
    """With texts of one's own the shipped glossary tells the terms that these use, and no others."""
    answer = asked(advisor, "C’est quoi un PCA ?")
    assert not any(finding.definitions for finding in answer.findings)
    assert "UNICEF" not in compose(answer).plain


def test_what_a_text_says_at_all_is_not_what_was_asked_before(advisor: Advisor) -> None:
    """Otherwise it would be said to be silent on that."""
    before = (PastExchange("Quel est le préavis ?"),)
    told = advisor.advise(Inquiry("Que dit « Guide des volontaires » ?", before, "fr", is_pinned=True)).findings[0]
    assert told.other_owner == ""
    assert {one.title for one in (*told.passages, *told.choices)} == {"Guide des volontaires"}
