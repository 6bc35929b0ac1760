"""The lane for safeguarding on messages that it has never seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.advice.advisor import Advisor
from index.library import Library

HERE = Path(__file__).parent


@pytest.mark.parametrize(("name", "least", "most"), [("disclosures", 0.97, 1.0), ("lookalikes", 0.0, 0.05)])
def test_alarms_are_raised_where_they_should_be(library: Library, name: str, least: float, most: float) -> None:
    """Nearly always for those who tell of danger, hardly ever for those who use its words."""
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    lane = Advisor(library).lane
    heard = [lane.hears(json.loads(line)["text"]) is not None for line in lines]
    assert least <= sum(heard) / len(heard) <= most
