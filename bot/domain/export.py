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
_FORMULA = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|^[\t\r\n]")


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
    """Return a cell with an apostrophe before what a spreadsheet would take for a formula.

    >>> without_formula("=HYPERLINK(1)"), without_formula(" \uff1dA1"), without_formula("Qui paie ?")
    ("'=HYPERLINK(1)", "' \uff1dA1", 'Qui paie ?')
    """
    return f"'{cell}" if _FORMULA.search(cell) else cell
