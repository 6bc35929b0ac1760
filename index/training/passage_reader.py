"""Train the passage reader and write it to the corpus: `make passage-reader`.

It takes about forty minutes on two cores and needs nothing but the packages of the project. Seeds are fixed; on the
same machine and versions it gives the same model.
"""

from __future__ import annotations

import sys
import tempfile
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from index.models.embedding import SentenceEmbeddings
from index.models.low_rank import trainable, trained_updates, weaken
from index.models.packaged_model import DIMENSION, unpack
from index.models.passage_reader import (
    PROMPT_TOKENS,
    QUESTION_PROMPT,
    QUESTION_WINDOW,
    SHIPPED,
    TEXT_PROMPT,
    TEXT_WINDOW,
    WIDTH,
)
from index.training.reading_examples import HELD_OUT, ReadingExample, card_examples, document_examples

_STEPS = 900  # 1,500 know the texts of the training better, and others less well
_QUESTIONS = 12  # of a step, about few documents or in one language, so that each one's texts resemble the others'
_DOCUMENTS = 2  # whose questions make a step
_ABOUT_DOCUMENTS = 0.5  # share of the steps
_RANK, _FIRST_LAYER = 24, 3  # the lowest layers stay as they are
_RATE, _HEAD_RATE, _WARM_UP = 7e-4, 1.4e-3, 0.06
_SCALE = (20.0, 0.85)  # at the start: log-odds of a unit of similarity, and the similarity of even odds
_PAIR_SHARE = 0.5  # weight of the loss of each pair beside that of the choice among the texts
_OTHER = 0.15  # weight of a pair that does not answer: most are easily told
_NEAREST_FIRST = 0.6  # how often the most alike text is taken rather than another
_KEPT = 0.6  # share of what was learned; all of it fits the texts of the training better, and others less well
_MEASURED = 64  # texts whose tokens tell in which directions tokens vary most, and as many batches
_TESTED = 400  # questions of a report
_END = 2  # id of the token that ends a text


@dataclass(frozen=True, slots=True)
class ReadingBatch:
    """Questions, texts, and whether each text answers each question."""

    questions: tuple[str, ...]
    texts: tuple[str, ...]
    answers: tuple[tuple[bool, ...], ...]


