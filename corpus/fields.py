"""Take the fields of a marked mapping one by one, and note every mistake with its line instead of stopping at it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from difflib import get_close_matches

from corpus.language import LANGUAGES, Language
from corpus.yamlfile import Marked

Texts = dict[Language, str]


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """Something wrong in a file: on which line, in which field, and what is expected.

    >>> print(Mistake("a.yaml", 3, "step plan: ask.en", "is missing"))
    a.yaml:3: step plan: ask.en: is missing.
    """

    file: str
    line: int
    field: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.problem}."


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one mapping; `place` names it in mistakes, such as "step plan". What is missing reads as empty."""

    file: str
    marked: Marked
    place: str
    mistakes: list[Mistake] = field(default_factory=list)

    def expect(self, known: Collection[str]) -> None:
        """Note every field that is not `known`: a typing error would otherwise be passed over in silence."""
        for name in self._mapping():
            if name not in known:
                near = get_close_matches(name, known, 1)
                self.wrong(name, "is not a field here" + (f"; did you mean {near[0]}?" if near else ""))

    def wrong(self, name: str, problem: str) -> None:
        """Note a mistake in the field `name`, or in the mapping if it has no such field."""
        self.wrong_at(self.line(name), name, problem)

    def wrong_at(self, line: int, name: str, problem: str) -> None:
        """Note a mistake on another line than that on which the field begins."""
        self.mistakes.append(Mistake(self.file, line, f"{self.place}: {name}" if self.place else name, problem))

    def line(self, name: str) -> int:
        """Return the line of the field, or that of the mapping if it has no such field."""
        found = self._mapping().get(name)
        return found.line if found else self.marked.line

    def has(self, name: str) -> bool:
        """Tell whether the field stands there, even if it is empty."""
        return name in self._mapping()

    def text(self, name: str, longest: int, pattern: str = "", example: str = "") -> str:
        """Return a text of at most `longest` characters that matches `pattern` as a whole."""
        return self._text(self._mapping().get(name), name, longest, pattern, example)

    def word(self, name: str, allowed: Collection[str]) -> str:
        """Return a text that is one of `allowed`."""
        found = self.text(name, 100)
        if found and found not in allowed:
            self.wrong(name, f'"{found}" is none of {", ".join(allowed)}')
            return ""
        return found

    def texts(self, name: str, longest: int) -> Texts:
        """Return a text in each language."""
        found = self._mapping().get(name)
        if found is None or not isinstance(found.value, dict):
            self.wrong(name, "is missing" if found is None else "must be a text in fr and one in en")
            return dict.fromkeys(LANGUAGES, "")
        for extra in found.value.keys() - set(LANGUAGES):
            self.wrong_at(found.value[extra].line, f"{name}.{extra}", "is none of fr, en")
        return {
            language: self._text(found.value.get(language), f"{name}.{language}", longest, line=found.line)
            for language in LANGUAGES
        }

    def items(self, name: str) -> list[Marked]:
        """Return the items of a list that may not be empty."""
        found = self._mapping().get(name)
        if found is None or not isinstance(found.value, list) or not found.value:
            self.wrong(name, "is missing" if found is None else "must be a list with one item or more")
            return []
        return found.value

    def words(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Return a list of texts, each one of `allowed` and there once."""
        found: list[str] = []
        for item in self.items(name):
            if not isinstance(item.value, str) or item.value not in allowed:
                shown = f'"{item.value}"' if isinstance(item.value, str) else "this"
                self.wrong_at(item.line, name, f"{shown} is none of {', '.join(allowed)}")
            elif item.value in found:
                self.wrong_at(item.line, name, f'"{item.value}" stands twice')
            else:
                found.append(item.value)
        return tuple(found)

    def inner(self, marked: Marked, place: str) -> Fields:
        """Return the fields of a mapping inside this one; its mistakes are noted in the same list."""
        fields = Fields(self.file, marked, place, self.mistakes)
        if not isinstance(marked.value, dict):
            fields.wrong_at(marked.line, "all of it", "must be fields with their values")
        return fields

    def _mapping(self) -> dict[str, Marked]:
        return self.marked.value if isinstance(self.marked.value, dict) else {}

    def _text(
        self, found: Marked | None, name: str, longest: int, pattern: str = "", example: str = "", line: int = 0
    ) -> str:
        if found is None or not isinstance(found.value, str) or not found.value.strip():
            problem = "is missing" if found is None else "is empty" if found.value == "" else "must be a text"
            self.wrong_at(found.line if found else line or self.marked.line, name, problem)
            return ""
        text = re.sub("[ \t\n]+", " ", found.value).strip()  # not \s: a non-breaking space is meant
        if len(text) > longest:
            self.wrong_at(found.line, name, f"has {len(text)} characters; {longest} is the most")
        if pattern and not re.fullmatch(pattern, text):
            self.wrong_at(found.line, name, f'"{text}" must look like {example}')
        return text
