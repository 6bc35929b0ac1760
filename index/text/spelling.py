"""Correct the misspelt words of a question if the texts hold the word that was meant."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from corpus.language import LANGUAGES, Language, other
from index.text.counted_words import counted_words
from index.text.folding import fold
from index.text.ordered_lines import OrderedLines
from index.text.phonetic import readings

_SHORTEST = 5  # letters of a word that may be misspelt: too many others are one slip away from a shorter one
_WORD = re.compile(rf"[^\W\d_]{{{_SHORTEST},}}")
_LONG = 8  # letters, from which a word may have two slips
_SENTENCE_START = re.compile(r"(?:^|[.!?:…«“\"])\s*$")


def word_counts(texts: Iterable[str]) -> Counter[str]:
    """Count the words of five letters or more in `texts`, in lower case.

    >>> word_counts(["Le délai du préavis", "un délai"])
    Counter({'délai': 2, 'préavis': 1})
    """
    return Counter(word for text in texts for word in _WORD.findall(text.lower()))


class Dictionary:
    """The words of both languages without accents, kept in order in `folder`: collecting them takes half a second.

    The file is read when a word that is not in the texts is first looked up.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"dictionary-{version('pyspellchecker')}-ordered.txt"

    def __contains__(self, folded: str) -> bool:
        return self._lines.value(folded) is not None

    @cached_property
    def _lines(self) -> OrderedLines:
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(f".{os.getpid()}")
            fresh.write_bytes(_dictionary_lines())
            fresh.replace(self._path)
        return OrderedLines(self._path.read_bytes())


def _dictionary_lines() -> bytes:
    """Return the words of the dictionaries in ASCII, each once, one a line, in the order of their bytes."""
    listed = "\n".join(_listed()).replace("œ", "oe")
    plain = unicodedata.normalize("NFKD", listed).encode("ascii", "ignore")  # in one go
    return OrderedLines.joined((word, "") for word in set(plain.decode().split("\n")))


def _listed() -> Iterator[str]:
    """Yield the words of both languages as their dictionaries spell them."""
    return (word for language in LANGUAGES for word in counted_words(language))


class Speller:
    """A spelling corrector with the words of the texts in each language and how often they occur."""

    def __init__(self, counts: Mapping[Language, Mapping[str, int]], dictionary: Dictionary) -> None:
        self._counts, self._dictionary = counts, dictionary

    @cached_property
    def _words(self) -> dict[Language, dict[str, str]]:
        """Map each folded word, the most frequent first, to how it is mostly spelt, by language."""
        return {language: _spellings(self._counts.get(language, {})) for language in LANGUAGES}

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a dictionary of either language has `word`, as it has no name of an association."""
        return fold(word) in self._dictionary

    def correct(self, text: str, language: Language) -> str:
        """Return `text` with each word corrected that is in no dictionary and a slip away from a word of the texts.

        A slip is a letter too many, too few, wrong or in its neighbour's place (Damerau 1964); long words may have two.
        Names and abbreviations stay as they are. What is spelt as it sounds is read as the word that it stands for.
        """
        return _WORD.sub(lambda match: self._meant(match, language), text)

    def _meant(self, match: re.Match[str], language: Language) -> str:
        written = match[0]
        if _is_a_name(match) or self._has(folded := fold(written)):
            return written
        if folded not in self._dictionary and (heard := self._heard(written, language)):
            return heard
        for known in (self._words[language], self._words[other(language)]):
            if near := _nearest(folded, known.keys()):
                return written if folded in self._dictionary else known[near]
        return written

    def _heard(self, written: str, language: Language) -> str:
        """Return the first word that is spelt as it sounds in `written`, or nothing."""
        found = ((one, fold(one)) for one in readings(written, language))
        return next((one for one, folded in found if self._has(folded) or folded in self._dictionary), "")

    def _has(self, folded: str) -> bool:
        return any(folded in known for known in self._words.values())


def is_slip(written: str, known: str) -> bool:
    """Tell whether one folded word is the other, or was meant to be: a plural, or a slip or two away from it.

    >>> is_slip("financer", "financier"), is_slip("guides", "guide"), is_slip("code", "mode"), is_slip("vbg", "vgb")
    (True, True, False, False)
    """
    from rapidfuzz.distance import OSA

    if written == known or written.rstrip("sx") == known.rstrip("sx"):
        return True
    shorter = min(len(written), len(known))
    most = 2 if shorter >= _LONG else 1 if shorter >= _SHORTEST else 0
    return OSA.distance(written, known, score_cutoff=most) <= most


def _spellings(counts: Mapping[str, int]) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for word, _ in Counter(counts).most_common():
        spellings.setdefault(fold(word), word)
    return spellings


def _is_a_name(match: re.Match[str]) -> bool:
    """Tell whether the word looks like a name: a capital inside a sentence that has small letters as well."""
    text = match.string
    return match[0][0].isupper() and not text.isupper() and not _SENTENCE_START.search(text[: match.start()])


def _nearest(folded: str, known: Iterable[str]) -> str:
    """Return the first of the `known` words that are the fewest slips away, or nothing."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(folded) >= _LONG else 1
    found = process.extractOne(folded, known, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else ""
