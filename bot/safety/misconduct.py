"""Notice when someone writes of fraud or corruption, which has reporting channels of its own."""

from __future__ import annotations

import re

from index.folding import fold

# Words for the deed, whole and inflected. Theft of equipment is a loss to be noted; money taken from inside is not.
_DEED = re.compile(
    r"\b(?:fraud\w*|corrupt\w*|corromp\w*|detourn\w*|pots?-de-vin|dessous[- ]de[- ]table|blanchiment|malversation\w*"
    r"|abus de (?:biens|confiance)|escroqu\w*|surfactur\w*|fauss?e?s? factures?|embezzl\w*|misappropriat\w*|brib\w*"
    r"|kick-?backs?|launder\w*|extort\w*|extorsion\w*|racket\w*|fake invoices?|over-?invoic\w*"
    r"|(?:vol|stole|stolen|theft of|stealing) (?:d'argent|de fonds|des fonds|(?:the )?(?:money|funds)))\b"
)


def names_misconduct(text: str) -> bool:
    """Tell whether `text` bears a word for fraud, corruption or the diversion of funds.

    >>> [names_misconduct(text) for text in ("Détournement de fonds", "Someone took bribes", "Un détour par la piste")]
    [True, True, False]
    """
    return bool(_DEED.search(fold(text)))
