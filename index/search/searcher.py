"""Hybrid search: dense and BM25 scores, standardised within each language and weighted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from corpus.language import LANGUAGES, Language, other
from index.chroma_store import Collection, EntryGroup, group_of
from index.entry import EntryKind, IndexEntry, is_text
from index.models.cross_encoder import PairModel
from index.models.embedding import SentenceEmbeddings
from index.models.example_classifier import Classifier, Prediction
from index.passage import Hit, Passage
from index.search.bm25 import Bm25
from index.search.query import Query
from index.search.score_calibration import GroupStatistics
from index.text.spelling import Speller

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
EXAMPLE_KINDS: tuple[EntryKind, ...] = ("question", "gap", "intent")
SEARCHED_KINDS: tuple[EntryKind, ...] = ("passage", "part", "question")  # what leads to a passage
LEXICAL_KINDS: tuple[EntryKind, ...] = ("passage", "question")  # whose words make up a passage's text for BM25
_REMEMBERED = 64
_FEW = 5  # texts of which BM25 scores are believed by half
_FEW_MESSAGES = 20  # example messages of which the mean is believed by half
_CANDIDATES = 100  # entries asked of Chroma for each kind and language
_OWN_PLACES = 2 / 3  # of the hits shown, at most this share in the asker's language while the other has any


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
    """Answers searches from one generation; holds its texts in memory and its vectors in Chroma."""

    def __init__(
        self,
        collection: Collection,
        embeddings: SentenceEmbeddings,
        spreads: dict[tuple[EntryKind, Language], GroupStatistics],
        classifier: Classifier | None = None,
        reranker: PairModel | None = None,
    ) -> None:
        self._collection, self._embeddings, self._spreads = collection, embeddings, spreads
        self._classifier, self._reranker = classifier, reranker
        self._entries = {entry.key: entry for entry in collection.entries()}
        self._groups = {group_of(entry.kind, entry.language) for entry in self._entries.values()}
        self._targets: dict[str, dict[Language, Passage]] = defaultdict(dict)
        for entry in self._entries.values():
            if entry.passage:
                self._targets[entry.target][entry.language] = entry.passage
        self._asked = lru_cache(_REMEMBERED)(self._ask)  # search and neighbours ask Chroma the same things
        self._lexicons = {language: self._lexicon(language) for language in LANGUAGES}
        self._spelt = {language: self._examples(language) for language in LANGUAGES}
        self.speller = Speller({language: self._wordings(language) for language in LANGUAGES})

    def _lexicon(self, language: Language) -> tuple[list[str], Bm25]:
        texts: dict[str, list[str]] = defaultdict(list)
        for entry in self._entries.values():
            if entry.language == language and entry.kind in LEXICAL_KINDS:
                texts[entry.target].append(entry.text)
        return list(texts), Bm25(["\n".join(parts) for parts in texts.values()], language)

    def _examples(self, language: Language) -> tuple[list[IndexEntry], Bm25]:
        entries = [e for e in self._entries.values() if e.language == language and e.kind in EXAMPLE_KINDS]
        return entries, Bm25([entry.text for entry in entries], language)

    def _wordings(self, language: Language) -> list[str]:
        kinds: tuple[EntryKind, ...] = (*SEARCHED_KINDS, "gap")  # those of other messages bear any word
        return [entry.text for entry in self._entries.values() if entry.language == language and entry.kind in kinds]

    @property
    def size(self) -> int:
        """How many passages there are; the twins of a card are one."""
        return len(self._targets)

    def passage(self, identity: str, language: Language) -> Passage | None:
        """Return the passage of that id, in `language` if it has a twin in it; None if it is not in the index."""
        twins = self._targets.get(identity, {})
        return twins.get(language) or twins.get(other(language))

    def passages(self) -> list[Passage]:
        """Return every passage, both twins of a card among them."""
        return [passage for twins in self._targets.values() for passage in twins.values()]

    def knows(self, term: str, language: Language) -> bool:
        """Tell whether any text in `language` bears the stemmed `term`."""
        return term in self._lexicons[language][1].vocabulary

    def question_means(self) -> dict[Language, NDArray[np.float32]]:
        """Return the mean vector (d,) of the cards' questions in each language that has any."""
        kind: EntryKind = "question"
        return {
            language: self._spreads[kind, language].mean for language in LANGUAGES if (kind, language) in self._spreads
        }

    def embed(self, query: Query) -> NDArray[np.float32]:
        """Return the vector of the query, float32 (d,), of length 1; its context draws it a little."""
        import numpy as np

        vector = np.asarray(self._embeddings.embed_query(query.text), dtype=np.float32)
        if query.context:
            around = np.asarray(self._embeddings.embed_query(query.context), dtype=np.float32)
            vector = OWN_SHARE * vector + (1 - OWN_SHARE) * around
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def nearness(self, vector: NDArray[np.float32], texts: Sequence[str]) -> list[float]:
        """Return the cosine of each of `texts` to `vector`."""
        return [
            sum(a * b for a, b in zip(row, vector.tolist(), strict=True))
            for row in self._embeddings.embed_documents(texts)
        ]

    def search(self, query: Query, count: int = 6, vector: NDArray[np.float32] | None = None) -> list[Hit]:
        """Return the `count` best passages, best first; the twins of a card are one hit, in the asker's language."""
        vector = self.embed(query) if vector is None else vector
        candidates: dict[str, _Candidate] = defaultdict(_Candidate)
        floors = self._add_dense(candidates, vector, query.language)
        self._add_bm25(candidates, query)
        learned = self.predict(vector).cards
        hits = [
            self._hit(identity, candidate, floors, learned.get(identity), query.language)
            for identity, candidate in candidates.items()
        ]
        ranked = _ranked(hits, query.language, count)
        if self._reranker is None or not ranked:
            return ranked
        return reordered(ranked, self._reranker.scores(query.text, [hit.passage.text for hit in ranked]))

    def predict(self, vector: NDArray[np.float32]) -> Prediction:
        """Return what the examples teach of a message with `vector`; empty where there are none to learn from."""
        return self._classifier.predict(vector) if self._classifier else Prediction({}, {})

    def by_meaning(self, vector: NDArray[np.float32], count: int) -> list[Example]:
        """Return the `count` examples whose vectors are nearest to `vector`, in both languages, best first."""
        near = [item for language in LANGUAGES for item in self._near(vector, group_of("question", language))]
        near.sort(key=lambda item: -item[1])
        return [Example(entry.kind, entry.target, cosine, entry.text) for entry, cosine in near[:count]]

    def by_letters(self, query: Query, count: int) -> list[Example]:
        """Return the `count` examples that share most words and letter runs with `query`, in its language."""
        entries, lexicon = self._spelt[query.language]
        scores = lexicon.scores(f"{query.text} {query.context}")
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
            if (kind, language) not in self._spreads:
                continue
            asked, twin = distinct if is_text(kind) else vector, self._spreads.get((kind, other(language)))
            mean, deviation = self._spreads[kind, language].scale(asked, twin, language == asked_in)
            for entry, cosine in self._near(asked, group_of(kind, language)):
                if entry.kind == kind:
                    score = (cosine - mean) / deviation
                    floors[kind] = min(score, floors.get(kind, score))
                    _offer(candidates[entry.target], entry, score)
        return floors

    def _distinct(self, vector: NDArray[np.float32], asked_in: Language) -> NDArray[np.float32]:
        """Return a question's vector without most of what all messages of its language have in common."""
        import numpy as np

        messages = self._spreads.get(("intent", asked_in))
        if messages is None:
            return vector
        share = COMMON_SHARE * messages.count / (messages.count + _FEW_MESSAGES)
        rest = vector - share * messages.mean
        return np.asarray(rest / np.linalg.norm(rest), dtype=np.float32)

    def _near(self, vector: NDArray[np.float32], group: EntryGroup) -> list[tuple[IndexEntry, float]]:
        return self._asked(vector.tobytes(), group) if group in self._groups else []

    def _ask(self, vector: bytes, group: EntryGroup) -> list[tuple[IndexEntry, float]]:
        import numpy as np

        found = self._collection.nearest(np.frombuffer(vector, dtype=np.float32).tolist(), group, _CANDIDATES)
        return [(self._entries[key], cosine) for key, cosine in found]

    def _hit(
        self,
        identity: str,
        candidate: _Candidate,
        floors: dict[EntryKind, float],
        learned: float | None,
        language: Language,
    ) -> Hit:
        """Weigh a candidate: a card by its text, its questions and what they teach, a document by whole and part."""
        twins = self._targets[identity]
        passage = twins.get(language) or twins[other(language)]
        kinds: tuple[EntryKind, ...] = ("passage", "part" if passage.document else "question")
        dense = sum(candidate.standards.get(kind, floors.get(kind, 0.0)) for kind in kinds) / len(kinds)
        fused = DENSE_SHARE * dense + (1 - DENSE_SHARE) * candidate.bm25 if passage.language == language else dense
        scores = {"fused": fused, "dense": dense, "bm25": candidate.bm25}
        if learned is not None:
            scores |= {"fused": LEARNED_SHARE * learned + (1 - LEARNED_SHARE) * fused, "learned": learned}
        return Hit(0, passage, scores, {}, candidate.question)

    def _add_bm25(self, candidates: dict[str, _Candidate], query: Query) -> None:
        targets, lexicon = self._lexicons[query.language]
        scores = lexicon.scores(query.words)
        if not targets or not float(scores.max()) > 0:
            return
        sureness = len(targets) / (len(targets) + _FEW)  # the best of two texts stands out by definition
        standard = sureness * (scores - scores.mean()) / max(float(scores.std()), 1e-6)
        for at in (-scores).argsort()[:_CANDIDATES]:
            if scores[at] > 0:
                candidates[targets[at]].bm25 = float(standard[at])


