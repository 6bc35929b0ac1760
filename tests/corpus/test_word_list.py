"""Every word list of the corpus can be read, and an error in one names file and line."""

from __future__ import annotations

import re
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
        ("ask: ['{who} ?']\nwho: [qui]\n", "ask: [who]\nwho: [who]\n", "fr/t.yaml:1: ask: {who} names no list"),
    ],
)
def test_an_error_names_its_place(tmp_path: Path, french: str, english: str, problem: str) -> None:
    """And says what is expected."""
    for language, text in (("fr", french), ("en", english)):
        (tmp_path / language).mkdir()
        (tmp_path / language / "t.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=re.escape(problem)):
        word_lists("t", tmp_path)


def test_an_expression_may_refer_to_a_list_above(tmp_path: Path) -> None:
    """In braces; it then stands for the entries in both languages, and bounds such as {0,2} stay."""
    for language, word in (("fr", "qui"), ("en", "who")):
        (tmp_path / language).mkdir()
        (tmp_path / language / "t.yaml").write_text(f"who: {word}\nask: ['{{who}} {{0,2}}']\n", encoding="utf-8")
    assert word_lists("t", tmp_path)["ask"].of("fr") == ("(?:qui|who) {0,2}",)
