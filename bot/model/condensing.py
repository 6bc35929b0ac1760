"""Have a model put a follow-up into a question that stands alone, and believe it only where it adds nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.advice.answer import Exchange
from bot.advice.parts import split_parts
from bot.model.delimiting import tagged
from bot.model.names import foreign_names
from bot.model.numbers import quantities
from bot.model.prompt import prompt
from bot.model.request import LanguageModel, Redact, Request, Stop
from corpus.language import Language
from index.folding import terms
from index.language import detect

TURNS = 2  # earlier exchanges that the model sees
LONGEST = 300  # characters of a question; a longer text is no condensed one


def condense(
    text: str,
    history: Sequence[Exchange],
    language: Language,
    model: LanguageModel,
    redact: Redact,
    seconds: float,
    stop: Stop,
) -> str:
    """Return the question that `text` asks after `history`, or nothing if the model's is not to be trusted.

    Raise ModelUnavailable.
    """
    turns = history[-TURNS:]
    said = "\n\n".join(f"{turn.question}\n{turn.answer}".strip() for turn in turns)
    message = text
    if not model.is_here:
        said, message = redact(said, language), redact(message, language)
    system, user = prompt("condense").fill(
        language, history=tagged("before", said, language), message=tagged("question", message, language)
    )
    written = "".join(piece.text for piece in model.write(Request(system, user), seconds, stop))
    question = " ".join(written.split()).strip('«»“”" ')
    return question if question and is_faithful(question, f"{said}\n{text}", text, language) else ""


def is_faithful(question: str, said: str, text: str, language: Language) -> bool:
    """Tell whether `question` is one question in `language` that says what `text` says, in words of `said` alone.

    >>> said = "Que faire sans progrès ? Il faudra convenir de mesures correctives. Et qui s’en occupe ?"
    >>> is_faithful("Qui s’occupe des mesures correctives ?", said, "Et qui s’en occupe ?", "fr")
    True
    >>> is_faithful("Qui paie les mesures correctives au Mali ?", said, "Et qui s’en occupe ?", "fr")
    False
    """
    if len(question) > LONGEST or len(split_parts(question)) > 1 or detect(question, language) != language:
        return False
    if not quantities(question, language) <= quantities(said, language):
        return False
    own, held = set(terms(question, language)), set(terms(said, language))
    return own <= held and set(terms(text, language)) <= own and not foreign_names(question, said, lambda word: True)