def _offer(candidate: _Candidate, entry: IndexEntry, score: float) -> None:
    """Let an entry raise its candidate's score of that kind."""
    if score > candidate.standards.get(entry.kind, float("-inf")):
        candidate.standards[entry.kind] = score
        candidate.question = entry.text if entry.kind == "question" else candidate.question


def _ranked(hits: list[Hit], language: Language, count: int) -> list[Hit]:
    hits.sort(key=lambda hit: -hit.scores["fused"])
    places = {name: _places(hits, name) for name in ("dense", "bm25", "learned")}
    shown = _shared_out(hits, language, count)
    return [
        replace(
            hit,
            rank=n,
            ranks={name: place[hit.passage.id] for name, place in places.items() if hit.passage.id in place},
        )
        for n, hit in enumerate(shown, 1)
    ]


def _places(hits: list[Hit], name: str) -> dict[str, int]:
    ordered = sorted((hit for hit in hits if hit.scores.get(name, 0.0) > 0), key=lambda hit: -hit.scores[name])
    return {hit.passage.id: n for n, hit in enumerate(ordered, 1)}


def _shared_out(hits: list[Hit], language: Language, count: int) -> list[Hit]:
    """Keep places for both languages, so that a document in one language only is found by a question in the other."""
    own = [hit for hit in hits if hit.passage.language == language]
    foreign = [hit for hit in hits if hit.passage.language != language]
    most = max(count - len(foreign), round(count * _OWN_PLACES)) if foreign else count
    return sorted([*own[:most], *foreign[: count - min(most, len(own))]], key=lambda hit: -hit.scores["fused"])[:count]


def reordered(hits: list[Hit], scores: Sequence[float]) -> list[Hit]:
    """Put `hits` in the order of `scores`, best first; the fused scores stay with the places, for those who weigh them.

    >>> near, far = (Hit(n, Passage(id, "", "fr", "", "", ""), {"fused": 3.0 - n}) for n, id in ((1, "a"), (2, "b")))
    >>> [(hit.rank, hit.passage.id, hit.scores["fused"]) for hit in reordered([near, far], [0.1, 0.9])]
    [(1, 'b', 2.0), (2, 'a', 1.0)]
    """
    order = sorted(range(len(hits)), key=lambda at: -scores[at])
    fused = sorted((hit.scores["fused"] for hit in hits), reverse=True)
    return [
        replace(hits[at], rank=n + 1, scores={**hits[at].scores, "reranked": scores[at], "fused": fused[n]})
        for n, at in enumerate(order)
    ]
