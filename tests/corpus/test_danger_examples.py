"""The training data of danger detection is read whole, and a mistake in it is reported by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.danger_examples import read_danger_examples, read_examples
from corpus.yamlfile import CorpusError


def test_the_training_data_is_read() -> None:
    """Texts alone, in every kind."""
    danger = read_danger_examples()
    held = [
        text
        for kinds in (danger.disclosures, danger.lookalikes, danger.ordinary)
        for kind in kinds.values()
        for text in kind
    ]
    assert (len(held) > 2000, all(held)) == (True, True)


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        ("abuse:\n  fr:\n  - Il me bat\n  - Urgent : il me bat\n", 4, "in quotes"),
        ("abuse:\n  fr:\n  - [a, b]\n", 3, "in quotes"),
        ("abuse:\n  fr: Il me bat\n", 2, "a list of texts"),
        ("abuse:\n  - Il me bat\n", 2, "names"),
        ("- Il me bat\n", 1, "names"),
    ],
)
def test_an_error_names_file_and_line(tmp_path: Path, written: str, line: int, said: str) -> None:
    """Before anything is learned from it: YAML takes a text with a colon for a field."""
    path = tmp_path / "disclosures.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"disclosures\.yaml:{line}: .*{said}"):
        read_examples(path)
