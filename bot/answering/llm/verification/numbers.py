"""The numbers and quantities of a sentence, in figures or in words, in French and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from text_to_num import alpha2digit

from bot.answering.llm.verification.alignment import plain
from corpus.language import Language
from index.text.folding import terms

_MONTHS = (
    "january|janvier february|fevrier march|mars april|avril may|mai june|juin july|juillet august|aout"
    " september|septembre october|octobre november|novembre december|decembre"
).split()
_AMBIGUOUS = {"march", "may", "mars"}  # a step, a verb, a planet: a month only beside a number
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_MONTH = rf"(?P<month>{'|'.join(_NUMBER_OF)})"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|eme|e)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WRITTEN = [  # in figures the day comes first, as it does in both languages here
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w.]){_DAY} (?:of |de )?{_MONTH}\b(?:,? (?:of |de )?{_YEAR}\b)?",
        rf"\b{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR}\b)?",
        rf"\b{_MONTH},? (?:of |de )?{_YEAR}\b",
        rf"(?<![\w./-]){_YEAR}-(?P<n>0?[1-9]|1[0-2])-{_DAY}(?![\w/-])",
        rf"(?<![\w./-]){_DAY}[/.-](?P<n>0?[1-9]|1[0-2])[/.-]{_YEAR}(?![\w/-])",
    )
]
_ALONE = re.compile(rf"\b(?:{'|'.join(name for name in _NUMBER_OF if name not in _AMBIGUOUS)})\b")


def cut_dates(text: str) -> tuple[str, frozenset[str]]:
    """Return a plain text without its dates, and what these say: a whole date says its parts as well.

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


_THOUSANDS = re.compile(r"(?<=\d)[   ,.](?=\d{3}(?!\d))")
_VALUE = r"\d+(?:[.,]\d+)?"
_NUMBER = re.compile(rf"(?<![\w.]){_VALUE}")
_MULTIPLE = re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)?) (10{3}|10{6}|10{9}|milliards?|billions?)\b")
_GREAT = {"m": 1e9, "b": 1e9}  # "milliard", "billion" in English; French "billion" is not used here
_UNIT_WORDS: dict[str, str] = {
    "working day": r"(?:working|business) days?|jours? (?:ouvrables?|ouvres?)",
    "calendar day": r"calendar days?|jours? (?:calendaires?|francs?)",
    "day": r"jours?|journees?|days?",
    "week": r"semaines?|weeks?",
    "month": r"mois|months?",
    "year": r"ans?|annees?|years?",
    "hour": r"heures?|hours?",
    "percent": r"%|pour ?cents?|per ?cent",
    "euro": r"€|euros?|eur",
    "dollar": r"\$|dollars?|usd",
    "franc": r"francs?|fcfa|xof|chf",
}
_TIMES = "|".join(_UNIT_WORDS[name] for name in ("day", "week", "month", "year", "hour"))
_UNIT = "|".join(f"(?P<{name.replace(' ', '_')}>{words})" for name, words in _UNIT_WORDS.items())
_QUANTITY = re.compile(rf"(?<![\w.])({_VALUE})\s*(?:{_UNIT})(?!\w)")
_BEFORE = re.compile(rf"(?P<dollar>\$|usd)\s?(?P<a>{_VALUE})|(?P<euro>€|eur)\s?(?P<b>{_VALUE})")
_RANGE = re.compile(rf"(?<![\w.])({_VALUE}) ?(?:€|%|\$)? ?(?:-|–|to|a|and|et) ?[€$]?({_VALUE})(?![\w/-])")
_AND = re.compile(r"(?:and|et) ?[€$]?\d")
_NUMERAL = rf"(?=(?:environ |about |around )?[$€]? ?({_VALUE}))"
_BOUNDS: dict[str, str] = {  # in this order: what a bound has taken is no other's
    "at most": r"no more than|not more than|at most|up to|pas plus de|au plus|jusqu'a|(?:a )?maximum (?:of|de)",
    "at least": r"no less than|no fewer than|not less than|at least|pas moins de|au moins|(?:a )?minimum (?:of|de)",
    "more than": r"more than|over|above|exceed\w*|plus de|plus d'|au-dela de|superieure?s? a|depass\w+",
    "less than": r"less than|fewer than|under|below|moins de|moins d'|inferieure?s? a",
    "about": r"about|around|approximately|nearly|almost|some|environ|pres de|quelque|presque",
    "after": r"after|apres|au bout de|once|passe",
    "before": r"before|avant|prior to",
}
_BOUND = "|".join(f"(?P<{name.replace(' ', '_')}>{words})" for name, words in _BOUNDS.items())
_BOUNDED = re.compile(rf"\b(?:{_BOUND}) {_NUMERAL}")
_PER = re.compile(r"\b(once|twice|times) an? ")
_ONE = re.compile(rf"\b(?:une?|one|an?)\s+(?={_TIMES})")
_ORDINAL = re.compile(r"(?<![\w.])(\d+)(?:st|nd|rd|th|er|re|ere|e|eme|nde?)\b(?! of all)")
_FIRST = re.compile(
    r"\b(?:the|its|their|our|your|an?|les?|la|une|sa|son|leurs?|du|au|des)"
    r" (?:(?:first|premiere?s?)\b(?! of all)|second(?:es?)?\b)"
)
_VAGUE: dict[str, str] = {
    "half": r"\bhal(?:f|ves)\b|\bmoitie\b|\bdemie?s?\b",
    "third": r"\b(?:an?|one|un) (?:third|3rd|tiers)\b(?! part)|\b2 (?:3rds|tiers)\b",
    "quarter": r"\b(?:an?|one|un) (?:quarter|quart)\b|\b3 (?:quarters|quarts)\b",
    "most": r"(?<!at )\bmost of\b|(?<!at )(?<!the )\bmost (?=\w+s\b)|\bla plupart\b|\bmajorit\w+\b",
    "double": r"\b(?:double|twice|twofold)\b|\bdeux fois\b|\b2 fois\b",
    "dozen": r"\bdozens?\b|\bdouzaines?\b",
    "hundreds": r"\bhundreds\b|\bcentaines?\b",
    "thousands": r"\bthousands\b|\bmilliers?\b",
    "each day": r"\bdaily\b|\b(?:per|each|every|a|par|chaque) (?:day|jour)\b|\bquotidien\w*|\btous les jours\b",
    "each week": r"\bweekly\b|\b(?:per|each|every|a|par|chaque) (?:week|semaine)\b|\bhebdomadaire\w*"
    r"|\btoutes les semaines\b",
    "each month": r"\bmonthly\b|\b(?:per|each|every|a|par|chaque) (?:month|mois)\b|\bmensuel\w*|\btous les mois\b",
    "each quarter": r"\bquarterly\b|\b(?:per|each|every|par|chaque) (?:quarter|trimestre)\b|\btrimestriel\w*",
    "each half-year": r"\b(?:half-yearly|biannual\w*|semi-annual\w*)\b|\b(?:par|chaque) semestre\b|\bsemestriel\w*",
    "each year": r"\b(?:yearly|annual(?:ly)?)\b|\b(?:per|each|every|a|par|chaque) (?:year|an|annee)\b|\bannuel\w*"
    r"|\btous les ans\b",
}
_COUNTED = 2  # words after a number among which what it counts is sought


