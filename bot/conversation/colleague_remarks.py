"""What colleagues say to each other in reply to a card: it may be no answer to the person."""

from __future__ import annotations

import re

from bot.conversation.small_intents import says_thanks
from corpus.word_list import alternations
from index.text.folding import fold

_TO_COLLEAGUE, _ABOUT_CASE, _TO_PERSON = (
    re.compile(alternations("colleague_remarks")[name]) for name in ("to_colleague", "about_case", "to_person")
)
_NAMES_CASE = re.compile(r"(?<!\S)@\w|\bR-\d{4}-\d", re.IGNORECASE)  # a colleague by their name on Telegram, a case
_ONE_QUESTION = re.compile(r"[^.!?…]+\?\s*")


def may_be_remark(text: str) -> bool:
    """Tell whether a text may be meant for colleagues: it is said to one of them, or tells what its writer will do.

    So may be thanks, signs without a word, what mentions a colleague or another case, or a mere question. Who says
    *you* to the person, in French *vous*, answers them.

    >>> [may_be_remark(text) for text in ("Attends, je vérifie", "Pas urgent", "Let me ask legal.", "👍")]
    [True, True, True, True]
    >>> may_be_remark("Je vérifie et je reviens vers vous."), may_be_remark("Attendez la signature.")
    (False, False)
    """
    plain = " ".join(re.findall(r"\w+", fold(text)))
    if not plain or says_thanks(text) or _TO_COLLEAGUE.search(plain) or _NAMES_CASE.search(text):
        return True
    is_about_case = _ABOUT_CASE.search(plain) or _ONE_QUESTION.fullmatch(text)
    return bool(is_about_case) and not _TO_PERSON.search(plain)
