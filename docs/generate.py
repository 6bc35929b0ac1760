"""Generate the parts of the documentation that come from the product itself, or check that they are up to date.

`docs/generate.py --write` puts the text of each part between its `<!-- generated:NAME -->` and `<!-- /generated -->` in
the files of `FILES`, as `PARTS` returns it for that name, and draws `docs/exchange.svg`; `--check` exits with 1 and
names the parts that differ. The exchanges run the real product in a home of their own (`--home`, default `build/home`),
whose index is built when it is missing or stale.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.container import Container
    from bot.replies.reply import Reply
    from index.library import Library

FILES = ("README.md", "docs/access.md", "docs/architecture.md", "docs/cli.md", "docs/desk.md", "docs/settings.md")
PICTURE = ROOT / "docs" / "exchange.svg"
PART = re.compile(r"(<!-- generated:(\w+) -->\n).*?(<!-- /generated -->)", re.DOTALL)
ASKED = {"fr": ("Notre projet n'avance pas, on fait quoi ?",), "en": ("How long is the notice of termination?",)}
DRAWN = ("Notre projet n'avance pas, on fait quoi ?", "Et c'est combien de jours, le préavis ?")
TITLE = "Une conversation avec Relais · A conversation with Relais"


def main() -> int:
    """Write or check; return the exit status."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--home", type=Path, default=ROOT / "build" / "home", help="where the index is kept")
    mode = arguments.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true", help="exit with 1 if a part is out of date")
    mode.add_argument("--write", action="store_true", help="write the parts")
    chosen = arguments.parse_args()
    changed = [f"{name}: {part}" for name in FILES for part in _renewed(ROOT / name, chosen.home, chosen.write)]
    drawing = picture(chosen.home)
    if not PICTURE.exists() or PICTURE.read_text(encoding="utf-8") != drawing:
        changed.append("docs/exchange.svg")
        if chosen.write:
            PICTURE.write_text(drawing, encoding="utf-8")
    for part in changed:
        print(f"{part} " + ("written" if chosen.write else "is out of date: run `make docs`"))
    return 1 if changed and chosen.check else 0


def _renewed(path: Path, home: Path, write: bool) -> list[str]:
    """Return the names of the parts of a file that are out of date; write them anew if wanted."""
    old, changed = path.read_text(encoding="utf-8"), []

    def replace(match: re.Match[str]) -> str:
        fresh = f"{match[1]}\n{PARTS[match[2]](home)}\n\n{match[3]}"
        if fresh != match[0]:
            changed.append(match[2])
        return fresh

    new = PART.sub(replace, old)
    if write and changed:
        path.write_text(new, encoding="utf-8")
    return changed


def packages(_: Path) -> str:
    """Return a diagram of the packages, upper ones above, from the import rules."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(rule["layers"] for rule in rules if rule.get("containers") == ["bot"])
    rows = [[name.strip() for name in layer.split("|")] for layer in layers if "_" not in layer]
    rows += [["index"], ["corpus"]]
    drawn = [" ".join(f"[{name}]" for name in row) for row in rows]
    width = max(map(len, drawn))
    arrow = "↓".center(width).rstrip()
    return "```text\n" + f"\n{arrow}\n".join(row.center(width).rstrip() for row in drawn) + "\n```"


def tree(_: Path) -> str:
    """Return the packages with the first sentence of each one's docstring."""
    inits = [path for root in ("corpus", "index", "bot") for path in sorted((ROOT / root).glob("**/__init__.py"))]
    folders = [path.parent.relative_to(ROOT) for path in inits if len(path.parent.relative_to(ROOT).parts) <= 4]
    rows = [f"| `{folder}/` | {_purpose(ROOT / folder)} |" for folder in [*folders, Path("prompts"), Path("tests")]]
    return "\n".join(["| Package | What it holds |", "| --- | --- |", *rows])


def handlers(home: Path) -> str:
    """Return the handlers of the conversation in their order, each with the first sentence of its class."""
    with _temporary_container(home, access="approval") as container:
        kinds = [type(handler) for handler in container.handlers]
    return "\n".join(f"{n}. `{kind.__name__}`: {_first_line(kind.__doc__)}" for n, kind in enumerate(kinds, 1))


def permissions(_: Path) -> str:
    """Return the table of permissions: for each action and place the lowest role that may take it there."""
    from bot.domain.access.permissions import PERMISSIONS, PLACES

    head = [
        "| Who may | In private | Staff group | Safeguarding group | Any other group |",
        "| --- | --- | --- | --- | --- |",
    ]
    rows = []
    for row in PERMISSIONS:
        needed = " | ".join(row.roles.get(place, "nobody") for place in PLACES)
        rows.append(f"| {row.title}: {' '.join(f'`{action}`' for action in row.actions)} | {needed} |")
    return "\n".join([*head, *rows])


def desk_permissions(_: Path) -> str:
    """Return the table of what may be done at the desk, with the lowest role that may do it."""
    from bot.domain.access.desk_permissions import DESK_PERMISSIONS

    rows = [f"| {row.title}: {' '.join(f'`{one}`' for one in row.actions)} | {row.role} |" for row in DESK_PERMISSIONS]
    return "\n".join(["| Who may, at the desk | Role |", "| --- | --- |", *rows])


def transitions(_: Path) -> str:
    """Return the table of what becomes of a case: for each action and state the next state."""
    from bot.domain.cases.case import STATES, TRANSITIONS

    actions = dict.fromkeys(action for _, action in TRANSITIONS)
    head = [f"| Action | {' | '.join(f'`{state}`' for state in STATES)} |", "| --- " * (len(STATES) + 1) + "|"]
    rows = []
    for action in actions:
        after = " | ".join(TRANSITIONS.get((state, action), "refused") for state in STATES)
        rows.append(f"| {action.replace('_', ' ')} | {after} |")
    return "\n".join([*head, *rows])


