"""What a message, as a whole, wants of the person's own cases: to see them, to call one off, to rate its answer."""

from __future__ import annotations

import re
from typing import Literal

from corpus.word_list import alternations
from index.text.folding import without_marks

OwnCaseWish = Literal["", "status", "news", "cancel", "helped", "unhelped"]
_WISHES: tuple[OwnCaseWish, ...] = ("status", "news", "cancel", "unhelped", "helped")
_MOST_WORDS = 20  # a longer message has more to say

_WORDS = alternations("own_case")
_PATTERNS = {name: re.compile(rf"(?:{_WORDS['around']} )*{_WORDS[name]}(?: {_WORDS['around']})*") for name in _WISHES}


def says_hardly(text: str) -> bool:
    """Tell whether a message denies that an answer helped, to whoever asks that.

    >>> says_hardly("pas vraiment"), says_hardly("Not at all."), says_hardly("pas de budget")
    (True, True, False)
    """
    return bool(re.fullmatch(_WORDS["hardly"], without_marks(text)))


def own_case_wish(text: str) -> OwnCaseWish:
    """Return the wish of `text` about the person's cases; "news" names none, and may mean anything where none is open.

    >>> [own_case_wish(text) for text in ("Où en est mon dossier ?", "avez-vous des nouvelles de mon dossier ?")]
    ['status', 'status']
    >>> [own_case_wish(text) for text in ("any news?", "pouvez-vous annuler mon dossier ?", "oui ça m’a aidé")]
    ['news', 'cancel', 'helped']
    >>> [own_case_wish(text) for text in ("What is the status of my case?", "it didn’t help", "yes it helped")]
    ['status', 'unhelped', 'helped']
    >>> own_case_wish("où en est ma question ?"), own_case_wish("Where is my question?")
    ('status', 'status')
    >>> own_case_wish("Quels documents faut-il dans mon dossier ?"), own_case_wish("Peut-on annuler l’accord ?")
    ('', '')
    """
    plain = without_marks(text)
    if len(plain.split()) > _MOST_WORDS:
        return ""
    return next((name for name in _WISHES if _PATTERNS[name].fullmatch(plain)), "")
