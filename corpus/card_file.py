"""The files of one card, as whoever keeps a corpus edits them: read, tried in the whole corpus, and written."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from corpus.collection import Corpus, read_corpus
from corpus.language import LANGUAGES, Language
from corpus.yamlfile import CorpusError, read_text

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def card_file(source: str, section: str, heading: str, text: str, questions: Sequence[str], unsaid: str = "") -> str:
    """Return the file of a card, with its fields as `corpus.card` reads them.

    >>> print(card_file("rules", "Rooms", "Book a room", "Ask at the desk.", ["How do I book?"]), end="")
    ---
    source: "rules"
    section: "Rooms"
    questions:
      - "How do I book?"
    ---
    # Book a room
    <BLANKLINE>
    Ask at the desk.
    """
    front = [f"source: {_quoted(source)}", f"section: {_quoted(section)}", "questions:"]
    front += [f"  - {_quoted(question)}" for question in questions]
    front += [f"unsaid: {_quoted(unsaid)}"] if unsaid else []
    return "\n".join(("---", *front, "---", f"# {heading}", "", text)) + "\n"


def _quoted(text: str) -> str:
    """Return a text as YAML writes it on one line: a string of JSON is one (YAML 1.2, 1.2)."""
    return json.dumps(text, ensure_ascii=False)


def is_card_id(text: str) -> bool:
    """Tell whether a text can be the id of a card.

    >>> [is_card_id(one) for one in ("room-booking", "Room", "../rooms", "")]
    [True, False, False, False]
    """
    return _ID.fullmatch(text) is not None


def read_card_files(folder: Path, card: str) -> dict[Language, str]:
    """Return the file of a card in each language. Raise CorpusError if it can't be read."""
    return {language: read_text(_file(folder, card, language)) for language in LANGUAGES}


def corpus_with(folder: Path, card: str, files: Mapping[Language, str]) -> Corpus:
    """Return the corpus in `folder` as it would be with these files of a card; nothing is changed.

    Raise CorpusError that names each problem with file, below `folder`, and line.
    """
    with _copied(folder) as copy:
        for language, text in files.items():
            path = _file(copy, card, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        try:
            return read_corpus(copy)
        except CorpusError as error:
            below = f"{copy}{os.sep}"
            problems = [replace(one, file=one.file.removeprefix(below)) for one in error.problems]
            raise CorpusError(str(error).replace(below, ""), problems) from error


def write_card_files(folder: Path, card: str, files: Mapping[Language, str]) -> None:
    """Write the files of a card. Raise CorpusError if that can't be done; then none is changed, or only the first."""
    fresh = {language: _file(folder, card, language).with_suffix(".new") for language in files}
    try:
        for language, path in fresh.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[language], encoding="utf-8")
        for language, path in fresh.items():
            path.replace(_file(folder, card, language))
    except OSError as error:
        for path in fresh.values():
            path.unlink(missing_ok=True)
        raise CorpusError(f"{folder} can't be written: {error.strerror or error}.") from error


def _file(folder: Path, card: str, language: Language) -> Path:
    """Return the path of a card's file. Raise CorpusError for what is no id of a card, such as a path."""
    if not _ID.fullmatch(card):
        raise CorpusError(f"{card!r} is no id of a card: small letters, digits and hyphens.")
    return folder / "texts" / language / f"{card}.md"


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    """Yield a copy of what a corpus is read from, and remove it."""
    with tempfile.TemporaryDirectory(prefix="relais-corpus-") as temporary:
        copy = Path(temporary).resolve()
        kept = {"texts", "questions", "procedures"}
        for path in folder.iterdir():
            if path.is_dir() and path.name in kept:
                shutil.copytree(path, copy / path.name)
            elif path.suffix == ".yaml":
                shutil.copy(path, copy / path.name)
        yield copy
