"""How a question asks: what something is and how to come to it are two questions, however alike their words."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias, get_args

from corpus.word_list import alternations
from index.text.folding import unaccented

QuestionForm: TypeAlias = Literal["how_many", "who", "when", "where", "why", "how", "what_is", "whether", ""]

_WORDS = alternations("question_forms")
_FORMS = {form: re.compile(_WORDS[form]) for form in get_args(QuestionForm) if form}


def form_of(question: str) -> QuestionForm:
    """Return the form of `question`; empty if no word shows it. The form that is named first counts.

    >>> form_of("What is a child friendly city?"), form_of("Comment devenir ville amie des enfants ?")
    ('what_is', 'how')
    >>> form_of("Qui garde les véhicules ?"), form_of("who gets to keep the car"), form_of("préavis de résiliation")
    ('who', 'who', '')
    """
    text = " ".join(re.findall(r"\w+", unaccented(question)))
    found = [(match.start(), place, form) for place, (form, match) in enumerate(_matches(text)) if match]
    return min(found)[2] if found else ""


def ask_alike(one: str, other: str) -> bool:
    """Tell whether nothing shows that two questions ask in different ways.

    >>> ask_alike("Qui signe l’avenant ?", "Comment obtenir un avenant ?"), ask_alike("avenant", "Qui signe ?")
    (False, True)
    """
    forms = {form_of(one), form_of(other)} - {""}
    return len(forms) < 2


def _matches(text: str) -> list[tuple[QuestionForm, re.Match[str] | None]]:
    return [(form, pattern.search(text)) for form, pattern in _FORMS.items()]
