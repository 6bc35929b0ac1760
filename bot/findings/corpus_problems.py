"""What is wrong with the files of a corpus, as statements, for whoever edits cards."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from corpus.validation_problem import ValidationProblem
from corpus.yamlfile import CorpusError
from index.statement import Statement, state


def corpus_problems(error: CorpusError, folder: Path) -> list[Statement]:
    """Return a statement of each problem, with files as they are named below `folder`.

    An error without a place in a file is told in the words of the program.
    """
    below = f"{folder}{os.sep}"
    if error.problems:
        return [corpus_problem(replace(one, file=one.file.removeprefix(below))) for one in error.problems]
    return [state("card_problem.other", error=line) for line in str(error).replace(below, "").splitlines()]


def corpus_problem(problem: ValidationProblem) -> Statement:
    """Return the statement of a problem.

    >>> from bot.findings.wording import in_words
    >>> in_words(corpus_problem(ValidationProblem("texts/fr/a.md", 2, "section", "is missing", "missing")), "fr")
    'texts/fr/a.md, ligne 2, champ «\\xa0section\\xa0»\\xa0: manque.'
    """
    said = state("card_problem.other", error=problem.problem)
    if problem.kind:
        said = state(f"card_problem.{problem.kind}", **dict(problem.values))
    if problem.field:
        return state("card_problem.in_field", file=problem.file, line=problem.line, field=problem.field, problem=said)
    return state("card_problem.in_file", file=problem.file, line=problem.line, problem=said)
