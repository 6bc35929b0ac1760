"""The words of statements in both languages: findings about the installation and about files, errors, remedies."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from corpus.language import LANGUAGES, Language
from index.statement import Statement, Value

_FOLDER = Path(__file__).parent / "texts"
_FRENCH_NUMBER = str.maketrans({".": ",", ",": "\N{NARROW NO-BREAK SPACE}"})
_QUOTED = {"fr": "«\N{NO-BREAK SPACE}{}\N{NO-BREAK SPACE}»", "en": "“{}”"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and the language that it is in."""

    text: str
    language: Language


def in_words(said: Statement, language: Language) -> str:
    """Return a statement in words. Raise KeyError for an unknown key, or a value that the text has room for and lacks.

    >>> from index.statement import state
    >>> pages = {"pages": "3-5", "count": 3, "reason": state("ocr.not_installed")}
    >>> in_words(state("file.pages_unread", **pages), "en")
    'Pages 3-5 were not read: pictures without text (Tesseract is not installed).'
    >>> in_words(state("storage.disk", gigabytes=1.5), "fr"), in_words(state("file.slide_notes", count=1), "en")
    ('1,5\\xa0Go libres', 'The speaker’s notes were left out (1 slide).')
    """
    return "".join(piece.text for piece in pieces(said, language))


def pieces(said: Statement, language: Language) -> list[Piece]:
    """Return the text of a statement, parted where it holds words of another language, such as the text of an error.

    >>> from index.statement import state
    >>> pieces(state("error.setting", error="No port."), "fr")[-1]
    Piece(text='No port.', language='en')
    """
    found: list[Piece] = []
    for piece in _pieces(said, language):
        if found and found[-1].language == piece.language:
            found[-1] = Piece(found[-1].text + piece.text, piece.language)
        elif piece.text:
            found.append(piece)
    return found


@cache
def finding_texts(language: Language) -> dict[str, dict[str, str]]:
    """Return the texts of all statements in `language` by section and name."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def _pieces(said: Statement, language: Language) -> Iterator[Piece]:
    values = dict(said.values)
    for literal, name, form, _ in Formatter().parse(_text(said, language)):
        yield Piece(literal, language)
        if name is None:
            continue
        value = values[name]
        if isinstance(value, Statement):
            yield from _pieces(value, language)
        elif form in LANGUAGES:
            yield Piece(str(value), form)
        else:
            yield Piece(_written(value, form or "", language), language)


def _text(said: Statement, language: Language) -> str:
    section, _, name = said.key.partition(".")
    names = finding_texts(language)[section]
    count = dict(said.values).get("count")
    is_one = isinstance(count, int) and (count == 1 or (language == "fr" and count == 0))
    return (names.get(f"{name}_one") if is_one else None) or names[name]


def _written(value: Value, form: str, language: Language) -> str:
    if isinstance(value, tuple):
        return ", ".join(_QUOTED[language].format(one) for one in value)
    text = format(value, form)
    return text.translate(_FRENCH_NUMBER) if language == "fr" and isinstance(value, (int, float)) else text
