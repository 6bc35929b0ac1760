"""The danger classifier: tells by words and meaning whether a message describes someone in danger."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.card import BUNDLED_CORPUS
from corpus.danger_examples import DangerExamples, read_danger_examples
from index.text.obfuscation import Obfuscations

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.models.text_vectors import TextVectors

_FIRST_PERSON = "child"  # the groups before this one are events; this one and those after it are about people and tone
_LONGEST = 22  # words that count for the length: no example is longer, so nothing is known of what is
_MOST = 2  # of one group: the third blow says no more than the second
_REPEATED = re.compile(r"([a-z])\1{2,}")  # "aidezzzz"
# A support vector machine with a radial kernel over vector and cues together (Cortes & Vapnik 1995). Its settings were
# found by cross-validation on the examples: of the look-alikes 2 % raise the alarm where 94 % of the disclosures do. A
# logistic regression on the same numbers lets through five times as many.
_COST, _WIDTH, _CUES = 3.0, 1.0, 0.1
# By cross-validation on the examples, which are harder than life: the share of disclosures that score above 0, and the
# share of harmless messages that score below the certain score.
_RECALL, _CERTAIN = 0.96, 0.99
_FOLDS = 5
_BATCH = 64
_FORMAT = 7
SHIPPED = BUNDLED_CORPUS / "vectors"  # holds the classifier for the packaged model


class DangerCues:
    """Turns a text into numbers: how many words of each group it holds, and which groups occur together."""

    def __init__(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        self._names = list(groups)
        self._events = self._names.index(_FIRST_PERSON)
        self._patterns = {name: _pattern(words) for name, words in groups.items()}
        self._obfuscations = Obfuscations([word for name in self._names[: self._events] for word in groups[name]])

    def with_usual_spelling(self, text: str) -> str:
        """Return `text` with its obfuscated words of violence, threat, abuse or despair in their usual spelling."""
        return self._obfuscations.undo(text)

    def names_an_event(self, text: str) -> bool:
        """Tell whether `text` holds a word of violence, threat, abuse or despair, never a part of another word."""
        words = _words(text)
        return any(self._patterns[name].search(words) for name in self._names[: self._events])

    def features(self, text: str) -> NDArray[np.float32]:
        """Return the numbers of `text`, float32 (k,): groups first, then co-occurrences, form and length."""
        import numpy as np

        words = _words(text)
        counts = {name: min(len(set(pattern.findall(words))), _MOST) for name, pattern in self._patterns.items()}
        event = min(sum(counts[name] for name in self._names[: self._events]), 3)
        person = min(counts["child"] + counts["relative"] + counts["power"], 3)
        together = [event * bool(counts[name]) for name in ("me", "child", "power", "they", "moment")]
        at_work = bool(counts["work"])
        form = [at_work and not event, at_work and not person, "?" in text, log(min(len(text.split()), _LONGEST) + 1)]
        return np.array([*counts.values(), event, person, *together, *form], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class DangerClassifier:
    """A support vector machine that scores how strongly a message describes danger.

    `support` are (n, d + k) float32: vectors less their `mean` (d,), of length 1, then cues less `centre` (k,) over
    `scale` (k,). `weights` (n,) and `bias` give the score, `kinds` (n,) the kind of each support. From the score
    `certain` on there is hardly any doubt.
    """

    support: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float
    mean: NDArray[np.float32]
    centre: NDArray[np.float32]
    scale: NDArray[np.float32]
    kinds: tuple[str, ...]
    certain: float
    cues: DangerCues

    def score(self, text: str, vector: Sequence[float]) -> tuple[float, str]:
        """Return the score of `text` with `vector` (d,), above 0 for danger, and the kind of the nearest example."""
        import numpy as np

        vectors = np.asarray([vector], dtype=np.float32)
        row = _rows(vectors, self.cues.features(text)[None], self.mean, self.centre, self.scale)[0]
        near = np.exp(-_WIDTH * ((self.support - row) ** 2).sum(axis=1))
        likely = int(np.argmax(np.where(self.weights > 0, near, 0.0)))
        return float(self.weights @ near + self.bias), self.kinds[likely]


def train(
    folder: Path, model: str, vectors: TextVectors, progress: Callable[[int, int], None], rest: int = 0
) -> DangerClassifier:
    """Return the classifier for the embedding model named `model`, trained unless `folder` holds it already.

    `vectors` gives the vectors of that model. `progress` gets the number of examples embedded and the
    total, which includes the `rest` that the caller embeds next.
    """
    danger = read_danger_examples()
    path = _file(folder, danger, model)
    for known in (path, _file(SHIPPED, danger, model)):
        if (held := _read(known, danger)) is not None:
            return held
    texts = [text for text, _ in _examples(danger)]
    rows: list[NDArray[np.float32]] = []
    for start in range(0, len(texts), _BATCH):
        rows += vectors.of("query", texts[start : start + _BATCH])
        progress(len(rows), len(texts) + rest)
    trained = fit(danger, texts, rows)
    folder.mkdir(parents=True, exist_ok=True)
    _write(path, trained)
    for old in set(folder.glob("danger-*.npz")) - {path}:
        old.unlink(missing_ok=True)
    return trained


def untrained(folder: Path, model: str) -> int:
    """Return the number of examples that a training would embed: 0 if `folder` holds the classifier."""
    danger = read_danger_examples()
    is_there = any(_file(place, danger, model).exists() for place in (folder, SHIPPED))
    return 0 if is_there else len(_examples(danger))


def fit(danger: DangerExamples, texts: Sequence[str], vectors: Any) -> DangerClassifier:
    """Learn from `texts`, those of `_examples`, with `vectors`, an array-like (n, d) in their order."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.svm import SVC

    cues = DangerCues(danger.cues)
    kinds = [kind for _, kind in _examples(danger)]
    labels = np.array([kind in danger.disclosures for kind in kinds])
    rows, counts = np.asarray(vectors, dtype=np.float32), np.stack([cues.features(text) for text in texts])
    mean, centre, scale = rows.mean(axis=0), counts.mean(axis=0), counts.std(axis=0) + 1e-6
    numbers = _rows(rows, counts, mean, centre, scale)
    machine = SVC(C=_COST, gamma=_WIDTH)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    unseen = cross_val_predict(machine, numbers, labels, cv=folds, method="decision_function")
    machine.fit(numbers, labels)
    threshold = float(np.quantile(unseen[labels], 1 - _RECALL))
    certain = float(np.quantile(unseen[~labels], _CERTAIN)) - threshold
    return DangerClassifier(
        numbers[machine.support_],
        machine.dual_coef_[0].astype(np.float32),
        float(machine.intercept_[0]) - threshold,
        mean,
        centre,
        scale,
        tuple(kinds[place] for place in machine.support_),
        certain,
        cues,
    )


