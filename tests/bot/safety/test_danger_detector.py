"""The detector reads a message as a whole and clause by clause, and what any of them tells counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.safety.danger_detector import (
    CERTAIN,
    CERTAIN_TWICE,
    CLAUSE_DOUBT,
    POSSIBLE,
    DangerDetector,
    DetectedDanger,
    segments,
)
from index.library import MessageReading
from index.text.shortening import CLASSIFIED, count_pieces


@dataclass
class ScriptedModel:
    """Gives each text the log-odds it is told to, else much less than danger, and remembers the texts."""

    odds: dict[str, float]
    seen: list[str] = field(default_factory=list)

    def read(self, texts: Sequence[str]) -> list[MessageReading]:
        """Return the scripted log-odds of `texts`."""
        self.seen += texts
        return [MessageReading(self.odds.get(text, POSSIBLE - 1), "abuse", ()) for text in texts]


class KillingModel:
    """Hears danger in each text that speaks of killing."""

    def read(self, texts: Sequence[str]) -> list[MessageReading]:
        """Return log-odds that are certain for those, and low for others."""
        return [
            MessageReading(CERTAIN + 1 if "tuer" in text or "kill" in text else -9.0, "threat", ()) for text in texts
        ]


WHOLE = "Le rapport est bien prêt. Le directeur passe ses nuits ici. Mon oncle me fait peur souvent"
QUIET, HARM = "Le directeur passe ses nuits ici", "Mon oncle me fait peur souvent"


@pytest.mark.parametrize(("segment", "doubt"), [(WHOLE, 0.0), (HARM, CLAUSE_DOUBT), (QUIET, CLAUSE_DOUBT)])
@pytest.mark.parametrize(
    ("odds", "danger"),
    [
        (POSSIBLE, None),
        (POSSIBLE + 0.1, DetectedDanger("abuse", is_certain=False)),
        (CERTAIN + 0.1, DetectedDanger("abuse", is_certain=True)),
    ],
)
def test_what_any_part_tells_counts(segment: str, doubt: float, odds: float, danger: DetectedDanger | None) -> None:
    """The whole message, or a clause that is clearer: from one limit danger is possible, from the next certain."""
    assert DangerDetector(ScriptedModel({segment: odds + doubt})).detect(WHOLE) == danger


def test_the_message_is_read_first_and_then_its_clauses() -> None:
    """Those with a word of harm before the others, each text once."""
    model = ScriptedModel({})
    assert DangerDetector(model).detect(WHOLE) is None
    assert model.seen == [WHOLE, HARM, "Le rapport est bien prêt", QUIET]


def test_words_that_leave_no_doubt_are_danger_before_anything_is_read() -> None:
    """With certainty, whatever the model says of the message."""
    model = ScriptedModel({})
    found = DangerDetector(model).detect("Le rapport est prêt, je veux mourir")
    assert (found, model.seen) == (DetectedDanger("self_harm", is_certain=True), [])


def test_an_obfuscated_message_is_read_in_plain_spelling_too() -> None:
    """After the message as it was written."""
    assert segments("il m’a fr@ppée hier") == ["il m’a fr@ppée hier", "il m’a frappée hier"]


CALM = [f"la réunion numéro {number} est finie" for number in range(100)]


def test_of_many_clauses_only_some_are_read() -> None:
    """As many as the limits allow, from both ends; those that name an event before all."""
    clauses = segments(". ".join([*CALM[:50], HARM, *CALM[50:]]))[1:]
    assert sum(map(count_pieces, clauses)) <= CLASSIFIED
    assert (clauses[0], CALM[0] in clauses, CALM[99] in clauses, CALM[50] in clauses) == (HARM, True, True, False)


def test_a_danger_in_the_middle_of_a_long_text_without_punctuation_is_read() -> None:
    """In a window of words, before the windows that name no event."""
    words = " et puis ".join(["la réunion est finie"] * 60).replace(" et puis", "")
    windows = segments(f"{words} mon oncle me frappe souvent {words}")[1:]
    assert "mon oncle me frappe souvent" in windows[0]


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("I was told our driver takes money, what now", "i was told our , what now"),
        ("On dit que le comptable vole des fonds, que faire", "on dit que le comptable , que faire"),
    ],
)
def test_theft_is_no_danger_but_what_is_told_beside_it_may_be(said: str, rest: str) -> None:
    """What is left without the theft counts as well."""
    thanked = f"{said}. {'Merci' if 'que' in said else 'Thanks in'}"
    odds = {said: CERTAIN + 1, f"{thanked} d'avance.": CERTAIN, f"{thanked} advance.": CERTAIN}
    assert DangerDetector(ScriptedModel(odds)).detect(said) is None
    assert DangerDetector(ScriptedModel({**odds, rest: CERTAIN + 2})).detect(said) == DetectedDanger("abuse")


def test_money_taken_from_those_who_may_be_harmed_is_still_danger() -> None:
    """It may be paid for in another way."""
    said = "Our driver takes money from the girls"
    odds = {said: CERTAIN + 1, f"{said}. Thanks in advance.": CERTAIN}
    assert DangerDetector(ScriptedModel(odds)).detect(said) == DetectedDanger("abuse")


@pytest.mark.parametrize(
    ("said", "thanked"),
    [
        ("She sleeps next door", "She sleeps next door. Thanks in advance."),
        ("Je peux y mettre fin moi-même ?", "Je peux y mettre fin moi-même ? Merci d'avance."),
        ("PLUS UN SOU DANS LA CAISSE", "plus un sou dans la caisse. Merci d'avance."),
    ],
)
def test_without_a_word_of_harm_two_readings_must_agree(said: str, thanked: str) -> None:
    """As typed and with thanks after it: their mean decides whether danger is certain."""
    certain, doubt = CERTAIN + 1, 2 * CERTAIN_TWICE - CERTAIN - 1
    for second, is_certain in ((doubt - 0.1, False), (doubt + 0.1, True)):
        found = DangerDetector(ScriptedModel({said: certain, thanked: second})).detect(said)
        assert found == DetectedDanger("abuse", is_certain)


def test_one_reading_is_enough_where_a_word_names_a_harm() -> None:
    """Whatever the model would make of it with thanks; "report" and "photos" are words of every day."""
    for said, is_certain in (("Il la frappe au bureau", True), ("She wants photos in the report", False)):
        found = DangerDetector(ScriptedModel({said: CERTAIN + 0.1})).detect(said)
        assert found == DetectedDanger("abuse", is_certain)


@pytest.mark.parametrize(
    ("said", "is_danger"),
    [
        ("Mon chef va me tuer si je ne rends pas le rapport demain", False),
        ("My boss is going to kill me if the receipts are late", False),
        ("Mon mari va me tuer si le rapport est en retard", True),
        ("Mon chef va me tuer si je parle de ce rapport", True),
        ("My manager will kill me if I tell what is in the report", True),
    ],
)
def test_a_superior_who_kills_for_a_report_is_a_figure_of_speech(said: str, is_danger: bool) -> None:
    """Not so a husband, or whoever threatens because something is told."""
    assert (DangerDetector(KillingModel()).detect(said) is not None) == is_danger
