"""Compare the numbers, quantities and dates of a sentence with those of its passages, in digits or words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from text_to_num import alpha2digit

from corpus.language import LANGUAGES, Language
from corpus.word_list import month_names, word_lists
from index.text.folding import plain, terms

_LISTS = {name: found.alternation() for name, found in word_lists("quantities").items()}
_AMBIGUOUS = set(word_lists("dates")["ambiguous_months"].of())  # "march", "may", "mars": months only beside a number
_NUMBER_OF = {  # by their full names
    names.of(language)[0]: number for number, names in enumerate(month_names(), 1) for language in LANGUAGES
}
_MONTH = rf"(?P<month>{'|'.join(_NUMBER_OF)})"
_OF = f"{_LISTS['of']} "
_DAY = rf"(?P<day>0?[1-9]|[12]\d|3[01]){_LISTS['day_endings']}?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WRITTEN = [  # in figures the day comes first, as it does in both languages here
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w.]){_DAY} (?:{_OF})?{_MONTH}\b(?:,? (?:{_OF})?{_YEAR}\b)?",
        rf"\b{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH},? (?:{_OF})?{_YEAR}\b",
        rf"(?<![\w./-]){_YEAR}-(?P<n>0?[1-9]|1[0-2])-{_DAY}(?![\w/-])",
        rf"(?<![\w./-]){_DAY}[/.-](?P<n>0?[1-9]|1[0-2])[/.-]{_YEAR}(?![\w/-])",
    )
]
_ALONE = re.compile(rf"\b(?:{'|'.join(name for name in _NUMBER_OF if name not in _AMBIGUOUS)})\b")

_UNITS = ("working_day", "calendar_day", "day", "week", "month", "year", "hour", "percent", "euro", "dollar", "franc")
_UNIT_SIGNS = {"percent": "%", "euro": "€", "dollar": r"\$"}
_BOUNDS = (  # in this order: of several that match, the first counts
    "at_most", "at_least", "more_than", "less_than", "about", "after", "before",
)  # fmt: skip
_VAGUE = (
    "half", "third_part", "quarter_part", "most", "double", "dozen", "hundreds", "thousands",
    "each_day", "each_week", "each_month", "each_quarter", "each_half_year", "each_year",
)  # fmt: skip
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f,.](?=\d{3}(?!\d))")
_VALUE = r"\d+(?:[.,]\d+)?"
_NUMBER = re.compile(rf"(?<![\w.]){_VALUE}")
_MULTIPLE = re.compile(rf"(?<![\w.])(\d+(?:[.,]\d+)?) (10{{3}}|10{{6}}|10{{9}}|{_LISTS['billion']})\b")
_BILLION = 1e9
_TIMES = "|".join(_LISTS[name] for name in ("day", "week", "month", "year", "hour"))
_UNIT = "|".join(rf"(?P<{name}>{_UNIT_SIGNS.get(name, '(?!)')}|{_LISTS[name]})" for name in _UNITS)
_QUANTITY = re.compile(rf"(?<![\w.])({_VALUE})\s*(?:{_UNIT})(?!\w)")
_BEFORE = re.compile(rf"(?P<dollar>\$|usd)\s?(?P<a>{_VALUE})|(?P<euro>€|eur)\s?(?P<b>{_VALUE})")
_RANGE = re.compile(rf"(?<![\w.])({_VALUE}) ?(?:€|%|\$)? ?(?:-|–|{_LISTS['range_between']}) ?[€$]?({_VALUE})(?![\w/-])")
_AND = re.compile(rf"{_LISTS['and']} ?[€$]?\d")
_BETWEEN = re.compile(rf"{_LISTS['between']} [€$]?$")
_NUMERAL = rf"(?=(?:{_LISTS['approximately']} )?[$€]? ?({_VALUE}))"
_BOUNDED = re.compile(rf"\b(?:{'|'.join(f'(?P<{name}>{_LISTS[name]})' for name in _BOUNDS)}) {_NUMERAL}")
_PER = re.compile(rf"\b({_LISTS['times']}) {_LISTS['article_after_times']} ")
_ONE = re.compile(rf"\b{_LISTS['one']}\s+(?={_TIMES})")
_ORDINAL = re.compile(rf"(?<![\w.])(\d+){_LISTS['ordinal_endings']}\b(?! {_LISTS['of_all']})")
_FIRST = re.compile(
    rf"\b{_LISTS['determiners']} (?:{_LISTS['first']}\b(?! {_LISTS['of_all']})|(?P<second>{_LISTS['second']})\b)"
)
_COUNTED = 2  # words after a number that are searched for the word it counts


def quantities(sentence: str, language: Language) -> frozenset[str]:
    """Return the quantities in `sentence`: "30", "30 day", "month 5", "half". A bare one is no count: it is an article.

    A number with a bound ("more than 30") differs from the number alone, a range ("5..10") from its ends, and an
    ordinal ("nth 2") from a count.

    >>> sorted(quantities("trente jours, soit un mois", "fr")), sorted(quantities("within 30 days", "en"))
    (['1 month', '30', '30 day'], ['30', '30 day'])
    >>> sorted(quantities("1 500 euros en mai 2024", "fr")), sorted(quantities("pas plus de 80 membres", "fr"))
    (['1500', '1500 euro', '2024', 'date 2024-05', 'month 5'], ['at most 80'])
    >>> sorted(quantities("The second of 2 to 4 working days", "en"))
    ['2..4', '2..4 working day', 'nth 2']
    """
    text, found = _read(sentence, language)
    text, ranges = _cut_ranges(text)
    bounded = {match.start(match.lastindex or 0): match for match in _BOUNDED.finditer(text)}
    said = {_bounded(match) for match in bounded.values()}
    said |= {_value(match[0]) for match in _NUMBER.finditer(text) if match.start() not in bounded} - {"1"}
    said |= {f"{_value(match[1])} {_unit(match)}" for match in _QUANTITY.finditer(text)}
    for match in _BEFORE.finditer(text):
        said.add(f"{_value(match['a'] or match['b'])} {'dollar' if match['a'] else 'euro'}")
    return frozenset(found | ranges | said)


def counts(sentence: str, language: Language) -> dict[str, frozenset[str]]:
    """Return the numbers in `sentence` by the stem of the word that they count.

    >>> {stem: sorted(found) for stem, found in counts("Ten partners in two countries.", "en").items()}
    {'partner': ['10'], 'countri': ['2']}
    """
    text, _ = _read(sentence, language)
    found: dict[str, frozenset[str]] = {}
    for match in _NUMBER.finditer(text):
        following = _NUMBER.split(text[match.end() :], maxsplit=1)[0]
        words = re.findall(r"\w+", re.split(r"[.,;:!?()]", following)[0])[:_COUNTED]
        for stem in terms(" ".join(words), language)[:1]:
            found[stem] = found.get(stem, frozenset()) | {_value(match[0])}
    return found


def uncounted(sentence: str, language: Language) -> str:
    """Return a sentence in plain words without its numbers and dates.

    >>> uncounted("Reports are due on 5 March, within two weeks.", "en").split()
    ['reports', 'are', 'due', 'on', ',', 'within', 'weeks.']
    """
    return _NUMBER.sub(" ", _read(sentence, language)[0])


def cut_dates(text: str) -> tuple[str, frozenset[str]]:
    """Return a plain text without its dates, and the dates: a whole one with its parts ("2024", "month 3") as well.

    >>> left, found = cut_dates("due on march 5, 2024 at last")
    >>> left.split(), sorted(found)
    (['due', 'on', 'at', 'last'], ['2024', 'date 03-05', 'date 2024-03', 'date 2024-03-05', 'month 3'])
    >>> cut_dates("le 12/05/2023")[1] == cut_dates("le 12 mai 2023")[1]
    True
    """
    found: set[str] = set()
    for pattern in _WRITTEN:
        found |= {said for match in pattern.finditer(text) for said in _parts(match)}
        text = pattern.sub(" ", text)
    found |= {f"month {_NUMBER_OF[match[0]]}" for match in _ALONE.finditer(text)}
    return text, frozenset(found)


def is_month(word: str) -> bool:
    """Tell whether a word is the name of a month, which English writes with a capital.

    >>> is_month("March"), is_month("Bamako")
    (True, False)
    """
    return plain(word) in _NUMBER_OF


def _parts(match: re.Match[str]) -> Iterator[str]:
    held = match.groupdict()
    month = int(held["n"]) if held.get("n") else _NUMBER_OF[held["month"]]
    day, year = held.get("day"), held.get("year")
    yield f"month {month}"
    if day:
        yield f"date {month:02}-{int(day):02}"
    if year:
        yield from (year, f"date {year}-{month:02}")
    if day and year:
        yield f"date {year}-{month:02}-{int(day):02}"


def _read(sentence: str, language: Language) -> tuple[str, set[str]]:
    """Return a sentence in figures, without dates and ordinals, and its dates, ordinals and vague quantities."""
    text = _PER.sub(r"\1 per ", plain(_in_figures(_THOUSANDS.sub("", sentence.lower()), language)))
    text = _ONE.sub("1 ", text)
    text, dates = cut_dates(_MULTIPLE.sub(_multiplied, text))
    vague = {name for name in _VAGUE if re.search(_LISTS[name], text)}
    for name in ("third_part", "quarter_part"):
        text = re.sub(_LISTS[name], " ", text)
    ordinals = {f"nth {match[1]}" for match in _ORDINAL.finditer(text)}
    ordinals |= {f"nth {2 if match['second'] else 1}" for match in _FIRST.finditer(text)}
    return _ORDINAL.sub(" ", text), {*dates, *vague, *ordinals}


def _in_figures(text: str, language: Language) -> str:
    """Write numbers from two on in figures; ordinals too ("2nd")."""
    return str(alpha2digit(text, language, 2.0))


def _multiplied(match: re.Match[str]) -> str:
    by = float(match[2]) if match[2].isdecimal() else _BILLION
    return f"{float(match[1].replace(',', '.')) * by:.0f}"


def _cut_ranges(text: str) -> tuple[str, set[str]]:
    """Return a text without its ranges, and the ranges; "5 and 10" is one only after "between"."""
    found: set[str] = set()

    def cut(match: re.Match[str]) -> str:
        joined = match[0].replace(match[1], "", 1)
        if _AND.search(joined) and not _BETWEEN.search(text[: match.start()]):
            return match[0]
        both = f"{_value(match[1])}..{_value(match[2])}"
        found.add(both)
        unit = _QUANTITY.match(f"{match[2]}{text[match.end() :]}")
        found.update([f"{both} {_unit(unit)}"] if unit else [])
        return " "

    return _RANGE.sub(cut, text), found


def _bounded(match: re.Match[str]) -> str:
    """Return a number with its bound, by the same name in both languages."""
    name = next(name for name in _BOUNDS if match[name])
    return f"{name.replace('_', ' ')} {_value(match[match.lastindex or 0])}"


def _unit(match: re.Match[str]) -> str:
    return str(match.lastgroup).replace("_", " ")


def _value(number: str) -> str:
    return f"{float(number.replace(',', '.')):.12g}" if len(number) < 15 else number
