"""The demonstration: plainly invented, the same for a seed and a day, and never among real data."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import session
from bot.cli.main import main
from bot.container import Container
from bot.demo import demo_writer
from bot.demo.demo_home import demo_day
from bot.demo.demo_writer import DemoCounts, write_demo
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.colleagues import Colleagues
from bot.errors import SettingsError
from bot.reports.period import last_month
from bot.reports.report_files import report_files
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.logged_exchanges import ExchangeFilter, LoggedExchanges

TODAY, SEED = date(2026, 5, 20), 3
TABLES = {
    "consultations": ("id", "at", "language", "question", "outcome", "passages", "feedback", "reason"),
    "cases": ("number", "state", "language", "question", "opened", "changed", "due", "owner_name", "helped", "later"),
    "case_events": ("number", "at", "kind", "actor_name"),
    "case_answers": ("number", "text", "state", "actor_name", "at"),
    "faq": ("id", "state", "questions", "answers", "published", "review"),
    "checks": ("id", "name", "state", "changed"),
    "invitations": ("role", "note", "until"),
    "access_requests": ("state", "introduction", "until"),
    "audit": ("at", "act"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a demonstration."""
    place = tmp_path_factory.mktemp("demo") / "home"
    write_demo(place, TODAY, SEED)
    return place


