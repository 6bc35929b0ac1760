"""The command line for what is kept of people."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.container import Container
from bot.domain.cases.case import Actor, NewCase
from bot.domain.faq.faq_drafts import draft_complaints
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.question_clusters import read_logged
from bot.replies.texts import say
from bot.settings import Settings
from bot.storage.consultations import Consultation, PrivacyNotices
from bot.storage.database import open_database
from bot.storage.keys import ChatKeys, load_secret

GROUP = -100123


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home in which one group was given notice long ago."""
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    database = open_database(tmp_path / "relais.db")
    PrivacyNotices(database).give(ChatKeys(load_secret(tmp_path)).key(GROUP))
    with database.write() as db:
        db.execute("UPDATE privacy_notices SET at = '2020-01-01T00:00:00+00:00'")
    database.close()
    return tmp_path


def relais(*words: str, said: str = "") -> Result:
    """Run a command with `said` as its standard input."""
    return CliRunner().invoke(main, words, input=said)


def test_a_dry_run_counts_and_a_real_one_erases() -> None:
    """What is to go is the same."""
    assert relais("purge", "--dry-run").output == "Would erase 1 of privacy_notices.\n"
    assert relais("purge").output == "Erased 1 of privacy_notices.\n"
    assert relais("purge").output == "Erased nothing.\n"


def test_a_group_is_forgotten_by_its_number() -> None:
    """Which can be typed where no history keeps it."""
    assert "Nothing is kept" in relais("forget", "--id", "1").output
    assert relais("forget", said=f"{GROUP}\n").output.splitlines()[-1] == "Erased 1 rows."


def test_a_chat_is_forgotten_with_its_cases_drafts_and_messages(home: Path) -> None:
    """From here as from the chat itself: no word of it stays, and nothing of it is sent any more."""
    settings = Settings(home=home, staff_chat="-100777")
    container = Container(settings)
    cases, asker = container.case_service, container.keys.key("555000222")
    case = cases.open(NewCase("fr", "Qui paie Kalimba ?", chat=asker, address="555000222"), Actor(asker))
    container.faq_suggestions(case)
    cases.answer(case.number, "Kalimba paie.", Actor("a1" * 12, "Awa"), undo_period=timedelta())
    container.close()
    assert "Erased" in relais("forget", "--id", "555000222").output
    left = b"".join(path.read_bytes() for path in home.glob("relais.db*"))
    assert [mark for mark in ("Kalimba", "555000222", asker) if mark.encode() in left] == []
    with Container(settings) as after:
        assert (after.outbox.claim(), after.faq_repository.entries()) == (None, [])


def test_a_new_key_erases_the_drafts_and_waiting_messages_of_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As /forget does for one: no word stays, nobody else is written to; the team reads what became of both."""
    team = "-100777"
    monkeypatch.setenv("RELAIS_STAFF_CHAT", team)
    settings = Settings(home=home, staff_chat=team)
    with Container(settings) as container:
        cases, asker = container.case_service, container.keys.key("555000222")
        case = cases.open(NewCase("fr", "Qui paie Kalimba ?", chat=asker, address="555000222"), Actor(asker))
        cases.set_summary(case, 12)
        cases.answer(case.number, "Kalimba paie.", Actor("a1" * 12, "Awa"), undo_period=timedelta())
        container.faq_suggestions(case)
        asked = Consultation("ben", "fr", "Où est Kalimba ?", "answered", "Là.")
        container.consultations.rate(container.consultations.add(asked), "ben", "down")
        draft_complaints(read_logged(container.database), container.faq_repository)
        container.faq_repository.put(FaqEntry("d1", questions={"fr": "Qui paie ?"}))
    done = relais("key", "rotate", "--erase", "--yes")
    assert done.exit_code == 0, done.output
    left = b"".join(path.read_bytes() for path in home.glob("relais.db*"))
    assert [mark for mark in ("Kalimba", "555000222", asker) if mark.encode() in left] == []
    with Container(settings) as after:
        assert [entry.id for entry in after.faq_repository.entries()] == ["d1"]
        unsent = after.outbox.claim()
        assert unsent is not None
        after.outbox.sent(unsent.id, (13,))
        card = after.outbox.claim()
        assert card is not None
        assert [(one.message.address, one.message.edits) for one in (unsent, card)] == [(team, None), (team, 12)]
        assert json.loads(unsent.message.content)["paragraphs"][0]["text"] == say(
            "fr", "staff.unsent", number=case.number, why=say("fr", "staff.unsent_erased")
        )
        assert say("fr", "staff.erased", number=case.number) in card.message.content
        assert after.outbox.claim() is None


@pytest.mark.parametrize(("answer", "left"), [("y\n\n", 0), ("y\nn\n", 1)])
def test_a_new_key_makes_strangers_of_all(home: Path, answer: str, left: int) -> None:
    """What was kept under the old one is erased, or left to its time."""
    before = load_secret(home)
    done = relais("key", "rotate", said=answer)
    assert (done.exit_code, "start the bot again" in done.output) == (0, True)
    assert (load_secret(home) != before, (home / "secret.key").stat().st_mode & 0o777) == (True, 0o600)
    assert f"erase {left or 'nothing'}" in relais("purge", "--dry-run").output


def test_a_new_key_is_made_only_if_it_is_wanted(home: Path) -> None:
    """No is no."""
    before = load_secret(home)
    assert relais("key", "rotate", said="n\n").exit_code == 1
    assert load_secret(home) == before
