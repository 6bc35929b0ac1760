"""A segment: the part of the index that comes from one source, the corpus or one added document.

A segment is a file that never changes, named by a digest of what it was made from. It holds the entries with their
vectors and all that was counted in their texts, so that opening an index computes nothing again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, get_args

from corpus.language import LANGUAGES, Language
from index.entry import EXAMPLE_KINDS, IndexEntry, lexical_texts
from index.passage import Audience, Passage
from index.search.bm25 import TermCounts
from index.text.spelling import word_counts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Counted = Literal["passages", "examples"]  # the texts of passages, each with its questions; example messages
_ARRAYS = ("starts", "texts", "counts", "lengths")


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Entries, and by language what is counted in them.

    `terms` are the counts for BM25: of "passages" in the order of `lexical_texts`, of "examples" in the order of the
    entries. `words` are the words of the texts for the spelling.
    """

    entries: tuple[IndexEntry, ...]
    terms: Mapping[tuple[Counted, Language], TermCounts]
    words: Mapping[Language, Mapping[str, int]]

    @classmethod
    def of(cls, entries: Sequence[IndexEntry]) -> Segment:
        """Count the texts of `entries`."""
        terms: dict[tuple[Counted, Language], TermCounts] = {}
        words: dict[Language, Counter[str]] = {}
        for language in LANGUAGES:
            own = [entry for entry in entries if entry.language == language]
            terms["passages", language] = TermCounts.of(list(lexical_texts(own).values()), language)
            examples = [entry.text for entry in own if entry.kind in EXAMPLE_KINDS]
            terms["examples", language] = TermCounts.of(examples, language)
            words[language] = word_counts(entry.text for entry in own if entry.kind == "passage")
        return cls(tuple(entries), terms, words)

    def is_for(self, readers: frozenset[Audience]) -> bool:
        """Tell whether `readers` may see what the segment holds: it is one document's, or the cards'."""
        return all(entry.passage.readers in readers for entry in self.entries if entry.passage)


def write_segment(
    path: Path, segment: Segment, vectors: Sequence[NDArray[np.float32]], tokens: Mapping[str, NDArray[np.int8]]
) -> None:
    """Write `segment` with one vector (d,) an entry, and the tokens (n, WIDTH) by entry key of the texts that are read.

    The tokens have a file of their own, which searches map into memory. That of the segment appears last, and whole.
    """
    import numpy as np

    path.parent.mkdir(parents=True, exist_ok=True)
    if tokens:
        _replace(_tokens_file(path), lambda file: np.save(file, np.concatenate(list(tokens.values()))))
    arrays: dict[str, Any] = {
        "entries": _packed([asdict(entry) for entry in segment.entries]),
        "words": _packed(segment.words),
        "vectors": np.array(vectors, dtype=np.float32),
        "tokens": _packed({key: len(own) for key, own in tokens.items()}),
    }
    for (counted, language), terms in segment.terms.items():
        arrays[f"{counted}-{language}-terms"] = _packed(terms.terms)
        arrays |= {f"{counted}-{language}-{name}": getattr(terms, name) for name in _ARRAYS}
    _replace(path, lambda file: np.savez(file, **arrays))


def read_segment(path: Path) -> Segment:
    """Return the segment in `path`."""
    import numpy as np

    with np.load(path) as held:
        terms = {
            (counted, language): TermCounts(
                tuple(_unpacked(held[f"{counted}-{language}-terms"])),
                *(held[f"{counted}-{language}-{name}"] for name in _ARRAYS),
            )
            for counted in get_args(Counted)
            for language in LANGUAGES
        }
        entries = tuple(_entry(fields) for fields in _unpacked(held["entries"]))
        return Segment(entries, terms, _unpacked(held["words"]))


def read_vectors(path: Path) -> NDArray[np.float32]:
    """Return the vectors (n, d) of the entries of the segment in `path`, in their order."""
    import numpy as np

    with np.load(path) as held:
        vectors: NDArray[np.float32] = held["vectors"]
        return vectors


def read_tokens(path: Path) -> dict[str, NDArray[np.int8]]:
    """Return the tokens (n, WIDTH) of the segment in `path` by the key of their entry, mapped into memory."""
    import numpy as np

    with np.load(path) as held:
        lengths = _unpacked(held["tokens"])
    if not lengths:
        return {}
    rows = np.asarray(np.load(_tokens_file(path), mmap_mode="r"))
    ends = np.cumsum(list(lengths.values())).tolist()
    return {key: rows[end - length : end] for (key, length), end in zip(lengths.items(), ends, strict=True)}


def segment_files(path: Path) -> tuple[Path, Path]:
    """Return the files of the segment in `path`."""
    return path, _tokens_file(path)


def _replace(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file beside `path` and put it in its place: whoever has the former one mapped keeps it."""
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        write(file)
    fresh.replace(path)


def _tokens_file(path: Path) -> Path:
    return path.with_suffix(".tokens.npy")


def _packed(value: Any) -> NDArray[np.uint8]:
    import numpy as np

    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), dtype=np.uint8)


def _unpacked(array: NDArray[np.uint8]) -> Any:
    return json.loads(array.tobytes())


def _entry(fields: dict[str, Any]) -> IndexEntry:
    passage = Passage(**fields["passage"]) if fields["passage"] else None
    return IndexEntry(**{**fields, "passage": passage})
