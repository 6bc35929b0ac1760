"""The names, addresses and abbreviations of a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.model.plain import plain

_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]*\w|[A-Z]\b")
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|https?://\S+|www\.\S+|\b[\w-]+\.(?:org|com|net|int|fr|ch)\b|\+\d[\d .()-]{6,}\d"
)
_ELIDED = re.compile(r"^(?:[LDNSJMTCldnsjmtc]|[Qq]u)['’]")

Knows = Callable[[str], bool]  # whether any text of the index bears a word


def foreign_names(claim: str, source: str, knows: Knows) -> list[str]:
    """Return the names and addresses in `claim` that `source` does not bear.

    The first word has a capital anyway: it counts only where no text at all `knows` it.

    >>> foreign_names("In Senegal UNICEF decides.", "UNICEF decides.", lambda word: True)
    ['Senegal']
    >>> foreign_names("Senegal decides.", "UNICEF decides.", lambda word: word != "senegal")
    ['Senegal']
    """
    held = plain(source)
    bare = _CONTACT.sub(" ", claim)
    found = [contact for contact in _CONTACT.findall(claim) if plain(contact.rstrip(".,;")) not in held]
    for match in _NAME.finditer(bare):
        name = _ELIDED.sub("", match[0])
        if not name or not name[0].isupper() or _borne(name, held):
            continue
        opens = not bare[: match.start()].strip(" «“\"'(-–") or bare[: match.start()].rstrip().endswith(
            (":", ".", "!", "?")
        )
        if opens and not name.isupper() and knows(plain(name)):
            continue
        found.append(name)
    return found


def _borne(name: str, held: str) -> bool:
    word = re.sub(r"['’]s$", "", plain(name))
    return re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", held) is not None
