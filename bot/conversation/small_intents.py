"""Notice that someone says thanks or has understood, and nothing that anybody would have to answer."""

from __future__ import annotations

import re

from index.text.folding import fold

# What people say around the wish itself; a question word ("how do I contact someone?") is none of it.
_AROUND = (
    "bonjour bonsoir salut hello hi svp stp please merci thanks s il vous te plait d accord ok"
    " je j on nous i we you vous pourriez pouvez me moi veux voulons voudrais voudrions aimerais souhaite souhaiterais"
    " demande prefere besoin ai de peux peut puis pouvons possible est ce que c qu"
    " want need would d ll like prefer rather to can could may let get give put"
    " is it there y a t il maintenant now directement directly plutot un une an the en contact relation"
)
_TALK = r"(?:passez|donnez|mettez) moi|parler|discuter|echanger|contacter|joindre|talk|speak|chat|contact|reach"
_PERSON = (
    r"(?:(?:a|au|avec|un|une|to|with|an|real|vrai|vraie|some|other) )*"
    r"(?:personne|humain|humaine|etre humain|un|quelqu un|conseiller|conseillere|collegue|agent|operateur"
    r"|person|human|human being|someone|somebody|colleague|adviser|advisor|operator)"
)
_SMALL = "|".join(sorted(set(_AROUND.split()), key=len, reverse=True))
_WISH = re.compile(rf"(?:(?:{_SMALL}) )*(?:(?:{_TALK}) {_PERSON}|(?:un|une|a|an) {_PERSON})(?: (?:{_SMALL}))*")


def asks_for_a_person(text: str) -> bool:
    """Tell whether a message asks for a human being and for nothing else.

    >>> asks_for_a_person("Je voudrais parler à quelqu’un, svp"), asks_for_a_person("Can I talk to a real person?")
    (True, True)
    >>> asks_for_a_person("Comment contacter la personne responsable ?"), asks_for_a_person("une personne handicapée")
    (False, False)
    """
    return bool(_WISH.fullmatch(" ".join(re.findall(r"\w+", fold(text)))))


_AROUND_THANKS = (
    "beaucoup bien infiniment mille grand un tout vous a toi pour votre la reponse aide tres c est parfait super clair"
    " bonjour bonne journee soiree ok d accord oui so very much for your the answer help all great perfect clear good"
    " that s day evening yes okay"
)
_THANKS = r"(?:merci|remerci\w+|thanks|thank you|thx|mille mercis)"
_RECEIVED = r"(?:(?:bien|c est) (?:recu|note|compris)|compris|entendu|noted|got it|understood|d accord|ok|okay)"
_SMALL_THANKS = "|".join(sorted(set(_AROUND_THANKS.split()), key=len, reverse=True))
_WHOLE = re.compile(
    rf"(?:(?:{_SMALL_THANKS}|je|nous|we|i) )*(?:{_THANKS}|{_RECEIVED})(?: (?:{_SMALL_THANKS}|{_THANKS}|{_RECEIVED}))*"
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
