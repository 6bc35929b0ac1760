"""Fold spelling differences, so that words can be compared: case, accents, apostrophes, elisions, inclusive forms.

Folding comes before stemming; the other order splits "l’évaluation" from "evaluation".
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from corpus.language import LANGUAGES, Language
from corpus.word_list import word_lists

if TYPE_CHECKING:
    import Stemmer

_APOSTROPHES = re.compile("[’‘ʼ´`′＇]")
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'(?=\w)")
_INCLUSIVE = re.compile(
    r"(?<=\w\w)(?:[·•‧.\-/]e(?:[·•‧.\-/]?s)?|\(e\)s?|[·•‧](?:trice|euse|rice|ne|le)s?|\.es)(?![\w])"
)
_WORD = re.compile(r"\w+(?:[-'&]\w+)*|\w")
_PARTICIPLE = re.compile(r"(?<=\w{3})ees?$")  # the French stemmer knows "é(e)s" by its accent, which is folded away


def fold(text: str) -> str:
    """Return `text` in lower case without accents, ligatures, elisions or inclusive endings.

    >>> fold("L’Évaluation des intervenant·es, d’œuvre")
    'evaluation des intervenant, oeuvre'
    """
    return _ELISION.sub("", unaccented(text))


def unaccented(text: str) -> str:
    """Return `text` in lower case without accents, ligatures or inclusive endings; apostrophes are straight.

    >>> unaccented("D’accord, c’est noté")
    "d'accord, c'est note"
    """
    lower = unicodedata.normalize("NFKC", text).lower().replace("œ", "oe").replace("æ", "ae")
    return _without_accents(_INCLUSIVE.sub("", _APOSTROPHES.sub("'", lower)))


def plain(text: str) -> str:
    """Return `text` in lower case, without accents and ligatures, with straight apostrophes and single spaces.

    Unlike the others it keeps elisions and inclusive endings: "n’est" must stay a negation.

    >>> plain("N’est\\u00a0PAS  œuvré")
    "n'est pas oeuvre"
    """
    lower = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'").replace("‘", "'")
    return " ".join(_without_accents(lower).split())


def spaced(text: str) -> str:
    """Return the plain words of `text` between single spaces, in which names are looked for as they stand.

    >>> spaced("Maison d’Été, rapport 2024")
    ' maison d ete rapport 2024 '
    """
    return f" {' '.join(plain_words(text))} "


def plain_words(text: str) -> list[str]:
    """Return the words of `text` in small letters, without accents.

    >>> plain_words("Maison d’Été")
    ['maison', 'd', 'ete']
    """
    return _PLAIN_WORD.findall(plain(text))


def aligned(text: str) -> str:
    """Return `text` in small letters, without accents and with straight apostrophes, letter for letter.

    What is found at a place in it stands at the same place in `text`; decomposed accents stay as they are.

    >>> aligned("L’Été d’İstanbul")
    "l'ete d'istanbul"
    """
    return "".join(_ALIGNED.get(letter) or _bare_letter(letter) for letter in text)


_PLAIN_WORD = re.compile(r"[^\W_]+")
_ALIGNED = dict.fromkeys("’‘ʼ´`′＇", "'")


@lru_cache(1 << 10)
def _bare_letter(letter: str) -> str:
    """Return the base of one letter, in small; a letter whose base is not one letter stays as it is."""
    bare = unicodedata.normalize("NFKD", letter.lower())[:1]
    return bare if len(bare) == 1 and not bare.isspace() else letter


class _Bare(dict[int, str]):
    """What is left of each character without its accents, by its code; found out when it is first met."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code))
        return self.setdefault(code, "".join(c for c in decomposed if not unicodedata.combining(c)))


_BARE = _Bare()


def _without_accents(text: str) -> str:
    return text.translate(_BARE)


def without_marks(text: str) -> str:
    """Return the folded words of `text` between single spaces, without punctuation.

    >>> without_marks("D’accord, merci !")
    'accord merci'
    """
    return " ".join(re.findall(r"\w+", fold(text)))


def words(text: str) -> list[str]:
    """Return the folded words of `text`, in order.

    >>> words("Qu’est-ce que l’OSC doit faire ?")
    ['est-ce', 'que', 'osc', 'doit', 'faire']
    """
    return _WORD.findall(fold(text))


def terms(text: str, language: Language) -> list[str]:
    """Return the stems of the content words of `text` (Snowball, Porter 2001), in order.

    >>> terms("Les mesures correctives documentées", "fr")
    ['mesur', 'correct', 'document']
    """
    stop = _stop_words(language)
    parts = [part for word in words(text) if word not in stop for part in re.split(r"[-']", word)]
    content = [part for part in parts if part and part not in stop]
    if language == "fr":
        content = [_PARTICIPLE.sub("e", word) for word in content]
    return [str(stem) for stem in _stemmer(language).stemWords(content)]


def is_content(word: str) -> bool:
    """Tell whether `word` has a content word of three letters or more, a stop word in neither language.

    >>> is_content("financées ?"), is_content("l’assurance"), is_content("which"), is_content("30")
    (True, True, False, False)
    """
    stop = [_stop_words(language) for language in LANGUAGES]
    parts = [part for one in words(word) for part in re.split(r"[-']", one)]
    return any(len(part) > 2 and not part.isdigit() and not any(part in held for held in stop) for part in parts)


def bears(text: str, name: str, language: Language) -> bool:
    """Tell whether a text in `language` holds every content word of `name`, which may be in either language.

    >>> bears("Les mesures correctives documentées", "mesure corrective", "fr"), bears("The plan", "action plan", "en")
    (True, False)
    """
    held = set(terms(text, language))
    return any(wanted and held.issuperset(wanted) for wanted in (set(terms(name, one)) for one in LANGUAGES))


def grams(text: str, language: Language) -> list[str]:
    """Return the stems of `text` and all their runs of three to five letters, word ends marked by spaces.

    A misspelt word shares most of its runs with the right one (McNamee & Mayfield 2004).

    >>> grams("un but", "fr")
    ['but', ' bu', 'but', 'ut ', ' but', 'but ', ' but ']
    """
    stems = terms(text, language)
    return stems + [run for stem in stems for run in _runs(stem)]


@cache
def _stop_words(language: Language) -> frozenset[str]:
    return frozenset(word_lists("stop_words")["stop_words"].of(language))


@lru_cache(1 << 15)  # the same few thousand stems come again and again
def _runs(stem: str) -> tuple[str, ...]:
    word = f" {stem} "
    return tuple(word[at : at + n] for n in (3, 4, 5) for at in range(len(word) - n + 1))


@cache
def _stemmer(language: Language) -> Stemmer.Stemmer:
    import Stemmer

    return Stemmer.Stemmer({"fr": "french", "en": "english"}[language])
