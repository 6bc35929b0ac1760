"""Telegram's own parser accepts what is rendered; long answers are split into messages that lose nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replies.reply import Button, Paragraph, Reply, Style
from bot.telegram.delivery import parts_of
from bot.telegram.rendering import LIMIT, TAGS, clean, cut, split, to_html, units, visible

tdjson = pytest.importorskip("tdjson", reason="TDLib's parser is a development dependency")

ENTITIES: dict[Style, str] = {
    "title": "textEntityTypeBold",
    "quote": "textEntityTypeBlockQuote",
    "source": "textEntityTypeItalic",
}

texts = st.text(st.characters(exclude_categories=())) | st.text("<>&\"'/b 	\n&lt;😀é\u202e\x00", max_size=60)
long_texts = st.builds(lambda text, times: text * times, texts, st.integers(1, 300))
emphases = st.lists(texts, max_size=3).map(tuple)
paragraphs = st.lists(st.builds(Paragraph, texts, st.sampled_from(sorted(TAGS)), emphases), max_size=6).map(tuple)
words = st.text("abé. \n!😀👍🏽\u200d", max_size=400)


def parse(html: str) -> dict[str, Any]:
    """Parse as the Bot API server does: it is built on the same library."""
    mode = {"@type": "textParseModeHTML"}
    request = {"@type": "parseTextEntities", "text": html, "parse_mode": mode}
    parsed = json.loads(tdjson.td_execute(json.dumps(request).encode()))
    assert parsed["@type"] == "formattedText", parsed
    return dict(parsed)


@given(paragraphs)
def test_any_text_reads_as_it_was_written(written: tuple[Paragraph, ...]) -> None:
    """Whatever the words are, the parser gives them back, without markup."""
    shown = visible(written)
    if shown:
        assert parse(to_html(shown))["text"] == "\n\n".join(paragraph.text for paragraph in shown)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.builds(Paragraph, long_texts, st.sampled_from(sorted(TAGS))), max_size=5).map(tuple))
def test_any_reply_becomes_messages_that_telegram_takes(written: tuple[Paragraph, ...]) -> None:
    """However long: each parses, is within 4,096 UTF-16 units and not empty, and no character that shows is lost."""
    parts = [parse(part.text)["text"] for part in parts_of(Reply("fr", written), str)]
    assert [part for part in parts if not 0 < units(part) <= LIMIT] == []
    wanted = "".join(paragraph.text for paragraph in visible(written))
    assert "".join("".join(parts).split()) == "".join(wanted.split())


@pytest.mark.parametrize("style", sorted(ENTITIES))
def test_a_style_becomes_its_entity(style: Style) -> None:
    """Titles are bold, quotations are block quotes, sources are in italics."""
    entities = parse(to_html((Paragraph("a < b & <b>c</b>", style),)))["entities"]
    assert [(entity["type"]["@type"], entity["length"]) for entity in entities] == [(ENTITIES[style], 16)]


def test_emphasis_is_bold_wherever_the_words_stand_whole() -> None:
    """Inside the quotation, escaped as the rest; not inside of other words or figures, nor as a source's number."""
    written = Paragraph("<5 €> ou 5 €, non 15 € ni 5 €uros ; 3 ans, 2,3 et 3.5 [3]", "quote", ("5 €", "3", "3 ans"))
    shown = parse(to_html(visible((written,))))
    bold = [entity for entity in shown["entities"] if entity["type"]["@type"] == "textEntityTypeBold"]
    assert [shown["text"][e["offset"] : e["offset"] + e["length"]] for e in bold] == ["5 €", "5 €", "3 ans"]
    assert shown["text"] == written.text


def test_emphasis_stays_in_each_piece_of_a_long_paragraph() -> None:
    """As the style does."""
    parts = parts_of(Reply("fr", (Paragraph("30 jours. " * 800, "quote", ("30 jours",)),)), str)
    assert len(parts) == 2
    assert all(part.text.count("<b>30 jours</b>") == part.text.count("30 jours") for part in parts)


@given(texts)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """What is clean stays as it is."""
    assert clean(clean(text)) == clean(text)


def test_text_that_would_reorder_its_surroundings_does_not() -> None:
    """Bidi overrides in a quotation are taken out; the marks that Arabic needs stay."""
    assert clean("abc\u202edcba\u2066x\u2069 \u200fعربي") == "abcdcbax \u200fعربي"


def squeezed(text: str) -> str:
    """Return `text` without any white space."""
    return re.sub(r"\s", "", text)


@given(st.lists(words, max_size=8), st.integers(4, 60))
def test_parts_fit_and_hold_every_word_in_order(texts: list[str], limit: int) -> None:
    """Each message is within the limit, and together they say what was to be said."""
    paragraphs = tuple(Paragraph(text) for text in texts)
    parts = split(paragraphs, limit)
    joined = ["\n\n".join(paragraph.text for paragraph in part) for part in parts]
    assert all(0 < units(part) <= limit for part in joined)
    assert squeezed("".join(joined)) == squeezed("".join(texts))


def test_one_huge_paragraph_is_cut_at_sentences() -> None:
    """Pieces end where sentences do."""
    pieces = list(cut("Une phrase qui n’en finit pas. " * 400))
    assert [piece[-1] for piece in pieces] == ["."] * len(pieces)


def test_a_word_longer_than_a_message_is_cut_all_the_same() -> None:
    """There is no pause to be had: characters are kept whole."""
    assert [units(piece) for piece in cut("😀" * 3000)] == [LIMIT, 6000 - LIMIT]


def test_a_title_goes_with_its_text() -> None:
    """A title is not left behind at the foot of a message."""
    text, title = Paragraph("a" * 3000), Paragraph("Titre", "title")
    assert split((text, title, text)) == [(text,), (title, text)]


def test_a_piece_keeps_its_style() -> None:
    """A quotation cut in two is two quotations."""
    parts = split((Paragraph("mot " * 2000, "quote"),))
    assert [paragraph.style for part in parts for paragraph in part] == ["quote", "quote"]


def test_buttons_are_under_the_last_part() -> None:
    """Where the reading ends, the choice begins."""
    reply = Reply("fr", (Paragraph("a" * 4000), Paragraph("b" * 4000)), ((Button("Sources", "s:1"),),))
    assert [part.buttons is None for part in parts_of(reply, str)] == [True, False]


def test_nothing_to_see_is_nothing_to_send() -> None:
    """Telegram refuses empty messages."""
    assert parts_of(Reply("fr", (Paragraph("\u200b\x00 "),)), str) == []
