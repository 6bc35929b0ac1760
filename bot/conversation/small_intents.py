"""Messages that need no search: the wish to talk to a person, and thanks."""

from __future__ import annotations

import re

from corpus.word_list import word_lists
from index.text.folding import fold

_LISTS = word_lists("small_intents")
_AROUND_WISH, _TALK = _LISTS["around_wish"].alternation(), _LISTS["talk"].alternation()
_PERSON = rf"(?:{_LISTS['around_person'].alternation()} )*{_LISTS['person'].alternation()}"
_WISH = re.compile(rf"(?:{_AROUND_WISH} )*(?:{_TALK} {_PERSON}|(?:un|une|a|an) {_PERSON})(?: {_AROUND_WISH})*")
_AROUND_THANKS = _LISTS["around_thanks"].alternation()
_THANKS = rf"(?:{_LISTS['thanks'].alternation()}|{_LISTS['received'].alternation()})"
_THANK_YOU = re.compile(rf"(?:{_AROUND_THANKS} )*{_THANKS}(?: (?:{_AROUND_THANKS}|{_THANKS}))*")


def asks_for_a_person(text: str) -> bool:
    """Tell whether a message asks for a human being and for nothing else.

    >>> asks_for_a_person("Je voudrais parler à quelqu’un, svp"), asks_for_a_person("Can I talk to a real person?")
    (True, True)
    >>> asks_for_a_person("Comment contacter la personne responsable ?"), asks_for_a_person("une personne handicapée")
    (False, False)
    """
    return bool(_WISH.fullmatch(_bare(text)))


def says_thanks(text: str) -> bool:
    """Tell whether a message is thanks, or that one has understood, and nothing else.

    >>> says_thanks("Merci beaucoup pour votre réponse !"), says_thanks("ok, thank you so much")
    (True, True)
    >>> says_thanks("Bien reçu, merci"), says_thanks("OK"), says_thanks("Noted."), says_thanks("Ok, et après ?")
    (True, True, True, False)
    >>> says_thanks("Merci, mais l’annexe manque."), says_thanks("Thanks. Where is annex C?")
    (False, False)
    """
    return bool(_THANK_YOU.fullmatch(_bare(text)))


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
