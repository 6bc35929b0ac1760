"""Find names after a title: Mme, Dr, Monsieur le maire, Auntie."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.naming import WORD, Demand, Name, name_at
from bot.safety.personal.vocabulary import is_role

_TITLE = re.compile(
    r"\b(?:(?P<short>mr|mrs|mme|mmes|mlle|melle|dr)\b\.?"
    r"|(?P<long>monsieur|madame|mademoiselle|madam|mister|miss|docteur|doctor|tantie?|tata|tonton|auntie|aunty|uncle"
    r"|oncle|tante|nanan)\b"
    r"|(?:prof(?:esseur|essor)?\b\.?|maitre|rev(?:erend)?\b\.?|pasteur|pastor|alhaji|alhadji|el hadj|hajia|hadja|mallam"
    r"|imam|abbe|soeur|frere|pere|fr\b\.|sr\b\.|barrister|engr\b\.?|sheikh|colonel|capitaine|captain"
    r"|hon(?:ou?rable)?\b\.?|sieur|dame|sir|lady)\b) {0,2}"
)
_CAPITAL_TITLE = re.compile(r"\b(?:M\b\.?|MM\.|Me|Ms\b\.?|MS\.|Pr\b\.?|Mgr\b\.?) {1,2}(?=[A-Z])")  # "me" is a word
_ARTICLE = re.compile(r"(?:l'|(?:le|la|the|notre|our)\b) ?")


def titled(text: str, lower: str) -> Iterator[Name]:
    """Yield each name after a title in plain `text`; `lower` is the same in lower case.

    >>> [name.words for text in ["Mme la directrice Zongo, Monsieur le Maire"] for name in titled(text, text.lower())]
    [('Zongo',)]
    """
    for match in _TITLE.finditer(lower):
        if name := name_at(text, _past_roles(lower, match.end()), _demand_after(match)):
            yield name
    for match in _CAPITAL_TITLE.finditer(text):
        if name := name_at(text, _past_roles(lower, match.end())):
            yield name


def _demand_after(title: re.Match[str]) -> Demand:
    """Return how sure the word after a title must be: in "madame expliquez-moi" no name follows."""
    if title["short"]:
        return "any"
    return "familiar" if title["long"] else "capital"


def _past_roles(lower: str, at: int) -> int:
    """Return where articles and roles after a title end."""
    while True:
        article, word = _ARTICLE.match(lower, at), WORD.match(lower, at)
        if article:
            at = article.end()
        elif word and is_role(word[0]):
            at = word.end() + (lower[word.end() : word.end() + 1] == " ")
        else:
            return at
