"""Word lists: every file of the corpus can be used, and a mistake in one is told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.word_list import topics, word_lists
from corpus.yamlfile import CorpusError


@pytest.mark.parametrize("topic", topics())
def test_every_topic_can_be_read(topic: str) -> None:
    """Both languages hold the same names in the same form."""
    assert word_lists(topic)


@pytest.mark.parametrize(
    ("french", "english", "problem"),
    [
        ("greetings: salut, coucou\n", "bye: bye\n", "this list is missing"),
        ("greetings: salut, coucou, salut\n", "greetings: hello\n", 'fr/t.yaml:1: greetings: "salut" stands twice'),
        ("greetings: sal(ut\n", "greetings: hello\n", "must be words"),
        ("ask:\n  - 'qui'\n  - 'quand('\n", "ask:\n  - when\n", "fr/t.yaml:3: ask: this is not an expression"),
        ("ask:\n  - 'qui'\n", "ask: who\n", "en/t.yaml:1: ask: must hold patterns, as in fr"),
        ("Ask: qui\n", "Ask: who\n", "small letters"),
        ("- qui\n", "ask: who\n", "must map names to entries"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, french: str, english: str, problem: str) -> None:
    """Whoever edits a list is told what to mend, and where."""
    for language, text in (("fr", french), ("en", english)):
        (tmp_path / language).mkdir()
        (tmp_path / language / "t.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=problem.replace("(", r"\(")):
        word_lists("t", tmp_path)
