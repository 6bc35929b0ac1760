"""Cut off what stands around a question: salutations, who writes, thanks, signatures, numbers to call.

Only what is asked is searched for and judged. The message model has learned to tell the two apart word by word; it is
believed at both ends of a message alone, and where it is sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from corpus.language import LANGUAGES
from corpus.word_list import word_lists
from index.library import TOKEN_LABELS, MessageReading, TokenReading
from index.text.folding import aligned, terms

_AROUND = TOKEN_LABELS.index("around")
# What nobody asks about, at either end of a message.
_PERSONAL = tuple(map(TOKEN_LABELS.index, ("phone", "email", "handle", "bank", "age", "birth")))
_SURE = 0.7  # probability from which a word stands around a question
_SURER = 0.95  # the same for a word that ends a question: one that is lost does more harm than a courtesy kept
_FEWEST = 3  # words that must be left to ask anything
_WORD = re.compile(r"\S+")
_EDGES = " \t\n,;:.!-–—/(…|"
_LONGEST = 600  # characters; a longer message is cut to its questions before

_LISTS = word_lists("questions")
_COURTESIES = word_lists("definitions")["around"].alternation()
_LEAD = re.compile(
    rf"\W*(?:{_COURTESIES}\W+)*{_LISTS['leads'].alternation()}"
    rf"(?:,? (?:exactement|svp|stp|exactly|please))?[ ,:]+{_LISTS['indirect'].alternation()}"
)
_ASKS_SOMETHING = re.compile(rf"\?|(?:^|[.,;:!…\n])\s*{_LISTS['open'].alternation()}", re.IGNORECASE)


class ReadsMessages(Protocol):
    """The part of the message model that is used here."""

    def read(self, texts: Sequence[str]) -> list[MessageReading]:
        """Return one reading a text."""
        ...


def asks_something(text: str) -> bool:
    """Tell whether a message has a question in it, by a question mark or by the word that opens a clause.

    >>> asks_something("Il frappe les filles. Comment finir le rapport"), asks_something("Il frappe les filles.")
    (True, False)
    """
    return bool(_ASKS_SOMETHING.search(text))


def asked_in(text: str, model: ReadsMessages) -> str:
    """Return the question in `text`, without its surroundings; all of `text` if hardly anything else is left."""
    words = list(_WORD.finditer(text))
    if len(text) > _LONGEST or len(words) <= _FEWEST:
        return text
    tokens = model.read([text])[0].tokens
    around = [_is_around(word.span(), tokens, _SURER if "?" in word.group() else _SURE) for word in words]
    if False not in around:
        return text
    first, last = around.index(False), len(words) - around[::-1].index(False)
    asked = text[words[first].start() : words[last - 1].end()].strip(_EDGES)
    says_something = last - first >= _FEWEST and any(terms(asked, language) for language in LANGUAGES)
    return asked if says_something else text


def without_lead(part: str) -> str:
    """Return an indirect question without the words that lead to it: they ask the texts nothing.

    >>> without_lead("Tu peux m’expliquer ce que veut dire durabilité ?"), without_lead("Please tell me who signs")
    ('que veut dire durabilité ?', 'who signs')
    >>> without_lead("Pouvez-vous me dire si ça finit ?"), without_lead("Explain sustainability")
    ('Pouvez-vous me dire si ça finit ?', 'Explain sustainability')
    """
    found = _LEAD.match(aligned(part))
    return part[found.end() :] if found else part


def _is_around(word: tuple[int, int], tokens: Sequence[TokenReading], sure: float) -> bool:
    rows = [token.probabilities for token in tokens if token.start < word[1] and token.end > word[0]]
    if not rows:
        return False
    is_personal = any(row[place] >= _SURE for row in rows for place in _PERSONAL)
    return is_personal or sum(row[_AROUND] for row in rows) / len(rows) >= sure
