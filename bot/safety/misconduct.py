"""Notice when someone writes of fraud or sexual exploitation, which have reporting channels of their own."""

from __future__ import annotations

import re

from index.text.folding import fold

# Words for the deed, whole and inflected. Theft of equipment is a loss to be noted; money taken from inside is not.
_DEED = re.compile(
    r"\b(?:fraud\w*|corrupt\w*|corromp\w*|detourn\w*|pots?-de-vin|dessous[- ]de[- ]table|blanchiment|malversation\w*"
    r"|abus de (?:biens|confiance)|escroqu\w*|surfactur\w*|fauss?e?s? factures?|embezzl\w*|misappropriat\w*|brib\w*"
    r"|kick-?backs?|launder\w*|extort\w*|extorsion\w*|racket\w*|fake invoices?|over-?invoic\w*"
    r"|(?:vols?|stole|stolen|theft of|stealing|misus\w*|misuse of)"
    r" (?:argent|de fonds|des fonds|(?:the |our )?(?:money|funds)))\b"
)

_EXPLOITATION = re.compile(
    r"\b(?:(?:exploitation|exploit\w*|abus\w*|harcel\w*|harass\w*|agress\w*|assault\w*|violences?|misconduct)"
    r" (?:et (?:d'|l')?\w+ |ou (?:d'|l')?\w+ |and \w+ |or \w+ )?sexuel\w*"
    r"|sexual(?:ly)? (?:exploit\w*|abus\w*|harass\w*|assault\w*|violence|misconduct)|sex for |for sex\b"
    r"|exploitation of beneficiaries|viols?\b|rapes?\b|raped|inconduite sexuelle|transactional sex)"
)
_INITIALS = re.compile(r"\b(?:PSEAH?|PEAS|EAS|SEAH?)\b")  # in capitals: the sea is another matter
_CORRECTIVE = re.compile(
    r"\bcorrecti(?:f|fs|ve|ves|on)\b|\bplans? de redressement\b"
)  # measures, plans, timelines that only follow from a lack of progress


def names_exploitation(text: str) -> bool:
    """Tell whether `text` bears a word for sexual exploitation, abuse or harassment.

    >>> [names_exploitation(text) for text in ("un cas d’EAS", "sexual harassment", "abus de confiance", "Sea")]
    [True, True, False, False]
    """
    return bool(_INITIALS.search(text) or _EXPLOITATION.search(fold(text)))


def needs_reporting(text: str) -> bool:
    """Tell whether `text` names a deed that is to be reported, and never settled by corrective measures."""
    return names_misconduct(text) or names_exploitation(text)


def is_about_progress(text: str) -> bool:
    """Tell whether a passage speaks of corrective measures, and of no deed that is to be reported.

    >>> is_about_progress("Document corrective measures."), is_about_progress("Fraud: no corrective measures.")
    (True, False)
    """
    return bool(_CORRECTIVE.search(fold(text))) and not needs_reporting(text)


def names_misconduct(text: str) -> bool:
    """Tell whether `text` bears a word for fraud, corruption or the diversion of funds.

    >>> [names_misconduct(text) for text in ("Détournement de fonds", "Someone took bribes", "Un détour par la piste")]
    [True, True, False]
    """
    return bool(_DEED.search(fold(text)))
