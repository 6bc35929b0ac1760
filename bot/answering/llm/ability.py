"""Find out whether a language model can choose the passage that answers, and keep the result in the home."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.answering.choosing import NONE, Offered
from bot.answering.llm.passage_chooser import ask
from bot.answering.llm.prompt import prompt
from bot.answering.llm.request import LanguageModel, ModelSession
from corpus.language import Language
from index.passage import Passage


@dataclass(frozen=True, slots=True)
class _Trial:
    """A question with texts, and the id of the one that answers, or NONE."""

    language: Language
    question: str
    texts: tuple[str, ...]
    right: str


_HALL = (
    "The hall opens at nine on weekdays.",
    "Keys are kept by the caretaker, who lives next door.",
    "The hall may be used by any club of the district.",
    "Chairs are stacked by the last to leave.",
)
_JARDIN = (
    "Les outils du jardin se rangent dans la cabane bleue.",
    "La parcelle est attribuée pour deux ans par tirage au sort.",
    "L’eau de pluie est recueillie dans trois cuves.",
    "Chaque jardinier verse une caution de vingt euros.",
)
_TRIALS = (
    _Trial("en", "Who has the keys?", _HALL, "p2"),
    _Trial("fr", "Combien dois-je verser comme caution ?", _JARDIN, "p4"),
    _Trial("en", "What does it cost to rent the hall?", _HALL, NONE),
    _Trial("fr", "Pour combien de temps a-t-on une parcelle ?", _JARDIN, "p2"),
    _Trial("fr", "À quelle heure ferme le jardin ?", _JARDIN, NONE),
    _Trial("en", "Which clubs can use the hall?", _HALL, "p3"),
)


def can_choose(model: LanguageModel, seconds: float) -> bool:
    """Tell whether `model` chooses rightly in each of a few plain trials, each within `seconds`.

    It stops at the first mistake. Raise ModelUnavailable if the model doesn't answer at all.
    """
    return all(_passes(trial, model, seconds) for trial in _TRIALS)


class AbilityFile:
    """The result for the model that was tried last; a changed prompt makes it void."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, model: str) -> bool | None:
        """Tell whether `model` can choose; None if it was not tried with the present prompt."""
        try:
            held = json.loads(self._path.read_text(encoding="utf-8"))
            return bool(held["able"]) if held["of"] == _tried(model) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, model: str, able: bool) -> None:
        """Keep the result for `model`."""
        self._path.write_text(json.dumps({"of": _tried(model), "able": able}), encoding="utf-8")


def _passes(trial: _Trial, model: LanguageModel, seconds: float) -> bool:
    offered = [Offered(Passage(str(n), text, trial.language, "", "", ""), text) for n, text in enumerate(trial.texts)]
    return ask(trial.question, "", offered, ModelSession(model, trial.language, seconds)) == trial.right


def _tried(model: str) -> list[str]:
    return [model, prompt("choose").digest]
