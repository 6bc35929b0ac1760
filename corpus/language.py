"""The two languages of the house, as ISO 639-1 codes."""

from __future__ import annotations

from typing import Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


def other(language: Language) -> Language:
    """Return the other language.

    >>> other("fr")
    'en'
    """
    return "en" if language == "fr" else "fr"
