"""Train the message model and write it to the corpus: `make message-model`.

It takes about half an hour on two cores and needs nothing but the packages of the project. Seeds are fixed; on the same
machine and versions it gives the same model.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from index.models.low_rank import trainable, trained_updates
from index.models.message_model import HEADS, PROMPT, SHIPPED, TOKEN_LABELS, WINDOW, in_text
from index.models.packaged_model import DIMENSION, unpack
from index.training.message_examples import ExamplePool, LabelledMessage, Sampler

_STEPS = 1300
_WINDOW = 80  # tokens of a message that are learned from; longer ones cost most and are few
_BATCH, _BATCHES = 32, 4  # messages of a step; steps whose messages are sorted by length together
_ABOUT_DANGER = 0.7  # share of the steps that teach danger; the others teach the labels of words
_RANK, _FIRST_LAYER = 16, 4  # the lower third of the encoder stays as it is
_RATE, _HEAD_RATE, _WARM_UP = 1e-3, 2e-3, 0.06
_SMOOTHING = 0.01  # of the labels of danger: a few of them are wrong
_KIND_SHARE, _LABEL_SHARE = 0.1, 3.0  # weights of the losses beside that of danger
_POSITIVE = 2.0  # weight of a word with a label: what is left in a log harms more than a word too much taken out
_REVIEWS = (0.35, 0.6, 0.8)  # parts of the training after which the worst mistakes are looked for
_MISTAKEN = 150


class MessageTraining:
    """One training of the message model on `pool`, with the encoder unpacked below `models`."""

    def __init__(self, pool: ExamplePool, models: Path) -> None:
        folder = str(unpack(models))
        self.pool, self.sampler, self.random = pool, Sampler(pool, Random(1)), Random(2)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
        updates = trainable(self.encoder, _RANK, _FIRST_LAYER)
        outputs = {"attention": 1, "danger": 1, "kind": len(pool.kinds), "label": len(TOKEN_LABELS)}
        self.weights = {name: (torch.randn(outputs[name], DIMENSION + 1) * 0.02).requires_grad_() for name in HEADS}
        self.heads = Heads(self.weights)
        self.parameters = [*updates, *self.weights.values()]
        groups = [{"params": updates}, {"params": list(self.weights.values())}]
        self.optimizer = torch.optim.AdamW(groups, lr=_RATE, weight_decay=0.01)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, max_lr=[_RATE, _HEAD_RATE], total_steps=_STEPS, pct_start=_WARM_UP
        )

    def run(self) -> None:
        """Train, and report the loss now and then on standard error."""
        reviews = {round(share * _STEPS) for share in _REVIEWS}
        queue: list[list[LabelledMessage]] = []
        average = 0.0
        for step in range(_STEPS):
            queue = queue or self._batches()
            loss = self._loss(queue.pop())
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
            self.optimizer.step()
            self.schedule.step()
            average += (loss.item() - average) * (0.05 if step else 1.0)
            if step % 50 == 49:
                print(f"Step {step + 1} of {_STEPS}: loss {average:.3f}", file=sys.stderr, flush=True)
            if step in reviews:
                harmless = [*self.pool.lookalikes, *self.pool.ordinary, *self.pool.questions]
                looked_at = self.random.sample(harmless, len(harmless) // 2)
                scores = self.danger_scores([message.text for message in looked_at])
                self.sampler.mistaken = [looked_at[at] for at in np.argsort(-scores)[:_MISTAKEN]]

    def _batches(self) -> list[list[LabelledMessage]]:
        """Return the messages of some steps, those of one step about as long as each other."""
        about_danger = round(_BATCHES * _BATCH * _ABOUT_DANGER)
        drawn = [self.sampler.about_danger() for _ in range(about_danger)]
        drawn += [self.sampler.about_words() for _ in range(_BATCHES * _BATCH - about_danger)]
        drawn.sort(key=lambda message: len(message.text))
        batches = [drawn[start : start + _BATCH] for start in range(0, len(drawn), _BATCH)]
        self.random.shuffle(batches)
        return batches

    def _loss(self, batch: Sequence[LabelledMessage]) -> Any:
        tokens = _tokenize(self.tokenizer, [message.text for message in batch], _WINDOW)
        mask = tokens["attention_mask"].bool()
        danger, kinds, labels = self._outputs(tokens)
        functional = torch.nn.functional
        told = torch.tensor([float(bool(message.danger)) for message in batch])
        said = torch.tensor([float(message.danger is not None) for message in batch])
        smooth = told * (1 - 2 * _SMOOTHING) + _SMOOTHING
        loss = functional.binary_cross_entropy_with_logits(danger, smooth, weight=said)
        if told.any():
            named = torch.tensor([self.pool.kinds.index(m.danger) if m.danger else -1 for m in batch])
            loss = loss + _KIND_SHARE * functional.cross_entropy(kinds, named, ignore_index=-1)
        wanted, known = self._wanted(batch, tokens["offset_mapping"].tolist())
        known = known & mask.unsqueeze(-1)
        if known.any():
            weight = torch.full((len(TOKEN_LABELS),), _POSITIVE)
            each = functional.binary_cross_entropy_with_logits(labels, wanted, pos_weight=weight, reduction="none")
            loss = loss + _LABEL_SHARE * (each * known).sum() / known.sum()
        return loss

    def _outputs(self, tokens: Any) -> tuple[Any, Any, Any]:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            output = self.encoder(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"])
        return self.heads.of(output.last_hidden_state.float(), tokens["attention_mask"].bool())

    def _wanted(self, batch: Sequence[LabelledMessage], offsets: list[list[list[int]]]) -> tuple[Any, Any]:
        """Return the labels wanted of each token, and which of them are known, both (n, tokens, labels)."""
        wanted = np.zeros((len(batch), len(offsets[0]), len(TOKEN_LABELS)), dtype=np.float32)
        known = np.zeros(wanted.shape, dtype=bool)
        for row, message in enumerate(batch):
            known[row] = [label in message.known for label in TOKEN_LABELS]
            for place, offset in enumerate(offsets[row]):
                start, end = in_text(message.text, *offset)
                for mark in message.marks:
                    if start < mark.end and end > mark.start and end > start:
                        wanted[row, place, TOKEN_LABELS.index(mark.label)] = 1.0
        return torch.from_numpy(wanted), torch.from_numpy(known)

    def danger_scores(self, texts: Sequence[str]) -> Any:
        """Return the log-odds of danger, an array (n,)."""
        scores = np.zeros(len(texts), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        with torch.no_grad():
            for start in range(0, len(order), 2 * _BATCH):
                places = order[start : start + 2 * _BATCH]
                danger, _, _ = self._outputs(_tokenize(self.tokenizer, [texts[at] for at in places]))
                scores[places] = danger.numpy()
        return scores

    def report(self) -> None:
        """Print the shares of held-out disclosures above the scores that few held-out harmless messages reach."""
        harmless = [*self.pool.tested_lookalikes, *self.pool.tested_ordinary]
        scores = self.danger_scores([message.text for message in harmless])
        told = self.danger_scores([message.text for message in self.pool.tested_disclosures])
        for share in (0.1, 0.05, 0.01):
            limit = float(np.quantile(scores, 1 - share))
            print(
                f"{share:.0%} of the harmless above {limit:.2f}: {(told > limit).mean():.1%} of the disclosures",
                file=sys.stderr,
            )

    def write(self, path: Path) -> None:
        """Write the model to `path`."""
        heads = {name: weights.detach().numpy().astype(np.float16) for name, weights in self.weights.items()}
        arrays: dict[str, Any] = {"kinds": np.array(self.pool.kinds), **heads, **trained_updates(self.encoder)}
        fresh = path.with_suffix(".new")
        with fresh.open("wb") as file:
            np.savez_compressed(file, **arrays)
        fresh.replace(path)


class Heads:
    """Linear layers on the encoder's last hidden states: `weights` maps each of HEADS to (outputs, d + 1).

    The last column is the bias. A text's state is the mean of its tokens' states by `attention`.
    """

    def __init__(self, weights: dict[str, Any]) -> None:
        self._weights = weights

    def of(self, hidden: Any, mask: Any) -> tuple[Any, Any, Any]:
        """Return log-odds of danger (n,), scores of the kinds (n, k) and of the labels (n, tokens, l).

        `hidden` is (n, tokens, d), `mask` (n, tokens) is true for tokens of the text.
        """
        shares = self._linear("attention", hidden).squeeze(-1).masked_fill(~mask, -1e4).softmax(dim=1)
        state = (hidden * shares.unsqueeze(-1)).sum(dim=1)
        return self._linear("danger", state).squeeze(-1), self._linear("kind", state), self._linear("label", hidden)

    def _linear(self, name: str, rows: Any) -> Any:
        weights = self._weights[name]
        return rows @ weights[:, :-1].T + weights[:, -1]


def _tokenize(tokenizer: Any, texts: Sequence[str], window: int = WINDOW) -> Any:
    """Return the first `window` tokens of each of `texts` as tensors, with their offsets in PROMPT and text."""
    return tokenizer(
        [PROMPT + text for text in texts],
        padding=True,
        truncation=True,
        max_length=window,
        return_offsets_mapping=True,
        return_tensors="pt",
    )


def main() -> None:
    """Train the message model and write it where it is shipped."""
    torch.manual_seed(0)
    pool = ExamplePool(read_corpus(BUNDLED_CORPUS), Random(0))
    with tempfile.TemporaryDirectory() as models:
        training = MessageTraining(pool, Path(models))
        training.run()
        training.report()
        training.write(SHIPPED)
    print(f"{SHIPPED}: {SHIPPED.stat().st_size / 1e6:.1f} MB.", file=sys.stderr)


if __name__ == "__main__":
    main()
