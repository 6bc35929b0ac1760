"""Write the value of a cell of a workbook as its sheet shows it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from index.ingest.html_table import on_one_line

_UNIT = re.compile(r"\[\$([^\]-]+)[^\]]*\]|\"([^\"]+)\"|([€$£])")
_APART = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.|_.")  # of a format: what is no placeholder
_DECIMALS = re.compile(r"[0#?]\.([0#?]+)")
_LONG = 10_000  # from which figures are parted in threes


def cell_text(value: object, form: str = "General") -> str:
    """Return the value of a cell as its sheet shows it: a share as per cent, a date as a day, with its unit.

    >>> cell_text(0.07, "0%"), cell_text(1250.5, '#,##0.00 "FCFA"'), cell_text(12.0), cell_text(None)
    ('7 %', '1250.5 FCFA', '12', '')
    >>> cell_text(6000000, '#,##0 "FCFA"'), cell_text(12345.678, "#,##0.00 €"), cell_text(500, "[$$-409]#,##0")
    ('6 000 000 FCFA', '12 345.68 €', '$500')
    >>> cell_text(datetime(2024, 3, 5)), cell_text(datetime(2024, 3, 1), "mmm yyyy"), cell_text(True)
    ('2024-03-05', '2024-03', 'X')
    >>> cell_text(time(9, 30)), cell_text(datetime(2024, 3, 5, 14, 0)), cell_text(timedelta(days=1.5))
    ('09:30', '2024-03-05 14:00', '36:00')
    """
    if value is None or value is False:
        return ""
    if value is True:
        return "X"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, (datetime, date, time)):
        return _day(value, _APART.sub("", form).lower())
    if not isinstance(value, (int, float)):
        return on_one_line(str(value).replace("\r", "\n"))
    return _figure(value, form.split(";")[0])


def _day(value: datetime | date | time, form: str) -> str:
    """Return a date or a time, without the day or the month that its format leaves out."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        shown = value.isoformat()
        dayless = "y" in form and "d" not in form
        return shown[: 7 if "m" in form else 4] if dayless else shown
    written = value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return written.removesuffix(":00") if written.count(":") == 2 else written


def _figure(value: float, form: str) -> str:
    """Return a figure with the decimals, the unit and the groups of its format."""
    bare = _APART.sub("", form)
    shares = "%" in bare
    number = round(value * 100 if shares else value, 10)
    decimals = _DECIMALS.search(bare)
    shown = round(number, len(decimals[1])) if decimals else number
    number = shown if shown or not number else number  # a small one isn't nothing
    text = f"{number:.12g}"
    if "," in bare and abs(number) >= _LONG and "e" not in text:
        whole, point, rest = text.partition(".")
        text = f"{int(whole):,}".replace(",", " ") + point + rest
    unit = _UNIT.search(form)
    if shares or not unit:
        return f"{text} %" if shares else text
    name = next(filter(None, unit.groups())).strip()
    before = bool(name) and not any(mark in _APART.sub("", form[: unit.start()]) for mark in "0#?")
    return f"{name}{'' if len(name) == 1 else ' '}{text}" if before else f"{text} {name}".rstrip()
