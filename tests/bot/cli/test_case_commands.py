"""Cases from the command line: found, shown, changed, and exported, with errors that say what is wrong."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.container import Container
from bot.settings import Settings
from tests.bot.cli.conftest import RunRelais
from tests.support.cases import ASKER, new_case


@pytest.fixture
def relais(tmp_path: Path) -> RunRelais:
    """Return a runner of commands on a home with two cases, of which the first can be answered."""
    with Container(Settings(home=tmp_path)) as container:
        for question, address in (("Qui paie l’audit ?", "555000222"), ("=2+2", "")):
            container.case_service.open(new_case(question, address), ASKER)

    def run(*words: str, said: str = "") -> Result:
        return CliRunner().invoke(main, ["cases", *words], input=said, env={"RELAIS_HOME": str(tmp_path)})

    return run


def number(n: int) -> str:
    """Return the number of the nth case of this year."""
    return f"R-{time.gmtime().tm_year}-{n:04d}"


def found(result: Result) -> list[str]:
    """Return the numbers in a JSON answer."""
    return [one["number"] for one in json.loads(result.output)]


def test_cases_are_listed_by_what_one_looks_for(relais: RunRelais) -> None:
    """All of them, and those of a state, an owner, a language or a delay."""
    relais("take", number(1), "--by", "Awa")
    assert found(relais("list", "--json")) == [number(1), number(2)]
    assert found(relais("list", "--json", "--state", "taken", "--owner", "awa")) == [number(1)]
    assert found(relais("list", "--json", "--language", "en")) == []
    assert relais("list", "--overdue").output == "No cases.\n"
    assert relais("list", "--state", "open").output.split()[:2] == [number(2), "open"]


def test_a_number_is_understood_as_it_is_typed(relais: RunRelais) -> None:
    """Without zeros, in small letters."""
    assert "Qui paie l’audit ?" in relais("show", number(1).lower().replace("-0001", "-1")).output


def test_a_case_is_taken_once_or_taken_over(relais: RunRelais) -> None:
    """Who has it is said in one line."""
    assert relais("take", number(1), "--by", "Awa").output == f"{number(1)} is with Awa.\n"
    second = relais("take", number(1), "--by", "Ben")
    assert (second.exit_code, second.output) == (1, f"Error: Awa already has case {number(1)}.\n")
    assert relais("take", number(1), "--by", "Ben", "--over").output == f"{number(1)} is with Ben.\n"


def test_an_answer_waits_for_the_running_bot(relais: RunRelais, tmp_path: Path) -> None:
    """Shown first, and sent only once it is agreed to."""
    refused = relais("answer", number(1), "L’agence paie.", said="n\n")
    assert ("L’agence paie." in refused.output, refused.exit_code) == (True, 1)
    sent = relais("answer", number(1), "--file", "-", "--yes", "--by", "Awa", said="L’agence paie.\nVoilà.\n")
    assert sent.output == f"{number(1)}: the running bot sends it.\n"
    claim = Container(Settings(home=tmp_path)).outbox.claim()
    assert claim is not None
    assert (claim.message.address, "L’agence paie.\\nVoilà." in claim.message.content) == ("555000222", True)


def test_an_answer_after_a_colleagues_is_sent_only_if_that_is_wanted(relais: RunRelais) -> None:
    """What they wrote is shown; without a yes, or with nobody to ask, nothing is sent."""
    relais("answer", number(1), "L’agence paie.", "--yes", "--by", "Awa")
    mine = ("answer", number(1), "Sur facture.", "--by", "Ben")
    for refused in (relais(*mine, "--yes"), relais(*mine, said="y\nn\n")):
        assert (refused.exit_code, "Awa has answered already (pending):" in refused.output) == (1, True)
    assert "Sur facture." not in relais("show", number(1)).output
    assert relais(*mine, said="y\ny\n").output.endswith("the running bot sends it.\n")
    assert relais(*mine, "--yes", "--also").output == f"{number(1)}: the running bot sends it.\n"


def test_an_answer_without_a_way_back_is_kept(relais: RunRelais) -> None:
    """And said to be."""
    assert "no way back" in relais("answer", number(2), "Quatre.", "--yes", "--by", "Awa").output
    shown = relais("show", number(2)).output
    assert ("answered" in shown, "by Awa (kept):\nQuatre." in shown) == (True, True)


def test_a_case_is_closed_and_reopened(relais: RunRelais) -> None:
    """Closing it twice is refused."""
    assert relais("close", number(1)).output == f"{number(1)} is closed.\n"
    assert relais("close", number(1)).output == f"Error: Case {number(1)} is already closed.\n"
    assert relais("reopen", number(1)).output.startswith(f"{number(1)} is reopened, due on ")


def test_an_unknown_number_and_an_empty_answer_are_errors_of_one_line(relais: RunRelais) -> None:
    """With what to do."""
    assert relais("show", "R-1999-1").output == "Error: I do not know case R-1999-1.\n"
    assert "Give the answer as TEXT or --file." in relais("answer", number(1)).output


def test_exports_are_written_for_spreadsheets_and_programs(relais: RunRelais, tmp_path: Path) -> None:
    """With a byte order mark in the file, and no formula."""
    assert relais("export", "-o", str(tmp_path / "cases.csv")).output.startswith("2 cases written to ")
    written = (tmp_path / "cases.csv").read_bytes()
    assert (written[:3], b'"\'=2+2"' in written, b"555000222" in written) == (b"\xef\xbb\xbf", True, False)
    assert [one["question"] for one in json.loads(relais("export", "--format", "json").output)][1] == "=2+2"


def test_what_a_person_adds_is_kept_without_personal_data(relais: RunRelais, tmp_path: Path) -> None:
    """By the redaction that everything goes through before it is stored."""
    with Container(Settings(home=tmp_path)) as container:
        container.case_service.add_message(number(1), "Mme Zongo, 70 12 34 56", ASKER, "")
    assert "Mme [nom], [téléphone]" in relais("show", number(1)).output
