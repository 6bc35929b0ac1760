"""Long answers fit into messages, and nothing is lost between them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.replies.reply import Button, Paragraph, Reply
from bot.telegram.delivery import parts_of
from bot.telegram.rendering import LIMIT, cut, split, units

words = st.text("abé. \n!😀👍🏽\u200d", max_size=400)


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
