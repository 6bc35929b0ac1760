"""Tell a follow-up from a new question."""

from __future__ import annotations

import re

from index.folding import fold, words

_OPENER = re.compile(
    r"^(?:(?:ok|oui|non|d'accord|bien|merci|alors|yes|and|so|but|right|well)[\s,!.]+)*"
    r"(?:et\b|and\b|mais\b|donc\b|ou\b|or\b|but\b|what about|how about|what if|also\b|aussi\b|pareil|same for"
    r"|le second|la seconde|l'autre"
    r"|le deuxieme|the (?:second|first|third|last|other)|the one|celui|celle|ceux|lequel|laquelle|which one"
    r"|plus de details?|more details?|tell me more"
    r"|dis m'en plus|dites m'en plus|explique|explain|et (?:si|pour))"
)
_POINTER = re.compile(
    r"\b(?:ca|cela|celui|celle|ceux|celles|celui-ci|celle-ci|l'autre|lui|leur|y"
    r"|it|its|that|this|these|those|they|them|their|one|there|he|she)\b|\b(?:s'en|l'en|m'en|en) "
)
_SHORT = 9  # words: a longer message usually says itself what it is about
_LANGUAGE = re.compile(
    r"^\W*(?:ok|et|and|now|please|svp|pls|same|again|la meme chose|le meme|pareil|repete[zr]?|repeat|say (?:it|that)"
    r"|dis[ -]le|peux[ -]tu repondre|can you answer|answer|reponds?|translate|traduis|traduire|,|\s)*"
    r"(?P<which>(?:in|en|to|into|vers l'|l')?\s*(?:english|anglais|french|francais))"
    r"(?:\s+(?:please|svp|pls|stp|now|s'il (?:te|vous) plait|version|merci|thanks?))*\W*$"
)


def asks_for_language(text: str) -> str:
    """Return "fr" or "en" if the message only asks for that language, else "".

    >>> asks_for_language("In English please"), asks_for_language("et en français ?")
    ('en', 'fr')
    >>> asks_for_language("l'anglais est difficile")
    ''
    """
    match = _LANGUAGE.match(fold(text))
    if not match:
        return ""
    return "en" if match["which"].strip().endswith(("english", "anglais")) else "fr"


def is_follow_up(text: str) -> bool:
    """Tell whether a message leans on the one before: it opens like one, or is short and points back.

    >>> is_follow_up("Et qui s’en occupe ?"), is_follow_up("Quels sont les six bénéfices des partenariats ?")
    (True, False)
    """
    folded, count = fold(text), len(words(text))
    return (
        (bool(_OPENER.match(folded)) and count <= 2 * _SHORT)
        or (count <= _SHORT and bool(_POINTER.search(folded)))
        or count <= 3
    )


def asks_for_another(text: str) -> bool:
    """Tell whether a follow-up wants something else than what was just answered.

    >>> asks_for_another("Et l’autre réseau ?"), asks_for_another("Et à l’OIT ?")
    (True, False)
    """
    return bool(
        re.search(
            r"\b(?:l'autre|les autres|un autre|une autre|the other|another|else|d'autres|other)\b",
            text.lower().replace("’", "'"),
        )
    )
