"""The words of a language and how often they were counted: the lists of pyspellchecker, of film subtitles."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.language import Language


def counted_words(language: Language) -> Mapping[str, int]:
    """Return the count of each word of `language`, in lower case: 140,000 words or more, in 0.2 s."""
    from spellchecker import SpellChecker

    found: Mapping[str, int] = SpellChecker(language=language).word_frequency.dictionary
    return found
