"""Tell whether a message that replies to none is meant for the case that was shown last, by its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answering.asked import asks_something
from bot.answering.follow_up import asks_for_language
from bot.answering.person_wish import asks_for_a_person
from bot.answering.standing_alone import leans_back
from bot.answering.understanding import opens_a_question
from bot.answering.wishes import read_wish
from bot.conversation.links import links_alone
from bot.conversation.rating_words import opens_with_a_verdict
from bot.conversation.small_intents import says_cancel, says_courtesy
from corpus.word_list import alternations, word_lists
from index.text.folding import without_marks

_WORDS = alternations("case_remark")
_REFERS = re.compile(_WORDS["refers"])
_TELLS = re.compile(rf"(?:(?:et|mais|and|but|so|donc|car) )*{_WORDS['tells']}\b")
_TO_CASE, _NEW = re.compile(_WORDS["to_case"]), re.compile(_WORDS["new_question"])
_REQUESTS = re.compile(
    rf"(?:^|[.!?;:,…\n]\s*)(?:(?:je|nous|on|please)\s|j[’'])?{word_lists('questions')['request'].alternation()}"
)
_CLAUSE = re.compile(r"[^.!?;:,…\n]+[.!?;:,…]*")


@dataclass(frozen=True, slots=True)
class CaseRemark:
    """What the words of a message show, after a case was opened or answered.

    - `is_other`: it wants something else, such as a person, or only talks.
    - `refers`: it goes on from what was said, or speaks to whoever answered.
    - `tells`: it tells something of the person's own.
    - `asks`: it asks something, alone or beside that; `leans` tells that this depends on what came before.
    """

    is_other: bool = False
    refers: bool = False
    tells: bool = False
    asks: bool = False
    leans: bool = False

    @property
    def is_question_alone(self) -> bool:
        """Whether it is a question that nothing in it leads to the case."""
        return self.asks and not (self.refers or self.tells or self.leans)


def read_case_remark(text: str) -> CaseRemark:
    """Return the signs in the words of `text`.

    >>> read_case_remark("also the laptops").refers, read_case_remark("we never got any form").tells
    (True, True)
    >>> read_case_remark("Qui paie l’audit ?").is_question_alone, read_case_remark("merci").is_other
    (True, True)
    >>> both = read_case_remark("what is the inventory you mean? here it is: 3 bikes")
    >>> both.refers, both.asks
    (True, True)
    """
    if _is_other(text):
        return CaseRemark(is_other=True)
    clauses = [(without_marks(clause), "?" in clause) for clause in _CLAUSE.findall(text)]
    asks = asks_something(text) or opens_a_question(text) or bool(_REQUESTS.search(text.lower()))
    says_more = len(without_marks(text).split()) > 1
    refers = bool(_REFERS.search(without_marks(text))) or (says_more and not asks and opens_with_a_verdict(text))
    tells = any(_TELLS.match(clause) and not is_asked for clause, is_asked in clauses)
    return CaseRemark(refers=refers, tells=tells, asks=asks, leans=leans_back(text))


def chooses_case(text: str) -> bool | None:
    """Return the choice of the buttons in words: True for the case, False for a question, None for neither.

    >>> chooses_case("pour le dossier"), chooses_case("a new question"), chooses_case("the laptops")
    (True, False, None)
    """
    if read_wish(text).kind == "yes" or _TO_CASE.fullmatch(without_marks(text)):
        return True
    return False if read_wish(text).kind == "no" or _NEW.fullmatch(without_marks(text)) else None


def _is_other(text: str) -> bool:
    wish = read_wish(text)
    wants_shown = wish.kind not in ("question", "reword") and not _REFERS.search(without_marks(text))
    is_talk = says_courtesy(text) or says_cancel(text) or wants_shown or not without_marks(text)
    return is_talk or asks_for_a_person(text) or bool(asks_for_language(text)) or bool(links_alone(text))
