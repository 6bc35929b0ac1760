"""A model that reads two texts together and judges entailment."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class PairModel:
    """A sentence-transformers CrossEncoder by folder or hub name, loaded when first used; safe to share."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = Lock()
        self._model: CrossEncoder | None = None

    def entailment(self, premise: str, hypothesis: str) -> float:
        """Return the probability that `premise` entails `hypothesis`. Raise ModelError for a model that can't tell."""
        model = self._loaded()
        labels = {str(label).lower(): place for label, place in (getattr(model.config, "label2id", None) or {}).items()}
        if "entailment" not in labels:
            raise self._error("has no label called entailment")
        row = model.predict([(premise, hypothesis)], apply_softmax=True, show_progress_bar=False)[0]
        return float(row[labels["entailment"]])

    def _loaded(self) -> CrossEncoder:
        with self._lock:
            if self._model is None:
                self._model = self._load()
            return self._model

    def _load(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        try:
            model: CrossEncoder = CrossEncoder(self.name, device="cpu")
            return model
        except (OSError, ValueError) as error:
            raise self._error(f"can't be loaded ({type(error).__name__})") from error

    def _error(self, problem: str) -> ModelError:
        return ModelError(f"The model {self.name} {problem}.", purpose="entailment")