def quantities(sentence: str, language: Language) -> frozenset[str]:
    """Return what `sentence` counts: "30", "30 day", "month 5", "half". A bare one is no count: it is an article.

    A number within bounds is another one than the number alone ("more than 30"), a range another than its ends
    ("5..10"), an ordinal another than a count ("nth 2").

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
    """Return how many there are, by the stem of what is counted: ten partners are not twenty.

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


def _read(sentence: str, language: Language) -> tuple[str, set[str]]:
    """Return a sentence in figures, without what it says in other ways than by a number, and that."""
    text = _PER.sub(r"\1 per ", plain(_in_figures(_THOUSANDS.sub("", sentence.lower()), language)))
    text = _ONE.sub("1 ", text)
    text, dates = cut_dates(_MULTIPLE.sub(_multiplied, text))
    vague = {name for name, pattern in _VAGUE.items() if re.search(pattern, text)}
    for name in ("third", "quarter"):
        text = re.sub(_VAGUE[name], " ", text)
    ordinals = {f"nth {match[1]}" for match in _ORDINAL.finditer(text)}
    ordinals |= {f"nth {2 if 'second' in match[0] else 1}" for match in _FIRST.finditer(text)}
    return _ORDINAL.sub(" ", text), {*dates, *vague, *ordinals}


def _in_figures(text: str, language: Language) -> str:
    """Write numbers from two on in figures; ordinals too ("2nd")."""
    return str(alpha2digit(text, language, 2.0))


def _multiplied(match: re.Match[str]) -> str:
    by = _GREAT.get(match[2][0]) or float(match[2])
    return f"{float(match[1].replace(',', '.')) * by:.0f}"


def _cut_ranges(text: str) -> tuple[str, set[str]]:
    """Return a text without its ranges, and these; "5 and 10" is one only after "between"."""
    found: set[str] = set()

    def cut(match: re.Match[str]) -> str:
        joined = match[0].replace(match[1], "", 1)
        if _AND.search(joined) and not re.search(r"(?:between|entre) [€$]?$", text[: match.start()]):
            return match[0]
        both = f"{_value(match[1])}..{_value(match[2])}"
        found.add(both)
        unit = _QUANTITY.match(f"{match[2]}{text[match.end() :]}")
        found.update([f"{both} {_unit(unit)}"] if unit else [])
        return " "

    return _RANGE.sub(cut, text), found


def _bounded(match: re.Match[str]) -> str:
    """Return a number with its bound, by the same name in both languages."""
    name = next(name for name in _BOUNDS if match[name.replace(" ", "_")])
    return f"{name} {_value(match[match.lastindex or 0])}"


def _unit(match: re.Match[str]) -> str:
    return str(match.lastgroup).replace("_", " ")


def _value(number: str) -> str:
    return f"{float(number.replace(',', '.')):.12g}" if len(number) < 15 else number
