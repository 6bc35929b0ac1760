"""Scanned pages: read by Tesseract, which a script stands in for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from index.document import Document
from index.document_store import Refusal
from index.ingest.passage_splitting import split
from index.ingest.reader import read_files
from index.statement import state

SCRIPT = """#!/bin/sh
if [ "$1" = --list-langs ]; then printf 'List of available languages:\\n%b\\n' "{languages}"; exit; fi
cat > /dev/null
printf 'La nuit est pay\\303\\251e cin-\\nquante euros au parte-\\nnaire.\\n'
"""
TEXT = "Le partenaire envoie un rapport chaque trimestre au bureau."


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that reads the same words in each picture; the folder that it is in is searched first."""
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(SCRIPT.format(languages="eng\\nfra"), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return program


def mixed(path: Path) -> Path:
    """Write a PDF with text on its first page and pictures on the two others."""
    document = FPDF()
    picture = io.BytesIO()
    Image.new("L", (60, 60), 200).save(picture, "PNG")
    for number in range(3):
        document.add_page()
        document.set_font("helvetica", size=11)
        if number:
            document.image(io.BytesIO(picture.getvalue()), w=100)
        else:
            document.multi_cell(0, 6, TEXT)
    path.write_bytes(bytes(document.output()))
    return path


def test_scanned_pages_are_read_and_marked(tmp_path: Path, tesseract: Path) -> None:
    """Their passages tell the page and that a machine read them."""
    [found] = read_files([mixed(tmp_path / "a.pdf")])
    assert isinstance(found, Document)
    assert "cinquante euros au partenaire." in found.markdown
    assert state("file.pages_ocr", pages="2-3", count=2) in found.warnings
    passages = split(found, lambda text: len(text.split()), 9, 9)
    assert {(passage.page, passage.ocr) for passage in passages} == {(1, False), (2, True), (3, True)}


def test_pages_that_were_not_read_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the file goes in."""
    monkeypatch.setenv("PATH", str(tmp_path))
    [found] = read_files([mixed(tmp_path / "a.pdf")])
    assert isinstance(found, Document) and TEXT in found.markdown
    missing = state("ocr.not_installed")
    assert state("file.pages_unread", reason=missing, pages="2-3", count=2) in found.warnings


def test_missing_languages_are_named(tmp_path: Path, tesseract: Path) -> None:
    """Tesseract without French reads nothing."""
    tesseract.write_text(SCRIPT.format(languages="eng"), encoding="utf-8")
    [found] = read_files([mixed(tmp_path / "a.pdf")])
    assert not isinstance(found, Refusal) and state("ocr.lacks", languages="fra") in [
        dict(one.values).get("reason") for one in found.warnings
    ]
