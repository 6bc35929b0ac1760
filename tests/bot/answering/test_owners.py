"""Questions that ask for the word of one owner or text."""

from __future__ import annotations

import pytest

from bot.answering.answer import Answer, Finding
from bot.answering.attribution import Attribution, attribution_in, known_names, with_other_owner, without_attribution
from bot.answering.owners import other_names
from bot.conversation.answer_reply import compose
from bot.replies.texts import say
from corpus.card import BUNDLED_CORPUS, read_sources
from corpus.language import LANGUAGES, Language
from index.passage import Passage

NAMES = other_names(read_sources(BUNDLED_CORPUS).values())
OWNERS = tuple(source.owner for source in read_sources(BUNDLED_CORPUS).values())
ADDED = "Défense des Enfants International (DEI)"
TEXTS = [Passage(owner, "Texte.", "fr", owner, "Guide des salles 2024", "") for owner in (*OWNERS, ADDED)]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("Selon DEI, quels sont les motifs de résiliation ?", "DEI"),
        ("selon dei quels motifs", "DEI"),
        ("quel délai, d'apres defense des enfants international ?", "Défense des Enfants International"),
        ("D’après l’UNICEF France, pourquoi s’engager ?", "UNICEF France"),
        ("Que dit Save the Children Suisse des villes ?", "Save the Children Suisse"),
        ("According to Save the Children, how should a partnership be evaluated?", "Save the Children"),
        ("What does DCI require of members?", "DCI"),
        ("What do they pay, according to the Guide des salles 2024?", "Guide des salles 2024"),
        ("Que dit « Guide des salles » du prix ?", "Guide des salles"),
        ("Selon la Croix-Rouge, qui paie ?", "Croix-Rouge"),
        ("D’après Médecins sans frontières, qui paie ?", "Médecins sans frontières"),
        ("Que dit Oxfam du préavis ?", "Oxfam"),
        ("What does the Red Cross say about notice?", "Red Cross"),
        ("Comment résilier un partenariat avec l’UNICEF ?", ""),
        ("Peut-on utiliser le logo de l’UNICEF ?", ""),
        ("Selon quels critères évaluer ?", ""),
        ("Selon l’Article 5, qui paie ?", ""),
        ("Selon Vous, qui paie ?", ""),
        ("Que dit le texte sur les villes ?", ""),
    ],
)
def test_whoever_is_to_say_it_is_named(asked: str, named: str) -> None:
    """By name, abbreviation, title or the beginning of it, also if no text bears it; a mere mention names nobody."""
    assert attribution_in(asked, known_names(TEXTS, NAMES)).name == named


def test_owners_that_share_a_name_are_one() -> None:
    """A document's owner and a page's, of which either has names that the other lacks."""
    assert attribution_in("Selon DCI, quand ?", known_names(TEXTS, NAMES)).said_by >= {
        ADDED,
        "Defence for Children International",
    }


def test_a_name_that_no_text_bears_has_no_texts() -> None:
    """So that the answer can say so."""
    assert attribution_in("Selon Oxfam, quand ?", known_names(TEXTS, NAMES)) == Attribution("Oxfam")


@pytest.mark.parametrize(
    ("asked", "name", "rest"),
    [
        ("Selon DEI, c’est combien ?", "DEI", "c’est combien ?"),
        ("C’est combien d’après la DEI ?", "DEI", "C’est combien ?"),
        ("What does the DEI say about photos?", "DEI", "photos?"),
        ("Does DEI say anything about photos?", "DEI", "photos?"),
        ("Qu’est-ce que DEI dit des photos ?", "DEI", "photos ?"),
        ("Que dit DEI ?", "DEI", ""),
        ("Est-ce que DEI accepte les enfants ?", "DEI", "Est-ce que DEI accepte les enfants ?"),
    ],
)
def test_what_is_asked_is_read_without_whose_word_it_is(asked: str, name: str, rest: str) -> None:
    """The words that name who is to say it are not its subject."""
    assert without_attribution(asked, name) == rest


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["owner", "title", "nobody"])
def test_the_answer_says_first_whose_text_it_is(language: Language, kind: str) -> None:
    """Before the quotation or the choice, in both languages; otherwise for an owner, a title and a name of no text."""
    unicef = Passage("a", "Trente jours.", language, "UNICEF", "Guide", "")
    said = Attribution("DEI", frozenset({ADDED} if kind != "nobody" else ()), is_title=kind == "title")
    unsaid = say(language, f"answer.unsaid_by_{kind}", named="DEI")
    whose = say(language, "answer.other_owner", owner="UNICEF")
    for found in (Finding("?", "answered", (unicef,)), Finding("?", "clarify", choices=(unicef,))):
        finding = with_other_owner(found, said)
        assert compose(Answer(language, (finding,))).paragraphs[0].text == f"{unsaid} {whose}"


def test_the_owner_that_was_asked_for_needs_no_notice() -> None:
    """Nor does a branch of it."""
    for asked, owner in (("Selon DEI, quand ?", OWNERS[3]), ("Selon l’UNICEF, quand ?", "UNICEF France")):
        finding = Finding(asked, "answered", (Passage("a", "Trente jours.", "fr", owner, "Guide", ""),))
        assert with_other_owner(finding, attribution_in(asked, known_names(TEXTS, NAMES))) == finding


def test_what_is_not_answered_names_only_what_no_text_bears() -> None:
    """An owner of texts may have said it where nothing was found."""
    finding = Finding("?", "not_covered")
    assert with_other_owner(finding, Attribution("DEI", frozenset({ADDED}))) == finding
    assert with_other_owner(finding, Attribution("Oxfam")).other_owner == "Oxfam"
