"""Which kind of danger is answered first where one message tells of several."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from bot.safety.danger_detector import DangerDetector
from bot.safety.danger_kinds import kinds_told, threatens_harm
from corpus.yamlfile import read
from index.library import MessageReading

SAID = read(Path(__file__).parent / "threats_by_groups.yaml")
THREATENED = (
    "I can't take it any more, he will kill me tonight",
    "I can’t go on, my husband is going to kill me",
    "nothing helps me, they threatened to kill us",
    "I have no strength left, my uncle beats me every day",
    "i cant anymore he hurts me when nobody is home",
    "je n’en peux plus, il va me tuer ce soir",
    "J'en peux plus, mon mari menace de m'égorger",
    "je suis à bout, mon oncle me frappe tous les jours",
    "je n'ai plus de force, ils vont nous tuer",
    "je craque, j’ai peur de lui",
)
ALONE = (
    "I can't take it any more, this work will kill me",
    "I want to die, nobody helps me",
    "the report will finish me, I want to die",
    "je n’en peux plus, ce rapport va me tuer",
    "j’ai envie de mourir, personne ne me répond",
    "je n’ai plus envie de vivre depuis que mon mari est parti",
)


@pytest.mark.parametrize("text", THREATENED)
def test_safety_from_somebody_else_comes_before_despair(text: str) -> None:
    """Both are told of, in this order."""
    first, second = kinds_told("self_harm", text)
    assert (first in ("threat", "abuse"), second) == (True, "self_harm")


@pytest.mark.parametrize("text", ALONE)
def test_despair_alone_stays_despair(text: str) -> None:
    """Nobody threatens: work is no person."""
    assert kinds_told("self_harm", text) == ("self_harm",)


class HearsNothing:
    """A message model that never hears danger."""

    def read(self, texts: Sequence[str]) -> list[MessageReading]:
        """Return one reading a text."""
        return [MessageReading(-9.0, "threat", ()) for _ in texts]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_harm_that_is_to_come_is_never_passed_over(language: str) -> None:
    """Where the words leave a doubt and the model hears nothing, danger is possible still."""
    detector = DangerDetector(HearsNothing())
    threats = [f"{one} {deed}" for one, deed in product(SAID[language]["near"], SAID[language]["doubtful"])]
    found = {text: detector.detect(text) for text in threats}
    assert [text for text, danger in found.items() if danger is None or danger.kind != "threat"] == []


@pytest.mark.parametrize(
    "text",
    [
        *("Le partenaire va nous attaquer en justice", "La chaleur va nous tuer", "Mes voisins vont nous aider"),
        *("The heat is going to kill us", "My neighbours will help us", "This report will kill me"),
    ],
)
def test_what_nobody_does_to_a_body_is_no_harm(text: str) -> None:
    """Courts, heat and reports hurt no body."""
    assert not threatens_harm(text)
