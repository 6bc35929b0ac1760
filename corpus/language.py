"""The two languages, as ISO 639-1 codes, and texts in both."""

from __future__ import annotations

from typing import Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

Texts = dict[Language, str]
TextLists = dict[Language, tuple[str, ...]]


def other(language: Language) -> Language:
    """Return the other language.

    >>> other("fr")
    'en'
    """
    return "en" if language == "fr" else "fr"
