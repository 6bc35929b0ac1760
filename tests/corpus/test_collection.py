"""Every card, gap, intent and term is complete in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from corpus.card import BUNDLED_CORPUS, Card, read_cards
from corpus.collection import read_corpus
from corpus.example import UNNAMED, Gap
from corpus.language import LANGUAGES
from corpus.yamlfile import CorpusError, MissingCorpusError

CORPUS = read_corpus(BUNDLED_CORPUS)
IDS = {language: {card.id for card in CORPUS.cards if card.language == language} for language in LANGUAGES}
NUMBER = re.compile(r"\d+")
UNSAID = re.compile(
    r"[Ll]a page (?:[^.)]* )?n(?:e |’)|la page dit|[Tt]he page (?:does not|gives no|sets no|names no)|version anglaise"
)


def translations() -> list[tuple[Card, Card]]:
    """Return each French card with its English translation."""
    found = {(card.id, card.language): card for card in CORPUS.cards}
    return [(found[identity, "fr"], found[identity, "en"]) for identity in sorted(IDS["fr"])]


def each(cards: Iterable[Card]) -> list[object]:
    """Name each card for a parameter."""
    return [pytest.param(card, id=f"{card.id}-{card.language}") for card in cards]


def test_each_card_has_its_translation() -> None:
    """The same ids in both languages, and no small number of them."""
    assert IDS["fr"] == IDS["en"]
    assert len(IDS["fr"]) > 50


@pytest.mark.parametrize("card", each(read_cards(BUNDLED_CORPUS)))
def test_a_card_is_short_and_has_entry_questions(card: Card) -> None:
    """25 to 130 words; 4 to 12 questions in its own file, each once; a section and a heading."""
    assert 25 <= len(card.text.split()) <= 130
    assert 4 <= len(card.questions) <= 12
    assert len({question.casefold() for question in card.questions}) == len(card.questions)
    assert "" not in (card.section, card.heading, *card.questions)


def test_translations_restate_the_same_section_of_the_same_source() -> None:
    """So that one hit can represent both."""
    differing = [french.id for french, english in translations() if french.source != english.source]
    assert differing == []


def test_translations_hold_the_same_numbers() -> None:
    """No figure, year or count in digits is lost in translation."""
    differing = [
        french.id
        for french, english in translations()
        if Counter(_numbers(french.text + french.unsaid)) != Counter(_numbers(english.text + english.unsaid))
    ]
    assert differing == []


def test_what_a_page_leaves_unsaid_stands_apart_from_what_it_says() -> None:
    """In a field of its own, in both languages or in none."""
    assert [french.id for french, english in translations() if bool(french.unsaid) != bool(english.unsaid)] == []
    assert [card.id for card in CORPUS.cards if UNSAID.search(card.text)] == []


def test_no_question_leads_to_two_cards() -> None:
    """The same words can't be the way to two answers."""
    seen = Counter((card.language, question.casefold()) for card in CORPUS.cards for question in card.questions)
    assert [words for words, times in seen.items() if times > 1] == []


def test_french_is_set_as_french() -> None:
    """Typographic apostrophes in the cards' texts and headings, which people read."""
    french = [card for card in CORPUS.cards if card.language == "fr"]
    straight = [card.id for card in french if "'" in card.text + card.heading + card.unsaid]
    assert straight == []


def test_each_source_is_named_and_used() -> None:
    """An owner, a title and a note in both languages, and cards that restate it."""
    assert {card.source.id for card in CORPUS.cards} == set(CORPUS.sources)
    for source in CORPUS.sources.values():
        assert "" not in (source.owner, *source.title.values(), *source.note.values())


@pytest.mark.parametrize("gap", CORPUS.gaps.values(), ids=CORPUS.gaps)
def test_a_gap_is_complete(gap: Gap) -> None:
    """A topic, the words that would settle it, and questions, in both languages; no words for what has no name."""
    for language in LANGUAGES:
        assert gap.topic[language]
        assert (len(gap.terms[language]) > 0) == (gap.id != UNNAMED)
        assert len(gap.questions[language]) >= 4


