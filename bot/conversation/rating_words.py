"""What a message says of a colleague's answer: that it helped, or that it did not, and what comes with that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.answering.wishes import read_wish
from bot.conversation.own_case_wish import own_case_wish, says_hardly
from bot.conversation.small_intents import says_courtesy, says_no, says_thanks, says_yes
from corpus.word_list import alternations

RatingKind = Literal["", "helped", "unhelped"]

_CLAUSE = re.compile(rf"[,;:.!…–—\n]+|\s+(?={alternations('consent')['but']}\b)", re.IGNORECASE)
_MOST_CLAUSES = 8  # of a message that rates; a longer one has more to say


@dataclass(frozen=True, slots=True)
class Rating:
    """What a message says of an answer; what rates and says more is a `remark` as a whole."""

    kind: RatingKind = ""
    remark: str = ""


def read_rating(text: str, is_asked: bool = False) -> Rating:
    """Return the rating of an answer in `text`; a mere yes or no rates it only if that `is_asked`.

    What asks something, or says both, rates nothing.

    >>> [read_rating(text).kind for text in ("Merci beaucoup, c’est réglé !", "thanks, that solved it", "ok merci")]
    ['helped', 'helped', '']
    >>> [read_rating(text).kind for text in ("ok merci sa ma aidé", "ca ma pas aider", "it didnt help me")]
    ['helped', 'unhelped', 'unhelped']
    >>> read_rating("Cela ne m’aide pas, on nous a demandé de payer").remark
    'Cela ne m’aide pas, on nous a demandé de payer'
    >>> [read_rating(text, is_asked=True).kind for text in ("oui", "non, pas du tout", "No, not really", "oui mais…")]
    ['helped', 'unhelped', 'unhelped', 'helped']
    >>> read_rating("oui merci beaucoup c’est parfait", is_asked=True).kind
    'helped'
    >>> read_rating("oui"), read_rating("oui, mais l’annexe manque", is_asked=True)
    (Rating(kind='', remark=''), Rating(kind='', remark=''))
    """
    clauses = [clause.strip() for clause in _CLAUSE.split(text) if re.search(r"\w", clause)]
    if "?" in text or len(clauses) > _MOST_CLAUSES:
        return Rating()
    said = [_kind(clause, is_asked) for clause in clauses]
    if "unhelped" in said and "helped" not in said:
        return Rating("unhelped", text.strip() if "other" in said else "")
    return Rating("helped") if "helped" in said and not {"other", "unhelped"}.intersection(said) else Rating()


def opens_with_a_verdict(text: str) -> bool:
    """Tell whether a message begins with a yes or a no.

    >>> opens_with_a_verdict("Oui, je l’ai"), opens_with_a_verdict("no"), opens_with_a_verdict("Qui signe ?")
    (True, True, False)
    """
    first = _CLAUSE.split(text.strip(), maxsplit=1)[0]
    return says_yes(first) or says_no(first)


def _kind(clause: str, is_asked: bool) -> Literal["helped", "unhelped", "courtesy", "other"]:
    wish = own_case_wish(clause)
    if wish in ("helped", "unhelped"):
        return "helped" if wish == "helped" else "unhelped"
    talk = read_wish(clause).kind
    if talk == "complaint" or (is_asked and (talk == "no" or says_no(clause) or says_hardly(clause))):
        return "unhelped"
    is_agreed = says_yes(clause.split(maxsplit=1)[0]) and (talk != "question" or says_thanks(clause))
    if is_asked and (is_agreed or says_yes(clause)):
        return "helped"
    is_bare = re.fullmatch(rf"{alternations('consent')['but']}", clause, re.IGNORECASE)
    return "courtesy" if is_bare or says_courtesy(clause) or talk in ("thanks", "fine") else "other"
