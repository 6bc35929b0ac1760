"""The months by their names and abbreviations in both languages, from the word list `dates`."""

from __future__ import annotations

from corpus.word_list import word_lists

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def month_numbers(*, abbreviations: bool = True) -> dict[str, int]:
    """Return the number of each month (1 to 12) by its folded names, with or without the `abbreviations`.

    >>> months = month_numbers()
    >>> months["fevrier"], months["february"], months["fevr"], len(month_numbers(abbreviations=False))
    (2, 2, 2, 24)
    """
    lists = word_lists("dates")
    return {
        name: number
        for number, month in enumerate(_MONTHS, 1)
        for names in lists[month].entries.values()
        for name in (names if abbreviations else names[:1])
    }
