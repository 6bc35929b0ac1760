"""The kinds of danger that one message tells of, the one to answer first before the others."""

from __future__ import annotations

import re

from bot.safety.danger_rules import certain_dangers
from corpus.word_list import alternations
from index.text.folding import unaccented

DESPAIR, THREAT = "self_harm", "threat"
_WORDS = alternations("care")
_THREATENED, _HARM_TO_COME = (re.compile(rf"\b(?:{_WORDS[name]})\b") for name in ("threatened", "threatened_harm"))


def kinds_told(kind: str, text: str) -> tuple[str, ...]:
    """Return the kinds of danger in a message that was found to tell of `kind`.

    Where somebody else threatens a person who despairs, getting safe from them comes first.

    >>> kinds_told("self_harm", "I can’t take it any more, he will kill me tonight")
    ('threat', 'self_harm')
    >>> kinds_told("self_harm", "Je veux mourir, mon mari me bat"), kinds_told("abuse", "Je veux mourir, il me viole")
    (('abuse', 'self_harm'), ('abuse', 'self_harm'))
    >>> kinds_told("self_harm", "Je n’en peux plus, ce travail va me tuer"), kinds_told("abuse", "Il me bat")
    (('self_harm',), ('abuse',))
    """
    rest = without_threats(text)
    if kind != DESPAIR:
        return (kind, DESPAIR) if DESPAIR in certain_dangers(text if rest is None else rest) else (kind,)
    by_others = [one for one in certain_dangers(text) if one != DESPAIR]
    if not by_others and rest is not None:
        by_others = [THREAT]
    return (*by_others[:1], DESPAIR)


def without_threats(text: str) -> str | None:
    """Return the plain words of `text` beside those of somebody else who threatens or hurts; None if nobody does.

    >>> without_threats("Je n’en peux plus, mon voisin va me brûler vive"), without_threats("Ce travail va me tuer")
    ('je n en peux plus vive', None)
    """
    plain = _plain(text)
    rest = _THREATENED.sub("", plain)
    return " ".join(rest.split()) if rest != plain else None


def threatens_harm(text: str) -> bool:
    """Tell whether somebody else is said to be about to hurt or kill the person who writes, seriously or not.

    >>> threatens_harm("Mes voisins vont m’étouffer"), threatens_harm("They are going to kill us all")
    (True, True)
    >>> threatens_harm("Mes voisins vont nous aider"), threatens_harm("The heat will kill us")
    (False, False)
    """
    return bool(_HARM_TO_COME.search(_plain(text)))


def _plain(text: str) -> str:
    """Return the words of `text` in small letters without accents, between single spaces."""
    return " ".join(re.findall(r"\w+", unaccented(text)))