def settings(_: Path) -> str:
    """Return a table of settings for each subject: name, default, meaning."""
    from bot.settings import PREFIX, Settings

    groups: dict[str, list[str]] = {}
    for name, field in Settings.model_fields.items():
        extra = field.json_schema_extra
        group = str(extra["group"]) if isinstance(extra, dict) else "General"
        row = f"| `{PREFIX}{name.upper()}` | {_default(name, field.get_default())} | {field.description} |"
        groups.setdefault(group, []).append(row)
    head = ["| Setting | Default | Meaning |", "| --- | --- | --- |"]
    return "\n\n".join("\n".join([f"## {group}", "", *head, *rows]) for group, rows in groups.items())


def _default(name: str, default: object) -> str:
    if name == "corpus":
        return "our cards"
    shown = default.get_secret_value() if hasattr(default, "get_secret_value") else default
    return f"`{shown}`" if shown not in (None, "") else "empty"


def commands(_: Path) -> str:
    """Return the help of every command, as a terminal shows it."""
    import click

    from bot.cli.main import main as relais

    def names(command: click.Command, words: list[str]) -> Iterable[list[str]]:
        yield words
        if isinstance(command, click.Group):
            for name in command.list_commands(click.Context(command)):
                yield from names(command.commands[name], [*words, name])

    shown = [f"$ relais {' '.join([*words, '--help'])}\n{_help(words)}" for words in names(relais, [])]
    return "```text\n" + "\n\n".join(shown) + "\n```"


def exchange(language: str) -> Callable[[Path], str]:
    """Return a function of the home that returns the exchange in `language`: questions with their answers."""

    def make(home: Path) -> str:
        return "\n>\n".join(_turn(*turn) for turn in _transcript(home, ASKED[language]))

    return make


def picture(home: Path) -> str:
    """Return the picture of the README: a question, its answer, and a follow-up that the texts do not cover."""
    from picture import Bubble, draw

    bubbles = []
    for question, reply in _transcript(home, DRAWN):
        paragraphs = tuple((paragraph.text, paragraph.style) for paragraph in reply.paragraphs)
        buttons = tuple(tuple(button.label for button in row) for row in reply.buttons)
        bubbles += [Bubble(False, ((question, "plain"),)), Bubble(True, paragraphs, buttons)]
    return draw(bubbles, TITLE)


def answer_object(home: Path) -> str:
    """Return an answer as `relais ask --json` prints it, its texts cut and its times set to zero."""
    from bot.cli import output

    found = json.loads(output.answer(_library(home), "Who follows up the corrective measures?", None, as_json=True))
    found["answer"] = found["answer"][:72] + "…"
    for suggested in found["suggestions"]:
        suggested["text"] = suggested["text"][:72] + "…"
    found["timings_ms"] = dict.fromkeys(found["timings_ms"], 0)
    return "```json\n" + json.dumps(found, ensure_ascii=False, indent=2) + "\n```"


def _purpose(folder: Path) -> str:
    """Return the docstring of a package, or the first paragraph of its README, title aside."""
    package, readme = folder / "__init__.py", folder / "README.md"
    if package.exists():
        return _first_line(ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))))
    return _first_line(readme.read_text(encoding="utf-8").partition("\n\n")[2])


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n\n")[0].replace("\n", " ").strip()


def _help(words: list[str]) -> str:
    from click.testing import CliRunner

    from bot.cli.main import main as relais

    shown = CliRunner().invoke(relais, [*words, "--help"], prog_name="relais", terminal_width=100)
    return shown.output.rstrip()


@cache
def _library(home: Path) -> Library:
    from bot.container import Container
    from bot.settings import Settings

    library = Container(Settings(home=home.absolute())).library
    if library.is_stale():
        library.build(lambda done, total: None)
    return library


@cache
def _transcript(home: Path, questions: Sequence[str]) -> list[tuple[str, Reply]]:
    """Return each question with the reply of the real conversation, asked one after the other in a new chat."""
    from bot.domain.chat import Chat

    with _temporary_container(home) as container:
        return [(question, container.conversation.ask(Chat("reader"), question)) for question in questions]


@contextmanager
def _temporary_container(home: Path, **settings: str) -> Iterator[Container]:
    """Yield all parts of the bot with the library of `home` and a new database."""
    from bot.container import Container
    from bot.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        chosen = Settings.model_validate({"home": folder, **settings})
        with Container(chosen, library=_library(home)) as container:
            yield container


def _turn(question: str, reply: Reply) -> str:
    """Return one question and its answer as a quotation."""
    shown = {"title": "**{}**", "source": "*{}*"}
    paragraphs = [shown.get(paragraph.style, "{}").format(paragraph.text) for paragraph in reply.paragraphs]
    buttons = "  ".join(f"`{button.label}`" for row in reply.buttons for button in row)
    return _quoted([f"🧑 {question}", *paragraphs, *([buttons] if buttons else [])])


def _quoted(paragraphs: Iterable[str]) -> str:
    text = "\n\n".join(paragraphs)
    text = re.sub(r"(?m)^• ", "- ", text)
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


PARTS: dict[str, Callable[[Path], str]] = {
    "packages": packages,
    "tree": tree,
    "handlers": handlers,
    "desk_permissions": desk_permissions,
    "permissions": permissions,
    "transitions": transitions,
    "settings": settings,
    "commands": commands,
    "exchange_fr": exchange("fr"),
    "exchange_en": exchange("en"),
    "answer": answer_object,
}

if __name__ == "__main__":
    sys.exit(main())
