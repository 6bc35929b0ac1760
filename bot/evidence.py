"""Decide from the evidence whether a question is answered, only approached, or not covered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.folding import fold

Asked = str  # "duration", "amount", "count", "contact", "document"

# What a question asks for, on folded text. A question may ask for several.
_ASKED: dict[Asked, re.Pattern[str]] = {
    "duration": re.compile(
        r"combien de (?:temps|jours?|semaines?|mois|annees?|ans)|quel(?:le)? (?:est la )?(?:duree|delai)|\bdelais?\b|\bpreavis\b|date limite|au plus tard"
        r"|how (?:long|soon|many (?:days|weeks|months|years))|deadline|notice period|by when|time limit|no later than"
    ),
    "amount": re.compile(
        r"combien (?:ca |cela )?(?:coute|d'argent|d'euros|de (?:dollars|francs|fcfa))|\bmontants?\b|\bplafonds?\b|\btarifs?\b|\bprix\b|\bpourcentages?\b|quel budget"
        r"|how much (?:money|does|will|is|do we)|\bceilings?\b|\bcosts?\b|\bfees?\b|\bpercent(?:age)?\b|\bper ?diem\b"
    ),
    "contact": re.compile(
        r"\b(?:e-?mail|mail|courriel|telephone|numero de tel|coordonnees|adresse (?:mail|e-?mail|postale)|whatsapp)\b|\b(?:phone|email|address|contact details)\b|who (?:do|can|should) (?:i|we) (?:call|contact|write)"
    ),
    "document": re.compile(r"\b(?:formulaires?|modeles?|canevas|gabarits?|templates?|forms?)\b"),
    "count": re.compile(r"\bcombien d[e'](?! (?:temps|jours?|semaines?|mois|annees?|ans)\b)|\bcombien y a|\bhow many(?! (?:days|weeks|months|years)\b)|\bnombre d[e']"),
}
_NUMBER = r"(?:\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quinze|vingt|trente|soixante|cent|one|two|three|four|five|seven|eight|nine|ten|twelve|thirteen|eighteen|thirty|sixty|ninety)"
_HELD: dict[Asked, re.Pattern[str]] = {
    "duration": re.compile(rf"\b{_NUMBER}\s*(?:jours?|semaines?|mois|annees?|ans|days?|weeks?|months?|years?)\b"),
    "amount": re.compile(r"\d\s*(?:%|€|\$|euros?|usd|dollars?|fcfa|xof|francs?|pour ?cent|percent|per cent)|(?:usd|eur|€|\$)\s*\d"),
    "contact": re.compile(r"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d .()-]{7,}\d|https?://|www\."),
    "document": re.compile(r"\b(?:formulaires?|modeles?|canevas|gabarits?|templates?|forms?)\b"),
    "count": re.compile(rf"\b{_NUMBER}\b"),
}


def asked(question: str) -> frozenset[Asked]:
    """Return the kinds of fact that `question` asks for.

    >>> sorted(asked("C’est combien de jours, le préavis ?")), asked("Pourquoi évaluer ?")
    (['duration'], frozenset())
    """
    text = fold(question)
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(text))


def holds(passage: str, kind: Asked) -> bool:
    """Tell whether `passage` holds a fact of that kind.

    >>> holds("un préavis de 30 jours", "duration"), holds("un calendrier", "duration")
    (True, False)
    """
    return bool(_HELD[kind].search(fold(passage)))


def lacks(question: str, passages: Iterable[str]) -> frozenset[Asked]:
    """Return the kinds of fact that `question` asks for and none of `passages` holds."""
    texts = list(passages)
    return frozenset(kind for kind in asked(question) if not any(holds(text, kind) for text in texts))
