"""Detect messages that speak of violence, abuse or despair, before anything is searched for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.safety.danger_rules import find_certain_danger
from bot.safety.danger_words import DangerWords, danger_words
from bot.safety.misconduct import names_misconduct, without_fraud
from corpus.word_list import word_lists
from index.library import MessageReading
from index.text.sentences import clauses
from index.text.shortening import CLASSIFIED, SEARCHED, WHOLE, both_ends, count_pieces, windows, within_limits

# Log-odds above which danger is possible, and above which there is hardly any doubt, chosen on sets by other hands that
# were measured before (docs/safeguarding.md): of the look-alikes 1 in 10 gets a line of care, of the ordinary messages
# hardly any loses its answer.
POSSIBLE, CERTAIN = -1.25, 2.0
# What a clause must have more than the whole: torn from the rest, a harmless clause often sounds like danger.
CLAUSE_DOUBT = 1.75
READ_WHOLE = 600  # characters of a message up to which its question is looked for in the whole
_ABOUT_AN_ANSWER = re.compile(rf"\b{word_lists('care')['about_an_answer'].alternation()}\b", re.IGNORECASE)
# What Telegram puts into one message: of a text that a client has cut, each part is read as if it stood alone.
_MESSAGE = re.compile(r"(?s).{1,4096}(?:\s|\Z)|.{1,4096}")


class ReadsMessages(Protocol):
    """The part of the message model that danger detection uses."""

    def read(self, texts: Sequence[str]) -> list[MessageReading]:
        """Return one reading a text."""
        ...


@dataclass(frozen=True, slots=True)
class DetectedDanger:
    """The kind of danger that a message speaks of: "abuse", "self_harm", …

    If it is not `is_certain`, the message may as well be about something else, and is answered with care beside.
    """

    kind: str
    is_certain: bool = True


class DangerDetector:
    """Reads messages in both languages and mixed, as a whole and clause by clause; what any of them tells counts."""

    def __init__(self, model: ReadsMessages) -> None:
        self._model = model

    def detect(self, text: str) -> DetectedDanger | None:
        """Return the danger that `text`, or a clause of it, speaks of; None if it speaks of none."""
        if certain := find_certain_danger(text):
            return DetectedDanger(certain)
        odds, kind = max(self._odds(text))
        if odds > POSSIBLE and names_misconduct(text) and (rest := without_fraud(text)):
            odds, kind = min((odds, kind), max(self._odds(rest)))  # theft is reported elsewhere and hurts no body
        return DetectedDanger(kind, odds > CERTAIN) if odds > POSSIBLE else None

    def _odds(self, text: str) -> Iterator[tuple[float, str]]:
        """Yield the log-odds and the kind of danger of each message in `text`, and of each clause of it."""
        texts = read_texts(text)
        readings = dict(zip(texts, self._model.read(texts), strict=True))
        for part in _parts(text):
            for place, reading in enumerate(readings[one] for one in part):
                yield reading.danger - (CLAUSE_DOUBT if place else 0.0), reading.kind


def read_texts(text: str) -> list[str]:
    """Return all that the message model reads of a message, each text once.

    It is what danger is looked for in, and the whole as it was typed.

    >>> read_texts("Il pleut ici. Qui signe l’accord ?")
    ["Il pleut ici. Qui signe l'accord ?", 'Il pleut ici', "Qui signe l'accord", 'Il pleut ici. Qui signe l’accord ?']
    """
    found = [one for part in _parts(text) for one in part]
    return list(dict.fromkeys([*found, text] if len(text) <= READ_WHOLE else found))


def _parts(text: str) -> list[list[str]]:
    """Return the segments of each message in `text`."""
    text = without_remarks_on_answers(text)
    return [segments(piece) for piece in _MESSAGE.findall(text) or [text]]


def without_remarks_on_answers(text: str) -> str:
    """Return `text` without what it says of an answer: "this doesn't help me" is no cry for help.

    >>> without_remarks_on_answers("It doesn’t help me at all, I have no annex D")
    ' , I have no annex D'
    >>> without_remarks_on_answers("Nothing helps me any more")
    'Nothing helps me any more'
    """
    return _ABOUT_AN_ANSWER.sub(" ", text.replace("’", "'"))


def segments(text: str) -> list[str]:
    """Return the texts that are read: the whole, the whole in plain spelling, and each clause of that.

    Of a long message both ends stand for the whole, and only as much of its clauses as `shortening` allows: those
    that name an event before the others.
    """
    words = danger_words()
    plain = words.with_usual_spelling(text)
    if count_pieces(text) > SEARCHED:
        cut = [piece for clause in clauses(plain) or [plain] for piece in windows(clause)]
        return list(dict.fromkeys([both_ends(text, WHOLE), *_eventful_first(cut, words)]))
    return list(dict.fromkeys([text, plain, *_eventful_first(clauses(plain), words)]))


def _eventful_first(found: list[str], words: DangerWords) -> list[str]:
    """Return as many of the clauses `found` as are read alone, those that name an event first."""
    eventful = within_limits([clause for clause in found if words.occur_in(clause)])
    left = CLASSIFIED - sum(map(count_pieces, eventful))
    return [*eventful, *within_limits([clause for clause in found if clause not in eventful], left)]
