"""Detect messages that speak of violence, abuse or despair, before anything is searched for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from bot.safety.danger_kinds import DESPAIR, THREAT, threatens_harm, without_threats
from bot.safety.danger_rules import find_certain_danger
from bot.safety.danger_words import DangerWords, danger_words, harm_words
from bot.safety.figures_of_speech import beside_what_is_doubtful, without_figures_of_speech
from bot.safety.misconduct import names_misconduct, without_fraud
from corpus.language import Language
from corpus.word_list import word_lists
from index.library import MessageReading
from index.text.language_detection import detect as detect_language
from index.text.sentences import clauses
from index.text.shortening import CLASSIFIED, SEARCHED, WHOLE, both_ends, count_pieces, windows, within_limits

# Log-odds above which danger is possible, and above which there is hardly any doubt, chosen on sets by other hands that
# were measured before (docs/safeguarding.md): of the look-alikes 1 in 10 gets a line of care, of the ordinary messages
# hardly any loses its answer.
POSSIBLE, CERTAIN = -1.25, 2.0
# Where no word names a harm, one reading is no evidence: the mean of two must be above this, as typed and with thanks
# after it. Beside an ordinary sentence a short harmless one ("She sleeps next door") loses its odds, a disclosure
# keeps them. Chosen so that as many disclosures stay certain as with one reading.
CERTAIN_TWICE = 1.4
# What a clause must have more than the whole: torn from the rest, a harmless clause often sounds like danger.
CLAUSE_DOUBT = 1.75
_ENDS = (".", "!", "?", "…")
READ_WHOLE = 600  # characters of a message up to which its question is looked for in the whole
_THANKS: dict[Language, str] = {"fr": "Merci d'avance.", "en": "Thanks in advance."}
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


class _Heard(NamedTuple):
    """The log-odds of danger in a segment of a message, less the `doubt` of a clause, and the likeliest kind."""

    odds: float
    kind: str
    segment: str
    doubt: float


class DangerDetector:
    """Reads messages in both languages and mixed, as a whole and clause by clause; what any of them tells counts."""

    def __init__(self, model: ReadsMessages) -> None:
        self._model = model

    def detect(self, text: str) -> DetectedDanger | None:
        """Return the danger that `text`, or a clause of it, speaks of; None if it speaks of none."""
        text = without_figures_of_speech(text)
        if certain := find_certain_danger(text):
            return DetectedDanger(self._kind(text, certain))
        heard = max(self._heard(text))
        if heard.odds > POSSIBLE and names_misconduct(text) and (rest := without_fraud(text)):
            heard = min(heard, max(self._heard(rest)))  # theft is reported elsewhere and hurts no body
        if heard.odds <= POSSIBLE:
            return DetectedDanger(THREAT, is_certain=False) if threatens_harm(text) else None
        return DetectedDanger(
            self._kind(text, heard.kind), self._is_certain(text, heard) and not self._is_doubtful(text)
        )

    def _kind(self, text: str, kind: str) -> str:
        """Return the kind of danger; where somebody else threatens, despair only if what is told beside tells of it."""
        rest = without_threats(text) if kind in (DESPAIR, THREAT) else None
        if rest is None or find_certain_danger(rest) == DESPAIR:
            return kind
        beside = max(self._heard(rest)) if len(rest.split()) > 1 else None
        return DESPAIR if beside and beside.odds > POSSIBLE and beside.kind == DESPAIR else THREAT

    def _is_doubtful(self, text: str) -> bool:
        """Tell whether only words that may mean no danger tell of one, as those of a superior who kills."""
        rest = beside_what_is_doubtful(text)
        return rest is not None and not (rest and self.detect(rest))

    def _is_certain(self, text: str, heard: _Heard) -> bool:
        """Tell whether danger that the model hears is beyond doubt: by one reading only where a word names a harm."""
        if harm_words().occur_in(danger_words().with_usual_spelling(text)):
            return heard.odds > CERTAIN
        again = self._model.read([_with_thanks(heard.segment)])[0].danger - heard.doubt
        return (heard.odds + again) / 2 > CERTAIN_TWICE

    def _heard(self, text: str) -> Iterator[_Heard]:
        """Yield what is heard in each message in `text`, and in each clause of it."""
        texts = read_texts(text)
        readings = dict(zip(texts, self._model.read(texts), strict=True))
        for part in _parts(text):
            for place, segment in enumerate(part):
                doubt, reading = CLAUSE_DOUBT if place else 0.0, readings[segment]
                yield _Heard(reading.danger - doubt, reading.kind, segment, doubt)


def _with_thanks(text: str) -> str:
    """Return `text` with thanks after it, in small letters if it is all in capitals.

    >>> _with_thanks("She sleeps next door"), _with_thanks("ON FAIT QUOI ?")
    ('She sleeps next door. Thanks in advance.', "on fait quoi ? Merci d'avance.")
    """
    said = (text.lower() if text.isupper() else text).rstrip()
    end = "" if said[-1:] in _ENDS else "."
    return f"{said}{end} {_THANKS[detect_language(said, 'fr')]}"


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
