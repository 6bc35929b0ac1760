"""CSV and JSON output of the domain's records."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# What a spreadsheet takes for the beginning of a formula, also in full width, after spaces and what has no width
# (OWASP, "CSV Injection").
_BLANK, _SIGN = r"[\s\u200b-\u200f\u2060\ufeff]", r"[=+\-@\uff1d\uff0b\uff0d\uff20|%]"
_FORMULA = re.compile(rf"^{_BLANK}*{_SIGN}|^[\t\r\n]")
# Where a program that reads the file with another separator, or without quotes, would begin a cell.
_SEPARATOR = r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029;,|]"
_LATER_FORMULA = re.compile(rf"(?<={_SEPARATOR})((?:(?!{_SEPARATOR}){_BLANK})*)(?={_SIGN})")


def to_json(objects: Iterable[Mapping[str, Any]]) -> str:
    """Return the objects as one JSON array.

    >>> to_json([{"owner": "Zoé"}])
    '[\\n  {\\n    "owner": "Zoé"\\n  }\\n]'
    """
    return json.dumps(list(objects), ensure_ascii=False, indent=2)


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    r"""Return the rows as CSV (RFC 4180) below a line of column names, with no cell that a spreadsheet would calculate.

    >>> to_csv(["id", "sum"], [{"id": "R-1", "sum": "=1+1"}])
    '"id","sum"\r\n"R-1","\'=1+1"\r\n'
    """
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([without_formula(row[column]) for column in columns])
    return written.getvalue()


def without_formula(cell: str) -> str:
    r"""Return a cell with an apostrophe before what a spreadsheet would take for a formula, also behind a separator.

    >>> without_formula("=HYPERLINK(1)"), without_formula(" \uff1dA1"), without_formula("Qui paie ?")
    ("'=HYPERLINK(1)", "' \uff1dA1", 'Qui paie ?')
    >>> without_formula("Total ; =A1"), without_formula("Total\n\t-A1"), without_formula("5 - 3, soit 2")
    ("Total ; '=A1", "Total\n\t'-A1", '5 - 3, soit 2')
    """
    guarded = _LATER_FORMULA.sub(r"\1'", cell)
    return f"'{guarded}" if _FORMULA.search(cell) else guarded
