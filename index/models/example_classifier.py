"""The example classifier: learns from example messages which card, gap or intent a message leads to.

What it learns from the shipped corpus is the same on every machine, so that it is shipped; `make vectors` writes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.card import BUNDLED_CORPUS
from index.entry import EntryKind, IndexEntry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED = BUNDLED_CORPUS / "vectors" / "classifier.npz"
# Inverse strength of the penalty on the weights. On the tuning half of our questions 1 to 20 find as many cards.
_PENALTY = 10.0
# Spread of a question's logits over the classes of our cards: what makes a logit a standard score. A constant, since
# few classes would say little of their own spread.
_SPREAD = 1.55
_LEAST = 2  # classes, below which there is nothing to tell apart


@dataclass(frozen=True, slots=True)
class Prediction:
    """The targets that a message leads to, as scores.

    `shares` (0 to 1, together 1) are by kind and target, where the kind of a card is "question"; `cards` are the
    standard scores of the cards by id.
    """

    shares: dict[tuple[EntryKind, str], float]
    cards: dict[str, float]


@dataclass(frozen=True, slots=True)
class ExampleClassifier:
    """Multinomial logistic regression over the vectors of both languages' examples.

    `classes` are n pairs of kind and target; `weights` (n, d), `bias` (n,) and `mean` (d,) are float32.
    """

    classes: tuple[tuple[EntryKind, str], ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    mean: NDArray[np.float32]

    def predict(self, vector: NDArray[np.float32]) -> Prediction:
        """Return the prediction for the message with `vector` (d,)."""
        import numpy as np

        logits = self.weights @ _unit(vector - self.mean) + self.bias
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        standard = (logits - logits.mean()) / _SPREAD
        cards = {
            target: float(z) for (kind, target), z in zip(self.classes, standard, strict=True) if kind == "question"
        }
        return Prediction(dict(zip(self.classes, map(float, shares), strict=True)), cards)


def fitted(entries: Sequence[IndexEntry], vectors: Any, *, is_packaged: bool) -> ExampleClassifier | None:
    """Return the shipped classifier if it has learned from just these texts, or else what `fit` returns.

    `is_packaged` tells whether the packaged model made the vectors.
    """
    if is_packaged and shipped_key() == taught_key(entries):
        return read_classifier(SHIPPED)
    return fit(entries, vectors)


def fit(entries: Sequence[IndexEntry], vectors: Any) -> ExampleClassifier | None:
    """Learn from `entries` with `vectors`, an array-like (n, d) in their order; None if there is nothing to tell apart.

    Added documents teach nothing: nobody wrote questions for them.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    taught = [n for n, entry in enumerate(entries) if _teaches(entry)]
    labels = [_class(entries[n]) for n in taught]
    classes = sorted(set(labels))
    if len(classes) < _LEAST or not any(kind == "question" for kind, _ in classes):
        return None
    rows = np.asarray([vectors[n] for n in taught], dtype=np.float64)  # in float32 rounding decides where it ends
    mean = rows.mean(axis=0)
    model = LogisticRegression(C=_PENALTY, max_iter=200, tol=1e-3)
    model.fit(_unit(rows - mean), [classes.index(label) for label in labels])
    weights, bias = model.coef_.astype(np.float32), model.intercept_.astype(np.float32)
    if len(classes) == _LEAST:  # scikit-learn then keeps the weights of the second class alone
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return ExampleClassifier(tuple(classes), weights, bias, mean.astype(np.float32))


def taught_key(entries: Sequence[IndexEntry]) -> str:
    """Return a digest of all that a classifier learns from `entries`, in whatever order they stand."""
    taught = sorted(
        f"{kind} {target}\t{entry.text}" for entry in entries if _teaches(entry) for kind, target in [_class(entry)]
    )
    return hashlib.sha256("\n".join(taught).encode()).hexdigest()


def shipped_key() -> str:
    """Return the `taught_key` of the shipped classifier, "" if none is shipped."""
    import numpy as np

    if not SHIPPED.exists():
        return ""
    with np.load(SHIPPED) as held:
        return str(held["taught"])


def write_classifier(path: Path, classifier: ExampleClassifier | None, taught: str = "") -> None:
    """Write `classifier` to one array file, with the `taught_key` of its texts; nothing if there is none."""
    import numpy as np

    if classifier:
        names = np.array([f"{kind}:{target}" for kind, target in classifier.classes])
        with path.open("wb") as file:
            np.savez(
                file,
                classes=names,
                taught=np.array(taught),
                weights=classifier.weights,
                bias=classifier.bias,
                mean=classifier.mean,
            )


def read_classifier(path: Path) -> ExampleClassifier | None:
    """Return the classifier in `path`, or None if there is no such file."""
    import numpy as np

    if not path.exists():
        return None
    with np.load(path) as held:
        pairs = [str(name).partition(":") for name in held["classes"]]
        classes: Any = tuple((kind, target) for kind, _, target in pairs)  # kinds as they were written
        return ExampleClassifier(classes, held["weights"], held["bias"], held["mean"])


def _teaches(entry: IndexEntry) -> bool:
    return not (entry.passage and entry.passage.document)


def _class(entry: IndexEntry) -> tuple[EntryKind, str]:
    return ("question" if entry.kind == "passage" else entry.kind), entry.target


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), dtype=rows.dtype)
