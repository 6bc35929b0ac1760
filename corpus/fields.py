"""Read the fields of a mapping one by one; each problem is reported with its line and none stops the reading."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from corpus.language import LANGUAGES, Texts
from corpus.validation_problem import ProblemKind, ValidationProblem
from corpus.yamlfile import Located


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one mapping, named `location` in problems ("step plan"). A missing field reads as empty."""

    file: str
    located: Located
    location: str
    problems: list[ValidationProblem] = field(default_factory=list)

    def check_names(self, known: Collection[str]) -> None:
        """Report every field that is not `known`: a misspelt name would otherwise be ignored in silence."""
        for name in self._mapping():
            if name not in known:
                near = get_close_matches(name, known, 1)
                if near:
                    said = f"is not a field here (did you mean {near[0]}?)"
                    self.report(name, said, "unknown_field_near", near=near[0])
                else:
                    self.report(name, "is not a field here", "unknown_field")

    def report(self, name: str, problem: str, kind: ProblemKind | Literal[""] = "", **values: str | int) -> None:
        """Report a problem in the field `name`, or in the mapping if it has no such field."""
        self.report_at(self.line(name), name, problem, kind, **values)

    def report_at(
        self, line: int, name: str, problem: str, kind: ProblemKind | Literal[""] = "", **values: str | int
    ) -> None:
        """Report a problem on another line than the first of the field."""
        place = f"{self.location}: {name}" if self.location else name
        self.problems.append(ValidationProblem(self.file, line, place, problem, kind, tuple(values.items())))

    def line(self, name: str) -> int:
        """Return the line of the field, or that of the mapping if it has no such field."""
        found = self._mapping().get(name)
        return found.line if found else self.located.line

    def is_null(self, name: str) -> bool:
        """Tell whether the field is absent, empty or null."""
        found = self._mapping().get(name)
        return found is None or found.value in ("", "null", "~")

    def nested_text(self, located: Located, name: str) -> str:
        """Return an item of the list `name` as a text."""
        return self._text(located, name, 500)

    def has(self, name: str) -> bool:
        """Tell whether the field is present, even if it is empty."""
        return name in self._mapping()

    def text(self, name: str, longest: int, pattern: str = "", example: str = "") -> str:
        """Return a text of at most `longest` characters that matches `pattern` as a whole."""
        return self._text(self._mapping().get(name), name, longest, pattern, example)

    def word(self, name: str, allowed: Collection[str]) -> str:
        """Return a text that is one of `allowed`."""
        found = self.text(name, 100)
        if found and found not in allowed:
            known = ", ".join(allowed)
            self.report(name, f'"{found}" is none of {known}', "none_of", found=found, known=known)
            return ""
        return found

    def texts(self, name: str, longest: int) -> Texts:
        """Return a text in each language."""
        found = self._mapping().get(name)
        if found is None or not isinstance(found.value, dict):
            self.report(name, "is missing" if found is None else "must be a text in fr and one in en")
            return dict.fromkeys(LANGUAGES, "")
        for extra in found.value.keys() - set(LANGUAGES):
            self.report_at(found.value[extra].line, f"{name}.{extra}", "is none of fr, en")
        return {
            language: self._text(found.value.get(language), f"{name}.{language}", longest, line=found.line)
            for language in LANGUAGES
        }

    def items(self, name: str) -> list[Located]:
        """Return the items of a list that may not be empty."""
        found = self._mapping().get(name)
        if found is None or not isinstance(found.value, list) or not found.value:
            if found is None:
                self.report(name, "is missing", "missing")
            else:
                self.report(name, "must be a list with one item or more", "no_list")
            return []
        return found.value

    def words(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Return a list of texts, each one of `allowed` and there once."""
        found: list[str] = []
        for item in self.items(name):
            if not isinstance(item.value, str) or item.value not in allowed:
                shown = f'"{item.value}"' if isinstance(item.value, str) else "this"
                self.report_at(item.line, name, f"{shown} is none of {', '.join(allowed)}")
            elif item.value in found:
                self.report_at(item.line, name, f'"{item.value}" stands twice')
            else:
                found.append(item.value)
        return tuple(found)

    def nested(self, located: Located, location: str) -> Fields:
        """Return the fields of a mapping inside this one; its problems are added to the same list."""
        fields = Fields(self.file, located, location, self.problems)
        if not isinstance(located.value, dict):
            fields.report_at(located.line, "all of it", "must be fields with their values")
        return fields

    def _mapping(self) -> dict[str, Located]:
        return self.located.value if isinstance(self.located.value, dict) else {}

    def _text(
        self, found: Located | None, name: str, longest: int, pattern: str = "", example: str = "", line: int = 0
    ) -> str:
        if found is None or not isinstance(found.value, str) or not found.value.strip():
            kind, problem = _no_text(found)
            self.report_at(found.line if found else line or self.located.line, name, problem, kind)
            return ""
        text = re.sub("[ \t\n]+", " ", found.value).strip()  # not \s: a non-breaking space is meant
        if len(text) > longest:
            said = f"has {len(text)} characters; {longest} is the most"
            self.report_at(found.line, name, said, "too_long", length=len(text), longest=longest)
        if pattern and not re.fullmatch(pattern, text):
            self.report_at(found.line, name, f'"{text}" must look like {example}')
        return text


def _no_text(found: Located | None) -> tuple[ProblemKind, str]:
    """Return the problem of a field that holds no text."""
    if found is None:
        return "missing", "is missing"
    return ("empty", "is empty") if found.value == "" else ("no_single_text", "must be a text")
