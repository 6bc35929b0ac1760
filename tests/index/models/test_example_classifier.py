"""What the example messages teach."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from index.entry import EntryKind, IndexEntry, role_of
from index.models import example_classifier
from index.models.example_classifier import fit, fitted, read_classifier, taught_key, write_classifier
from index.models.text_vectors import shipped_vectors, vector_key
from index.passage import Passage
from index.plan import corpus_entries
from index.vectors import is_classifier_current

DIMENSION = 8


def entry(kind: EntryKind, target: str, number: int, document: str = "") -> IndexEntry:
    """Return an example of `target`."""
    passage = Passage(target, "…", "fr", "", "", "", document) if kind == "passage" else None
    return IndexEntry(f"{kind}:{target}:{number}", kind, target, "fr", "…", passage)


def around(axis: int, number: int) -> list[float]:
    """Return a vector near the axis, the same at every run."""
    vector = np.random.default_rng(100 * axis + number).normal(scale=0.1, size=DIMENSION)
    vector[axis] += 1
    return [float(value) for value in vector]


def examples(*classes: tuple[EntryKind, str]) -> tuple[list[IndexEntry], list[list[float]]]:
    """Return six examples of each class, the first class near the first axis and so on."""
    pairs = [(entry(kind, name, n), around(axis, n)) for axis, (kind, name) in enumerate(classes) for n in range(6)]
    return [made for made, _ in pairs], [vector for _, vector in pairs]


def test_a_message_leads_where_its_nearest_examples_lead() -> None:
    """The shares sum to one; only cards have standard scores."""
    classifier = fit(*examples(("question", "grounds"), ("question", "notice"), ("gap", "fee"), ("intent", "greeting")))
    assert classifier is not None
    prediction = classifier.predict(np.asarray(around(1, 99), dtype=np.float32))
    assert max(prediction.shares, key=lambda name: prediction.shares[name]) == ("question", "notice")
    assert abs(sum(prediction.shares.values()) - 1) < 1e-5
    assert sorted(prediction.cards) == ["grounds", "notice"]
    assert prediction.cards["notice"] > 0 > prediction.cards["grounds"]


def test_a_card_s_text_teaches_like_its_questions_and_a_document_does_not() -> None:
    """Nobody wrote questions for an added document."""
    entries, vectors = examples(("question", "grounds"), ("intent", "greeting"))
    entries += [entry("passage", "grounds", 7), entry("passage", "d1-1", 8, document="d1")]
    classifier = fit(entries, [*vectors, around(0, 7), around(3, 8)])
    assert classifier is not None
    assert classifier.classes == (("intent", "greeting"), ("question", "grounds"))
    assert classifier.predict(np.asarray(around(0, 42), dtype=np.float32)).shares["question", "grounds"] > 0.5


def test_without_cards_there_is_nothing_to_learn() -> None:
    """Intents alone would take every question for one of theirs."""
    assert fit(*examples(("intent", "greeting"), ("intent", "thanks"))) is None
    assert fit(*examples(("question", "grounds"))) is None


def test_what_was_learned_is_kept(tmp_path: Path) -> None:
    """The same prediction after a restart; none where nothing was learned."""
    classifier = fit(*examples(("question", "grounds"), ("gap", "fee")))
    assert classifier is not None
    write_classifier(tmp_path / "one.npz", classifier)
    write_classifier(tmp_path / "none.npz", None)
    again = read_classifier(tmp_path / "one.npz")
    vector = np.asarray(around(0, 50), dtype=np.float32)
    assert again is not None
    assert again.predict(vector) == classifier.predict(vector)
    assert read_classifier(tmp_path / "none.npz") is None


def test_the_shipped_classifier_has_learned_from_the_corpus() -> None:
    """After an edit of the corpus, the file is written again."""
    assert is_classifier_current(), "run `make vectors` and commit the file"


def test_what_is_shipped_is_not_learned_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another text, or another model's vectors, are learned from; the order of the texts doesn't matter."""
    entries, vectors = examples(("question", "grounds"), ("gap", "fee"))
    write_classifier(tmp_path / "shipped.npz", fit(entries, vectors), taught_key(entries[::-1]))
    monkeypatch.setattr(example_classifier, "SHIPPED", tmp_path / "shipped.npz")
    learned: list[int] = []
    monkeypatch.setattr(example_classifier, "fit", lambda entries, vectors: learned.append(len(entries)))
    document = entry("passage", "d1-1", 8, document="d1")
    assert fitted([*entries, document], [*vectors, around(3, 8)], is_packaged=True) is not None and learned == []
    fitted(entries, vectors, is_packaged=False)
    fitted(entries[1:], vectors[1:], is_packaged=True)
    assert learned == [12, 11]


def test_the_shipped_classifier_knows_the_vectors_of_the_corpus() -> None:
    """After another training of the embedding model, the file is written again."""
    classifier = read_classifier(example_classifier.SHIPPED)
    assert classifier is not None
    taught = [one for one in corpus_entries(read_corpus(BUNDLED_CORPUS)) if one.kind in ("question", "gap", "intent")]
    led = 0
    for one in taught[::50]:
        shares = classifier.predict(shipped_vectors()[vector_key(role_of(one.kind), one.text)]).shares
        led += max(shares, key=lambda name: shares[name]) == (one.kind, one.target)
    assert led >= 0.8 * len(taught[::50])
