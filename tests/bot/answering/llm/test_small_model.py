"""A real model over a real endpoint: small and often wrong, so that the checks have something to catch."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from bot.conversation.answer_reply import compose
from bot.evaluation import running
from bot.evaluation.question_sets import parse
from bot.settings import Settings
from index.library import Library

pytest.importorskip("xllamacpp", reason="no wheel of llama.cpp for this platform")
pytestmark = pytest.mark.model

QUESTIONS = (Path(__file__).parents[3] / "questions" / "tune.jsonl").read_text("utf-8").splitlines()[:1]  # 15 s each


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """Serve the model for the tests of this file, by a process that can be killed amid an answer."""
    command = [sys.executable, "-m", "tests.support.child_process", "tests.support.smallmodel"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def test_no_answer_is_worse_for_it(library: Library, base_url: str, tmp_path: Path) -> None:
    """What passed without it passes with it, and nothing forbidden gets through."""
    settings = Settings(home=tmp_path, model="openai:smollm2", model_base_url=base_url, model_timeout=25)
    container = Container(settings, library=library)
    texts, wording = container.text_advisor, container.advisor
    for line in QUESTIONS:
        question = parse(line)
        answer = wording.advise(question.inquiry)
        said = compose(answer).plain
        without = compose(texts.advise(question.inquiry)).plain
        assert running.present(said, question.must_not) == ()
        assert set(running.missing(said, question.must_contain)) <= set(running.missing(without, question.must_contain))
        assert answer.origin.why and "unreachable" not in answer.origin.why and "refused" not in answer.origin.why
