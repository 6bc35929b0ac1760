"""Find the weights of the gate's evidence and write them to the corpus: `make gate-weights`.

The questions are those of hands from which neither the passage reader nor the examples used here have learned: about
the cards, about invented documents, and those that nothing answers. Each is asked of the cards, of the documents, or of
both together.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from bot.answering.evidence import CARD_EVIDENCE, DOCUMENT_EVIDENCE, Candidate, candidate_hits, gather
from bot.answering.odds import SHIPPED, Judged, LogisticOdds, MeanOdds, Odds, Tree, TreeOdds
from bot.answering.votes import ExampleVotes, votes_for
from bot.evaluation.question_sets import read_sets
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.example import UNNAMED
from corpus.language import Language
from corpus.questions import read_questions
from index.library import DocumentDetails, Library
from index.text.language_detection import detect
from index.training.reading_examples import DOCUMENTS, HELD_OUT, read_document_questions

_PENALTY = 1.0  # inverse strength of the penalty on the standardised weights
# Found on questions by two other hands: 40 to 200 stages of 3 or 4 levels do as well.
_BOOSTING: dict[str, Any] = {
    "max_iter": 80,
    "learning_rate": 0.08,
    "max_depth": 3,
    "min_samples_leaf": 60,
    "l2_regularization": 10.0,
    "early_stopping": False,
    "random_state": 0,
}
# Evidence that counts for a passage only, or against it only.
_FOR = {"reader", "reader_lead", "search_lead", "words", "covered", "weakest", "learned", "learned_lead"}
_AGAINST = {"facts_lacking", "unknown_names", "gap", "no_question"}
_HELD = 0.75  # share of the answering words that a passage must hold
_FROM_PAGES = 8.0  # weight of a question that was written from the pages, of which there are few
TUNE = "tune"  # stands for the writer of the tuning half
_SINGLE = frozenset({"direct", "paraphrase", "crosslingual", "typo_or_noaccent", "procedure", "partial"})
_TALK = frozenset({"talk", "person", "secrets", "out_of_scope"})
Kind = Literal["card", "document", "near", "talk"]


@dataclass(frozen=True, slots=True)
class TaughtQuestion:
    """A question by `person`; `target` names the cards that answer, or the document, whose passage holds `words`."""

    kind: Kind
    person: str
    language: Language
    text: str
    target: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class WeighedQuestion:
    """A question with what was gathered for it, and for each candidate whether it answers."""

    question: TaughtQuestion
    votes: ExampleVotes
    candidates: tuple[Candidate, ...]
    answers: tuple[bool, ...]


def questions_about_cards() -> list[TaughtQuestion]:
    """Return the held-out questions about the cards, and those that no card answers."""
    found, gaps = [], read_corpus(BUNDLED_CORPUS).gaps
    for asked in read_questions(BUNDLED_CORPUS):
        if asked.person in HELD_OUT:
            is_open = asked.target == UNNAMED or asked.target in gaps
            kind: Kind = "near" if is_open else "talk" if asked.target in _TALK else "card"
            found.append(TaughtQuestion(kind, asked.person, asked.language, asked.text, asked.target))
    return found


def tuning_questions() -> list[TaughtQuestion]:
    """Return the single questions of the tuning half: answered by cards, in the domain but open, or none."""
    kinds: dict[str, Kind] = {"unanswerable_in_domain": "near", "out_of_domain": "talk", "chitchat_meta": "talk"}
    found = []
    for question in read_sets([])[0].questions:
        kind = "card" if question.kind in _SINGLE else kinds.get(question.kind)
        if kind and not question.history:
            target = " ".join(card for part in question.gold.parts for card in part)
            spoken = detect(question.text) if question.language == "mixed" else question.language
            found.append(TaughtQuestion(kind, TUNE, spoken, question.text, target))
    return found


def questions_about_documents() -> tuple[list[Path], list[TaughtQuestion]]:
    """Return the held-out documents and the questions about them."""
    files = [path for person in sorted(HELD_OUT) for path in sorted((DOCUMENTS / person).glob("*.md"))]
    found = [
        TaughtQuestion("document", path.parent.name, one.language, one.text, path.name, one.words)
        for path in files
        for one in read_document_questions(path.with_suffix(".tsv"))
    ]
    return files, found


def weighed(library: Library, questions: Iterable[TaughtQuestion]) -> Iterator[WeighedQuestion]:
    """Gather the evidence for each question."""
    searcher = library.searcher()
    files = {document.id: Path(document.path).name for document in library.documents.all()}
    for question in questions:
        query = library.reader.read(question.text, question.language)
        votes = votes_for(query, searcher)
        hits = candidate_hits(query, searcher)
        candidates = gather(question.text, query, hits, searcher, votes)
        answers = tuple(_answers(question, one, files) for one in candidates)
        yield WeighedQuestion(question, votes, tuple(candidates), answers)


def _answers(question: TaughtQuestion, candidate: Candidate, files: dict[str, str]) -> bool:
    passage = candidate.hit.passage
    if question.kind == "card":
        return passage.id in question.target.split()
    if question.kind != "document" or not question.words or files.get(passage.document) != question.target:
        return False
    wanted, held = _plain(question.words), _plain(f"{passage.section} {passage.text}")
    words = set(wanted.split())
    return wanted in held or (len(words & set(held.split())) >= _HELD * len(words) and len(words) > 2)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def fit_odds(examples: Sequence[WeighedQuestion]) -> dict[Judged, Odds]:
    """Return the odds that tell passages that answer from others, among cards and among documents.

    A question that doesn't say which of many documents it means, so that the search finds others, teaches nothing.
    """
    told = [one for one in examples if not one.question.words or any(one.answers)]
    of_cards = _rows(examples, CARD_EVIDENCE, cards=True)
    return {
        "card": MeanOdds(_regression(CARD_EVIDENCE, *of_cards), _trees(CARD_EVIDENCE, *of_cards)),
        "document": _regression(DOCUMENT_EVIDENCE, *_rows(told, DOCUMENT_EVIDENCE, cards=False)),
    }


def _rows(examples: Iterable[WeighedQuestion], names: Sequence[str], cards: bool) -> tuple[Any, Any, Any]:
    """Return the evidence (n, names) for the candidates of that kind, whether they answer (n,), and weights (n,)."""
    found = [
        ([one.evidence[name] for name in names], answers, _FROM_PAGES if example.question.person == TUNE else 1.0)
        for example in examples
        for one, answers in zip(example.candidates, example.answers, strict=True)
        if one.is_card == cards
    ]
    rows, labels, weights = zip(*found, strict=True)
    return np.array(rows), np.array(labels), np.array(weights)


def _regression(names: Sequence[str], rows: Any, labels: Any, weights: Any) -> LogisticOdds:
    from sklearn.linear_model import LogisticRegression

    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    model = LogisticRegression(C=_PENALTY, max_iter=1000).fit((rows - mean) / spread, labels, sample_weight=weights)
    slopes = model.coef_[0] / spread
    return LogisticOdds(
        round(float(model.intercept_[0] - slopes @ mean), 4),
        {name: round(float(slope), 4) for name, slope in zip(names, slopes, strict=True)},
    )


def _trees(names: Sequence[str], rows: Any, labels: Any, weights: Any) -> TreeOdds:
    """Return boosted trees, along each of which evidence of a known direction counts in that direction alone."""
    return grow_trees(
        names,
        rows,
        labels,
        weights,
        {**_BOOSTING, "monotonic_cst": [(one in _FOR) - (one in _AGAINST) for one in names]},
    )


def grow_trees(names: Sequence[str], rows: Any, labels: Any, weights: Any, boosting: Mapping[str, Any]) -> TreeOdds:
    """Return boosted trees over the evidence called `names`.

    `rows` (n, names) hold it, `labels` (n,) whether the passage answers, and `weights` (n,) what each counts.
    `boosting` are parameters of scikit-learn's HistGradientBoostingClassifier.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(**boosting).fit(rows, labels, sample_weight=weights)
    grown = [stage[0].nodes for stage in model._predictors]  # the library has no public way to them
    return TreeOdds(round(float(model._baseline_prediction.item()), 4), [_tree(nodes, 0, names) for nodes in grown])


