"""The wish to talk to a person, in whatever polite words it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answering.asked import asks_something
from corpus.word_list import alternations
from index.text.folding import fold, without_marks

_MOST_WORDS = 45  # of a message that asks for a person; a longer one has more to say
_MOST_ABOUT = 10  # words that say what it is about, after the wish
_LONG_WORD = 5  # letters of a word that may name a matter
_PIECE = re.compile(r"[^.!?;,:\n()…]+[.!?;,:\n()…]*")
_WORDS = alternations("person_wish")
_VOCABULARY = frozenset(re.findall(r"[a-z]+", " ".join(v for n, v in _WORDS.items() if n != "about")))
_AROUND = rf"(?:{_WORDS['around_wish']}|\d+(?:h\d*)?)"
_PERSON = rf"(?:{_WORDS['around_person']} ){{0,5}}{_WORDS['person']}(?: {_WORDS['of_office']}){{0,3}}"
_ANYONE = (
    rf"(?:{_WORDS['around_person']} ){{0,5}}(?:{_WORDS['person']}|{_WORDS['role']})"
    rf"(?: {_WORDS['of_office']}| (?:{_WORDS['around_person']} ){{0,5}}{_WORDS['role']}){{0,3}}"
)
_ABOUT = rf"(?: {_WORDS['about']}(?: \w+){{1,{_MOST_ABOUT}}})?"
_ADDRESSED = (
    rf"(?:(?:{_WORDS['talk']}|{_WORDS['pass_on']}) {_ANYONE}|{_WORDS['call_me']}|{_WORDS['help_from']}"
    rf"|{_WORDS['how_to']}|{_WORDS['there']}|{_WORDS['want']} (?:un|une|a|an) {_PERSON}"
    rf"|(?:(?:un|une|a|an) )?{_PERSON} {_WORDS['please']})"
)
_WISH = re.compile(rf"(?:{_AROUND} )*{_ADDRESSED}(?: {_AROUND})*")
_WISH_ABOUT = re.compile(rf"{_WISH.pattern}{_ABOUT}(?: {_AROUND})*")
_MERE = re.compile(rf"(?:{_AROUND} )*(?:(?:un|une|a|an) {_PERSON}|{_WORDS['helper']})(?: {_AROUND})*|{_WORDS['alone']}")
_POLITE = re.compile(rf"(?:{_AROUND}(?: {_AROUND})*|{_WORDS['robot']})?")
_BEFORE_WISH = re.compile(rf" (?={_WORDS['opener']} )| {_WORDS['join']} ")


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The pieces of a message, folded: wishes for a person, and the others, as written, that are more than polite."""

    wishes: tuple[str, ...]
    mere: tuple[str, ...]
    others: tuple[str, ...]


def asks_for_a_person(text: str) -> bool:
    """Tell whether a message asks for a human being, and asks nothing else; it may say who asks, and why.

    >>> asks_for_a_person("Je voudrais parler à quelqu’un, svp"), asks_for_a_person("Can I talk to a real person?")
    (True, True)
    >>> asks_for_a_person("i want to talk to somone about my agreement"), asks_for_a_person("je veux parler a quelqun")
    (True, True)
    >>> asks_for_a_person("Bonjour, je m’appelle Awa. Pouvez-vous me rappeler au 77 123 45 67 ? Merci d’avance")
    True
    >>> asks_for_a_person("Comment contacter la personne responsable ?"), asks_for_a_person("une personne handicapée")
    (False, False)
    """
    pieces = _pieces(text)
    if pieces.wishes:
        return not any(map(asks_something, pieces.others))
    return bool(pieces.mere) and not pieces.others


def names_a_matter(text: str) -> bool:
    """Tell whether a message that asks for a person says what about, so that it can be passed on itself.

    >>> names_a_matter("Je voudrais parler à quelqu’un au sujet du rapport"), names_a_matter("Call me back, please")
    (True, False)
    """
    pieces = _pieces(text)
    return any(wish in pieces.others for wish in pieces.wishes)


def says_its_matter(text: str) -> bool:
    """Tell whether a wish for help, in whatever words, has a word that wishes for a person don't have.

    >>> says_its_matter("personne ne m’aide avec ce rapport"), says_its_matter("quelqu’un peut m’aider ?")
    (True, False)
    """
    return any(len(word) >= _LONG_WORD and word not in _VOCABULARY for word in re.findall(r"[a-z]+", fold(text)))


def asks_only_for_a_person(text: str) -> bool:
    """Tell whether a message asks for a human being with nothing but polite words, times and numbers around it.

    >>> asks_only_for_a_person("Hello, can someone call me back?")
    True
    >>> asks_only_for_a_person("Je voudrais parler à quelqu’un, il me fait peur")
    False
    """
    pieces = _pieces(text)
    return bool(pieces.wishes or pieces.mere) and not pieces.others


def _pieces(text: str) -> _Pieces:
    wishes, mere, others = [], [], []
    if len(text.split()) <= _MOST_WORDS:
        for written, piece in _cut(text):
            if _WISH.fullmatch(piece):
                wishes.append(piece)
            elif _WISH_ABOUT.fullmatch(piece):
                wishes.append(piece)
                others.append(piece)
            elif _MERE.fullmatch(piece):
                mere.append(piece)
            elif not _POLITE.fullmatch(piece):
                others.append(written)
    return _Pieces(tuple(wishes), tuple(mere), tuple(others))


def _cut(text: str) -> list[tuple[str, str]]:
    """Return the pieces of `text` between marks, joining words and the beginnings of wishes: as written, and folded.

    A piece that is a wish as a whole is not cut further. The mark of a question stays with its last piece.
    """
    found: list[tuple[str, str]] = []
    for written in _PIECE.findall(text):
        piece = without_marks(written)
        if _WISH.fullmatch(piece) or _MERE.fullmatch(piece):
            found.append((written, piece))
            continue
        parts = [part for part in _BEFORE_WISH.split(piece) if part] or [""]
        marks = ["" for _ in parts[:-1]] + ["?" if "?" in written else ""]
        found += [(part + mark, part) for part, mark in zip(parts, marks, strict=True)]
    return found
