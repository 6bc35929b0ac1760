"""Put hits in order, share their places between the languages, and number them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.language import Language
from index.passage import Hit

_OWN_PLACES = 2 / 3  # of the hits shown, at most this share in the asker's language while the other has any


def ranked(hits: list[Hit], language: Language, count: int) -> list[Hit]:
    """Return the `count` best of `hits`, asked for in `language`, with their rank and that of each retriever."""
    hits = sorted(hits, key=lambda hit: -hit.scores["fused"])
    places = {name: _places(hits, name) for name in ("dense", "bm25", "learned")}
    shown = _divided(hits, language, count)
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


def _divided(hits: list[Hit], language: Language, count: int) -> list[Hit]:
    """Keep places for both languages, so that a document in one language only is found by a question in the other."""
    own = [hit for hit in hits if hit.passage.language == language]
    foreign = [hit for hit in hits if hit.passage.language != language]
    most = max(count - len(foreign), round(count * _OWN_PLACES)) if foreign else count
    return sorted([*own[:most], *foreign[: count - min(most, len(own))]], key=lambda hit: -hit.scores["fused"])[:count]


def reordered(hits: list[Hit], scores: Sequence[float]) -> list[Hit]:
    """Put `hits` in the order of `scores`, best first; the fused scores stay with the places, for those who weigh them.

    >>> from index.passage import Passage
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
