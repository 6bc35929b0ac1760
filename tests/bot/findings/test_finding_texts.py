"""Every statement that code can build has words in both languages, and all words are of a statement."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from bot.answering.llm.request import ModelFailure
from bot.examination.doctor import SUBJECTS
from bot.examination.remedies import CONCERNS, is_expected
from bot.findings.wording import finding_texts, in_words, pieces
from bot.storage.transactions import ServerFault
from corpus.language import LANGUAGES, Language
from corpus.validation_problem import ProblemKind
from index.ingest import file_type
from index.statement import Statement, state, statement_of
from tests.support.findings import sample
from tests.support.source_keys import keys_in

ROOT = Path(__file__).parents[3]
KINDS = {kind for _, kind in (*file_type._STARTS, *file_type._ZIPS)} | set(file_type._KINDS)
# What the values in a key that code puts together may be, by the key with "{}" for each value.
BUILT: Mapping[str, Iterable[str]] = {
    "card_problem.{}": get_args(ProblemKind),
    "error.{}": [name for _, name in CONCERNS],
    "kind.{}": {*KINDS, "zip", "locked_office", "old_office", "binary"},
    "model_failure.{}": get_args(ModelFailure),
    "model_remedy.{}": get_args(ModelFailure),
    "server_remedy.{}": get_args(ServerFault),
    "subject.{}": SUBJECTS,
}


@pytest.fixture(scope="module")
def built() -> list[tuple[str, set[str] | None]]:
    """Return each key that the code builds a statement of, with the names of its values; None if code adds some."""
    return [call for part in ("bot", "index") for path in (ROOT / part).rglob("*.py") for call in _calls(path)]


def test_each_key_that_code_can_build_exists_in_both_languages(built: list[tuple[str, set[str] | None]]) -> None:
    """A wrong one would break a page; one that is put together stands above with the values it is made of."""
    patterns = {key for key, _ in built if "{}" in key}
    assert patterns == set(BUILT)
    wanted = {key for key, _ in built if "{}" not in key} | {
        pattern.format(value) for pattern, values in BUILT.items() for value in values
    }
    assert len(wanted) > 200
    assert [wanted - keys(language) for language in LANGUAGES] == [set(), set()]
    singular = {key.removesuffix("_one") for key in keys("en") if key.endswith("_one")}
    assert keys("en") - wanted - {f"{key}_one" for key in singular} == set()


def test_each_statement_has_the_values_that_its_text_has_room_for(built: list[tuple[str, set[str] | None]]) -> None:
    """In both languages, and for one as for several."""
    missing = {
        (language, key, name)
        for key, given in built
        if given is not None and "{}" not in key
        for language in LANGUAGES
        for name in _room(language, key) - given
    }
    assert missing == set()


def test_both_languages_have_the_same_keys_and_values_in_the_same_order() -> None:
    """A text that has a singular has a plural too."""
    both = [[(section, *names) for section, names in finding_texts(language).items()] for language in LANGUAGES]
    assert both[0] == both[1]
    for key in keys("fr"):
        assert _room("fr", key) == _room("en", key), key
    assert {key.removesuffix("_one") for key in keys("fr")} - keys("fr") == set()


@pytest.mark.parametrize("key", sorted(key for key in finding_texts("fr")["error"] if key != "with_remedy"))
def test_what_an_error_says_in_english_comes_after_a_french_sentence(key: str) -> None:
    """Which tells what it concerns; its words are marked as English."""
    said = pieces(sample(f"error.{key}", error="No room."), "fr")
    assert len(said[0].text.split()) > 4 and said[0].language == "fr"
    assert [piece.text for piece in said if piece.language == "en"] == ["No room."] * (key != "encoding")


def test_each_expected_error_has_a_concern_of_its_own() -> None:
    """None is told as an unknown one."""
    concerned = [kind for kind, _ in CONCERNS if kind is not Exception]
    assert [kind for kind in concerned if not is_expected(kind.__new__(kind))] == []


def test_french_typography() -> None:
    """A space that does not break stands before a colon and inside guillemets; commands stand as they are typed."""
    for names in finding_texts("fr").values():
        for text in names.values():
            assert not re.search(r" [:;?!»]|« |'", re.sub(r"`[^`]*`", "", text)), text


@pytest.mark.parametrize(
    ("said", "french"),
    [
        (state("file.struck", count=0), "Du texte barré a été laissé de côté (0 endroit)."),
        (state("file.struck", count=2), "Du texte barré a été laissé de côté (2 endroits)."),
        (state("refused.characters", most=20_000_000), "Son texte dépasse 20\u202f000\u202f000 caractères."),
        (
            state("file.running_heads", heads=("Guide", "2026")),
            "Les en-têtes et pieds de page ont été laissés de côté\xa0: «\xa0Guide\xa0», «\xa02026\xa0».",
        ),
    ],
)
def test_numbers_and_names_are_written_as_the_language_does(said: Statement, french: str) -> None:
    """Plurals, decimals, thousands and quotation marks."""
    assert in_words(said, "fr") == french
    assert statement_of({"key": said.key, "values": [list(pair) for pair in said.values]}) == said


def keys(language: Language) -> set[str]:
    """Return every key of the texts in `language`."""
    return {f"{section}.{name}" for section, names in finding_texts(language).items() for name in names}


def _room(language: Language, key: str) -> set[str]:
    """Return the names of the values that a text has room for, with those of its singular."""
    section, _, name = key.partition(".")
    names = finding_texts(language)[section]
    texts = [names[name], names.get(f"{name}_one", "")]
    return {value for text in texts for _, value, _, _ in Formatter().parse(text) if value}


def _calls(path: Path) -> Iterator[tuple[str, set[str] | None]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "state" and node.args:
            names = {keyword.arg for keyword in node.keywords if keyword.arg}
            added = any(keyword.arg is None for keyword in node.keywords)
            keys = list(keys_in(node.args[0]))
            assert keys, f"A key that the test can't read: {ast.unparse(node)}"
            yield from ((key, None if added else names) for key in keys)
