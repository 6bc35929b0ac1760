"""Paragraphs as Telegram's HTML, and buttons as its keyboards."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies.reply import Button, Paragraph, Style

TAGS: dict[Style, str] = {"plain": "", "title": "b", "quote": "blockquote", "source": "i"}

# Overrides and isolates: inside a quotation they could reorder the words around it (Unicode UAX 9).
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    r"""Drop what no reader should see: control characters, bidi overrides, lone surrogates.

    >>> clean("a\x00b\u202ec\ud800\r\nd\te  ")
    'abc\nd e'
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(filter(_belongs, unified)).strip()


def visible(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    r"""Clean the paragraphs and leave out those with nothing to see: Telegram refuses empty messages.

    >>> visible((Paragraph(" a\x07 "), Paragraph("\u200b \u2060")))
    (Paragraph(text='a', style='plain'),)
    """
    cleaned = (Paragraph(clean(paragraph.text), paragraph.style) for paragraph in paragraphs)
    return tuple(paragraph for paragraph in cleaned if any(map(_has_ink, paragraph.text)))


def to_html(paragraphs: Iterable[Paragraph]) -> str:
    r"""Render clean paragraphs (see `visible`) in Telegram's HTML (Bot API, "HTML style").

    >>> to_html((Paragraph("Qui décide ?", "title"), Paragraph("R&D < 3", "quote")))
    '<b>Qui décide ?</b>\n\n<blockquote>R&amp;D &lt; 3</blockquote>'
    """
    return "\n\n".join(map(_paragraph, paragraphs))


def keyboard(buttons: tuple[tuple[Button, ...], ...], sign: Callable[[str], str]) -> InlineKeyboardMarkup | None:
    """Lay the buttons out row by row, their actions signed by `sign`; None if there are none.

    >>> keyboard(((Button("Sources", "sources:1"),),), "tag.".__add__).inline_keyboard[0][0].callback_data
    'tag.sources:1'
    """
    if not any(buttons):
        return None
    return InlineKeyboardMarkup([[_button(button, sign) for button in row] for row in buttons if row])


def _paragraph(paragraph: Paragraph) -> str:
    text = html.escape(paragraph.text, quote=False)
    tag = TAGS[paragraph.style]
    return f"<{tag}>{text}</{tag}>" if tag else text


def _button(button: Button, sign: Callable[[str], str]) -> InlineKeyboardButton:
    return InlineKeyboardButton(clean(button.label), callback_data=sign(button.action))


def _belongs(character: str) -> bool:
    if character == "\n":
        return True
    return character not in _BIDI and unicodedata.category(character) not in ("Cc", "Cs")


def _has_ink(character: str) -> bool:
    return unicodedata.category(character)[0] not in "ZC"
