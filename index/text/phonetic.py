"""Read words that are spelt as they sound, as in text messages: each reading counts only if it is a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language import Language

_ELIDED = re.compile(r"(qu|[ldjmnstck])([aeiouyhéèêàâîôûù]\w{2,})", re.IGNORECASE)
_DIGIT = re.compile(r"(?<![\w.,/-])([124])(?![\w.,/%°€$-])(?: +(?P<next>[^\W\d_]+))?")
_DIGITS: dict[Language, dict[str, str]] = {"fr": {"1": "un", "2": "de"}, "en": {"1": "a", "2": "to", "4": "for"}}
_PLURAL = re.compile(r"[sxz]$", re.IGNORECASE)  # of what is counted: "2 mois", "4 principles"


def readings(word: str, language: Language) -> Iterator[str]:
    """Yield what a word that is in no dictionary may stand for by its sound, the likeliest first.

    >>> list(readings("lagence", "fr")), list(readings("kestion", "fr"))
    (["l'agence"], ['question', 'cestion', "qu'estion"])
    >>> list(readings("critR", "fr")), list(readings("agreemt", "en"))
    (['critère', 'critaire', 'critair', 'criter'], ['agreement'])
    """
    if word.endswith("mt"):
        yield f"{word[:-2]}ment"
    if language != "fr":
        return
    if word.endswith("R"):
        yield from (word[:-1] + sound for sound in ("ère", "aire", "air", "er"))
    if "k" in word.lower():
        yield from (re.sub("k", sound, word, flags=re.IGNORECASE) for sound in ("qu", "c"))
    if elided := _ELIDED.fullmatch(word):
        first = {"k": "qu"}.get(elided[1].lower(), elided[1])
        yield f"{first}'{elided[2]}"


def without_digits(text: str, language: Language) -> str:
    """Return a text message without the digits that stand for words; those that count something stay.

    >>> without_digits("besoin 2 savoir si 1 accord dure 2 ans", "fr"), without_digits("what 2 do 4 it", "en")
    ('besoin de savoir si un accord dure 2 ans', 'what to do for it')
    """

    def read(found: re.Match[str]) -> str:
        digit, following = found[1], found["next"] or ""
        spoken = _DIGITS[language].get(digit)
        if spoken is None or (digit != "1" and (not following or _PLURAL.search(following))):
            return found[0]
        return found[0].replace(digit, spoken, 1)

    return _DIGIT.sub(read, text)
