"""Dates and file names as people type them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.checks.response import read_date, read_file_name

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/4/2027", "2027-04-03"),
        ("03.04.27", "2027-04-03"),
        ("15-12-2026", "2026-12-15"),
        ("15/12", "2026-12-15"),
        ("01/02", "2027-02-01"),
        ("15 décembre 2026", "2026-12-15"),
        ("Lundi 14 décembre", "2026-12-14"),
        ("le 5 août 2027", "2027-08-05"),
        ("December 15th, 2026", "2026-12-15"),
        ("15th of December", "2026-12-15"),
        ("on Monday, 14 December 2026", "2026-12-14"),
        ("demain", "2026-11-23"),
        ("Aujourd’hui", "2026-11-22"),
        ("in 3 weeks", "2026-12-13"),
        ("d’ici un mois", "2026-12-22"),
        ("29/02/2028", "2028-02-29"),
        ("29/02/2027", None),
        ("13/13/2026", None),
        ("bientôt", None),
        ("in 9999 weeks", None),
        ("15/12/1826", None),
        ("12", None),
        ("", None),
    ],
)
def test_dates_as_they_are_written_in_both_languages(text: str, expected: str | None) -> None:
    """Day before month in figures, as on the forms of the field; what is no day is none."""
    found = read_date(text, TODAY)
    assert (found.isoformat() if found else None) == expected


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
