"""Every text of the desk, by key, in both languages; the words that the bot uses for the same things are the bot's."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from corpus.language import Language

_FOLDER = Path(__file__).parent / "texts"


def desk_text(language: Language, key: str, **values: object) -> str:
    """Return the text `key` ("section.name") in `language` with `values` filled in. Raise KeyError for an unknown key.

    >>> desk_text("fr", "menu.cases"), desk_text("en", "menu.cases")
    ('Dossiers', 'Cases')
    """
    section, _, name = key.partition(".")
    text = desk_texts(language)[section][name]
    return text.format(**values) if values else text


@cache
def desk_texts(language: Language) -> dict[str, dict[str, str]]:
    """Return all texts of the desk in `language` by section and name."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)
