"""Themes: what cards are about, by which the cases of people are labelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import yamlfile
from corpus.fields import Fields, ValidationProblem
from corpus.language import Texts
from corpus.yamlfile import CorpusError

_FIELDS = ("id", "name", "cards")


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with its name in each language; `cards` are the beginnings of its cards' ids."""

    id: str
    name: Texts
    cards: tuple[str, ...]

    def has(self, card: str) -> bool:
        """Tell whether the card of that id is about it.

        >>> Theme("ending", {"fr": "fin", "en": "end"}, ("ending",)).has("ending-overview")
        True
        """
        return any(card == start or card.startswith(f"{start}-") for start in self.cards)


def theme_of(cards: Iterable[str], themes: Sequence[Theme]) -> str:
    """Return the id of the theme of the first of `cards` that has one; empty if none has."""
    return next((theme.id for card in cards for theme in themes if theme.has(card)), "")


def read_themes(path: Path) -> tuple[Theme, ...]:
    """Return the themes in a file, none if there is no such file. Raise CorpusError that names each problem."""
    if not path.exists():
        return ()
    listed = yamlfile.parse_located(yamlfile.read_text(path), str(path))
    if not isinstance(listed.value, list):
        raise CorpusError(f"{path}:{listed.line}: must be a list of themes: begin each with `- id:`.")
    problems: list[ValidationProblem] = []
    themes = tuple(_theme(Fields(str(path), item, "theme", problems)) for item in listed.value)
    if problems:
        raise CorpusError("\n".join(map(str, problems)))
    return themes


def _theme(fields: Fields) -> Theme:
    fields.check_names(_FIELDS)
    cards = tuple(fields.nested_text(item, "cards") for item in fields.items("cards"))
    return Theme(fields.text("id", 80), fields.texts("name", 80), cards)
