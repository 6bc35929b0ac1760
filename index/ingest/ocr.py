"""Read the text in the picture of a page (OCR) by Tesseract, where it is installed with French and English."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache

from index.statement import Statement, state

_LANGUAGES = ("fra", "eng")
_PAGE_SECONDS = 90  # of one page
SECONDS = 600  # of one file
PAGES = 150  # of one file


@cache
def missing_for_ocr() -> Statement | None:
    """Return the part of Tesseract that is missing, to be told in brackets; None if it can be used."""
    program = shutil.which("tesseract")
    if program is None:
        return state("ocr.not_installed")
    listed = _run([program, "--list-langs"], b"").split()
    lacking = [language for language in _LANGUAGES if language not in listed]
    return state("ocr.lacks", languages=", ".join(lacking)) if lacking else None


def read_picture(picture: bytes) -> str:
    """Return the text in a picture (PGM), its paragraphs with a blank line between; "" if it can't be read."""
    program = shutil.which("tesseract") or "tesseract"
    return paragraphs(_run([program, "stdin", "stdout", "-l", "+".join(_LANGUAGES), "--dpi", "300"], picture))


def paragraphs(text: str) -> str:
    """Return the output of Tesseract with one line a paragraph, cut words in one piece, without stray marks.

    >>> paragraphs("Le parte-\\nnaire signe.\\n\\n|\\n\\n- un plan\\n- un budget\\n\\f")
    'Le partenaire signe.\\n\\n- un plan\\n- un budget'
    """
    found = []
    for block in re.split(r"\n\s*\n", text.replace("\f", "\n\n")):
        joined = re.sub(r"(?<=[^\W\d_]{2})-\n(?=[^\W\d_])", "", block.strip())
        joined = re.sub(r"\n(?!\s*[-•*]\s)", " ", joined)
        if sum(mark.isalnum() for mark in joined) > 1:
            found.append(re.sub(r"(?m)^[•*]\s", "- ", joined))
    return "\n\n".join(found)


def _run(command: list[str], data: bytes) -> str:
    """Return the output of a program; "" if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - a program of this machine, no shell
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PAGE_SECONDS,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")
