"""What is wrong with a card is told in both languages, and in English as the command line tells it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from bot.findings.corpus_problems import corpus_problems
from bot.findings.wording import in_words, pieces
from corpus.card_file import corpus_with, read_card_files
from corpus.validation_problem import ProblemKind
from corpus.yamlfile import CorpusError
from tests.support.small_library import small_corpus

CARD = "opening"
HEAD = "source: charter\nsection: Locaux\nquestions: [Quand ?]"
# A file for each kind of problem: its head, and what stands below it.
BROKEN: dict[str, tuple[str, str]] = {
    "missing": ("source: charter\nquestions: [Quand ?]", "# Titre\n\nTexte."),
    "empty": (HEAD.replace("Locaux", '""'), "# Titre\n\nTexte."),
    "no_single_text": (HEAD.replace("Locaux", "[a, b]"), "# Titre\n\nTexte."),
    "no_list": (HEAD.replace("[Quand ?]", "Quand"), "# Titre\n\nTexte."),
    "no_text": (HEAD, "# Titre\n"),
    "unknown_field": (f"{HEAD}\nxyz: a", "# Titre\n\nTexte."),
    "unknown_field_near": (f"{HEAD}\nunsayd: a", "# Titre\n\nTexte."),
    "none_of": (HEAD.replace("charter", "nowhere"), "# Titre\n\nTexte."),
    "too_long": (HEAD.replace("Locaux", "a" * 201), "# Titre\n\nTexte."),
    "twice": (f"{HEAD}\nsource: charter", "# Titre\n\nTexte."),
    "front_matter": (HEAD, "Texte."),
    "no_yaml": ("source: [", "# Titre\n\nTexte."),
    "empty_file": ("# nothing", "# Titre\n\nTexte."),
    "alias": (f"{HEAD}\nunsaid: &a [*a]", "# Titre\n\nTexte."),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a corpus of one card."""
    return small_corpus(tmp_path_factory.mktemp("corpus") / "own")


def error_of(folder: Path, text: str) -> CorpusError:
    """Return the error that the corpus has with another French file of its card."""
    with pytest.raises(CorpusError) as raised:
        corpus_with(folder, CARD, read_card_files(folder, CARD) | {"fr": text})
    return raised.value


def test_there_is_a_file_for_each_kind() -> None:
    """So that the test below proves that each has words."""
    assert set(BROKEN) == set(get_args(ProblemKind))


@pytest.mark.parametrize("kind", BROKEN)
def test_each_problem_of_a_card_is_told_in_both_languages(folder: Path, kind: str) -> None:
    """With file and line. English is that of the command line; on a French page nothing but a parser's words is."""
    head, below = BROKEN[kind]
    error = error_of(folder, f"---\n{head}\n---\n\n{below}\n")
    assert kind in {one.kind for one in error.problems}
    said = corpus_problems(error, folder)
    assert "\n".join(in_words(one, "en") for one in said) == str(error)
    assert all(in_words(one, "fr").startswith(f"texts/fr/{CARD}.md, ligne ") for one in said)
    english = [piece.text for one in said for piece in pieces(one, "fr") if piece.language == "en"]
    assert bool(english) == (kind == "no_yaml")


def test_an_error_without_a_place_is_told_in_the_words_of_the_program(folder: Path) -> None:
    """A line each, with the path below the folder, marked as English."""
    said = corpus_problems(CorpusError(f"{folder}/texts can't be written.\nOne more."), folder)
    assert [pieces(one, "fr")[0].text for one in said] == ["texts can't be written.", "One more."]
    assert {piece.language for one in said for piece in pieces(one, "fr")} == {"en"}
