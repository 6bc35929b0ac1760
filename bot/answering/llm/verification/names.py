"""The names, addresses and sources that a sentence mentions."""

from __future__ import annotations

import re
from collections.abc import Callable

from corpus.word_list import word_lists
from index.text.folding import plain

_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]*\w|[A-Z]\b")
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|\w+://\S+|www\.\S+|\b[\w-]+\.(?:[a-z]{2,12}/\S*|(?:org|com|net|int|info|io|me|fr|ch|co|eu|ly)\b)"
    r"|\+\d[\d .()-]{6,}\d"
)
_ATTRIBUTED = re.compile(rf"{word_lists('sources')['according_to'].alternation()}((?: \S+){{1,5}})")
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


def addresses(text: str) -> set[str]:
    """Return the addresses and telephone numbers of a text.

    >>> sorted(addresses("Write to a@example.org, or see https://example.org/x."))
    ['a@example.org', 'https://example.org/x']
    """
    return {found.rstrip(".,;") for found in _CONTACT.findall(text)}


def attributions(text: str) -> set[str]:
    """Return, in plain words, those to whom a text ascribes something.

    >>> attributions("According to UNICEF, offices report."), attributions("Selon le calendrier, on rend compte.")
    ({'unicef'}, set())
    """
    named = [words.split(",")[0] for words in _ATTRIBUTED.findall(text)]
    return {plain(_ELIDED.sub("", name[0])) for words in named for name in _NAME.finditer(words)}
