"""Hybrid search: dense and BM25 scores, standardised within each language and weighted, and what a reader says.

Dense vectors and words find candidates; the passage reader, which compares word by word, then orders the best of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from math import inf
from typing import TYPE_CHECKING

from corpus.language import LANGUAGES, Language, other
from index.chroma_store import EntryGroup, group_of
from index.entry import EXAMPLE_KINDS, SEARCHED_KINDS, EntryKind, IndexEntry, is_text, lexical_texts
from index.models.embedding import SentenceEmbeddings
from index.models.example_classifier import ExampleClassifier, Prediction
from index.models.passage_reader import TextMatch
from index.passage import Hit, Passage
from index.search.bm25 import Bm25, TermCounts
from index.search.query import Query
from index.search.scoring import DenseSearch, GroupStatistics, ranked
from index.search.token_index import TokenIndex
from index.segment import Segment
from index.text.folding import spaced
from index.text.spelling import Dictionary, Speller

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Share of the dense score where question and passage share a language; across languages BM25 has nothing to match.
# Found on a public bilingual question set and the tuning half of our own: 0.7 to 0.85 do equally well within noise.
DENSE_SHARE = 0.8
OWN_SHARE = 0.7  # of a question's own vector where it leans on a context; 0.6 to 0.8 do as well on the tuning half
LEARNED_SHARE = 0.5  # of what the examples teach, in the score of a card; 0.4 to 0.6 do as well on the tuning half
# Share of what all messages of a language have in common that is taken off a question before it is compared with texts:
# without it some texts are near to whatever is asked (hubs: Radovanović et al. 2010), and those in the question's
# language nearer than they should be. 0.5 to 0.8 do equally well on pages, cards and a public set.
COMMON_SHARE = 0.6
_FEW = 5  # texts of which BM25 scores are believed by half
_FEW_MESSAGES = 20  # example messages of which the mean is believed by half
_READ = 200  # of the cards, and of the documents' passages: those that are read, the best by all else
# What the log-odds of the passage reader count beside standard scores where questions lead to a passage, as to all
# cards, and where nobody asked before. Found on the tuning half, and on real documents with questions no longer fresh.
_READER_SHARE, _UNASKED_SHARE = 0.2, 1.2
_CANDIDATES = 100  # entries asked of Chroma for each kind and language


@dataclass(frozen=True, slots=True)
class Example:
    """An example message near a question: what it leads to, and how near it is.

    `nearness` is the cosine for neighbours by meaning, and for neighbours by letters the BM25 score as a share
    of the best one's.
    """

    kind: EntryKind
    target: str
    nearness: float
    text: str


@dataclass(slots=True)
class _Candidate:
    standards: dict[EntryKind, float] = field(default_factory=dict)
    question: str = ""
    bm25: float = 0.0


class Searcher:
    """Answers searches from the segments of one generation."""

    def __init__(
        self,
        segments: Sequence[Segment],
        dense: DenseSearch,
        embeddings: SentenceEmbeddings,
        statistics: Mapping[tuple[EntryKind, Language], GroupStatistics],
        dictionary: Dictionary,
        classifier: ExampleClassifier | None,
        tokens: TokenIndex,
    ) -> None:
        self._dense, self._embeddings, self._statistics = dense, embeddings, statistics
        self._classifier, self._tokens = classifier, tokens
        self._targets: dict[str, dict[Language, Passage]] = defaultdict(dict)
        for entry in _entries(segments):
            if entry.passage:
                self._targets[entry.target][entry.language] = entry.passage
        self._passages = {language: _passages(segments, language) for language in LANGUAGES}
        self._examples = {language: _examples(segments, language) for language in LANGUAGES}
        self.speller = Speller({language: _words(segments, language) for language in LANGUAGES}, dictionary)

    @property
    def size(self) -> int:
        """The number of passages; both languages of a card count as one."""
        return len(self._targets)

    def passage(self, identity: str, language: Language) -> Passage | None:
        """Return the passage of that id, in `language` if it exists in it; None if it is not in the index."""
        translations = self._targets.get(identity, {})
        return translations.get(language) or translations.get(other(language))

    def passages(self) -> list[Passage]:
        """Return every passage, those of a card in both languages."""
        return [passage for translations in self._targets.values() for passage in translations.values()]

    @cached_property
    def document_heads(self) -> dict[str, str]:
        """The plain words of title, owner and first passage of each added document, by its id (see `spaced`).

        Under "" stand those of all cards.
        """
        heads: dict[str, str] = {"": ""}
        for passage in self.passages():
            if not passage.document or passage.document not in heads:
                words = spaced(f"{passage.title}\n{passage.owner}\n{passage.section}\n{passage.text}")
                heads[passage.document] = heads.get(passage.document, "") + words
        return heads

    def knows(self, term: str, language: Language) -> bool:
        """Tell whether any text in `language` holds the stemmed `term`."""
        return self._passages[language][1].knows(term)

    def rarity(self, term: str, language: Language) -> float:
        """Return the idf of the stemmed `term` among the texts in `language`, above 0: the higher, the rarer."""
        return self._passages[language][1].rarity(term)

    def question_means(self) -> dict[Language, NDArray[np.float32]]:
        """Return the mean vector (d,) of the cards' questions in each language that has any."""
        kind: EntryKind = "question"
        return {
            language: self._statistics[kind, language].mean
            for language in LANGUAGES
            if (kind, language) in self._statistics
        }

    def embed(self, query: Query) -> NDArray[np.float32]:
        """Return the vector of the query, float32 (d,), of length 1; its context counts for a smaller share."""
        import numpy as np

        vector = np.asarray(self._embeddings.embed_query(query.text), dtype=np.float32)
        if query.context:
            around = np.asarray(self._embeddings.embed_query(query.context), dtype=np.float32)
            vector = OWN_SHARE * vector + (1 - OWN_SHARE) * around
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def likeness(self, some: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        """Return the cosines (n, m) of each of n texts with each of m others."""
        import numpy as np

        vectors = np.asarray(self._embeddings.embed_documents([*some, *others]), dtype=np.float32)
        alike: list[list[float]] = (vectors[: len(some)] @ vectors[len(some) :].T).tolist()
        return alike

    def search(self, query: Query, count: int = 6, vector: NDArray[np.float32] | None = None) -> list[Hit]:
        """Return the `count` best passages, best first; a card is one hit, in the asker's language."""
        vector = self.embed(query) if vector is None else vector
        candidates: dict[str, _Candidate] = defaultdict(_Candidate)
        floors = self._add_dense(candidates, vector, query.language)
        self._add_bm25(candidates, query)
        learned = self.predict(vector).cards
        hits = [
            self._hit(identity, candidate, floors, learned.get(identity), query.language)
            for identity, candidate in candidates.items()
        ]
        return ranked(self._read(query, hits), query.language, count)

    def _read(self, query: Query, hits: list[Hit]) -> list[Hit]:
        """Return the hits with what the passage reader says of the best of them, by which their scores change."""
        hits.sort(key=lambda hit: -hit.scores["fused"])
        read = [
            own for added in (False, True) for own in [h for h in hits if bool(h.passage.document) == added][:_READ]
        ]
        question = f"{query.context} {query.text}".strip()
        judged = self._tokens.judge(question, [(hit.passage.id, hit.passage.language) for hit in read])
        known = {hit.passage.id: texts for hit, texts in zip(read, judged, strict=True)}
        best = {identity: texts[0][0] for identity, texts in known.items()}
        unread = TextMatch(*map(min, zip(*best.values(), strict=True))) if best else TextMatch(0.0, 0.0, 0.0)
        found = []
        for hit in hits:
            match = best.get(hit.passage.id, unread)
            share = _UNASKED_SHARE if hit.passage.document and not hit.question else _READER_SHARE
            by_reader = {"reader": match.odds, "weakest": match.weakest, "weakest_word": match.weakest_word}
            scores = hit.scores | by_reader | {"fused": hit.scores["fused"] + share * match.odds}
            texts = tuple(text for _, text in known.get(hit.passage.id, []))
            found.append(replace(hit, scores=scores, texts=texts))
        return found

    def predict(self, vector: NDArray[np.float32]) -> Prediction:
        """Return the example classifier's prediction for `vector`; an empty one if there are no examples."""
        return self._classifier.predict(vector) if self._classifier else Prediction({}, {})

    def by_meaning(self, vector: NDArray[np.float32], count: int) -> list[Example]:
        """Return the `count` examples whose vectors are nearest to `vector`, in both languages, best first."""
        near = [item for language in LANGUAGES for item in self._nearest(vector, group_of("question", language))]
        near.sort(key=lambda item: -item[1])
        return [Example(entry.kind, entry.target, cosine, entry.text) for entry, cosine in near[:count]]

    def by_letters(self, query: Query, count: int) -> list[Example]:
        """Return the `count` examples that share most words and letter runs with `query`, in its language."""
        entries, bm25 = self._examples[query.language]
        scores = bm25.scores(f"{query.text} {query.context}")
        best = float(scores.max()) if len(entries) else 0.0
        if best <= 0:
            return []
        nearest = [(entries[at], float(scores[at]) / best) for at in (-scores).argsort()[:count]]
        return [Example(entry.kind, entry.target, share, entry.text) for entry, share in nearest]

    def _add_dense(
        self, candidates: dict[str, _Candidate], vector: NDArray[np.float32], asked_in: Language
    ) -> dict[EntryKind, float]:
        """Give each candidate its best standard score of each kind; return the lowest seen, for those not found."""
        floors: dict[EntryKind, float] = {}
        distinct = self._distinct(vector, asked_in)
        for kind, language in product(SEARCHED_KINDS, LANGUAGES):
            if (kind, language) not in self._statistics:
                continue
            asked, twin = distinct if is_text(kind) else vector, self._statistics.get((kind, other(language)))
            mean, deviation = self._statistics[kind, language].scale(asked, twin, language == asked_in)
            for entry, cosine in self._nearest(asked, group_of(kind, language)):
                if entry.kind == kind:
                    score = (cosine - mean) / deviation
                    floors[kind] = min(score, floors.get(kind, score))
                    _offer(candidates[entry.target], entry, score)
        return floors

    def _distinct(self, vector: NDArray[np.float32], asked_in: Language) -> NDArray[np.float32]:
        """Return a question's vector without most of what all messages of its language have in common."""
        import numpy as np

        messages = self._statistics.get(("intent", asked_in))
        if messages is None:
            return vector
        share = COMMON_SHARE * messages.count / (messages.count + _FEW_MESSAGES)
        rest = vector - share * messages.mean
        return np.asarray(rest / np.linalg.norm(rest), dtype=np.float32)

    def _nearest(self, vector: NDArray[np.float32], group: EntryGroup) -> Sequence[tuple[IndexEntry, float]]:
        return self._dense.nearest(vector, group, _CANDIDATES)

    def _hit(
        self,
        identity: str,
        candidate: _Candidate,
        floors: dict[EntryKind, float],
        learned: float | None,
        language: Language,
    ) -> Hit:
        """Weigh a candidate: a card by its text, its questions and what they teach, a document by whole and part."""
        translations = self._targets[identity]
        passage = translations.get(language) or translations[other(language)]
        kinds: tuple[EntryKind, ...] = ("passage", "part" if passage.document else "question")
        question = candidate.question
        if passage.document and candidate.standards.get("question", -inf) > candidate.standards.get("part", 0.0):
            kinds = ("passage", "question")  # a question was added to it, and is nearer than any of its parts
        elif passage.document:
            question = ""
        dense = sum(candidate.standards.get(kind, floors.get(kind, 0.0)) for kind in kinds) / len(kinds)
        fused = DENSE_SHARE * dense + (1 - DENSE_SHARE) * candidate.bm25 if passage.language == language else dense
        scores = {"fused": fused, "dense": dense, "bm25": candidate.bm25}
        if learned is not None:
            scores |= {"fused": LEARNED_SHARE * learned + (1 - LEARNED_SHARE) * fused, "learned": learned}
        return Hit(0, passage, scores, {}, question)

    def _add_bm25(self, candidates: dict[str, _Candidate], query: Query) -> None:
        targets, bm25 = self._passages[query.language]
        scores = bm25.scores(query.words)
        if not targets or not float(scores.max()) > 0:
            return
        sureness = len(targets) / (len(targets) + _FEW)  # of two texts one is far above their mean by definition
        standard = sureness * (scores - scores.mean()) / max(float(scores.std()), 1e-6)
        for at in (-scores).argsort()[:_CANDIDATES]:
            if scores[at] > 0:
                candidates[targets[at]].bm25 = float(standard[at])


def _offer(candidate: _Candidate, entry: IndexEntry, score: float) -> None:
    """Let an entry raise its candidate's score of that kind."""
    if score > candidate.standards.get(entry.kind, float("-inf")):
        candidate.standards[entry.kind] = score
        candidate.question = entry.text if entry.kind == "question" else candidate.question


def _entries(segments: Sequence[Segment]) -> Iterator[IndexEntry]:
    return (entry for segment in segments for entry in segment.entries)


def _passages(segments: Sequence[Segment], language: Language) -> tuple[list[str], Bm25]:
    """Return the ids of the passages in `language`, and BM25 over their texts in the same order."""
    own = (entry for entry in _entries(segments) if entry.language == language)
    counted = TermCounts.joined([segment.terms["passages", language] for segment in segments])
    return list(lexical_texts(own)), Bm25(counted, language)


def _examples(segments: Sequence[Segment], language: Language) -> tuple[list[IndexEntry], Bm25]:
    """Return the example messages in `language`, and BM25 over their texts in the same order."""
    entries = [e for e in _entries(segments) if e.language == language and e.kind in EXAMPLE_KINDS]
    counted = TermCounts.joined([segment.terms["examples", language] for segment in segments])
    return entries, Bm25(counted, language)


def _words(segments: Sequence[Segment], language: Language) -> Counter[str]:
    """Return the number of occurrences of each word of the texts in `language`."""
    words: Counter[str] = Counter()
    for segment in segments:
        words.update(segment.words[language])
    return words
