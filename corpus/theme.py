"""Themes: what cards are about, by which the cases of people are labelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import yamlfile
from corpus.fields import Fields
from corpus.language import Texts
from corpus.validation_problem import ValidationProblem
from corpus.yamlfile import CorpusError

_FIELDS = ("id", "name", "cards", "gaps")


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with its name in each language; `cards` and `gaps` are beginnings of the ids of its cards and gaps."""

    id: str
    name: Texts
    cards: tuple[str, ...]
    gaps: tuple[str, ...] = ()

    def has(self, identity: str) -> bool:
        """Tell whether the card or the gap of that id is about it.

        >>> ending = Theme("ending", {"fr": "fin", "en": "end"}, ("ending",), ("notice",))
        >>> ending.has("ending-overview"), ending.has("notice-period"), ending.has("endings")
        (True, True, False)
        """
        starts = (*self.cards, *self.gaps)
        return any(identity == start or identity.startswith(f"{start}-") for start in starts)


def theme_of(identities: Iterable[str], themes: Sequence[Theme]) -> str:
    """Return the id of the theme of the first card or gap among `identities` that has one; empty if none has."""
    return next((theme.id for identity in identities for theme in themes if theme.has(identity)), "")


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
        raise CorpusError(problems=problems)
    return themes


def _theme(fields: Fields) -> Theme:
    fields.check_names(_FIELDS)
    cards = tuple(fields.nested_text(item, "cards") for item in fields.items("cards"))
    gaps = fields.items("gaps") if fields.has("gaps") else ()
    left_open = tuple(fields.nested_text(item, "gaps") for item in gaps)
    return Theme(fields.text("id", 80), fields.texts("name", 80), cards, left_open)
