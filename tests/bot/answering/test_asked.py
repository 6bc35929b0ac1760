"""What stands around a question is taken off before it is judged."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.answering.asked import asked_in
from index.library import TOKEN_LABELS, Library, MessageReading, TokenReading


class ScriptedModel:
    """Labels the words that it is told to."""

    def __init__(self, labels: dict[str, str]) -> None:
        self._labels = labels

    def read(self, texts: Sequence[str]) -> list[MessageReading]:
        """Return one token for each word."""
        return [MessageReading(0.0, "", tuple(self._tokens(text))) for text in texts]

    def _tokens(self, text: str) -> list[TokenReading]:
        tokens, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            row = tuple(float(label == self._labels.get(word)) for label in TOKEN_LABELS)
            tokens.append(TokenReading(at, at + len(word), row))
            at += len(word)
        return tokens


AROUND = {"Bonjour,": "around", "Merci.": "around", "Awa,": "around", "70123456": "phone", "Dru": "name"}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Bonjour, Awa, qui signe l’accord ? Merci.", "qui signe l’accord ?"),
        ("Bonjour, merci.", "Bonjour, merci."),
        ("qui est monsieur Dru", "qui est monsieur Dru"),
        ("qui signe l’accord ? 70123456", "qui signe l’accord ?"),
        ("Merci.", "Merci."),
        ("qui signe ?", "qui signe ?"),
    ],
)
def test_courtesies_and_names_go_unless_nothing_else_is_left(text: str, asked: str) -> None:
    """The words of the question stay as they are, names in it too."""
    assert asked_in(text, ScriptedModel({**AROUND, "merci.": "around"})) == asked


@pytest.mark.parametrize(
    "wrapper",
    [
        "Bonjour, je m’appelle Awa Traoré. {} Merci d’avance pour votre aide.",
        "Hello, this is Kofi from Lagos. {}",
        "{} Mon numéro : 70 00 00 00",
    ],
)
def test_the_trained_model_finds_the_question_in_everyday_wrappers(library: Library, wrapper: str) -> None:
    """Nothing of the question is lost, and something of the rest is gone."""
    question = "Quels sont les motifs d’une résiliation anticipée ?"
    asked = asked_in(wrapper.format(question), library.message_model)
    assert "motifs" in asked
    assert "résiliation" in asked
    assert len(asked) < len(wrapper.format(question))
