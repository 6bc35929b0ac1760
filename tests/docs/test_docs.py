"""The documentation is complete, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.storage.personal_data import RULES
from bot.storage.schema import TABLES

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")


def test_every_page_is_listed() -> None:
    """A reader finds each page of `docs/` from its index."""
    listed = set(_LINK.findall((ROOT / "docs" / "README.md").read_text(encoding="utf-8")))
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"} - listed == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """No page links to a file that is not there."""
    targets = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_free_queries_hide_what_is_personal() -> None:
    """Each table is named for Datasette, and what holds anything of a person is shown to nobody."""
    told = yaml.safe_load((ROOT / "docs" / "datasette.yaml").read_text(encoding="utf-8"))["databases"]["relais"]
    hidden = {name for name, table in told["tables"].items() if table.get("allow") is False}
    assert set(told["tables"]) == set(TABLES)
    for_the_staff = {"documents", "document_files", "index_files", "question_texts"}
    assert hidden == {rule.table for rule in RULES} | for_the_staff
    assert told["allow_sql"] is False
