"""What the passage reader says of the texts in the index."""

from __future__ import annotations

import numpy as np
import pytest

from index.entry import IndexEntry, document_passage_entries, read_texts
from index.library import Library
from index.models.passage_reader import QUESTION_PROMPT, TEXT_PROMPT, own_tokens
from index.passage import Passage
from index.search.token_index import TokenIndex

NOTICE = "Each party may end the agreement with 45 days' written notice."
REPORTS = "The financial report is due within 30 days of the end of each quarter."
QUESTION = "How long before do we have to tell them that we stop?"


def passage(identity: str, text: str, title: str = "Manual") -> Passage:
    """Return a passage of an added document."""
    return Passage(identity, text, "en", "Federation", title, "Rules", document="doc")


@pytest.fixture
def entries() -> list[IndexEntry]:
    """Return the entries of two passages."""
    both = (passage("doc-0", NOTICE), passage("doc-1", REPORTS))
    return [entry for one in both for entry in document_passage_entries(one)]


@pytest.fixture
def index(library: Library, entries: list[IndexEntry]) -> TokenIndex:
    """Return the token index of two passages."""
    texts = read_texts(entries)
    tokens = dict(zip(texts, library.passage_reader.tokens_of(list(texts.values())), strict=True))
    return TokenIndex(library.passage_reader, entries, tokens)


def test_parts_of_documents_are_read_and_led_by_the_title(entries: list[IndexEntry]) -> None:
    """The passage as a whole is not read again."""
    texts = read_texts(entries)
    assert set(texts) == {entry.key for entry in entries if entry.kind == "part"}
    assert all(text.startswith("Manual\n") for text in texts.values())


def test_passages_are_judged_in_the_order_in_which_they_are_asked_for(index: TokenIndex) -> None:
    """Each with its texts, the best first."""
    (notice,), (reports,) = index.judge(QUESTION, [("doc-0", "en"), ("doc-1", "en")])
    assert NOTICE in notice[1]
    assert REPORTS in reports[1]
    assert notice[0] > reports[0]
    assert index.judge(QUESTION, [("doc-1", "en"), ("doc-0", "en")]) == [[reports], [notice]]
    assert index.judge(QUESTION, []) == []


def test_what_is_kept_of_a_text_judges_as_the_model_does(library: Library, index: TokenIndex) -> None:
    """Whole numbers in place of coordinates lose next to nothing."""
    reader = library.passage_reader
    asked, held = (
        own_tokens(reader._states(prompt, [text])[0]).states[None]
        for prompt, text in ((QUESTION_PROMPT, QUESTION), (TEXT_PROMPT, f"Manual\nRules\n{NOTICE}"))
    )
    masks = [np.ones(states.shape[:2], dtype=bool) for states in (asked, held)]
    import torch

    from index.training.passage_reader import LateInteraction

    weights = {name: torch.from_numpy(own) for name, own in reader._head.items()}
    exact = LateInteraction(weights).of(*map(torch.from_numpy, (asked, masks[0], held, masks[1])))
    assert index.judge(QUESTION, [("doc-0", "en")])[0][0][0].odds == pytest.approx(exact.item(), abs=0.3)
