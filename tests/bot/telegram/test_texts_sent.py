"""Every text that the bot can send passes Telegram's own parser and limits."""

from __future__ import annotations

import json

import pytest

from bot.answering.answer import Answer, Finding
from bot.conversation.answer_reply import compose, passages_in_full
from bot.conversation.handlers.reference_handler import explain
from bot.replies.reply import Paragraph, Reply, Style
from bot.replies.texts import say, texts
from bot.telegram.rendering import TAGS, to_html
from corpus.card import BUNDLED_CORPUS
from corpus.collection import Corpus, read_corpus
from corpus.language import LANGUAGES, Language
from index.entry import card_entries

tdjson = pytest.importorskip("tdjson", reason="TDLib's parser is a development dependency")


def parses(paragraphs: tuple[Paragraph, ...]) -> bool:
    """Tell whether Telegram takes the rendered paragraphs."""
    request = {"@type": "parseTextEntities", "text": to_html(paragraphs), "parse_mode": {"@type": "textParseModeHTML"}}
    return bool(json.loads(tdjson.td_execute(json.dumps(request).encode()))["@type"] == "formattedText")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Return our own corpus."""
    return read_corpus(BUNDLED_CORPUS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", sorted(TAGS))
def test_every_wording_parses(language: Language, style: Style) -> None:
    """In every style, with its placeholders unfilled."""
    wordings = [text for section in texts(language).values() for text in section.values()]
    assert [text for text in wordings if not parses((Paragraph(text, style),))] == []


def test_every_card_parses_as_an_answer_and_as_a_source(corpus: Corpus) -> None:
    """With heading, number, source line and the whole passage."""
    for card in corpus.cards:
        passage = card_entries(card)[0].passage
        assert passage is not None
        answer = Answer(card.language, (Finding("?", "answered", (passage,)), Finding("?", "closest", (passage,))))
        for reply in (compose(answer, "0" * 12), passages_in_full([passage], card.language)):
            assert parses(reply.paragraphs), card.id


def test_every_refusal_parses(corpus: Corpus) -> None:
    """The topic of each gap fits its sentence."""
    for gap in corpus.gaps.values():
        for language in LANGUAGES:
            reply: Reply = compose(Answer(language, (Finding("a < b & c", "not_covered", gap=gap),)))
            assert parses(reply.paragraphs), gap.id


def test_every_intent_has_its_words(corpus: Corpus) -> None:
    """No kind of message is left without an answer in either language."""
    for intent in corpus.intents:
        if intent.id in ("about_safeguarding", "out_of_scope"):
            continue
        for language in LANGUAGES:
            assert compose(Answer(language, (Finding("?", "smalltalk", intent=intent.id),))).plain, intent.id


def test_every_glossary_entry_parses(corpus: Corpus) -> None:
    """Asked for by its name in each language."""
    for term in corpus.glossary.terms:
        for language in LANGUAGES:
            assert parses(explain(corpus.glossary, term.name[language], language, corpus.sources).paragraphs), term.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_menus_and_descriptions_keep_to_the_limits(language: Language) -> None:
    """Bot API: command names of 1-32 lower-case letters, descriptions of 1-256; 512 and 120 for the bot's own."""
    for name, description in texts(language)["commands"].items():
        assert name.isascii() and name.islower() and 1 <= len(name) <= 32
        assert 1 <= len(description) <= 256
    assert len(say(language, "description.long")) <= 512
    assert len(say(language, "description.short")) <= 120
