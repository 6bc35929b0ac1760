"""Kinds of fact: those that a question asks for or takes for granted, and those that a passage holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, Protocol, get_args

from corpus.language import LANGUAGES, Language
from corpus.word_list import month_names, word_lists
from index.text.folding import terms, unaccented

FactKind = Literal[
    "duration",
    "frequency",
    "date",
    "year",
    "time",
    "amount",
    "count",
    "contact",
    "person",
    "document",
    "decider",
    "consequence",
    "remedy",
    "obligation",
    "list",
]
KINDS: tuple[FactKind, ...] = get_args(FactKind)
# A passage with these is preferred, but one without is not doubted: a list is a matter of form, and an obligation is
# often worded without any of the listed words.
LOOSE: frozenset[FactKind] = frozenset({"list", "obligation"})
# Of added documents neither who decides nor what follows can be told by words; no card names who decides.
LOOSE_IN_DOCUMENTS: frozenset[FactKind] = LOOSE | {"decider", "consequence", "remedy"}
# A card without these does not answer, however near: what an end is says nothing of how it is contested.
REQUIRED: frozenset[FactKind] = frozenset({"remedy"})

_LISTS, _AMBIGUOUS = word_lists("facts"), word_lists("dates")["ambiguous_months"]
_FULL_MONTHS = {names.of("en")[0] for names in month_names()} - set(_AMBIGUOUS.of("en"))


def _words(name: str) -> str:
    return _LISTS[name].alternation()


# Kinds that a question asks for, on text without accents. A question may ask for several.
_ASKED = {kind: re.compile(_words(f"{kind}_asked")) for kind in KINDS}
_CURRENCY = "€$£¥₦₵"
_NUMBER = r"\d+(?:[ .,]?\d{3})*(?:[.,]\d+)?"
_NUMERAL = rf"(?:{_NUMBER}|{_words('numerals')})"
_MAGNITUDE = rf"(?:\s?(?:{_words('millions')}|{_words('billions')})\b)?"
_COMPOUND = rf"(?:[a-z]+-)*{_NUMERAL}"  # "quarante-cinq"
_SUFFIX = rf"(?:{word_lists('dates')['ordinal_suffix'].alternation()})?"
_WEEKDAY = rf"{word_lists('dates')['weekdays'].alternation()}s?"
_MONTH = f"(?:{'|'.join(names.alternation() for names in month_names())})"
_NO_PRICE = rf"(?!\d|\s?(?:[%{_CURRENCY}]|{_words('money_units')}\b|{_words('millions')}\b|{_words('billions')}\b))"
# "13 h 30", "13.30", "1:30 pm", "9 am", "midi"
_CLOCK = (
    rf"\b(?:[01]?\d|2[0-4])(?: ?h(?: ?[0-5]\d)?\b|[:.][0-5]\d{_NO_PRICE}(?: ?[ap]\.?m\b\.?)?| ?[ap]\.?m\b\.?)"
    rf"|\b{_words('times_of_day')}\b"
)
_YEAR, _LINK = r"\b(?:19|20)\d\d\b", r"https?://|www\."
_YEARS = rf"\b(?:{_words('year_range_opens')} {_YEAR} {_words('year_range_joins')} {_YEAR}|{_words('since')} {_YEAR})"
_HELD: dict[FactKind, re.Pattern[str]] = {
    # "trente (30) jours", "thirty (30) calendar days", "de 2015 à 2022"
    "duration": re.compile(
        rf"\b(?:{_words('part_durations')}\b|(?:[a-z-]+ \({_NUMERAL}\)|{_COMPOUND})(?: {_words('half_more')})?\s*"
        rf"(?:{_words('time_qualities')} )?{_words('time_units')}"
        rf"\b(?: {_words('half_more')}\b)?(?: {_words('time_qualities')}\b)?)|{_YEARS}"
    ),
    "frequency": re.compile(rf"\b{_words('frequency_held')}"),
    "date": re.compile(
        rf"{_YEAR}|\b{_WEEKDAY}\b|\b\d{{1,2}}(?:er)? (?:{'|'.join(names.alternation('fr') for names in month_names())})"
        rf"|\b(?:{'|'.join(sorted(_FULL_MONTHS))}|{_AMBIGUOUS.alternation('en')} \d)\b"
    ),
    "year": re.compile(_YEAR),
    "time": re.compile(_CLOCK),
    "amount": re.compile(
        rf"{_NUMBER}{_MAGNITUDE}\s*(?:d'|de )?(?:[%{_CURRENCY}]|{_words('money_units')}\b)"
        rf"|(?:\b{_words('money_codes')}|\b[A-Za-z]{{0,2}}[{_CURRENCY}]|[{_CURRENCY}])\s*{_NUMBER}{_MAGNITUDE}"
        rf"|\b{_words('fractions')}\b|(?<=: ){_NUMBER}(?=\s*(?:;|$))",  # the last: a cell of a table
        re.MULTILINE,
    ),
    "count": re.compile(rf"\b(?!{_words('numeral_or_article')}\b){_NUMERAL}\b"),
    "contact": re.compile(rf"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d .()-]{{7,}}\d|{_LINK}"),
    "person": re.compile(rf"\b{_words('person_held')}\b"),
    "document": re.compile(rf"\b{_words('document_held')}\b|{_LINK}"),
    "decider": re.compile(r"(?!)"),
    "consequence": re.compile(_words("consequence_held")),
    "remedy": re.compile(_words("remedy_held")),
    "obligation": re.compile(_words("obligation_held")),
    "list": re.compile(r"(?:^[-•] .*\n+){2,}^[-•] |(?:^\d[.)] .*\n+){2,}", re.MULTILINE),
}
# Figures as a passage writes them: whole, with what they count.
_WHOLE: dict[FactKind, re.Pattern[str]] = {
    "duration": _HELD["duration"],
    "amount": _HELD["amount"],
    "date": re.compile(
        rf"\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b"
        rf"|\b(?:\d{{1,2}}{_SUFFIX} )?{_MONTH}(?: \d{{1,2}}{_SUFFIX})?,? {_YEAR}"
        rf"|\b\d{{1,2}}{_SUFFIX} {_MONTH}\b|\b{_MONTH} \d{{1,2}}{_SUFFIX}\b"
        rf"|\b(?:{'|'.join(sorted(_FULL_MONTHS))})\b|{_YEAR}"
    ),
    "year": _HELD["year"],
    "time": _HELD["time"],
    "frequency": re.compile(
        rf"\b(?:{_words('frequency_opens')} (?:{_NUMERAL} )?\w+|(?:{_words('frequency_times')} )?"
        rf"{_words('frequency_held')}\w*)"
    ),
    "contact": re.compile(rf"[\w.+-]+@[\w-]+(?:\.\w+)+|\+?\d[\d .()-]{{7,}}\d|(?:{_LINK})[^\s<>()]*[\w/]"),
    "count": re.compile(  # not the number of a list's item
        rf"(?!^\d+[.)] )\b(?!(?:[a-z]+-)?{_words('numeral_or_article')}\b){_COMPOUND}\b(?: [^\W\d_]+)?", re.MULTILINE
    ),
}
FIGURES = frozenset(_WHOLE)
_COMPARED: tuple[FactKind, ...] = ("duration", "frequency", "date", "time", "amount")
_STATED_KINDS: tuple[FactKind, ...] = ("duration", "amount")  # those that a question may state to ask whether it is so
# Figures that a question states and does not ask for: "30 jours", "5 000 euros", "10 %".
_FIGURE = r"\d[\d\u202f\xa0 .,]*"
_STATED = re.compile(rf"\b({_FIGURE})\s?(?:[%{_CURRENCY}]|{_words('stated_units')})(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_NAME = re.compile(r"(?<=[a-zà-ÿ,’'] )[A-ZÀ-Ý][a-zà-ÿ]{3,}(?:-[A-ZÀ-Ý][a-zà-ÿ]+)*")


class Vocabulary(Protocol):
    """The stems of all texts in the index."""

    def knows(self, term: str, language: Language) -> bool:
        """Return True if any text in `language` holds the stemmed `term`."""
        ...


def asked_kinds(question: str) -> frozenset[FactKind]:
    """Return the kinds of fact that `question` asks for.

    >>> sorted(asked_kinds("C’est combien de jours, le préavis ?")), asked_kinds("Pourquoi évaluer ?")
    (['duration'], frozenset())
    """
    text = unaccented(question)
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(text))


def figure_kinds(question: str) -> tuple[FactKind, ...]:
    """Return the kinds of figure that `question` asks for: "is it 30 or 60 days?" asks for a duration too.

    A figure that is told beside what is asked is circumstance.

    >>> figure_kinds("Is the notice 30 or 60 days?"), figure_kinds("Combien de jours de préavis ?")
    (('duration',), ('duration',))
    >>> figure_kinds("Qui signe au-delà de 60 000 euros ?"), figure_kinds("Absent 8 heures. On me doit quoi ?")
    ((), ())
    """
    asked = asked_kinds(question) - LOOSE
    sentence = _SENTENCE_END.split(question)[-1]
    stated = {kind for kind in _STATED_KINDS if not asked and holds(sentence, kind)}
    return tuple(kind for kind in KINDS if kind in (asked & FIGURES) | stated)


def compared_kinds(question: str) -> tuple[FactKind, ...]:
    """Return the kinds of figure by which texts are compared that answer `question`: those asked for, else most kinds.

    >>> compared_kinds("Combien de jours ?"), "amount" in compared_kinds("Quelle caution pour un instrument ?")
    (('duration',), True)
    """
    return figure_kinds(question) or _COMPARED


def holds(passage: str, kind: FactKind) -> bool:
    """Tell whether `passage` holds a fact of that kind.

    >>> holds("un préavis de 30 jours", "duration"), holds("un calendrier", "duration")
    (True, False)
    """
    return bool(_HELD[kind].search("\n".join(unaccented(line) for line in passage.splitlines())))


def figures(passage: str, kind: FactKind) -> list[str]:
    """Return the facts of one of the `FIGURES` that `passage` holds, as it writes them, with their unit.

    >>> figures("Un préavis de trente (30) jours ouvrés, puis 2\u202f500,50 € par Été.", "duration")
    ['trente (30) jours ouvrés']
    >>> figures("5\u202f000 € le 1er août 2025", "amount"), figures("5\u202f000 € le 1er août 2025", "date")
    (['5\u202f000 €'], ['1er août 2025'])
    """
    folded = [(letter, place) for place, mark in enumerate(passage) for letter in unaccented(mark)]
    text = "".join(letter for letter, _ in folded)
    spans = [found.span() for found in _WHOLE[kind].finditer(text)]
    return [passage[folded[start][1] : folded[end - 1][1] + 1] for start, end in spans]


def missing_kinds(question: str, passages: Iterable[str]) -> frozenset[FactKind]:
    """Return the kinds of fact, but the `LOOSE` ones, that `question` asks for and none of `passages` holds."""
    texts = list(passages)
    return frozenset(kind for kind in asked_kinds(question) - LOOSE if not any(holds(text, kind) for text in texts))


def year_spans(passage: str) -> list[range]:
    """Return the spans of years that `passage` states, both ends included.

    >>> year_spans("Présidente de 2015 à 2022"), year_spans("Depuis 1993")
    ([range(2015, 2023)], [])
    """
    stated = (re.findall(_YEAR, span) for span in re.findall(_YEARS, unaccented(passage)))
    return [range(int(years[0]), int(years[-1]) + 1) for years in stated if len(years) > 1]


def tells_of_year(question: str, passage: str) -> bool:
    """Tell whether `question` names a year that lies in a span which `passage` states.

    >>> tells_of_year("Who presided in 2018?", "President from 2015 to 2022"), tells_of_year("In 2023?", "2015 to 2022")
    (True, False)
    """
    spans = year_spans(passage)
    return any(int(year) in span for span in spans for year in re.findall(_YEAR, question))


def unconfirmed(question: str, passages: Iterable[str]) -> list[str]:
    """Return the durations, shares and sums that `question` takes for granted and none of `passages` holds.

    >>> unconfirmed("Since 30 days are required, when do we start?", ["Give notice early."])
    ['30 days']
    >>> unconfirmed("Que veut dire 34 % ?", ["34 % des habitants ont moins de 18 ans."])
    []
    """
    held = {_digits(number) for text in passages for number in re.findall(_FIGURE, text)}
    return [stated[0].strip() for stated in _STATED.finditer(question) if _digits(stated[1]) not in held]


def unknown_names(question: str, texts: Vocabulary) -> list[str]:
    """Return the names in `question` that no text holds: words with a capital that do not open a sentence."""
    names = _NAME.findall(question)
    return [
        name for name in names if not any(texts.knows(term, lang) for lang in LANGUAGES for term in terms(name, lang))
    ]


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))
