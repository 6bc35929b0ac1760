"""Write the parts of the README that the product itself can tell, or check that they are up to date.

`docs/generate.py --write` puts between each `<!-- generated:NAME -->` and its `<!-- /generated -->` what `PARTS` makes
for that name; `--check` exits with 1 and names the parts that differ. The exchanges run the real product in a home of
their own (`--home`, default `build/home`), whose index is built when it is missing or stale.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.replies.reply import Reply
    from index.library import Library

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PART = re.compile(r"(<!-- generated:(\w+) -->\n).*?(<!-- /generated -->)", re.DOTALL)
ROOMS = tuple(
    f"bot/{room}" for room in "access advice cases chat checks console evaluation model records safety telegram".split()
)
FOLDERS = (
    "corpus",
    "index",
    "bot",
    *ROOMS,
    "prompts",
    "docs",
    "tests",
    "tests/botapi",
    "tests/modelapi",
    "tests/smallmodel",
)
ASKED = {
    "fr": ("Notre projet n'avance pas, on fait quoi ?", "Et c'est combien de jours, le préavis ?"),
    "en": ("Why can a partnership stop before its end?", "And how many days of notice is that?"),
}

sys.path.insert(0, str(ROOT))


def main() -> int:
    """Write or check; return the exit status."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--home", type=Path, default=ROOT / "build" / "home", help="where the index is kept")
    mode = arguments.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true", help="exit with 1 if a part is out of date")
    mode.add_argument("--write", action="store_true", help="write the parts")
    chosen = arguments.parse_args()
    old = README.read_text(encoding="utf-8")
    new, changed = generated(old, chosen.home)
    if chosen.write:
        README.write_text(new, encoding="utf-8")
    for name in changed:
        print(f"README.md: {name} " + ("written" if chosen.write else "is out of date: run `make docs`"))
    return 1 if changed and chosen.check else 0


def generated(text: str, home: Path) -> tuple[str, list[str]]:
    """Return `text` with every part made again, and the names of those that differ."""
    changed = []

    def replace(match: re.Match[str]) -> str:
        fresh = f"{match[1]}\n{PARTS[match[2]](home)}\n\n{match[3]}"
        if fresh != match[0]:
            changed.append(match[2])
        return fresh

    return PART.sub(replace, text), changed


def tree(_: Path) -> str:
    """Return the folders that matter, each with the first sentence that it says of itself."""
    rows = [f"| `{folder}/` | {_purpose(ROOT / folder)} |" for folder in FOLDERS]
    return "\n".join(["| Folder | What lies in it |", "| --- | --- |", *rows])


def settings(_: Path) -> str:
    """Return the table of settings: name, default, meaning."""
    from bot.settings import PREFIX, Settings

    rows = []
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = default.get_secret_value() if hasattr(default, "get_secret_value") else str(default)
        shown = "" if default is None else shown
        shown = "our cards" if name == "corpus" else f"`{shown}`" if shown else "empty"
        rows.append(f"| `{PREFIX}{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(["| Setting | Default | Meaning |", "| --- | --- | --- |", *rows])


def commands(_: Path) -> str:
    """Return the help of the commands, as a terminal shows it."""
    asked = (["--help"], ["ask", "--help"], ["index", "--help"], ["cases", "--help"])
    shown = [f"$ relais {' '.join(words)}\n{_help(words)}" for words in asked]
    return "```text\n" + "\n\n".join(shown) + "\n```"


def exchange(language: str) -> Callable[[Path], str]:
    """Return a maker of the exchange in `language`: questions, and what the product answers now."""

    def make(home: Path) -> str:
        from bot.container import Container
        from bot.domain.chat import Chat
        from bot.settings import Settings

        with tempfile.TemporaryDirectory() as log, Container(Settings(home=Path(log)), library=_library(home)) as parts:
            conversation = parts.conversation
            said = [_turn(question, conversation.ask(Chat(language), question)) for question in ASKED[language]]
        return "\n>\n".join(said)

    return make


def answer_object(home: Path) -> str:
    """Return an answer as `relais ask --json` prints it, its text cut and its times blanked."""
    from bot.cli import output

    found = json.loads(output.answer(_library(home), "Who follows up the corrective measures?", None, as_json=True))
    found["answer"] = found["answer"][:72] + "…"
    found["timings_ms"] = dict.fromkeys(found["timings_ms"], 0)
    return "```json\n" + json.dumps(found, ensure_ascii=False, indent=2) + "\n```"


def _purpose(folder: Path) -> str:
    """Return the docstring of a package, or the first paragraph of its README, title aside."""
    package, readme = folder / "__init__.py", folder / "README.md"
    if package.exists():
        said = ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))) or ""
    else:
        said = readme.read_text(encoding="utf-8").partition("\n\n")[2]
    return said.partition("\n\n")[0].replace("\n", " ").strip()


def _help(words: list[str]) -> str:
    from click.testing import CliRunner

    from bot.cli.main import main as relais

    shown = CliRunner().invoke(relais, words, prog_name="relais", terminal_width=100)
    return shown.output.rstrip()


def _library(home: Path) -> Library:
    from bot.container import Container
    from bot.settings import Settings

    library = Container(Settings(home=home.absolute())).library
    if library.is_stale():
        library.build(lambda done, total: None)
    return library


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
    "tree": tree,
    "settings": settings,
    "commands": commands,
    "exchange_fr": exchange("fr"),
    "exchange_en": exchange("en"),
    "answer": answer_object,
}

if __name__ == "__main__":
    sys.exit(main())