def _tree(nodes: Any, at: int, names: Sequence[str]) -> Tree:
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), 4)
    below, above = (_tree(nodes, int(node[side]), names) for side in ("left", "right"))
    return names[int(node["feature_idx"])], float(node["num_threshold"]), below, above


def write_odds(odds: Mapping[Judged, Odds], path: Path = SHIPPED) -> None:
    """Write the odds to `path`."""
    held = {name: asdict(one) for name, one in odds.items()}  # type: ignore[call-overload]  # both kinds are dataclasses
    path.write_text(json.dumps(held, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")


def all_weighed() -> list[WeighedQuestion]:
    """Gather the evidence for all questions: of the cards, of the documents, of both."""
    corpus = read_corpus(BUNDLED_CORPUS, left_out=HELD_OUT)
    about_cards = questions_about_cards()
    files, about_documents = questions_about_documents()
    found: list[WeighedQuestion] = []
    with tempfile.TemporaryDirectory() as home:
        library = Library(corpus, Path(home) / "cards")
        library.build(_quiet)
        found += weighed(library, [*about_cards, *tuning_questions()])
        print(f"Cards: {len(found)} questions.", file=sys.stderr, flush=True)
        library.add_files(files, DocumentDetails(owner="Federation"), _quiet)
        found += weighed(library, [*about_documents, *about_cards[::4]])
        print(f"Both: {len(found)} questions.", file=sys.stderr, flush=True)
        alone = Library(read_corpus(None), Path(home) / "documents")
        alone.add_files(files, DocumentDetails(owner="Federation"), _quiet)
        found += weighed(alone, [*about_documents, *about_cards[1::8]])
    return found


def _quiet(done: int, total: int) -> None:
    """Report no progress."""


def main() -> None:
    """Find the weights and write them where they are shipped."""
    write_odds(fit_odds(all_weighed()))
    print(f"{SHIPPED} is written.", file=sys.stderr)


if __name__ == "__main__":
    main()
