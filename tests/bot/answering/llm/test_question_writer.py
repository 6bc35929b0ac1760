"""Entry questions that a model writes for passages: what is kept, what is dropped, and what happens when it fails."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.answering.llm.client import ModelClient
from bot.answering.llm.question_writer import QuestionWriter, WritingResult
from index.library import QuestionFile
from index.passage import Passage
from tests.support.modelapi.server import ModelServer
from tests.support.modelapi.turns import Drops, Endless, Fails, Says, ScriptedTurn

HALL = Passage(
    "a-000", "La salle du haut se réserve auprès de la gardienne, dix jours avant la fête.", "fr", "", "Salle", "", "a"
)
BIKES = Passage("a-001", "Les vélos restent dans la cour, attachés aux arceaux.", "fr", "", "Vélos", "", "a")
GOOD = "À qui faut-il demander la grande salle ?"
ENGLISH = "Who should I ask in order to book the room upstairs?"


@pytest.fixture
def file(tmp_path: Path) -> QuestionFile:
    """Return an empty file."""
    return QuestionFile(tmp_path / "questions.tsv", ("used", "off", "none"))


def sure(question: str, texts: Sequence[str]) -> list[float]:
    """Find that each text answers, except what is asked about the weather."""
    return [-1.0 if "météo" in question else 1.0 for _ in texts]


def add(client: ModelClient, file: QuestionFile, *passages: Passage, seconds: float = 60.0) -> WritingResult:
    """Have questions written for the passages."""
    writer = QuestionWriter(client, 600.0, sure, lambda word: True)
    return writer.add_to(file, passages, time.monotonic() + seconds)


def written(*french: str, english: Sequence[str] = ()) -> str:
    """Return questions as a model writes them."""
    return json.dumps({"fr": french, "en": english}, ensure_ascii=False)


def test_good_questions_are_kept(client: ModelClient, modelapi: ModelServer, file: QuestionFile) -> None:
    """In both languages, with the passage that they lead to."""
    modelapi.plays(Says(written(GOOD, english=[ENGLISH])))
    assert add(client, file, HALL) == WritingResult(1, 2, 0)
    assert [(one.state, one.target, one.language, one.text) for one in file.read()] == [
        ("used", "a-000", "fr", GOOD),
        ("used", "a-000", "en", ENGLISH),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "Who keeps the keys of the upper hall?",
        "La salle du haut se réserve auprès de la gardienne ?",
        "Faut-il s’y prendre trente jours à l’avance ?",
        "Madame Diallo garde-t-elle la salle ?",
        "À qui faut-il demander la salle",
        "À qui faut-il demander ? Et quand faut-il le faire ?",
        "<b>À qui</b> faut-il demander la salle ?",
        "Faut-il regarder la météo avant la fête ?",
        "Où ? " * 80,
    ],
    ids=["language", "copy", "figure", "name", "no question", "two", "markup", "not answered", "long"],
)
def test_a_wrong_question_is_dropped(
    client: ModelClient, modelapi: ModelServer, file: QuestionFile, wrong: str
) -> None:
    """The good one beside it is kept."""
    modelapi.plays(Says(written(wrong, GOOD)))
    assert add(client, file, HALL) == WritingResult(1, 1, 1)
    assert [one.text for one in file.read()] == [GOOD]


@pytest.mark.parametrize("turn", [Says("Quand ?"), Says('{"fr": "x"}'), Says("[]"), Endless('{"fr": ["', "a " * 200)])
def test_what_is_no_list_of_questions_gives_none(
    client: ModelClient, modelapi: ModelServer, file: QuestionFile, turn: ScriptedTurn
) -> None:
    """The passage is marked, so that it isn't asked about again."""
    modelapi.plays(turn)
    assert add(client, file, HALL) == WritingResult(1, 0, 0)
    assert [one.state for one in file.read()] == ["none"]
    modelapi.plays(Says(written(GOOD)))
    assert add(client, file, HALL) == WritingResult(0, 0, 0)
    assert modelapi.requests == []


@pytest.mark.parametrize(("turn", "why"), [(Fails(401), "refused"), (Drops('{"fr": ['), "cut")])
def test_a_failure_loses_nothing_and_the_next_call_goes_on(
    client: ModelClient, modelapi: ModelServer, file: QuestionFile, turn: ScriptedTurn, why: str
) -> None:
    """What was kept before stays, and only the rest is asked about."""
    modelapi.plays(Says(written(GOOD)), turn)
    assert add(client, file, HALL, BIKES) == WritingResult(1, 1, 0, why)
    modelapi.plays(Says(written("Où range-t-on sa bicyclette ?")))
    assert add(client, file, HALL, BIKES) == WritingResult(1, 1, 0)
    assert [one.target for one in file.read()] == ["a-000", "a-001"]


def test_it_ends_in_time(client: ModelClient, modelapi: ModelServer, file: QuestionFile) -> None:
    """Before a passage, not within one."""
    modelapi.plays(Says(written(GOOD)))
    assert add(client, file, HALL, seconds=0.0) == WritingResult(why="time")
    assert modelapi.requests == []


def test_a_question_leads_to_one_passage(client: ModelClient, modelapi: ModelServer, file: QuestionFile) -> None:
    """What is asked of another passage already is dropped."""
    modelapi.plays(Says(written(GOOD, GOOD)))
    assert add(client, file, HALL, BIKES) == WritingResult(2, 1, 3)