def test_a_gap_is_no_card() -> None:
    """What the texts leave open is not asked in the very words that lead to an answer."""
    led = {(card.language, question.casefold()) for card in CORPUS.cards for question in card.questions}
    open_ = {(lang, q.casefold()) for gap in CORPUS.gaps.values() for lang in LANGUAGES for q in gap.questions[lang]}
    assert led & open_ == set()


def test_each_intent_has_examples_in_both_languages() -> None:
    """At least ten a language, and no example under two intents."""
    counts = {(intent.id, lang): len(intent.examples[lang]) for intent in CORPUS.intents for lang in LANGUAGES}
    assert [key for key, count in counts.items() if count < 10] == []
    seen = Counter(
        (lang, text.casefold()) for i in CORPUS.intents for lang in LANGUAGES for text in set(i.examples[lang])
    )
    assert [text for text, times in seen.items() if times > 1] == []


def test_each_term_is_explained_in_both_languages() -> None:
    """A name and a note; an ambiguous sense in one language is noted in the other as well."""
    for term in CORPUS.glossary.terms:
        assert "" not in (*term.name.values(), *term.note.values())
        assert bool(term.collision["fr"]) == bool(term.collision["en"])


def test_each_term_names_pages_that_there_are() -> None:
    """A term of no page isn't said to be unexplained: its note says that the texts don't have it."""
    assert {source for term in CORPUS.glossary.terms for source in term.sources} == set(CORPUS.sources)
    assert [term.name for term in CORPUS.glossary.terms if term.is_unexplained and not term.sources] == []


def test_a_card_without_its_translation_is_refused(tmp_path: Path) -> None:
    """The error names the missing file."""
    _copy_one_card(tmp_path, ("fr",))
    with pytest.raises(CorpusError, match=r"texts/en/ending-overview\.md is missing"):
        read_corpus(tmp_path)


def test_a_card_of_an_unknown_source_is_refused(tmp_path: Path) -> None:
    """The error names the card."""
    _copy_one_card(tmp_path, LANGUAGES)
    (tmp_path / "sources.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"ending-overview\.md:\d+: source: .* is none of"):
        read_corpus(tmp_path)


def test_a_folder_that_holds_no_corpus_is_refused(tmp_path: Path) -> None:
    """The error names the missing manifest."""
    with pytest.raises(MissingCorpusError, match=r"holds no sources\.yaml"):
        read_corpus(tmp_path)


def test_the_glossary_is_there_without_a_corpus() -> None:
    """Without cards there are no named gaps either, but the glossary and the small talk stay."""
    bare = read_corpus(None)
    assert (bare.cards, list(bare.gaps), bare.sources) == ((), [UNNAMED], {})
    assert (bare.glossary, bare.intents) == (CORPUS.glossary, CORPUS.intents)


def _numbers(text: str) -> list[str]:
    return NUMBER.findall(re.sub(r"(?<=\d)[\s,\u00a0\u202f](?=\d{3}\b)", "", text))


def _copy_one_card(folder: Path, languages: tuple[str, ...]) -> None:
    (folder / "sources.yaml").write_text(
        (BUNDLED_CORPUS / "sources.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    for language in languages:
        place = folder / "texts" / language
        place.mkdir(parents=True)
        text = (BUNDLED_CORPUS / "texts" / language / "ending-overview.md").read_text(encoding="utf-8")
        (place / "ending-overview.md").write_text(text, encoding="utf-8")


def test_each_beginning_of_a_theme_is_that_of_a_card_or_a_gap() -> None:
    """A misspelt one would label nothing."""
    known = [*(card.id for card in CORPUS.cards), *CORPUS.gaps]
    starts = [start for theme in CORPUS.themes for start in (*theme.cards, *theme.gaps)]
    assert [start for start in starts if not any(one == start or one.startswith(f"{start}-") for one in known)] == []
