"""What people without access write about themselves: who they are, or that they ask for access."""

from __future__ import annotations

import re

from bot.safety.redaction.redaction import redact
from corpus.language import Language
from corpus.word_list import alternations
from index.text.folding import fold

_LISTS = alternations("introductions")
_NAMES_SELF, _ASKS_ACCESS = re.compile(_LISTS["names_self"]), re.compile(_LISTS["asks_access"])
_ORGANISATION = re.compile(rf"\b{_LISTS['organisation']}\b")
_PLACEHOLDER = re.compile(r"\[[^\]]*\]")  # in place of what was redacted


def is_introduction(text: str, language: Language) -> bool:
    """Tell whether a message names its writer, or asks for access, and asks nothing else.

    >>> [is_introduction(text, "fr") for text in ("Idriss Kaboré", "Awa Traoré, ONG Espoir", "Je voudrais l’accès svp")]
    [True, True, True]
    >>> is_introduction("Qui paie ? Je m’appelle Awa Traoré", "fr"), is_introduction("Je suis en retard", "fr")
    (False, False)
    """
    plain = _plain(text)
    if _ASKS_ACCESS.search(plain):
        return text.count("?") <= 1
    redacted = redact(text, language).text
    if "?" in text or not _PLACEHOLDER.search(redacted):
        return False
    is_named = _NAMES_SELF.search(plain) or _ORGANISATION.search(plain)
    return bool(is_named) or not _plain(_PLACEHOLDER.sub(" ", redacted))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
