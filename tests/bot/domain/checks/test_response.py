"""File names as people type them."""

from __future__ import annotations

import pytest

from bot.domain.checks.response import read_file_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plan correctif.docx", "Plan correctif.docx"),
        ("« Budget révisé v2.xlsx »", "Budget révisé v2.xlsx"),
        ("/home/awa/plan.pdf", "plan.pdf"),
        ("plan", ""),
        ("Je l’ai envoyé hier. Merci", ""),
        ("plan.docx\nbudget.xlsx", ""),
        (f"{'x' * 130}.pdf", ""),
    ],
)
def test_names_of_files(text: str, expected: str) -> None:
    """With an extension and without folders."""
    assert read_file_name(text) == expected
