"""Prompts: Markdown files in `prompts/`, whose variables are declared and checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.errors import PromptError
from corpus import yamlfile
from corpus.errors import CorpusError
from corpus.language import LANGUAGES, Language

NAMES = ("alone", "answer", "condense", "judge", "translate")
PARTS = ("system", "user")
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^# (.+?)\s*$", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt in both languages: the text of each part ("system", "user") with its variables in double braces.

    `digest` is the SHA-256 of its file, in hex.
    """

    name: str
    variables: frozenset[str]
    texts: Mapping[tuple[Language, str], str]
    digest: str

    def fill(self, language: Language, **values: str) -> tuple[str, str]:
        """Return the system and the user message with `values` filled in, each once: braces in a value are text.

        Raise PromptError if a variable has no value or a value no variable.
        """
        if amiss := self.variables ^ set(values):
            raise PromptError(f"prompts/{self.name}.md: {{{{{min(amiss)}}}}} is not what the code fills in.")
        filled = [_VARIABLE.sub(lambda match: values[match[1].strip()], self.texts[language, part]) for part in PARTS]
        return filled[0], re.sub(r"\n{3,}", "\n\n", filled[1]).strip()


@cache
def prompt(name: str) -> Prompt:
    """Return the prompt of that name. Raise PromptError for a file that can't be used."""
    return read_prompt(files("prompts") / f"{name}.md", name)


def read_prompt(path: Traversable, name: str) -> Prompt:
    """Return the prompt in the file `path`. Raise PromptError naming the file and what is amiss."""
    try:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"prompts/{name}.md can't be read ({type(error).__name__}).") from error
    parts = _FRONT_MATTER.match(text)
    if not parts:
        raise PromptError(f"prompts/{name}.md must begin with front matter between two lines of ---.")
    variables, texts = _declared(parts[1], name), _texts(parts[2], name)
    for language in LANGUAGES:
        _check(" ".join(texts[language, part] for part in PARTS), variables, f"prompts/{name}.md, {language}")
    return Prompt(name, variables, texts, hashlib.sha256(text.encode()).hexdigest())


def _declared(front: str, name: str) -> frozenset[str]:
    from pathlib import Path

    try:
        held = yamlfile.parse(front, Path("prompts", f"{name}.md"))
    except CorpusError as error:
        raise PromptError(str(error)) from error
    variables = held.get("variables") if isinstance(held, dict) else None
    if not isinstance(variables, dict) or not variables:
        raise PromptError(f"prompts/{name}.md: the front matter must declare its variables, each with what it holds.")
    return frozenset(map(str, variables))


def _texts(body: str, name: str) -> dict[tuple[Language, str], str]:
    pieces = _HEADING.split(body)
    found = {heading: text.strip() for heading, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    wanted = {f"{language}: {part}": (language, part) for language in LANGUAGES for part in PARTS}
    if amiss := set(found) ^ set(wanted):
        raise PromptError(f"prompts/{name}.md: its headings must be {', '.join(wanted)}; see “{min(amiss)}”.")
    return {wanted[heading]: text for heading, text in found.items()}


def _check(text: str, variables: frozenset[str], where: str) -> None:
    used = {found.strip() for found in _VARIABLE.findall(text)}
    if unknown := used - variables:
        raise PromptError(
            f"{where}: {{{{{min(unknown)}}}}} is not declared; declared are {', '.join(sorted(variables))}."
        )
    if idle := variables - used:
        raise PromptError(f"{where}: the variable {min(idle)} is declared and not used.")
    if "{{" in _VARIABLE.sub("", text):
        raise PromptError(f"{where}: a variable is opened with {{{{ and not closed.")