def contents(place: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the stored rows, without the keys, which differ from home to home."""
    database = open_database(place / "relais.db")
    with database.read() as db:
        held = {
            table: [tuple(row[name] for name in names) for row in db.select(table)] for table, names in TABLES.items()
        }
    database.close()
    return held


def test_the_same_seed_and_day_give_the_same(home: Path, tmp_path: Path) -> None:
    """Another seed gives something else."""
    write_demo(tmp_path / "again", TODAY, SEED)
    assert contents(tmp_path / "again") == contents(home)
    write_demo(tmp_path / "again", TODAY, SEED + 1)
    assert contents(tmp_path / "again")["consultations"] != contents(home)["consultations"]


def test_there_is_some_of_everything(home: Path) -> None:
    """Cases in all states, late and handed over ones, FAQs in all states, both languages, a whole month and more."""
    held = contents(home)
    assert {row[1] for row in held["cases"]} == {"open", "taken", "answered", "closed", "reopened"}
    assert {"taken_over", "helped", "unhelped", "postponed", "wrote"} <= {row[2] for row in held["case_events"]}
    assert {row[1] for row in held["faq"]} == {"draft", "published", "expired"}
    assert {row[2] for row in held["checks"]} == {"finished", "paused"}
    assert {row[0] for row in held["access_requests"]} == {"admitted", "pending", "declined"}
    assert len(held["invitations"]) == 2
    assert min(Counter(row[2] for row in held["consultations"]).values()) > 100
    days = {str(row[1])[:10] for row in held["consultations"]}
    assert {day.isoformat() for day in last_month(TODAY).days} <= days and max(days) == "2026-05-19"
    with Container(Settings(home=home), clock=lambda: datetime(2026, 5, 20, 10, tzinfo=UTC)) as container:
        assert container.case_service.select(CaseFilter(overdue=True))


def test_its_cases_and_answers_are_about_all_themes(home: Path) -> None:
    """None of the five has more than half of the cases; some cases are about none of them."""
    with Container(Settings(home=home)) as container:
        cases = container.case_service.select(CaseFilter())
        asked = LoggedExchanges(container.database).select(ExchangeFilter(outcome="answered"), 0, 1000)[0]
        cited = Counter(container.theme_of([identity for identity, _ in one.passages]) for one in asked)
        themes = {one.id for one in container.themes}
    counted = Counter(case.theme for case in cases)
    assert set(counted) == {*themes, ""} and len(themes) == 5
    assert max(counted.values()) * 2 <= len(cases)
    assert themes <= set(cited) and max(cited.values()) * 2 <= len(asked)


def test_its_answers_are_of_the_day_that_the_history_has(home: Path) -> None:
    """Each was given when its case says so, and never after the demonstration."""
    held = contents(home)
    answered = {(row[0], str(row[1])[:16]) for row in held["case_events"] if row[2] == "answered"}
    given = {(row[0], str(row[4])[:16]) for row in held["case_answers"]}
    assert given and given <= answered


def test_who_works_on_its_cases_is_of_the_staff(home: Path) -> None:
    """A case can be given to them, and they have had their role since before the first day."""
    held = contents(home)
    with Container(Settings(home=home)) as container:
        colleagues = {one.name for one in Colleagues(container.database, container.access_control.roles).named()}
        since = {one.note: one.at for one in container.access_control.holders()}
    acted = {str(row[3]) for row in held["case_events"] if row[3]}
    assert acted and acted <= colleagues
    assert max(since[name] for name in acted) < min(str(row[1]) for row in held["case_events"])


def test_looking_at_its_faq_adds_nothing(home: Path, tmp_path: Path) -> None:
    """The drafts of answers that were voted down are there already, one for each question."""
    place = shutil.copytree(home, tmp_path / "home")
    with Container(Settings(home=place)) as container:
        before = container.faq_repository.entries()
        container.faq_review.waiting()
        assert container.faq_repository.entries() == before
    drafts = [one for one in before if one.state == "draft" and not one.answers and len(one.members) == 1]
    assert [one.id for one in drafts if any(one.asks_same(other) for other in drafts if other is not one)] == []


def test_every_word_of_it_is_marked(home: Path) -> None:
    """Whoever reads one line alone sees that it is invented."""
    held = contents(home)
    said = [row[3] for row in held["consultations"] if row[4] != "check"] + [row[3] for row in held["cases"]]
    said += [row[1] for row in (*held["case_answers"], *held["checks"], *held["invitations"])]
    assert [text for text in said if "[Démo]" not in str(text) and "[Demo]" not in str(text)] == []


def test_nothing_of_it_can_be_sent(home: Path) -> None:
    """Nothing waits, and no address is one of a channel."""
    database = open_database(home / "relais.db")
    with database.read() as db:
        assert db.count("outbox", "state IN ('waiting', 'sending')") == 0
        addresses = [row["address"] for row in db.select("cases") if row["address"]]
    database.close()
    assert addresses and all(one.startswith("demo:") for one in addresses)


def test_its_report_shows_figures_and_says_that_they_are_invented(home: Path) -> None:
    """In both languages."""
    with Container(Settings(home=home)) as container:
        figures = container.figure_reader().read(last_month(TODAY))
    assert figures.questions.exchanges and figures.groups and figures.refused_groups and figures.questions.gaps
    for language, said in (("fr", "données inventées"), ("en", "invented data")):
        assert said in report_files(figures, language, TODAY, is_demo=True)[0].data.decode()  # type: ignore[arg-type]  # languages


def test_a_home_with_other_data_is_refused(tmp_path: Path) -> None:
    """And stays as it is, whoever asks for it; the message says what to do."""
    (tmp_path / "relais.db").write_bytes(b"real")
    with pytest.raises(SettingsError):
        write_demo(tmp_path, TODAY, SEED)
    for option in ([], ["--replace"]):
        done = CliRunner().invoke(main, ["demo", "--home", str(tmp_path), *option])
        assert (done.exit_code, "--home FOLDER" in done.output) == (1, True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"relais.db": b"real"}


def test_a_demonstration_that_is_there_stays_until_it_is_to_be_replaced(tmp_path: Path) -> None:
    """What was done in it is not lost by a second call, which says how to look at it and how to have a new one."""
    place = tmp_path / "shown"
    words = ["demo", "--no-index", "--home", str(place)]
    CliRunner().invoke(main, [*words, "--date", "2026-05-20"])
    held = contents(place)
    again = CliRunner().invoke(main, words)
    assert (again.exit_code, contents(place) == held) == (0, True)
    assert all(said in again.output for said in ("2026-05-20", f"RELAIS_HOME={place} relais desk", "--replace"))
    for option in (["--seed", "2"], ["--date", "2026-05-21"]):
        refused = CliRunner().invoke(main, [*words, *option])
        assert (refused.exit_code, "--replace" in refused.output, contents(place) == held) == (1, True, True)
    replaced = CliRunner().invoke(main, [*words, "--seed", "2", "--date", "2026-05-20", "--replace"])
    assert (replaced.exit_code, contents(place) == held) == (0, False)


def test_one_that_was_not_finished_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder is marked from the beginning, so that it is never taken for other data."""
    place = tmp_path / "shown"
    with monkeypatch.context() as patched:
        patched.setattr(demo_writer, "_write_access", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_demo(place, TODAY, SEED)
    assert demo_day(place) is None
    assert CliRunner().invoke(main, ["demo", "--no-index", "--home", str(place), "--date", "2026-05-20"]).exit_code == 0
    assert demo_day(place) == TODAY


def test_the_command_says_what_to_run_next(tmp_path: Path) -> None:
    """With the folder, and away from a database server that is set."""
    place = tmp_path / "shown"
    words = ["demo", "--no-index", "--home", str(place), "--date", "2026-05-20"]
    done = CliRunner().invoke(main, words, env={"RELAIS_DATABASE_URL": "postgresql://localhost/real"})
    assert done.exit_code == 0, done.output
    assert f"RELAIS_DATABASE_URL= RELAIS_HOME={place} relais report" in done.output
    shown = CliRunner().invoke(main, ["cases", "list"], env={"RELAIS_HOME": str(place)})
    assert "R-2026-0001" in shown.output


def test_its_index_is_built_unless_it_is_not_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its own home, also for one that is there already without it."""
    built: list[Path] = []
    monkeypatch.setattr(session, "bring_up_to_date", lambda library: built.append(library.home))
    place = tmp_path / "shown"
    words = ["demo", "--home", str(place)]
    for option in (["--no-index"], [], []):
        assert CliRunner().invoke(main, [*words, *option]).exit_code == 0
    assert built == [place, place]


def test_counts_are_those_of_the_home(home: Path) -> None:
    """What is said is what is there."""
    held = contents(home)
    again = write_demo(home, TODAY, SEED)
    checks = sum(row[4] == "check" for row in held["consultations"])
    assert again == DemoCounts(len(held["consultations"]) - checks, len(held["cases"]), len(held["faq"]), 4)
