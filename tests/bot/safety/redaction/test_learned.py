"""Personal data that the message model recognises are whole words, and join what the rules find."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.safety.redaction.learned import LearnedFinder
from bot.safety.redaction.redaction import redact, use_learned
from bot.safety.redaction.spans import Span
from index.library import PERSONAL_LABELS, MessageReading, TokenReading


class ScriptedModel:
    """Labels each run of four letters that is in `labelled` with its label and probability; remembers what it read."""

    def __init__(self, labelled: dict[str, tuple[str, float]]) -> None:
        self._labelled = labelled
        self.seen: list[str] = []

    def read(self, texts: Sequence[str]) -> list[MessageReading]:
        """Return the scripted readings."""
        self.seen += texts
        return [MessageReading(0.0, "", tuple(self._tokens(text))) for text in texts]

    def _tokens(self, text: str) -> list[TokenReading]:
        tokens = []
        for words, (label, probability) in self._labelled.items():
            if (start := text.find(words)) >= 0:
                row = [probability if name == label else 0.0 for name in (*PERSONAL_LABELS, "around")]
                tokens.append(TokenReading(start, start + len(words), tuple(row)))
        return tokens


def test_a_part_of_a_word_makes_the_whole_word_personal() -> None:
    """And unlikely words beside it, but not those that stand alone."""
    model = ScriptedModel({"yao": ("name", 0.9), "kof": ("name", 0.3), "ama": ("name", 0.3)})
    found = LearnedFinder(model)("ici yaovi koffi, avec amadou")
    assert found == [Span(4, 15, "name")]


def test_a_long_text_is_read_in_pieces_with_positions_in_the_whole() -> None:
    """Cut between words."""
    model = ScriptedModel({"zeta": ("name", 0.9)})
    text = "mot " * 100 + "zeta fin"
    (span,) = LearnedFinder(model)(text)
    assert text[span.start : span.end] == "zeta"
    assert max(map(len, model.seen)) <= 282


def test_redaction_asks_rules_and_model_alike() -> None:
    """Whatever either finds is replaced, once the composition root has said so."""
    text = "ici yaovi, 70 12 34 56"
    assert redact(text, "fr").text == "ici yaovi, [téléphone]"
    use_learned(LearnedFinder(ScriptedModel({"yaovi": ("name", 0.9)})))
    assert redact(text, "fr").text == "ici [nom], [téléphone]"


@pytest.mark.parametrize("leave", ["Cordialement", "Respectueusement", "Sincerely", "Regards", "Warmly"])
def test_what_a_letter_takes_leave_with_is_no_personal_data(leave: str) -> None:
    """Also where the model joins it to the name below, or takes it for something else."""
    for label in ("name", "health"):
        use_learned(LearnedFinder(ScriptedModel({leave: (label, 0.9), "Yaovi": ("name", 0.9)})))
        assert redact(f"Merci.\n{leave},\nYaovi", "fr").text == f"Merci.\n{leave},\n[nom]"
