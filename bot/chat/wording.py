"""Every text that a person can see, in both languages, from `bot/chat/texts/*.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from corpus.language import Language

_FOLDER = Path(__file__).parent / "texts"


def say(language: Language, key: str, **values: object) -> str:
    """Return the text `key` ("section.name") in `language` with `values` filled in. Raise KeyError for an unknown key.

    >>> say("en", "not_covered.named", topic="the fee")
    'The texts do not specify the fee.'
    """
    section, _, name = key.partition(".")
    text = texts(language)[section][name]
    return text.format(**values) if values else text


@cache
def texts(language: Language) -> dict[str, dict[str, str]]:
    """Return all texts of `language` by section and name."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)
