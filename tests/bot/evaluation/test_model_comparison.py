"""The ways to word an answer are compared on the same questions, and on the same words of the model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.answering.llm.judge import verdict
from bot.answering.llm.request import ModelChunk, ModelRequest, ModelSession, ModelUnavailable
from bot.container import Container
from bot.evaluation import model_report
from bot.evaluation.model_comparison import MODES, ModelComparison, RecordedModel, WordedAnswer, compare
from bot.evaluation.question_sets import QuestionSet
from bot.settings import Settings
from index.library import Library
from tests.support.evaluation import question

MAY = "Ending a partnership before its term may sometimes prove necessary."
GROUNDS = (
    "The page gives four grounds: unforeseen circumstances, organizational challenges, a change of context and any"
    " other factor."
)


class Model:
    """Writes true claims and a false one, judges everything well, and knows nothing without passages."""

    name, is_local = "scripted:model", True

    def __init__(self) -> None:
        self.asked = 0

    def write(self, request: ModelRequest, seconds: float, is_cancelled: object = None) -> Iterator[ModelChunk]:
        """Write what the request is for."""
        self.asked += 1
        if "supported" in request.system:
            yield ModelChunk('{"supported": true, "answers": true, "why": "It does."}')
        elif request.schema:
            texts = (MAY, "The page gives five grounds.", GROUNDS)
            yield ModelChunk(json.dumps({"claims": [{"text": text, "passages": ["p1"]} for text in texts]}))
        else:
            yield ModelChunk("Thirty days.")


@pytest.fixture(scope="module")
def found(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, WordedAnswer]:
    """Return the answers to one question, by mode."""
    container, model = Container(Settings(home=tmp_path_factory.mktemp("home")), library=library), Model()
    comparison = ModelComparison(
        container.text_advisor,
        container.writer(),
        container.writer(checked=False),
        model,
        model,
        30.0,
    )
    asked: dict[str, Any] = {"text": "Why can a partnership stop before its end?", "language": "en"}
    one = question("q1", must_contain=("context",), must_not=("five grounds|thirty days",), **asked)
    answers = compare(comparison, [QuestionSet("set", (one,))], lambda done, total: None)["set"]
    return {each.mode: each for each in answers}


def test_each_mode_answers(found: dict[str, WordedAnswer]) -> None:
    """The texts, the model on its word, the model checked, the model without any text."""
    assert tuple(found) == MODES
    assert [one.passed for one in found.values()] == [True, False, True, False]
    assert [one.by_model for one in found.values()] == [False, True, True, True]


def test_only_the_checks_keep_out_what_is_false(found: dict[str, WordedAnswer]) -> None:
    """The same words were there for both."""
    assert "five grounds" in found["unchecked"].text and "five grounds" not in found["checked"].text
    assert found["checked"].why == "2 kept, 1 dropped (number)"


def test_a_judge_is_heard_on_all(found: dict[str, WordedAnswer]) -> None:
    """Where there are passages to judge by."""
    assert {(one.supported, one.answers) for one in found.values()} == {(True, True)}


def test_a_judge_elsewhere_gets_no_personal_data() -> None:
    """What people wrote goes out as the log keeps it; to a judge on this machine it goes as it is."""

    class Judge(Model):
        is_local = False
        told = ""

        def write(self, request: ModelRequest, seconds: float, is_cancelled: object = None) -> Iterator[ModelChunk]:
            self.told = request.user
            yield from super().write(request, seconds, is_cancelled)

    judge = Judge()
    for judge.is_local, held in ((False, False), (True, True)):
        found = verdict("Is it awa@ong.org?", "Yes.", [], ModelSession(judge, "en", 1))
        assert found and ("awa@ong.org" in judge.told) is held


def test_the_table_and_the_object_hold_every_mode(found: dict[str, WordedAnswer]) -> None:
    """And name the questions to look at."""
    shown = model_report.table({"set": list(found.values())})
    assert all(name in shown for name in ("texts alone", "model, unchecked", "model, checked", "model without texts"))
    assert "Said what it must not, model, unchecked (1): q1" in shown
    dumped = json.loads(model_report.dump({"set": list(found.values())}))["sets"][0]
    assert (dumped["modes"]["checked"]["pass"], dumped["modes"]["unchecked"]["clean"]) == (1.0, 0.0)


def test_a_recording_repeats_what_was_written() -> None:
    """The model is asked once; a failure comes again as well."""

    class Failing(Model):
        def write(self, request: ModelRequest, seconds: float, is_cancelled: object = None) -> Iterator[ModelChunk]:
            yield from super().write(request, seconds, is_cancelled)
            raise ModelUnavailable("cut")

    model = Failing()
    recorded, request = RecordedModel(model), ModelRequest("s", "u")
    for _ in range(2):
        pieces = recorded.write(request, 1)
        assert next(pieces).text == "Thirty days."
        with pytest.raises(ModelUnavailable, match="cut"):
            next(pieces)
    assert model.asked == 1


def test_the_command_line_names_a_missing_package(tmp_path: Path) -> None:
    """Before anything is asked."""
    from bot.cli.evaluation_commands import compare_models
    from bot.errors import SettingsError

    with pytest.raises(SettingsError, match="pip install"):
        compare_models(Container(Settings(home=tmp_path)), (), "groq:llama", None, False, lambda done, total: None)
