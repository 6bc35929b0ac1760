"""Render replies for Telegram: HTML, keyboards, and parts that fit into one message each."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo

from bot.replies.reply import Button, Paragraph, Style

TAGS: dict[Style, str] = {"plain": "", "title": "b", "quote": "blockquote", "source": "i", "menu": ""}
LIMIT = 4096  # UTF-16 code units after the markup is parsed (Bot API, sendMessage.text)
CAPTION_LIMIT = 1024  # the same, of a picture (Bot API, sendPhoto.caption)
GAP = 2  # the blank line between paragraphs

# Best places first: an end of line, an end of sentence, any space. Not the narrow spaces that
# French puts before its punctuation.
_BREAKS = (re.compile(r"\n+"), re.compile(r"(?<=[.!?…»])[ \n]+"), re.compile(r"[ \n]+"))

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

    >>> [paragraph.text for paragraph in visible((Paragraph(" a\x07 "), Paragraph("\u200b \u2060")))]
    ['a']
    """
    cleaned = (
        replace(paragraph, text=clean(paragraph.text), emphasis=tuple(map(clean, paragraph.emphasis)))
        for paragraph in paragraphs
    )
    return tuple(paragraph for paragraph in cleaned if any(map(_is_visible, paragraph.text)))


def to_html(paragraphs: Iterable[Paragraph]) -> str:
    r"""Render clean paragraphs (see `visible`) in Telegram's HTML (Bot API, "HTML style").

    >>> to_html((Paragraph("Qui décide ?", "title"), Paragraph("R&D < 3", "quote")))
    '<b>Qui décide ?</b>\n\n<blockquote>R&amp;D &lt; 3</blockquote>'
    >>> to_html([Paragraph("1,30 % ou 30 % [30]", "quote", ("30 %", "30"))])
    '<blockquote>1,30 % ou <b>30 %</b> [30]</blockquote>'
    >>> to_html([Paragraph("[1] UNICEF", "source", link="https://example.org/?a=1&b")])
    '<i><a href="https://example.org/?a=1&amp;b">[1] UNICEF</a></i>'
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


def units(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 code units.

    >>> units("été"), units("🙂")
    (3, 2)
    """
    return len(text) + sum(character > "\uffff" for character in text)


def split(paragraphs: tuple[Paragraph, ...], limit: int = LIMIT) -> list[tuple[Paragraph, ...]]:
    """Pack paragraphs into messages of at most `limit` units, in order; a title stays with its text.

    >>> [[p.text for p in part] for part in split((Paragraph("aaa"), Paragraph("bbb"), Paragraph("ccc")), 8)]
    [['aaa', 'bbb'], ['ccc']]
    """
    parts: list[tuple[Paragraph, ...]] = []
    part: list[Paragraph] = []
    for paragraph in _pieces(paragraphs, limit):
        if part and _length(part) + GAP + units(paragraph.text) > limit:
            carried = [part.pop()] if _ends_in_lone_title(part, paragraph, limit) else []
            parts.append(tuple(part))
            part = carried
        part.append(paragraph)
    return [*parts, tuple(part)] if part else parts


def cut(text: str, limit: int = LIMIT) -> Iterator[str]:
    """Yield the text in pieces of at most `limit` units, cut at a line, a sentence or a space.

    >>> list(cut("Un. Deux trois quatre.", 12))
    ['Un. Deux', 'trois', 'quatre.']
    """
    rest = text.strip()
    while units(rest) > limit:
        end = _cut_position(rest, _fitting(rest, limit))
        piece = rest[:end].strip()
        if piece:
            yield piece
        rest = rest[end:].strip()
    if rest:
        yield rest


def _paragraph(paragraph: Paragraph) -> str:
    tag = TAGS[paragraph.style]
    text = _text(paragraph)
    if paragraph.link.startswith(("https://", "http://")):
        text = f'<a href="{html.escape(paragraph.link)}">{text}</a>'
    return f"<{tag}>{text}</{tag}>" if tag else text


def _text(paragraph: Paragraph) -> str:
    """Escape the text, its emphasis in bold: whole words and figures, not the number of a source."""
    words = sorted(filter(None, paragraph.emphasis), key=len, reverse=True)
    if not words:
        return html.escape(paragraph.text, quote=False)
    wanted = re.compile(rf"(?<![\w\[])(?<!\d[.,])({'|'.join(map(re.escape, words))})(?![\w\]])(?![.,]\d)")
    pieces = (html.escape(piece, quote=False) for piece in wanted.split(paragraph.text))
    return "".join(f"<b>{piece}</b>" if place % 2 else piece for place, piece in enumerate(pieces))


def _button(button: Button, sign: Callable[[str], str]) -> InlineKeyboardButton:
    if button.link and button.is_app:
        return InlineKeyboardButton(clean(button.label), web_app=WebAppInfo(button.link))
    if button.link:
        return InlineKeyboardButton(clean(button.label), url=button.link)
    return InlineKeyboardButton(clean(button.label), callback_data=sign(button.action))


def _belongs(character: str) -> bool:
    if character == "\n":
        return True
    return character not in _BIDI and unicodedata.category(character) not in ("Cc", "Cs")


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "ZC"


def _pieces(paragraphs: tuple[Paragraph, ...], limit: int) -> Iterator[Paragraph]:
    for paragraph in paragraphs:
        for piece in cut(paragraph.text, limit):
            yield replace(paragraph, text=piece)


def _length(part: list[Paragraph]) -> int:
    return sum(units(paragraph.text) for paragraph in part) + GAP * (len(part) - 1)


def _ends_in_lone_title(part: list[Paragraph], following: Paragraph, limit: int) -> bool:
    title = part[-1]
    fits = units(title.text) + GAP + units(following.text) <= limit
    return len(part) > 1 and title.style == "title" and fits


def _fitting(text: str, limit: int) -> int:
    """Return the number of characters of the text that fit into `limit` units."""
    count = 0
    for position, character in enumerate(text):
        count += 2 if character > "\uffff" else 1
        if count > limit:
            return position
    return len(text)


def _cut_position(text: str, fitting: int) -> int:
    """Return the position of the cut: at a line or sentence if that leaves no short piece, else at any space."""
    for pattern, least in zip(_BREAKS, (fitting // 2, fitting // 2, 0), strict=True):
        # One more character is looked at: the break itself need not fit.
        ends = [match.end() for match in pattern.finditer(text, 0, fitting + 1) if match.start() <= fitting]
        if ends and ends[-1] > least:
            return ends[-1]
    return _between_characters(text, fitting)


def _between_characters(text: str, fitting: int) -> int:
    """Step back from inside a composed character or a joined emoji, where there is room to."""
    end = fitting
    while 0 < end < len(text) and (_joins(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return end or max(fitting, 1)


def _joins(character: str) -> bool:
    skin = "\U0001f3fb" <= character <= "\U0001f3ff"
    return skin or character == "\u200d" or unicodedata.category(character) in ("Mn", "Me")