def _examples(danger: DangerExamples) -> list[tuple[str, str]]:
    """Return the training examples as (text, kind): disclosures, then look-alikes."""
    groups = (danger.disclosures, danger.lookalikes)
    return [(text, kind) for group in groups for kind, texts in group.items() for text in texts]


def _rows(
    vectors: NDArray[np.float32],
    counts: NDArray[np.float32],
    mean: NDArray[np.float32],
    centre: NDArray[np.float32],
    scale: NDArray[np.float32],
) -> NDArray[np.float32]:
    import numpy as np

    moved = vectors - mean
    moved = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return np.hstack([moved, _CUES * (counts - centre) / scale]).astype(np.float32)


def _file(folder: Path, danger: DangerExamples, model: str) -> Path:
    digest = hashlib.sha256(f"{_FORMAT} {model} {danger!r}".encode()).hexdigest()[:16]
    return folder / f"danger-{digest}.npz"


def _write(path: Path, classifier: DangerClassifier) -> None:
    import numpy as np

    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        np.savez_compressed(
            file,
            support=classifier.support.astype(np.float16),
            weights=classifier.weights,
            bias=classifier.bias,
            certain=classifier.certain,
            mean=classifier.mean,
            centre=classifier.centre,
            scale=classifier.scale,
            kinds=np.array(classifier.kinds),
        )
    fresh.replace(path)


def _read(path: Path, danger: DangerExamples) -> DangerClassifier | None:
    import numpy as np

    if not path.exists():
        return None
    with np.load(path) as held:
        numbers = (
            held["support"].astype(np.float32),
            held["weights"],
            float(held["bias"]),
            held["mean"],
            held["centre"],
            held["scale"],
        )
        return DangerClassifier(
            *numbers, tuple(map(str, held["kinds"])), float(held["certain"]), DangerCues(danger.cues)
        )


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of `words` as a whole: `*` is any ending, `_` a space."""
    longest = sorted({word.strip("_") for word in words}, key=lambda word: (-len(word), word))
    shapes = "|".join(word.replace("*", r"\w*").replace("_", " ") for word in longest)
    return re.compile(rf"(?<= )(?:{shapes})(?= )")


def _words(text: str) -> str:
    """Return the words of `text` without accents, invisible characters and letters repeated for emphasis.

    >>> _words("Aidezzz-moi, ÉLÈVE\u200b frappé !")
    ' aidez moi eleve frappe '
    """
    lowered = unicodedata.normalize("NFKC", text).lower().replace("œ", "oe").replace("æ", "ae")
    parts = unicodedata.normalize("NFD", lowered)
    bare = "".join(c for c in parts if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    words = re.findall(r"[a-z0-9]+", _REPEATED.sub(r"\1", bare))
    return f" {' '.join(words)} "
