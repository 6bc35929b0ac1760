"""Read what a message wants of what was shown: an item, the next one, more, fewer or other words; or only talks.

A message that wants none of these is a question. What is read here is the message alone: `shown` and `dialogue` find
what it speaks of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.answering.places import CARDINAL, ORDINAL, place_in, several_places
from bot.answering.typed_choice import typed_place
from corpus.word_list import alternations, word_lists
from index.text.folding import fold, unaccented

WishKind = Literal[
    "question", "item", "next", "previous", "more", "shorter", "reword", "thanks", "fine", "yes", "no", "complaint"
]
TALK: frozenset[WishKind] = frozenset({"thanks", "fine", "yes", "no", "complaint"})

_LONGEST = 12  # words of a message that may refer to an item by its place; a longer one names its own subject
_LONGEST_TALK = 8
_LONGEST_WISH = 20  # words of any wish: the expressions below take too long for a letter
_MOST_NAMED = 5  # words that name what comes before the wanted item
_WORDS, _PLACES = alternations("dialogue"), alternations("follow_up")
_FOLLOW_UP = word_lists("follow_up")
_POINTERS = frozenset(one for name in ("pronouns", "pointers") for one in _FOLLOW_UP[name].of())
_ARTICLES = frozenset(_FOLLOW_UP["before_place"].of())
_BESIDE = rf"(?:{_WORDS['aside']}|{_WORDS['around']})"
_AROUND = rf"(?:{_BESIDE} )*"
_BEHIND = rf"(?: {_BESIDE})*"
_PLACE = re.compile(
    rf"\b(?:{_PLACES['before_place']}|{_PLACES['item_names']}) (?P<ordinal>{ORDINAL})\b(?: (?P<noun>\w+))?"
    rf"|\b{_PLACES['item_names']} (?P<figure>{CARDINAL})\b"
)
_APPROVALS = re.compile(r"[👍🙏👌✅😊🙂❤💯🎉]")
_AGREED = re.compile(r"\bd[' ]? ?accord\b")
_DISAPPROVALS = re.compile(r"[👎😠😡🤬]")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a message wants of what was shown.

    - `places`: of the items that are wanted, from 0; those below 0 count from the end.
    - `noun`: the word after the ordinal, such as "étape", if it says what kind of item is meant.
    - `about`: of what more is wanted, or what stands before the item that is wanted; empty if it is not named.
    - `picks`: whether the message wants the item itself and asks nothing else about it.
    """

    kind: WishKind = "question"
    places: tuple[int, ...] = ()
    noun: str = ""
    about: str = ""
    picks: bool = False

    @property
    def is_talk(self) -> bool:
        """Whether the message only agrees, declines, thanks or complains."""
        return self.kind in TALK


QUESTION = Wish()


@cache
def read_wish(text: str) -> Wish:
    """Return the wish of `text`.

    >>> [read_wish(text).kind for text in ("d’accord merci", "ok", "Non merci", "oui svp", "t nul", "Qui signe ?")]
    ['thanks', 'fine', 'no', 'yes', 'complaint', 'question']
    >>> [read_wish(text).kind for text in ("Pourquoi pas", "why not?")]
    ['yes', 'question']
    >>> [read_wish(text).kind for text in ("tu peux résumer ?", "dis-m’en plus", "la suivante ?", "and before that?")]
    ['shorter', 'more', 'next', 'previous']
    >>> [read_wish(text).kind for text in ("plus simplement, je suis fatiguée", "briefly please, I am in a hurry")]
    ['shorter', 'shorter']
    >>> [read_wish(text).kind for text in ("explique-moi autrement", "je n’ai pas compris", "in other words?")]
    ['reword', 'reword', 'reword']
    >>> read_wish("tell me more about the platform").about, read_wish("et après le diagnostic ?").about
    ('platform', 'diagnostic')
    >>> [(wish.places, wish.picks) for wish in map(read_wish, ("développe le quatrième", "le 2, qui s’en occupe ?"))]
    [((3,), True), ((), False)]
    >>> step = read_wish("et la deuxième étape, qui la fait ?")
    >>> step.places, step.noun, step.picks, read_wish("the last one").places, read_wish("and the last two?").places
    ((1,), 'etape', False, (-1,), (-2, -1))
    """
    plain = bare(text)
    if not plain:
        return _of_signs(text)
    if len(plain.split()) > _LONGEST_WISH:
        return QUESTION
    if "?" in text and plain in _word_set("yes_unless_asked"):
        return QUESTION
    return _talk(plain) or _item(plain, text) or _of_a_kind(plain) or QUESTION


