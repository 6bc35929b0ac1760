"""What colleagues write in place of pressing a button under a card or an answer that waits."""

from __future__ import annotations

import re

from corpus.word_list import alternations
from index.text.folding import without_marks

_WORDS = {name: re.compile(words) for name, words in alternations("case_words").items()}
_SEND = "send"


def typed_verb(text: str) -> str:
    """Return the verb of the button of a card that the message names, and nothing else; empty for any other message.

    >>> [typed_verb(text) for text in ("Je m’en occupe", "hand over", "Close.", "Plus tard", "Ajouter à la FAQ")]
    ['take', 'release', 'close', 'later', 'faq']
    >>> typed_verb("Close the bank account first."), typed_verb("envoyer")
    ('', '')
    """
    plain = without_marks(text)
    return next((verb for verb, words in _WORDS.items() if verb != _SEND and words.fullmatch(plain)), "")


def says_send(text: str) -> bool:
    """Tell whether a message says, and says nothing else, that an answer that waits is to go.

    >>> says_send("Envoyer en complément"), says_send("Oui, envoyez !"), says_send("Envoyez-nous le rapport")
    (True, True, False)
    """
    return bool(_WORDS[_SEND].fullmatch(without_marks(text)))
