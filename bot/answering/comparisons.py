"""Recognise who asks to compare two things, and find both in the question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus.word_list import alternations, word_lists
from index.text.folding import aligned, terms, words

_LONGEST = 200  # characters of such a question
_MOST_WORDS = 8  # of one side
_SIDE = r"[«“\"'(]?\s?(?P<{name}>\w(?:[^?!:;=«»“”\"\n]*?[\w.)])?)\s?[»”\"')]?"
_EDGES = " \t\n«»“”\"'().,;:?!"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The two sides that a question sets against each other, as they are named in it.

    It is `clear` if the question asks for their difference in words; "A or B?" may mean something else.
    """

    sides: tuple[str, str]
    clear: bool


def comparison_in(text: str) -> Comparison | None:
    """Return the comparison that `text` asks for; None if it asks for something else.

    >>> [found.sides for found in map(comparison_in, (
    ...     "Quelle est la différence entre le diagnostic et le plan d’action ?",
    ...     "early termination or normal end: what is the difference?",
    ...     "How does ECPAT differ from ACPF?", "résiliation vs audit")) if found]
    [('diagnostic', 'plan d’action'), ('early termination', 'normal end'), ('ECPAT', 'ACPF'), ('résiliation', 'audit')]
    >>> found = comparison_in("laquelle dure plus longtemps, la résiliation ou la fin normale ?")
    >>> found.sides, found.clear
    (('résiliation', 'fin normale'), False)
    >>> comparison_in("Qui signe l’accord, l’agence ou l’association ?"), comparison_in("Quand évaluer ?")
    (None, None)
    >>> comparison_in("Which court hears a dispute between a town and a partner?")
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    plain = aligned(text)
    for frame, is_clear in _frames():
        if (found := frame.fullmatch(plain)) is None:
            continue
        first, second = (text[slice(*found.span(name))].strip(_EDGES) for name in ("a", "b"))
        if _is_side(first) and _is_side(second) and first.lower() != second.lower():
            return Comparison((first, second), is_clear)
    return None


def tells_apart(text: str) -> bool:
    """Tell whether a text sets two things against each other.

    >>> tells_apart("Cette convention n’est pas la Convention."), tells_apart("Les partenaires signent.")
    (True, False)
    """
    return bool(_contrast().search(aligned(text)))


def _is_side(side: str) -> bool:
    """Tell whether a side can be a thing: no clause, and with a word of content."""
    lists = word_lists("definitions")
    asking = {*lists["asking"].of(), *lists["no_term"].of(), *word_lists("comparisons")["no_side"].of()}
    said = words(side)
    has_content = bool(terms(side, "fr")) and bool(terms(side, "en"))
    return 0 < len(said) <= _MOST_WORDS and has_content and asking.isdisjoint(said)


@cache
def _contrast() -> re.Pattern[str]:
    entries = word_lists("comparisons")["contrast"].of()
    patterns = (re.escape(aligned(entry)).replace(r"\*", r"\w*") for entry in entries)
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


@cache
def _frames() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Return the patterns of the questions that compare, each with whether it is clear that they do."""
    known = alternations("comparisons")
    article = rf"(?:{known['articles']}(?:(?<=') ?| ))?"
    a, b = (f"{article}{_SIDE.format(name=name)}" for name in ("a", "b"))
    stop, join, gap = r"(?: ?[:,;?.–—-]+ ?| )", rf" {known['joins']} ", r"(?: |(?<='))"
    opening, closing = rf"\W*(?:{known['around']}[\s,.!:;–-]+)*", rf"(?:[\s,]+{known['around']})*[\s?!.]*"
    either = rf"(?:{known['between']} |{known['rather']} )?{a}{join}{b}"
    clear = (
        rf"(?:{known['difference']},? {known['between']} ?){a}(?:{join}|,? ?{known['versus']} ?|/){b}",
        rf"(?:{known['difference']} ){a}{join}{b}",
        rf"{known['compare']} {a}(?:{join}| (?:a|à|au|avec|to|with|from|de|du) |,? ?{known['versus']} ?){b}",
        rf"(?:{known['how']}{gap})?{a} {known['differs']} ?{b}",
        rf"{either}{stop}{known['after_both']}",
        rf"{known['after_both']}{stop}{either}",
        rf"{a},? {known['versus']} ?{b}(?:{stop}{known['after_both']})?",
    )
    likely = (
        rf"{known['which']}[:,;?] ?{either}",
        rf"(?=.*\b{known['comparative']}\b.* (?:entre|between) ){known['which']} (?:entre|between) {either}",
        rf"{either}(?:[:,;?] ?){known['which']}",
        rf"(?:{known['rather']} )?{a} (?:ou|or|ou bien) {b}",
    )
    both = [*((one, True) for one in clear), *((one, False) for one in likely)]
    return tuple((re.compile(opening + frame + closing), is_clear) for frame, is_clear in both)