def bare(text: str) -> str:
    """Return the folded words of `text`, without elisions and punctuation; "d’accord" is one word, not "accord".

    >>> bare("Dis-m’en plus, s’il te plaît !")
    'dis en plus il te plait'
    >>> bare("D’accord"), bare("l’accord")
    ('daccord', 'accord')
    """
    return " ".join(re.findall(r"\w+", fold(_AGREED.sub("daccord", unaccented(text)))))


def _of_signs(text: str) -> Wish:
    if _DISAPPROVALS.search(text):
        return Wish("complaint")
    return Wish("fine") if _APPROVALS.search(text) else QUESTION


def _talk(plain: str) -> Wish | None:
    """Return the wish of a message that only talks; the first kind below that it holds decides."""
    if len(plain.split()) > _LONGEST_TALK:
        return None
    for kind in ("complaint", "no", "thanks", "yes", "fine"):
        if re.fullmatch(_around(_WORDS[kind], _any_talk()), plain):
            return Wish(kind)
    return None


@cache
def _any_talk() -> str:
    return "|".join(_WORDS[kind] for kind in ("thanks", "yes", "no", "fine"))


def _around(core: str, also: str = "") -> str:
    """Return an expression for `core` among the words that may stand around it, and `also`."""
    beside = rf"(?:{_BESIDE}|{also})" if also else _BESIDE
    return rf"(?:{beside} )*{core}(?: {beside})*"


def _item(plain: str, text: str) -> Wish | None:
    known = _word_set("item_names") | _word_set("around") | _word_set("pick")
    if places := several_places(text, known | _ARTICLES):
        return Wish("item", places, picks=True)
    place = typed_place(text)
    if place is not None:
        return Wish("item", (place,), picks=True)
    found = _PLACE.search(plain)
    if found is None or len(plain.split()) > _LONGEST or (at := place_in(found["ordinal"] or found["figure"])) is None:
        return None
    noun = found["noun"] or ""
    named = "" if noun in known else noun
    rest = f"{plain[: found.start()]} {plain[found.end() :]}".split()
    return Wish("item", (at,), named, picks=all(word in known for word in rest))


def _of_a_kind(plain: str) -> Wish | None:
    if re.fullmatch(_around(_WORDS["reword"], f"{_WORDS['reword']}|{_WORDS['shorter']}"), plain):
        return Wish("reword")
    if re.fullmatch(_around(_WORDS["shorter"], _WORDS["shorter"]), plain):
        return Wish("shorter")
    if wish := _neighbour(plain, "next", "after") or _neighbour(plain, "previous", "before"):
        return wish
    more = re.fullmatch(rf"{_AROUND}{_WORDS['more']}{_BEHIND}(?: {_WORDS['of']} (?P<about>\w.*?))?{_BEHIND}", plain)
    about = _without_article(more["about"] or "") if more else ""
    named = [word for word in about.split() if word not in _word_set("around") | _POINTERS]
    return Wish("more", about=about if named else "") if more else None


def _neighbour(plain: str, kind: Literal["next", "previous"], step: str) -> Wish | None:
    """Return the wish for the item after or before one: that shown last, or one that is named."""
    beside = rf"(?:{_WORDS['around']}|{_WORDS['around_next']})"
    if re.fullmatch(rf"(?:{beside} )*{_WORDS[kind]}(?: {beside})*", plain):
        return Wish(kind)
    named = re.fullmatch(rf"(?:{beside} )*{_WORDS[step]} (?P<about>\w+(?: \w+){{0,9}})", plain)
    about = re.sub(rf"(?: {beside})+$", "", _without_article(named["about"])) if named else ""
    return Wish(kind, about=about) if about and len(about.split()) <= _MOST_NAMED else None


def _without_article(name: str) -> str:
    return re.sub(rf"^(?:{_PLACES['before_place']} )+|^(?:les|ce|cette|cet|ces|a|an|this|that) ", "", name).strip()


@cache
def _word_set(name: str) -> frozenset[str]:
    return frozenset(word_lists("dialogue")[name].of())