class PassageReaderTraining:
    """One training of the passage reader with the encoder unpacked below `models`."""

    def __init__(
        self, about_cards: Sequence[ReadingExample], about_documents: Sequence[ReadingExample], models: Path
    ) -> None:
        folder = str(unpack(models))
        self.random = Random(1)
        self.cards, self.documents = _grouped(about_cards), _grouped(about_documents)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
        updates = trainable(self.encoder, _RANK, _FIRST_LAYER)
        self.weights = {"attention": torch.zeros(DIMENSION + 1), "scale": torch.tensor(_SCALE)}
        for weights in self.weights.values():
            weights.requires_grad_()
        self.weights["projection"] = torch.eye(DIMENSION)  # while it learns; narrower when it is written
        self.head = LateInteraction(self.weights)
        head = [self.weights["attention"], self.weights["scale"]]
        self.parameters = [*updates, *head]
        groups = [{"params": updates}, {"params": head}]
        self.optimizer = torch.optim.AdamW(groups, lr=_RATE, weight_decay=0.01)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, max_lr=[_RATE, _HEAD_RATE], total_steps=_STEPS, pct_start=_WARM_UP
        )

    def run(self) -> None:
        """Train, and report the loss now and then on standard error."""
        average = 0.0
        for step in range(_STEPS):
            loss = self._loss(self._batch())
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
            self.optimizer.step()
            self.schedule.step()
            average += (loss.item() - average) * (0.05 if step else 1.0)
            if step % 50 == 49:
                print(f"Step {step + 1} of {_STEPS}: loss {average:.3f}", file=sys.stderr, flush=True)

    def _batch(self) -> ReadingBatch:
        """Return questions that could be mistaken for each other: about two documents, or about cards."""
        if self.random.random() < _ABOUT_DOCUMENTS:
            names = self.random.sample(sorted(self.documents), _DOCUMENTS)
            drawn = [
                self.random.choice(self.documents[name]) for name in names for _ in range(_QUESTIONS // _DOCUMENTS)
            ]
        else:
            drawn = self.random.sample(self.cards[self.random.choice(sorted(self.cards))], _QUESTIONS)
        return self._with_texts(list({example.question: example for example in drawn}.values()))

    def _with_texts(self, drawn: Sequence[ReadingExample]) -> ReadingBatch:
        """Return a batch with one answering text a question, or two of the others; a text is there once."""
        texts: dict[str, None] = {}
        for example in drawn:
            if example.answering:
                texts[self.random.choice(example.answering)] = None
            others = list(example.others)
            for _ in range(1 if example.answering else 2):
                nearest = self.random.random() < _NEAREST_FIRST
                texts[others.pop(0 if nearest else self.random.randrange(len(others)))] = None
        answers = tuple(tuple(text in example.answering for text in texts) for example in drawn)
        return ReadingBatch(tuple(self._varied(example.question) for example in drawn), tuple(texts), answers)

    def _varied(self, question: str) -> str:
        """Return a question as it may be typed as well: other capitals, no accents, no mark at its end."""
        chance = self.random.random()
        if chance < 0.08:
            return "".join(c for c in unicodedata.normalize("NFD", question) if not unicodedata.combining(c)).lower()
        if chance < 0.14:
            return question.upper()
        return question.rstrip(" ?.!") if chance < 0.22 else question

    def _loss(self, batch: ReadingBatch) -> Any:
        """Return the loss of the choice among the texts and "none of them", and that of each pair."""
        odds = self._odds(batch.questions, batch.texts)
        answers = torch.tensor(batch.answers)
        functional = torch.nn.functional
        each = functional.binary_cross_entropy_with_logits(odds, answers.float(), reduction="none")
        weight = torch.where(answers, 1.0, _OTHER)
        among = torch.cat([torch.zeros(len(odds), 1), odds], dim=1)
        right = torch.cat([~answers.any(dim=1, keepdim=True), answers], dim=1)
        chosen = torch.log_softmax(among, dim=1).masked_fill(~right, -1e4).logsumexp(dim=1)
        return _PAIR_SHARE * (each * weight).sum() / weight.sum() - chosen.mean()

    def _odds(self, questions: Sequence[str], texts: Sequence[str]) -> Any:
        """Return the log-odds (questions, texts)."""
        asked, asked_mask = self._states(QUESTION_PROMPT, questions, QUESTION_WINDOW)
        held, held_mask = self._states(TEXT_PROMPT, texts, TEXT_WINDOW)
        rows = [
            self.head.of(one.expand(len(held), -1, -1), mask.expand(len(held), -1), held, held_mask)
            for one, mask in zip(asked, asked_mask, strict=True)
        ]
        return torch.stack(rows)

    def _states(self, prompt: str, texts: Sequence[str], window: int) -> tuple[Any, Any]:
        batch = _tokenize(self.tokenizer, prompt, texts, window)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self.encoder(**batch).last_hidden_state
        return hidden.float(), _own_tokens(batch)

    def report(self, name: str, examples: Sequence[ReadingExample]) -> None:
        """Print how often the right one of the texts is judged best, and how well the answered are told apart."""
        best: list[bool] = []
        answered: list[float] = []
        unanswered: list[float] = []
        with torch.no_grad():
            for example in Random(3).sample(list(examples), min(_TESTED, len(examples))):
                odds = self._odds([example.question], (*example.answering[:1], *example.others))[0].numpy()
                (answered if example.answering else unanswered).append(float(odds.max()))
                if example.answering:
                    best.append(int(np.argmax(odds)) == 0)
        above = np.mean([one > other for one in answered for other in unanswered]) if unanswered else float("nan")
        print(f"{name}: {np.mean(best):.1%} of {len(best)} first, AUC {above:.3f}", file=sys.stderr, flush=True)

    def settle(self) -> None:
        """Keep a share of what was learned, compare tokens in fewer directions, and set the scale for both anew.

        Between the packaged encoder and the trained one lies one that reads other texts better than either (Wortsman et
        al. 2022, arXiv:2109.01903). The WIDTH directions in which the tokens of the cards' texts vary most tell them
        apart as well as all do.
        """
        weaken(self.encoder, _KEPT)
        examples = [example for own in self.cards.values() for example in own if example.answering]
        texts = list(dict.fromkeys(example.answering[0] for example in examples))
        with torch.no_grad():
            states, mask = self._states(TEXT_PROMPT, self.random.sample(texts, _MEASURED), TEXT_WINDOW)
            self.weights["projection"] = torch.linalg.svd(states[mask], full_matrices=False).Vh[:WIDTH].contiguous()
            self.weights["scale"] = torch.tensor([1.0, 0.0])
            batches = [self._batch() for _ in range(_MEASURED)]
            alike = torch.cat([self._odds(batch.questions, batch.texts).flatten() for batch in batches])
        answers = np.concatenate([np.array(batch.answers).ravel() for batch in batches])
        self.weights["scale"] = torch.tensor(_fitted_scale(alike.numpy(), answers))

    def write(self, path: Path) -> None:
        """Write the reader to `path`."""
        head = {name: weights.detach().numpy() for name, weights in self.weights.items()}
        arrays: dict[str, Any] = {**head, **trained_updates(self.encoder)}
        fresh = path.with_suffix(".new")
        with fresh.open("wb") as file:
            np.savez_compressed(file, **arrays)
        fresh.replace(path)


class LateInteraction:
    """Log-odds by the best matches of a question's tokens.

    `weights` maps "attention" to (d + 1,), which weighs the question's tokens (the bias last), "projection" to
    (WIDTH, d), which leads to the space in which tokens are compared, and "scale" to (2,): the log-odds of a full unit
    of similarity, and the similarity at which both are as likely.
    """

    def __init__(self, weights: Mapping[str, Any]) -> None:
        self.weights = weights

    def attention(self, states: Any) -> Any:
        """Return the weights, before the softmax, of the tokens of a question with `states` (…, d): (…,)."""
        return states @ self.weights["attention"][:-1] + self.weights["attention"][-1]

    def compared(self, states: Any) -> Any:
        """Return states (…, d) as they are compared: (…, WIDTH), of length 1."""
        return torch.nn.functional.normalize(states @ self.weights["projection"].T, dim=-1)

    def of(self, asked: Any, asked_mask: Any, held: Any, held_mask: Any) -> Any:
        """Return log-odds (n,) for states of questions (n, a, d) and texts (n, b, d).

        The masks (n, a) and (n, b) are true for tokens that count.
        """
        shares = self.attention(asked).masked_fill(~asked_mask, -1e4).softmax(dim=1)
        alike = self.compared(asked) @ self.compared(held).transpose(1, 2)
        best = alike.masked_fill(~held_mask[:, None, :], -1.0).amax(dim=2)
        scale = self.weights["scale"]
        return scale[0] * ((best * shares).sum(dim=1) - scale[1])


def _tokenize(tokenizer: Any, prompt: str, texts: Sequence[str], window: int) -> Any:
    """Return the first `window` tokens of each text after the prompt, as tensors."""
    return tokenizer(
        [prompt + text for text in texts],
        padding=True,
        truncation=True,
        max_length=window,
        return_tensors="pt",
        return_token_type_ids=False,
    )


def _own_tokens(batch: Any) -> Any:
    """Return a mask (n, tokens) of the tokens that are a text's own, neither its prompt nor the marks at its ends."""
    mask = batch["attention_mask"].bool() & (batch["input_ids"] != _END)
    mask[:, :PROMPT_TOKENS] = False
    mask[:, PROMPT_TOKENS] |= ~mask.any(dim=1)  # an empty text is its end
    return mask


def _fitted_scale(alike: Any, answers: Any) -> tuple[float, float]:
    """Return the log-odds of a unit of the similarities (n,), and the similarity of even odds."""
    from sklearn.linear_model import LogisticRegression

    weights = np.where(answers, 1.0, _OTHER)
    model = LogisticRegression(C=1e4).fit(alike[:, None], answers, sample_weight=weights)
    slope = float(model.coef_[0, 0])
    return slope, -float(model.intercept_[0]) / slope


def _grouped(examples: Sequence[ReadingExample]) -> dict[str, list[ReadingExample]]:
    """Return the examples by group; a group too small to fill a step's share is left out."""
    groups: dict[str, list[ReadingExample]] = {}
    for example in examples:
        groups.setdefault(example.group, []).append(example)
    return {name: own for name, own in groups.items() if len(own) >= _QUESTIONS // _DOCUMENTS}


def split_by_person(
    examples: Sequence[ReadingExample], held_out: Collection[str]
) -> tuple[list[ReadingExample], list[ReadingExample]]:
    """Return the examples of all others, and those of the persons `held_out`."""
    kept = [example for example in examples if example.person not in held_out]
    return kept, [example for example in examples if example.person in held_out]


def main() -> None:
    """Train the passage reader and write it where it is shipped."""
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as models:
        embeddings = SentenceEmbeddings("", Path(models))
        about_cards = split_by_person(card_examples(read_corpus(BUNDLED_CORPUS), embeddings), HELD_OUT)
        about_documents = split_by_person(document_examples(embeddings), HELD_OUT)
        training = PassageReaderTraining(about_cards[0], about_documents[0], Path(models))
        training.run()
        training.settle()
        training.report("Cards", about_cards[1][::8])
        training.report("Documents", about_documents[1])
        training.write(SHIPPED)
    print(f"{SHIPPED}: {SHIPPED.stat().st_size / 1e6:.1f} MB.", file=sys.stderr)


if __name__ == "__main__":
    main()
