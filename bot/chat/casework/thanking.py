"""Notice that someone says thanks or has understood, and nothing that anybody would have to answer."""

from __future__ import annotations

import re

from index.folding import fold

_AROUND = (
    "beaucoup bien infiniment mille grand un tout vous a toi pour votre la reponse aide tres c est parfait super clair"
    " bonjour bonne journee soiree ok d accord oui so very much for your the answer help all great perfect clear good"
    " that s day evening yes okay"
)
_THANKS = r"(?:merci|remerci\w+|thanks|thank you|thx|mille mercis)"
_RECEIVED = r"(?:(?:bien|c est) (?:recu|note|compris)|compris|entendu|noted|got it|understood|d accord|ok|okay)"
_SMALL = "|".join(sorted(set(_AROUND.split()), key=len, reverse=True))
_WHOLE = re.compile(
    rf"(?:(?:{_SMALL}|je|nous|we|i) )*(?:{_THANKS}|{_RECEIVED})(?: (?:{_SMALL}|{_THANKS}|{_RECEIVED}))*"
)


def says_thanks(text: str) -> bool:
    """Tell whether a message is thanks, or that one has understood, and nothing else.

    >>> says_thanks("Merci beaucoup pour votre réponse !"), says_thanks("ok, thank you so much")
    (True, True)
    >>> says_thanks("Bien reçu, merci"), says_thanks("OK"), says_thanks("Noted."), says_thanks("Ok, et après ?")
    (True, True, True, False)
    >>> says_thanks("Merci, mais l’annexe manque."), says_thanks("Thanks. Where is annex C?")
    (False, False)
    """
    return bool(_WHOLE.fullmatch(" ".join(re.findall(r"\w+", fold(text)))))
