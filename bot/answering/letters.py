"""Letters that come in several messages: the first opens it, the last takes leave."""

from __future__ import annotations

import re

from corpus.word_list import alternations
from index.text.folding import unaccented

_WORDS = alternations("letters")
_OPENING = re.compile(rf"^\s*{_WORDS['opening']}", re.MULTILINE)
_CLOSING = re.compile(rf"^\s*{_WORDS['closing']}", re.MULTILINE)


def continues_letter(text: str, before: str) -> bool:
    r"""Tell whether `text` ends the letter that the message `before` began.

    >>> began = "Objet : prolongation\nMadame, Monsieur,\nNous travaillons avec vous. Peut-on prolonger ?"
    >>> continues_letter("Et les véhicules ?\nCordialement,\nLe bureau", began), continues_letter("Merci !", began)
    (True, False)
    >>> continues_letter("Dear Sir or Madam,\nWho pays?\nKind regards", began)
    False
    """
    was_begun = bool(_OPENING.search(unaccented(before))) and not _CLOSING.search(unaccented(before))
    is_end = bool(_CLOSING.search(unaccented(text))) and not _OPENING.search(unaccented(text))
    return was_begun and is_end
