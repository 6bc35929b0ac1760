"""The commands that review, publish and export FAQ entries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.domain.cases.case_answers import CaseAnswer, CaseAnswers
from bot.domain.cases.case_repository import CaseRepository
from bot.domain.faq.faq_drafts import FaqSuggestions
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.storage.database import open_database
from tests.support.cases import ASKER, ManualClock, new_case, queries, workdays
from tests.support.cases import AWA as COLLEAGUE


def test_the_commands_review_publish_and_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """A reviewer walks through a draft, and the export holds it."""
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    database = open_database(tmp_path / "relais.db")
    FaqRepository(database).put(FaqEntry("d1", questions={"fr": "Qui paie ?"}, asked=4))
    database.close()
    typed = "p\n\nWho pays?\nLe bureau.\nThe office.\ntermination-grounds\n"
    reviewed = CliRunner().invoke(main, ["faq", "review", "--author", "Awa"], input=typed)
    assert "d1 is published until" in reviewed.output, reviewed.output
    exported = json.loads(CliRunner().invoke(main, ["faq", "export", "--format", "json"]).stdout)
    assert [(one["answers"]["en"], one["author"], list(one["cards"])) for one in exported] == [
        ("The office.", "Awa", ["termination-grounds"])
    ]
    again = CliRunner().invoke(main, ["faq", "review", "--author", "Awa"], input="m\nd1\n")
    assert "0 to review." in again.output
    refused = CliRunner().invoke(main, ["faq", "publish", "d1", "--card", "no-such-card"])
    assert (refused.exit_code, "There is no card no-such-card" in refused.output) == (1, True)
    assert CliRunner().invoke(main, ["faq", "show", "nothing"]).exit_code == 1


def test_a_reply_to_a_case_is_published_without_a_card_and_merges_not_into_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """The reviewer is told on what it rests; merged into itself, a draft would be gone."""
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    database = open_database(tmp_path / "relais.db")
    register, repository = CaseRepository(database, workdays(ManualClock())), FaqRepository(database)
    case = register.open(new_case("Qui paie ?"), ASKER)
    FaqSuggestions(repository, queries(database))(case)
    CaseAnswers(database).add(CaseAnswer(case.number, "Le bureau.", COLLEAGUE, "sent"))
    database.close()
    run = CliRunner().invoke
    assert (
        "That is this entry itself"
        in run(main, ["faq", "review", "--author", "Awa"], input=f"m\n{case.number}\n").output
    )
    assert "draft" in run(main, ["faq", "list"]).output
    typed = "p\n\nWho pays?\n\nThe office.\n\n"
    reviewed = run(main, ["faq", "review", "--author", "Awa"], input=typed).output
    assert f"It rests on the reply to case {case.number}, for which the focal point vouches." in reviewed, reviewed
