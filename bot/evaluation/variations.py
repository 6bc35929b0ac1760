"""Variations of questions: pairs of messages that must get the same answer, or must not (metamorphic testing).

After CheckList (Ribeiro et al. 2020): an invariance test changes what must not matter, such as what stands around a
question; a directional test changes what must, such as who acts. No right answer needs to be known for either.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.errors import EvaluationError
from bot.evaluation.perturbations import PERTURBATIONS
from bot.evaluation.question_sets import OWN_QUESTIONS

OWN_VARIATIONS = OWN_QUESTIONS / "variations"
_REWORDING = "rewording"  # the kind of a pair that asks the same in other words
_SLOT = "{}"  # where the question stands in a wrapper

Records = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Variation:
    """Two messages, and whether their answers `must_differ`.

    `id` names the question or pair, `change` what was done to it: the wrapper's id, or the `kind` again. `private` are
    the personal details of `changed`, which no answer may repeat.
    """

    kind: str
    language: str
    id: str
    change: str
    original: str
    changed: str
    must_differ: bool = False
    private: tuple[str, ...] = ()


def read_variations(folder: Path = OWN_VARIATIONS) -> list[Variation]:
    """Return the variations of the four files in `folder` (tests/questions/README.md), kind by kind.

    Raise EvaluationError if a file is missing or holds something else.
    """
    try:
        questions, wrappers, twins, contrasts = (
            _records(folder / f"{name}.jsonl") for name in ("questions", "wrappers", "twins", "contrasts")
        )
        return [*_wrapped(questions, wrappers), *_perturbed(questions), *_twins(twins), *_contrasts(contrasts)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvaluationError(
            f"{folder} holds no variations of questions ({type(error).__name__}: {error})."
        ) from error


def sample(variations: Sequence[Variation], most: int) -> list[Variation]:
    """Return at most `most` variations of each kind, drawn at random but the same ones every time.

    >>> found = sample([Variation("twin", "fr", str(n), "twin", "?", "?") for n in range(10)], 3)
    >>> [variation.id for variation in found]
    ['5', '6', '3']
    """
    kinds: dict[str, list[Variation]] = defaultdict(list)
    for variation in sorted(variations, key=_draw):
        kinds[variation.kind].append(variation)
    return [variation for held in kinds.values() for variation in held[:most]]


def _draw(variation: Variation) -> str:
    return sha256(f"{variation.id} {variation.change}".encode()).hexdigest()


def _records(path: Path) -> Records:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _wrapped(questions: Records, wrappers: Records) -> Iterable[Variation]:
    """Return each question in each wrapper of its language."""
    for asked in questions:
        for around in wrappers:
            if around["lang"] == asked["lang"]:
                text = around["text"].replace(_SLOT, asked["text"])
                private = tuple(around["private"])
                yield Variation(
                    "wrapper", asked["lang"], asked["id"], around["id"], asked["text"], text, False, private
                )


def _perturbed(questions: Records) -> Iterable[Variation]:
    """Return each question with each perturbation that changes it, then its keywords and the same in reverse order."""
    for kind, perturb in PERTURBATIONS.items():
        for asked in questions:
            if (changed := perturb(asked["text"])) != asked["text"]:
                yield Variation(kind, asked["lang"], asked["id"], kind, asked["text"], changed)
    for asked in questions:
        words = asked["keywords"]
        yield Variation("order", asked["lang"], asked["id"], "order", " ".join(words), " ".join(reversed(words)))


def _twins(twins: Records) -> Iterable[Variation]:
    return (Variation("twin", "mixed", pair["id"], "twin", pair["fr"], pair["en"]) for pair in twins)


def _contrasts(contrasts: Records) -> Iterable[Variation]:
    return (
        Variation(
            pair["kind"],
            pair["lang"],
            pair["id"],
            pair["kind"],
            pair["one"],
            pair["other"],
            must_differ=pair["kind"] != _REWORDING,
        )
        for pair in contrasts
    )
