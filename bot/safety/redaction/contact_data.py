"""Find e-mail addresses, online accounts and telephone numbers.

Telephone numbers are found by a cue before them, by a country code, or by shape. The shapes are those of the numbering
plans (ITU E.164, as phonenumbers holds them) of the countries where people write to the bot. Elsewhere a number needs a
cue ("tel", "WhatsApp", "call me on") or a plus sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.safety.redaction.document_references import hide_references
from bot.safety.redaction.spans import Span
from corpus.language import LANGUAGES
from corpus.word_list import alternations, word_lists

_WORDS = alternations("contact_data")
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+(?:@| @ )\w[\w-]*(?:\.\w[\w-]*)+")
_SPELT_EMAIL = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]+ ?(?:[\[({{] ?{_WORDS['at_in_brackets']} ?[\])}}]|\b{_WORDS['at']}\b"
    rf"|(?<= ){_WORDS['at_before_dot']}(?= [\w-]+ {_WORDS['dot']}\b))"
    rf" ?\w[\w-]*(?:(?: ?[\[({{] ?{_WORDS['dot']} ?[\])}}] ?| {_WORDS['dot']} |\.)\w[\w-]*){{1,3}}"
)
_PROVIDER = r"(?:gmail|gmial|gmai|yahoo|yaho|hotmail|outlook|live|icloud|ymail|protonmail)"
# With a slip: "a.b@gmail,com", "a.b @ gmail. com", "a@@b.org", "a.b@gmail"; without any sign only before a provider.
_MISTYPED_EMAIL = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]+ ?@{{1,2}} ?"
    rf"(?:{_PROVIDER}(?: ?[.,;]{{1,2}} ?| )(?:com|fr|net|org|co\.\w\w|\w\w)\b|{_PROVIDER}\b"
    r"|\w[\w-]*(?:\.\w[\w-]*)* ?[.,]{1,2} ?(?:com|org|net)\b)"
    rf"|(?<![\w.+%-])(?=[\w-]*[.\d_])[\w.+%-]+ {_PROVIDER} ?[., ] ?(?:com|fr|net)\b"
    rf"|(?<![\w.+%-])[\w.+%-]+ {_WORDS['at_before_provider']} {_PROVIDER} ?(?:{_WORDS['dot']}|[., ]) ?(?:com|fr|net)\b"
)
_NETWORK = (
    r"(?:facebook|fb|insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|telegram|messenger|linkedin|skype|imo"
    r"|signal|threads|youtube)"
)
_AT = re.compile(r"(?<![\w.@/])@[a-z][\w.]{1,31}(?<!\.)")
_LINK = re.compile(
    r"\b(?:https?://)?(?:[\w-]{1,20}\.)?(?:facebook\.com|fb\.com|fb\.me|m\.me|instagram\.com|twitter\.com"
    r"|(?<=//)x\.com|tiktok\.com|t\.me|wa\.me"
    r"|linkedin\.com/in|snapchat\.com/add|telegram\.me|api\.whatsapp\.com)/(?P<name>[^\s,;)]+)"
)
_NAMED = re.compile(
    rf"\b{_NETWORK}\b(?: {_WORDS['account']})?(?: ?[:=]| {_WORDS['is']})?[ \n]{{0,2}}"
    r"(?P<name>[a-z]\w*[._\d][\w.]*\w)"
)
_PUBLIC = re.compile(
    r"[@/]*(?:unicef|un(?:hcr|fpa|dp|women|esco|ocha)?|who|oms|savethechildren|planinternational|worldvision|ecpat"
    r"|dei|dci)(?:[_./?]|$)"
)  # accounts of organisations that everybody knows
REGIONS = tuple("BF BJ CI CM CD CF CG GA GH GM GN GW KE LR ML MR NE NG RW BI SL SN TD TG UG TZ FR GB BE CH".split())
SHORTEST, LONGEST = 7, 15  # digits; fewer are an emergency or company number
_IN_FULL = 8  # digits of the shortest number that is found by its shape alone

_RUN = re.compile(r"(?<![\w@])(?P<plus>(?:\( ?)?\+ ?)?\(?\d(?:(?:[ .\-()]{0,3}|/)\d)*")
_GROUP = re.compile(r"\d+")
_CUE = re.compile(rf"\b{_WORDS['telephone_cue']}\b[^\n!?]{{0,40}}$")
_CONTEXT = 60  # characters before a number that are searched for a cue

_NUMBER_LISTS = word_lists("spoken_numbers")
_UNITS = (
    {word: value for language in LANGUAGES for value, word in enumerate(_NUMBER_LISTS["units"].of(language))}
    | dict.fromkeys(_NUMBER_LISTS["zero"].of(), 0)
    | dict.fromkeys(_NUMBER_LISTS["one"].of(), 1)
)
_TENS = {word: value for value in range(20, 100, 10) for word in _NUMBER_LISTS[f"tens_{value}"].of()}
_REPEATS = dict.fromkeys(_NUMBER_LISTS["twice"].of(), 2) | dict.fromkeys(_NUMBER_LISTS["thrice"].of(), 3)
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_TEN = "|".join(sorted(_TENS, key=len, reverse=True))
_NUMBER_WORDS = (
    rf"(?:(?:{'|'.join(_REPEATS)}) (?:{_UNIT})|quatre[- ]vingts?(?:[- ](?:{_UNIT}))?"
    rf"|(?:{_TEN})(?:[- ]et)?[- ](?:{_UNIT})"
    rf"|{_TEN}|dix[- ](?:sept|huit|neuf)|{_UNIT})(?![a-z])"
)  # French counts on from sixteen by ten and seven, and from eighty by four twenties
_ONE_NUMBER = re.compile(rf"{_NUMBER_WORDS}|\d{{1,4}}")
# Atomic: "vingt deux vingt deux …" can be read in more ways than there is time for.
_SPOKEN_RUN = re.compile(
    rf"(?<![\w.,])\+?(?>{_NUMBER_WORDS}|\d{{1,4}}(?!\d))(?:[ ,.\-/]{{1,2}}(?>{_NUMBER_WORDS}|\d{{1,4}}(?!\d)))++(?!\w)"
)


@dataclass(frozen=True, slots=True)
class SpokenNumber:
    """Characters `start` to `end` (half open) that name `groups` of digits, at least one of them in words."""

    start: int
    end: int
    groups: tuple[str, ...]


def emails(text: str) -> Iterator[Span]:
    """Yield each e-mail address in plain lower-case `text`, with its slips, some of them twice.

    >>> {found.end for found in emails("a.b@c.org")}, {found.end for found in emails("ali arobase espoir point org")}
    ({9}, {28})
    """
    for pattern in (_EMAIL, _SPELT_EMAIL, _MISTYPED_EMAIL):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), "email")


def handles(text: str) -> Iterator[Span]:
    """Yield each account name in plain lower-case `text`, a link to one as a whole.

    >>> [text[f.start : f.end] for text in ["insta : kadi.b et @UNICEF"] for f in handles(text)]
    ['kadi.b']
    """
    for match in _AT.finditer(text):
        if not _PUBLIC.match(match[0]):
            yield Span(match.start(), match.end(), "handle")
    for match in _LINK.finditer(text):
        if not _PUBLIC.match(match["name"]):
            yield Span(match.start(), match.end() - len(match[0]) + len(match[0].rstrip(".!?")), "handle")
    for match in _NAMED.finditer(text):
        yield Span(match.start("name"), match.end("name"), "handle")


def telephones(text: str) -> Iterator[Span]:
    """Yield each telephone number in plain `text`.

    >>> [text[f.start : f.end] for text in ["70 45 12 88, +226 76 31 09 54, 12 500 000"] for f in telephones(text)]
    ['70 45 12 88', '+226 76 31 09 54']
    """
    bare = hide_references(text)
    for run in _RUN.finditer(bare):
        groups = list(_GROUP.finditer(bare, run.start(), run.end()))
        cued = _has_cue(bare, run.start())
        for first, last in _numbers([group[0] for group in groups], bool(run["plus"]), cued):
            start, end = run.start() if first == 0 else groups[first].start(), groups[last - 1].end()
            # A bracket belongs to the number if it closes in it: "(020) 7946 0312", but "Mme Ba (70 12 34 56)".
            start += bare[start] == "(" and ")" not in bare[start:end]
            yield Span(start, end, "phone")
    for number in spoken_numbers(bare):
        if _is_spoken_telephone(number, _has_cue(bare, number.start)):
            yield Span(number.start, number.end, "phone")


def spoken_numbers(text: str) -> Iterator[SpokenNumber]:
    """Yield each row of numbers in plain lower-case `text` of which some are in words.

    >>> [one.groups for one in spoken_numbers("au soixante-dix 12 trente-quatre, quatre-vingt-seize; seven double two")]
    [('70', '12', '34', '96'), ('7', '22')]
    """
    for run in _SPOKEN_RUN.finditer(text):
        numbers = [match[0] for match in _ONE_NUMBER.finditer(run[0])]
        if not all(number.isdecimal() for number in numbers):
            yield SpokenNumber(run.start(), run.end(), tuple(map(_figures, numbers)))


def _has_cue(text: str, start: int) -> bool:
    """Tell whether words before `start` announce a telephone number."""
    return bool(_CUE.search(text, max(0, start - _CONTEXT), start))


def _is_spoken_telephone(number: SpokenNumber, cued: bool) -> bool:
    """Tell whether a number partly in words is a telephone number: announced as one, or in pairs that fit a plan."""
    digits = "".join(number.groups)
    if cued:
        return SHORTEST <= len(digits) <= LONGEST
    in_pairs = all(len(group) > 1 for group in number.groups[1:])
    return in_pairs and _IN_FULL <= len(digits) <= LONGEST and _has_the_shape(number.groups, digits)


def _numbers(groups: Sequence[str], plus: bool, cued: bool) -> Iterator[tuple[int, int]]:
    """Yield the first and one past the last of the `groups` of digits of each telephone number."""
    if (plus or cued) and _may_be_announced(groups, plus):
        yield 0, len(groups)
        return
    at = 0
    while at < len(groups):
        end = _end(groups, at)
        if end:
            yield at, end
        at = end or at + 1


def _may_be_announced(groups: Sequence[str], plus: bool) -> bool:
    """Tell whether all the `groups` can be one number that was announced as such."""
    length = sum(map(len, groups))
    return SHORTEST <= length <= LONGEST and (plus or length == 9 or not (_is_amount(groups) or _are_years(groups)))


def _end(groups: Sequence[str], start: int) -> int:
    """Return one past the last group of the longest number that begins at `start`; 0 if none does."""
    best, digits = 0, ""
    for end in range(start, len(groups)):
        digits += groups[end]
        if len(digits) > LONGEST + 2:
            break
        if len(digits) >= _IN_FULL and _has_the_shape(groups[start : end + 1], digits):
            best = end + 1
    return best


def _has_the_shape(groups: Sequence[str], digits: str) -> bool:
    if _is_amount(groups) or _are_years(groups):
        return False
    return _fits_a_plan(digits.removeprefix("00"), alone=len(groups) == 1)


def _is_amount(groups: Sequence[str]) -> bool:
    """Tell whether the groups are thousands, as in 12 500 000."""
    first, *rest = groups
    return bool(rest) and not first.startswith("0") and len(first) <= 3 and {len(group) for group in rest} == {3}


def _are_years(groups: Sequence[str]) -> bool:
    return len(groups) > 1 and all(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups)


@lru_cache(maxsize=4096)
def _fits_a_plan(digits: str, alone: bool) -> bool:
    """Tell whether a telephone of one of our countries can have this number; `alone` if in one piece."""
    spaced, compact = _plans()
    return bool((compact if alone else spaced).fullmatch(digits))


@cache
def _plans() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the expressions of numbers written in groups of digits, and of those in one piece.

    One piece must be a mobile number, or begin with the prefix 0: a reference or an account looks like a fixed line.
    """
    import phonenumbers

    spaced, compact = [], []
    for region in REGIONS:
        plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
        if plan is None or plan.mobile is None or plan.fixed_line is None or plan.general_desc is None:
            raise LookupError(f"phonenumbers has no numbering plan of {region}")
        mobile, fixed = plan.mobile.national_number_pattern, plan.fixed_line.national_number_pattern
        prefix = plan.national_prefix or ""
        # A number of ten digits always keeps its prefix; without it, it is most often something else.
        lead = prefix if max(plan.general_desc.possible_length) >= 10 else f"{prefix}?" if prefix else ""
        spaced += [f"(?:{plan.country_code}|{lead})(?:{mobile}|{fixed})"]
        compact += [f"(?:{plan.country_code}|{lead})(?:{mobile})", f"{plan.country_code}(?:{fixed})"]
        compact += [f"{prefix}(?:{fixed})"] if prefix else []
    return (re.compile("|".join(spaced)), re.compile("|".join(compact)))


def _figures(number: str) -> str:
    """Return the digits of one number below a hundred, or of one that is in figures."""
    if number.isdecimal():
        return number
    first, *rest = re.split("[ -]", number)
    if first in _REPEATS:
        return str(_UNITS[rest[0]]) * _REPEATS[first]
    if first == "quatre" and rest:
        return str(80 + sum(_UNITS[word] for word in rest[1:]))
    return str({**_UNITS, **_TENS}[first] + sum(_UNITS[word] for word in rest if word != "et"))
