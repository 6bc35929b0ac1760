"""Something that is to be said, before it has words: a key and its values. The layers above know the languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, Union

Value: TypeAlias = Union[str, int, float, tuple[str, ...], "Statement"]


@dataclass(frozen=True, slots=True)
class Statement:
    """The key of a text ("section.name") and the values to fill in by their names; these may be statements too.

    A tuple of texts is a list of names. A value `count` decides between singular and plural.
    """

    key: str
    values: tuple[tuple[str, Value], ...] = ()


def state(key: str, **values: Value) -> Statement:
    """Return the statement of that key and those values.

    >>> state("file.slide_notes", count=2)
    Statement(key='file.slide_notes', values=(('count', 2),))
    """
    return Statement(key, tuple(values.items()))


def statement_of(fields: Mapping[str, Any]) -> Statement:
    """Return the statement that `dataclasses.asdict` made `fields` of, also after JSON, which has lists for tuples.

    >>> from dataclasses import asdict
    >>> said = state("file.pages_unread", pages="3", count=1, reason=state("ocr.not_installed"))
    >>> statement_of(asdict(said)) == said
    True
    """
    return Statement(fields["key"], tuple((name, _value(value)) for name, value in fields["values"]))


def _value(value: Any) -> Value:
    if isinstance(value, dict):
        return statement_of(value)
    return tuple(value) if isinstance(value, (list, tuple)) else value
