"""Previewing a file: what adding it would give."""

from __future__ import annotations

from pathlib import Path

from index.document_details import DocumentDetails
from index.document_store import Refusal
from index.ingest.preview import Preview, preview
from index.statement import state

TEXT = """# Guide

## Sommaire

- Les rapports 2
- Les visites 3

## Les rapports

Le partenaire envoie un rapport.
"""


def count(text: str) -> int:
    """Count words in place of tokens."""
    return len(text.split())


def test_a_preview_has_passages_and_tells_what_is_left_out(tmp_path: Path) -> None:
    """The table of contents gives no passage, and a remark."""
    (tmp_path / "guide.md").write_text(TEXT, encoding="utf-8")
    found = preview(tmp_path / "guide.md", DocumentDetails(owner="DEI"), count, 60)
    assert isinstance(found, Preview)
    document = found.document
    assert (document.title, document.owner, document.language, found.format) == ("Guide", "DEI", "fr", "markdown")
    assert [passage.text for passage in found.passages] == ["Le partenaire envoie un rapport."]
    assert state("file.contents", name="Sommaire") in found.remarks


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """As when it is added."""
    (tmp_path / "a.txt").write_bytes(b"")
    assert isinstance(preview(tmp_path / "a.txt", DocumentDetails(), count, 60), Refusal)


def test_parts_after_a_table_of_contents_are_not_named_by_it(tmp_path: Path) -> None:
    """Though their headings are smaller than its title; nor is an introduction in large letters a heading."""
    opening = "Ce guide aide les équipes qui préparent un projet à choisir, à écrire et à suivre ce qu'elles font. " * 2
    text = (
        f"# Guide\n\n## Tables des matières\n\n- Les rapports 2\n\n### Les rapports\n\n#### {opening}\n\nUn par mois.\n"
    )
    (tmp_path / "guide.md").write_text(text, encoding="utf-8")
    found = preview(tmp_path / "guide.md", DocumentDetails(), count, 60)
    assert isinstance(found, Preview)
    assert [(passage.section, passage.text) for passage in found.passages] == [
        ("Les rapports", f"{opening.strip()}\n\nUn par mois.")
    ]
