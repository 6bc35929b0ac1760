"""The parts of a passage: what is found by, where the passage is what is quoted.

A passage of several subjects is near to no question about one of them. A vector for each run of a few sentences, beside
that of the whole, finds it all the same (small-to-big retrieval).
"""

from __future__ import annotations

from collections.abc import Iterator

from index.passage import Passage
from index.sentence import sentences

WORDS = 60  # of a part; 40 to 120 do equally well within noise
_HEADING = "## "  # opens the line of a heading inside a passage


def parts(passage: Passage) -> list[str]:
    """Cut a passage into runs of whole sentences under one heading, each opened by that heading.

    >>> passage = Passage("x-000", "## Fin\\n\\nOui.\\n\\n## Bilan\\n\\nIl le faut. Tôt.", "fr", "", "Guide", "Suivi")
    >>> parts(passage)
    ['Fin\\nOui.', 'Bilan\\nIl le faut. Tôt.']
    """
    found: list[str] = []
    for heading, body in _headed(passage):
        run: list[str] = []
        for sentence in body:
            if run and len(" ".join([*run, sentence]).split()) > WORDS:
                found.append(_joined(heading, run))
                run = []
            run.append(sentence)
        if run:
            found.append(_joined(heading, run))
    return found


def _headed(passage: Passage) -> Iterator[tuple[str, list[str]]]:
    """Yield the sentences under each heading of a passage; the passage's own section is the first."""
    heading, body = passage.section.rpartition(" › ")[2], list[str]()
    for sentence in sentences(passage.text, passage.language):
        if sentence.startswith(_HEADING):
            yield heading, body
            heading, body = sentence.removeprefix(_HEADING), []
        else:
            body.append(sentence)
    yield heading, body


def _joined(heading: str, run: list[str]) -> str:
    """Put a heading over a run, unless it opens with the same words."""
    text = " ".join(run)
    return text if not heading or text.startswith(heading) else f"{heading}\n{text}"
