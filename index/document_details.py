"""What is told of documents when they are added: owner, date, authority, readers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from index.passage import Audience, Authority
from index.text.file_names import readable

if TYPE_CHECKING:
    from index.document import Document

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_FARTHEST = timedelta(days=365)  # ahead of today: a document may state when it comes into force


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """What is known of documents beside their text; what is left out stays as it was told before.

    `date` is YYYY, YYYY-MM or YYYY-MM-DD.
    """

    owner: str = ""
    date: str = ""
    authority: Authority | None = None
    readers: Audience | None = None

    def of(self, document: Document, same: Document | None, older: Document | None) -> Document:
        """Return `document` with these details.

        What isn't told is taken from `same`, the document with the same bytes, or `older`, the version of the file
        that it replaces: a text for the staff stays one when it is edited. The date is that of one version alone.
        """
        before = same or older
        owner = self.owner or (same.owner if same else "") or document.owner or (older.owner if older else "")
        return replace(
            document,
            title=readable(document.title),
            owner=readable(owner),
            date=self.date or (same.date if same else document.date),
            authority=self.authority or (before.authority if before else document.authority),
            readers=self.readers or (before.readers if before else document.readers),
        )


def is_date(text: str) -> bool:
    """Tell whether `text` is a year, a month or a day of the calendar.

    >>> [is_date(text) for text in ("2024", "2024-02", "2024-02-29", "2023-02-29", "29.02.2024")]
    [True, True, True, False, False]
    """
    return _first_day(text) is not None


def is_too_late(text: str, today: date) -> bool:
    """Tell whether a date as `is_date` takes it begins more than a year after `today`: no document is dated so.

    >>> [is_too_late(text, date(2026, 5, 31)) for text in ("2027", "2027-05-31", "2027-06", "2090", "soon")]
    [False, False, True, True, False]
    """
    first = _first_day(text)
    return first is not None and first - today > _FARTHEST


def _first_day(text: str) -> date | None:
    """Return the first day of a year, a month or a day; None if `text` is none."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
