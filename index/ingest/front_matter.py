"""Read the front matter of a Markdown file: the title and the owner that it states."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.yamlfile import CorpusError, Located, parse_located
from index.statement import Statement, state

_YAML = re.compile(r"\A---[ \t]*\n(.*?)\n?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n?\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|owner|author|site)\s*[:=]\s*(.*?)\s*$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file states of itself; empty if it doesn't. `body` is the text after it."""

    body: str
    title: str = ""
    owner: str = ""
    warnings: tuple[Statement, ...] = ()


def read_front_matter(text: str) -> FrontMatter:
    """Return the fields at the top of a Markdown text, and the text below them.

    >>> read_front_matter("---\\ntitle: >\\n  Guide du\\n  partenaire\\n---\\nTexte.").title
    'Guide du partenaire'
    >>> read_front_matter('---\\ntitle: "Charte\\nowner: ONG\\n---\\nTexte.').warnings
    (Statement(key='file.front_matter', values=(('format', 'YAML'),)),)
    """
    found = _YAML.match(text) or _TOML.match(text)
    if not found:
        return FrontMatter(text)
    fields, warnings = _toml(found[1]) if text.startswith("+++") else _yaml(found[1])
    body = text[found.end() :].strip("\n")
    return FrontMatter(body, fields.get("title", ""), fields.get("owner") or fields.get("site", ""), warnings)


def _yaml(written: str) -> tuple[dict[str, str], tuple[Statement, ...]]:
    """Return the fields of YAML that are texts, by their names in small letters; read line by line if it is broken."""
    try:
        located = parse_located(written, "front matter") if written.strip() else Located({}, 1)
    except CorpusError:
        return _by_line(written), (state("file.front_matter", format="YAML"),)
    pairs = located.value.items() if isinstance(located.value, dict) else ()
    return {key.lower(): " ".join(at.value.split()) for key, at in pairs if isinstance(at.value, str)}, ()


def _toml(written: str) -> tuple[dict[str, str], tuple[Statement, ...]]:
    """Return the fields of TOML that are texts, by their names in small letters; read line by line if it is broken."""
    import tomllib

    try:
        pairs = tomllib.loads(written)
    except tomllib.TOMLDecodeError:
        return _by_line(written), (state("file.front_matter", format="TOML"),)
    return {key.lower(): " ".join(value.split()) for key, value in pairs.items() if isinstance(value, str)}, ()


def _by_line(written: str) -> dict[str, str]:
    """Return the fields on lines of their own, without quotes, closed or not.

    >>> _by_line('title: "Charte\\nowner: ONG')
    {'title': 'Charte', 'owner': 'ONG'}
    """
    return {name.lower(): value.strip("\"' ") for name, value in _FIELD.findall(written)}
