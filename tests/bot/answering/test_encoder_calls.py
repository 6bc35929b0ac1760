"""The encoder reads what a message needs in few calls, and no text twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.answering.advisor import Advisor
from bot.answering.attribution import Attribution, known_names
from bot.answering.inquiry import Inquiry
from index.library import Library
from index.models.encoder import Encoder, TextStates
from index.passage import Passage

SITUATIONS = (
    "Bonjour, je m'appelle Awa Traoré, de Ségou, tél. 76 12 34 56. Les pluies ont tout retardé et le comptable est "
    "parti. Le bureau attend. Qui décide {}des mesures correctives ?",
    "My name is John, from Kisumu. The road was flooded, and nobody could meet. What happens {}if the work stops?",
)
MOST = {
    "message-model": 1,
    "": 2,
    "passage-reader": 2,
}  # calls: of a message, and of the spans that may be its question; what is compared of a card is shipped


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """Return the encoder's readings from now on, call by call: the name of the model, and texts."""
    seen: list[tuple[str, list[str]]] = []
    whole = Encoder.read

    def counted(
        encoder: Encoder, texts: Sequence[str], window: int = 512, name: str = "", *rest: Any
    ) -> list[TextStates]:
        if texts:
            seen.append((Path(name).stem, list(texts)))
        return whole(encoder, texts, window, name, *rest)

    monkeypatch.setattr(Encoder, "read", counted)
    return seen


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_model_reads_a_situation_and_its_spans_in_a_call_each(
    library: Library, read: list[tuple[str, list[str]]], situation: str
) -> None:
    """However many sentences and names it has; no text is read twice by one model."""
    Advisor(library).advise(Inquiry(situation.format("vraiment " if "é" in situation else "really ")))
    calls = Counter(model for model, _ in read)
    texts = Counter((model, text) for model, own in read for text in own)
    assert set(calls) == set(MOST)
    assert all(calls[model] <= most for model, most in MOST.items())
    assert max(texts.values()) == 1


def test_the_names_of_owners_are_collected_once_an_index(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are of all passages, and the same for each message."""
    collected: list[int] = []

    def counted(passages: Sequence[Passage], others: Any) -> dict[str, Attribution]:
        collected.append(len(passages))
        return known_names(passages, others)

    monkeypatch.setattr("bot.answering.advisor.known_names", counted)
    advisor = Advisor(library)
    for question in ("Qui décide des mesures correctives ?", "Who decides on corrective measures?"):
        advisor.advise(Inquiry(question))
    assert collected == [len(library.searcher().passages())]
