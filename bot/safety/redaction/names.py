"""Find people's names: after a title or an introduction, before an age, and known names anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.redaction.name_parsing import (
    WORD,
    Name,
    NameRequirement,
    is_first_name,
    is_known_name,
    is_ordinary,
    is_role,
    may_be_a_first_name,
    name_at,
)
from bot.safety.redaction.spans import Span
from corpus.word_list import alternations, word_lists

_WORDS = alternations("names")
_TITLE = re.compile(
    rf"\b(?:(?P<short>{_WORDS['short_title']})\b\.?|(?P<long>{_WORDS['long_title']})\b"
    rf"|{_WORDS['other_title']}\b) {{0,2}}"
)
_CAPITAL_TITLE = re.compile(rf"\b{_WORDS['title_in_capitals']} {{1,2}}(?=[A-Z])")  # in lower case, "me" is a word
_ARTICLE = re.compile(rf"{_WORDS['article']} ?")
_REQUIREMENTS: dict[str, NameRequirement] = {
    "before_any_name": "any",
    "before_known_name": "known",
    "before_capitalised_name": "capital",
    "before_sure_name": "sure",
    "before_familiar_name": "familiar",
}
_INTRODUCTIONS = tuple(
    (re.compile(pattern), requirement)
    for name, requirement in _REQUIREMENTS.items()
    for pattern in word_lists("names")[name].of()
)
_AFTER_GREETING = re.compile(
    rf"\b{_WORDS['greeting']}[ ,!]{{1,3}}(?:{_WORDS['self']}|{_WORDS['self_after_greeting']}) "
)
_FROM_SOMEWHERE = re.compile(rf"\b{_WORDS['self']} (?P<name>\w+)(?={_WORDS['origin']})")
_AGED = re.compile(
    rf"(?<![\w'-])(?P<name>[^\W\d_]+(?:[ '-][^\W\d_]+){{0,3}}),? ?\(?(?:{_WORDS['aged']} )?\d{{1,2}} ?"
    rf"(?:{_WORDS['years']}\b|, {_WORDS['was']}\b)"
)
_ENCLOSED = tuple(re.compile(pattern) for pattern in word_lists("names")["enclosed_name"].of())
_NO_NAME = frozenset(word_lists("names")["no_name"].of())
_INITIALS = r"[A-Z]\.(?:[ -]?[A-Z]\.){0,3}"
_CHILD_INITIAL = re.compile(
    rf"\b(?i:{_WORDS['minor']})(?: (?i:{_WORDS['is_called']}))? (?P<name>{_INITIALS})(?!\w| [A-Z][a-z])"
    rf"|(?<![\w.])(?P<aged>{_INITIALS}),? ?\(?"
    rf"(?:(?i:{_WORDS['aged']}) )?(?=\d{{1,2}}(?: ?{_WORDS['years']}|, {_WORDS['was']})\b)"
)
_PUBLIC_FIGURE = re.compile(rf"\b{_WORDS['public_figure']}\b")
_INITIAL = re.compile(r"(?<![\w.])(?!M\.)[A-Z]\. ?(?=[A-Z])")
_CAPITALISED = re.compile(
    r"(?<![\w'-])[A-Z][^\W\d_]+(?:['-][^\W\d_]+)*(?: [A-Z]\.)?(?: [A-Z][^\W\d_]+(?:['-][^\W\d_]+)*){0,7}"
)
_INSTITUTION = rf"\b{_WORDS['institution']}s?"
_OF_AN_INSTITUTION = re.compile(
    rf"{_INSTITUTION}(?: {_WORDS['institution_of']})?(?: {_WORDS['institution_article']})? $"
)
_IS_AN_INSTITUTION = re.compile(rf"{_INSTITUTION}\b")
_CONTEXT = 40  # characters before a name that are searched for an institution


def names(text: str) -> Iterator[Span]:
    """Yield each name in plain `text`, without its title.

    >>> [text[f.start : f.end] for text in ["Mme Zongo et Awa Ba, lycee Awa Keita"] for f in names(text)]
    ['Zongo', 'Awa Ba']
    """
    lower = text.lower()
    public = [match.span() for match in _PUBLIC_FIGURE.finditer(lower)]
    for finder in (_titled, _introduced, _enclosed, _aged, _known):
        for name in finder(text, lower):
            if not any(start <= name.start and name.end <= end for start, end in public):
                yield Span(name.start, name.end, "name")
    for match in _CHILD_INITIAL.finditer(text):
        yield Span(*match.span("name" if match["name"] else "aged"), "name")


def _titled(text: str, lower: str) -> Iterator[Name]:
    """Yield each name after a title in plain `text`; `lower` is the same in lower case.

    >>> [name.words for text in ["Mme la directrice Zongo, Monsieur le Maire"] for name in _titled(text, text.lower())]
    [('Zongo',)]
    """
    for match in _TITLE.finditer(lower):
        if name := name_at(text, _past_roles(lower, match.end()), _requirement_after(match)):
            yield name
    for match in _CAPITAL_TITLE.finditer(text):
        if name := name_at(text, _past_roles(lower, match.end())):
            yield name


def _requirement_after(title: re.Match[str]) -> NameRequirement:
    """Return the requirement on the word after a title: in "madame expliquez-moi" no name follows."""
    if title["short"]:
        return "any"
    return "familiar" if title["long"] else "capital"


def _past_roles(lower: str, at: int) -> int:
    """Return the position after the articles and roles that follow a title."""
    while True:
        article, word = _ARTICLE.match(lower, at), WORD.match(lower, at)
        if article:
            at = article.end()
        elif word and is_role(word[0]):
            at = word.end() + (lower[word.end() : word.end() + 1] == " ")
        else:
            return at


def _introduced(text: str, lower: str) -> Iterator[Name]:
    """Yield each name that is introduced as one in plain `text`; `lower` is the same in lower case.

    >>> [name.words for text in ["je mapel rokia. Enfant : Yao"] for name in _introduced(text, text.lower())]
    [('rokia',), ('Yao',)]
    """
    for pattern, requirement in _INTRODUCTIONS:
        for match in pattern.finditer(lower):
            if not _is_capitalised(text, match) and (name := name_at(text, match.end(), requirement)):
                yield name
    yield from _self_introduced(text, lower)


def _enclosed(text: str, lower: str) -> Iterator[Name]:
    """Yield each name between words that leave no other sense: "this is wanjiku speaking", "my boss kojo said".

    >>> [name.words for text in ["c'est ouedra qui parle"] for name in _enclosed(text, text)]
    [('ouedra',)]
    """
    for pattern in _ENCLOSED:
        for match in pattern.finditer(lower):
            words = tuple(word[0] for word in WORD.finditer(lower, *match.span("name")))
            is_acronym = len(match["name"]) <= 3 and text[match.start("name") : match.end("name")].isupper()
            if words and not is_acronym and not any(_is_common(word) for word in words):
                yield Name(*match.span("name"), words)


def _is_common(word: str) -> bool:
    if word in _NO_NAME or word.endswith(("ly", "ment")):  # adverbs
        return True
    return is_ordinary(word) and not may_be_a_first_name(word)


def _is_capitalised(text: str, introduction: re.Match[str]) -> bool:
    """Tell whether the noun before the name is itself a part of a title, as in "the Child Rights Forum"."""
    return "noun" in introduction.re.groupindex and text[introduction.start("noun")].isupper()


def _self_introduced(text: str, lower: str) -> Iterator[Name]:
    """Yield names after "hi am" and "I'm … from", where one unknown word is enough."""
    for match in _AFTER_GREETING.finditer(lower):
        name = name_at(text, match.end(), "any")
        if name and (is_known_name(name.words[0]) or text[name.end : name.end + 1] in (",", ".", "")):
            yield name
    for match in _FROM_SOMEWHERE.finditer(lower):
        if name := name_at(text, match.start("name")):
            yield name


def _aged(text: str, lower: str) -> Iterator[Name]:
    """Yield known names before an age."""
    for match in _AGED.finditer(lower):
        for word in WORD.finditer(lower, match.start("name"), match.end("name")):
            name = name_at(text, word.start(), "known")
            if name and name.end == match.end("name"):
                yield name
                break


def _known(text: str, lower: str) -> Iterator[Name]:
    """Yield known names anywhere, unless they are part of the name of an institution."""
    for run in _CAPITALISED.finditer(text):
        if not _is_an_institution(lower, *run.span()) and (name := _first_in(text, *run.span())):
            yield name
    for match in _INITIAL.finditer(text):
        if name := name_at(text, match.end(), "known"):
            yield Name(match.start(), name.end, name.words)


def _first_in(text: str, start: int, end: int) -> Name | None:
    """Return the first name among the capitalised words from `start` to `end`."""
    for word in WORD.finditer(text, start, end):
        name = name_at(text, word.start(), "sure")
        if name and _is_of_a_person(name):
            return name
    return None


def _is_of_a_person(name: Name) -> bool:
    """Tell whether the first name is known or, after it, the family name: "Register Mary" begins with neither."""
    first, *others = name.words
    if is_first_name(first):
        return True
    if not others:
        return False
    by_family = is_known_name(others[0]) and not is_first_name(others[0])
    return is_known_name(first) or may_be_a_first_name(first) or by_family


def _is_an_institution(lower: str, start: int, end: int) -> bool:
    """Tell whether this is the name of a school, street or law, by one of its words or a word next to it."""
    before = _OF_AN_INSTITUTION.search(lower, max(0, start - _CONTEXT), start)
    return bool(
        before
        or _IS_AN_INSTITUTION.search(lower, start, end)
        or _IS_AN_INSTITUTION.match(lower, min(end + 1, len(lower)))
    )
