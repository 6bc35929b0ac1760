"""What colleagues say to each other in reply to a card: it may be no answer to the person."""

from __future__ import annotations

import re

from bot.conversation.small_intents import says_no, says_thanks, says_yes
from corpus.language import LANGUAGES
from corpus.word_list import alternations
from index.text.folding import terms, without_marks

_TO_COLLEAGUE, _ABOUT_CASE, _TO_PERSON, _FIGURE, _THANKS_FIRST = (
    re.compile(alternations("colleague_remarks")[name])
    for name in ("to_colleague", "about_case", "to_person", "figure", "thanks_first")
)
_NAMES_CASE = re.compile(r"(?<!\S)@\w|\bR-\d{4}-\d", re.IGNORECASE)  # a colleague by their name on Telegram, a case
_ONE_QUESTION = re.compile(r"[^.!?…]+\?\s*")
_YES_OR_NO = re.compile(r"\s*(?:oui|non|yes|no)\b(?:\s*[,.:;]|$| )", re.IGNORECASE)
_SHORT = 4  # words behind thanks that thank somebody for something: "merci Moussa, bien vu"
_ENOUGH = 4  # content words of a text that says something, whoever it is for


def may_be_remark(text: str, question: str = "") -> bool:
    """Tell whether a text may be meant for colleagues: it is said to one of them, or tells what its writer will do.

    So may be thanks, signs without a word, what mentions a colleague or another case, or a mere question. Who says
    *you* to the person, in French *vous*, or tells them what to do, answers them, and so does a yes or no. A short text
    that does none of this answers if it holds a figure or a word of the person's `question`.

    >>> [may_be_remark(text) for text in ("Attends, je vérifie", "Pas urgent", "Let me ask legal.", "👍")]
    [True, True, True, True]
    >>> may_be_remark("Je vérifie et je reviens vers vous."), may_be_remark("Attendez la signature.")
    (False, False)
    >>> may_be_remark("c’est urgent celui-là"), may_be_remark("Dans l’annexe C.", "Où est l’annexe ?")
    (True, False)
    >>> [may_be_remark(text) for text in (
    ...     "Merci Moussa, bien vu", "Merci. Le préavis est à l’article 14.", "Thanks. Hold on, legal sees it first.")]
    [True, False, True]
    """
    said = without_marks(text)
    thanks = _THANKS_FIRST.match(said)
    plain = said[thanks.end() :].strip() if thanks else said
    if not plain or says_thanks(text) or (thanks and len(plain.split()) <= _SHORT):
        return True
    if _TO_COLLEAGUE.search(said) or _TO_COLLEAGUE.search(plain) or _NAMES_CASE.search(text):
        return True
    if _TO_PERSON.search(plain) or says_yes(text) or says_no(text):
        return False
    if _YES_OR_NO.match(text) and not _ABOUT_CASE.search(_YES_OR_NO.sub("", plain)):
        return False
    is_about_case = bool(_ABOUT_CASE.search(plain) or _ONE_QUESTION.fullmatch(text))
    return is_about_case or not (_FIGURE.search(plain) or _says_something(text, question))


def _says_something(text: str, question: str) -> bool:
    """Tell whether a text has content words enough, or one of the question's, in whichever language has fewer."""
    content = min((terms(text, language) for language in LANGUAGES), key=len)
    asked = {term for language in LANGUAGES for term in terms(question, language)}
    return len(content) >= _ENOUGH or not asked.isdisjoint(content)
