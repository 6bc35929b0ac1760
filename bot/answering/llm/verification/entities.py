"""Compare the names, addresses, roles and bodies of a sentence with those of its passages."""

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
_COMMON_ROLES = {"partner", "office", "unicef", "child", "authority"}  # texts name them in too many ways
_ROLE = re.compile(
    "|".join(rf"(?P<{name}>\b{found.alternation()}\b(?!-))" for name, found in word_lists("named_roles").items())
)
_LISTS = {name: found.alternation() for name, found in word_lists("sources").items()}
_PASSIVE = re.compile(rf"\b{_LISTS['by']}\b")
_TOGETHER = re.compile(rf"\b{_LISTS['with']}\b")
_WITHIN_NAME = re.compile(rf"[ ,]*(?:{_LISTS['within_name']}|[ ,])*")
_APART = 3  # words between two roles from which they are not one name ("offices of UNICEF")

Knows = Callable[[str], bool]  # tells whether any text of the index has a word


def foreign_names(claim: str, source: str, knows: Knows) -> list[str]:
    """Return the names and addresses in `claim` that `source` does not have.

    The first word of a sentence is capitalised anyway: it counts as a name only if no text has it (`knows`).

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
        if not name or not name[0].isupper() or _has_name(held, name):
            continue
        opens = not bare[: match.start()].strip(" «“\"'(-–") or bare[: match.start()].rstrip().endswith(
            (":", ".", "!", "?")
        )
        if opens and not name.isupper() and knows(plain(name)):
            continue
        found.append(name)
    return found


def _has_name(text: str, name: str) -> bool:
    word = re.sub(r"['’]s$", "", plain(name))
    return re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text) is not None


def addresses(text: str) -> set[str]:
    """Return the addresses and telephone numbers of a text.

    >>> sorted(addresses("Write to a@example.org, or see https://example.org/x."))
    ['a@example.org', 'https://example.org/x']
    """
    return {found.rstrip(".,;") for found in _CONTACT.findall(text)}


def attributions(text: str) -> set[str]:
    """Return, in plain words, the sources to which a text attributes something.

    >>> attributions("According to UNICEF, offices report."), attributions("Selon le calendrier, on rend compte.")
    ({'unicef'}, set())
    """
    named = [words.split(",")[0] for words in _ATTRIBUTED.findall(text)]
    return {plain(_ELIDED.sub("", name[0])) for words in named for name in _NAME.finditer(words)}


def roles(text: str) -> set[str]:
    """Return the roles that a text names, by the same name in both languages.

    >>> roles("La directrice signe.") == roles("The director signs.")
    True
    """
    return {name for name, _, _ in _named(text)} - _COMMON_ROLES


def foreign_roles(claim: str, source: str) -> set[str]:
    """Return the roles that `claim` names and `source` does not.

    >>> foreign_roles("The director signs.", "The focal point signs."), foreign_roles("Partners sign.", "CSOs sign.")
    ({'director'}, set())
    """
    return roles(claim) - roles(source)


def swaps(claim: str, unit: str) -> bool:
    """Tell whether the two roles of `claim` come in the opposite order in `unit`: payer and payee are exchanged.

    >>> swaps("The partner pays UNICEF.", "UNICEF pays the partner."), swaps("It is paid.", "UNICEF pays the partner.")
    (True, False)
    >>> swaps("The partner is paid by UNICEF.", "UNICEF pays the partner.")
    False
    """
    said, held = _pair(claim), _pair(unit)
    if not said or said != held[::-1]:
        return False
    texts = plain(claim), plain(unit)
    same_voice = len({bool(_PASSIVE.search(text)) for text in texts}) == 1
    return same_voice and not any(_TOGETHER.search(text) for text in texts)


def _pair(text: str) -> tuple[str, ...]:
    """Return the two roles of `text` in order; empty if there are not two, or they form one name."""
    named = _named(text)
    order = tuple(dict.fromkeys(name for name, _, _ in named))
    if len(order) != 2:
        return ()
    first = next(end for name, _, end in named if name == order[0])
    second = next(start for name, start, _ in named if name == order[1])
    between = plain(text)[first:second]
    joined = _WITHIN_NAME.fullmatch(between)
    return () if joined or len(between.split()) > 2 * _APART else order


def _named(text: str) -> list[tuple[str, int, int]]:
    return [(str(match.lastgroup), match.start(), match.end()) for match in _ROLE.finditer(plain(text))]
