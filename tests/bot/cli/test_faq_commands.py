"""The commands that review, publish and export FAQ entries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.faq_output import sheet
from bot.cli.main import main
from bot.container import Container
from bot.domain.cases.case_answers import CaseAnswer, CaseAnswers
from bot.domain.cases.case_repository import CaseRepository
from bot.domain.faq.faq_drafts import FaqSuggestions
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.question_clusters import LoggedQuestion
from bot.settings import Settings
from bot.storage.consultations import Consultation
from bot.storage.database import open_database
from bot.storage.personal_data import DataSubject
from tests.support.cases import ASKER, ManualClock, bytes_of, new_case, queries, workdays
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


@pytest.mark.parametrize("typed", ["p\n\nWho?\nLui.\nHim.\ntermination-grounds\n", "d\n", "m\nd1\n"])
def test_a_draft_that_is_forgotten_during_its_review_is_not_written_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path, typed: str
) -> None:
    """Whatever the reviewer then decides: none of its words are stored, and the review goes on."""
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    container = Container(Settings(home=tmp_path))
    asked = container.consultations.add(Consultation("awa", "fr", "Qui paie Kalimba ?", "answered", "Le bureau."))
    container.consultations.rate(asked, "awa", "down")
    container.faq_repository.put(FaqEntry("d1", questions={"fr": "Qui paie ?"}, asked=0))

    def forget_then_show(entry: FaqEntry, logged: list[LoggedQuestion]) -> str:
        container.personal_data.erase(DataSubject("awa"))
        return sheet(entry, logged)

    monkeypatch.setattr("bot.cli.faq_output.sheet", forget_then_show)
    reviewed = CliRunner().invoke(main, ["faq", "review", "--author", "Awa"], input=f"{typed}s\n")
    assert (reviewed.exit_code, "2 to review." in reviewed.output) == (0, True), reviewed.output
    assert "erased or changed meanwhile" in reviewed.output
    assert [(entry.id, entry.state, entry.variants["fr"]) for entry in container.faq_repository.entries()] == [
        ("d1", "draft", ())
    ]
    container.close()
    assert b"Kalimba" not in bytes_of(tmp_path)


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
