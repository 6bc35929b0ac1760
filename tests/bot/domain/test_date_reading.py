"""Dates as people write them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.date_reading import read_date, split_date

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
        ("fin mars", "2027-03-31"),
        ("d’ici fin mars", "2027-03-31"),
        ("by the end of March at the latest", "2027-03-31"),
        ("mi-janvier", "2027-01-15"),
        ("early April", "2027-04-01"),
        ("avant la fin du mois", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("fin 2027", "2027-12-31"),
        ("vendredi prochain", "2026-11-27"),
        ("next Friday", "2026-11-27"),
        ("lundi en huit", "2026-11-30"),
        ("dimanche", "2026-11-29"),
        ("le 15", "2026-12-15"),
        ("après-demain", "2026-11-24"),
        ("dans quinze jours", "2026-12-07"),
        ("in ten days", "2026-12-02"),
        ("la semaine prochaine", "2026-11-29"),
        ("29 février", "2028-02-29"),
        ("le 31 février", None),
        ("31 April", None),
        ("mars", None),
        ("le bureau", None),
        ("bonjour", None),
        ("un", None),
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
        ("3 novembre", "2026-11-03"),
        ("fin mars", "2026-03-31"),
        ("vendredi", "2026-11-20"),
        ("last Sunday", "2026-11-15"),
        ("avant-hier", "2026-11-20"),
        ("three days ago", "2026-11-19"),
        ("demain", "2026-11-23"),
    ],
)
def test_what_has_happened_is_looked_for_in_the_past(text: str, expected: str) -> None:
    """Where the words leave it open; "tomorrow" stays what it is."""
    assert str(read_date(text, TODAY, "happened")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le bureau pour le 15 janvier", ("le bureau", "pour le 15 janvier")),
        ("l’OSC, d’ici fin mars", ("l’OSC", "d’ici fin mars")),
        ("the office by next Friday", ("the office", "by next Friday")),
        ("the office by 31 February", ("the office", "by 31 February")),
        ("le point focal et l’OSC", ("", "")),
        ("fin mars", ("", "")),
    ],
)
def test_a_date_at_the_end_is_told_apart(text: str, expected: tuple[str, str]) -> None:
    """With the words that introduce it; also where there is no such day."""
    assert split_date(text, TODAY) == expected
