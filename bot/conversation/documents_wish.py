"""The wish to know the bot's documents: which it has, those of one owner, or whether it has one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.answering.asked import asks_something
from corpus.word_list import alternations
from index.text.folding import unaccented

_MOST_WORDS = 40  # of a message with such a wish; a longer one has more to say
_WORDS = alternations("documents_wish")
_SENTENCE = re.compile(r"[^.!?…;\n]+[.!?…;\n]*")
_QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"\n]{3,120}?)\s*[»”\"]")
_FILE = re.compile(r"(?<!\S)[^\s«»“”\"]+\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|epub|md|txt|html?|eml)\b", re.IGNORECASE)
_MOST_NAMED = 6  # words of a name that is all that a message says
_NAMED = "namedtext"  # stands for a name in quotation marks, or that of a file

_DETERMINED = rf"(?:{_WORDS['your']}|{_WORDS['article']})"
_DOCS = rf"{_WORDS['docs']}(?: {_WORDS['joins']} (?:{_DETERMINED} )?{_WORDS['docs']})?"
_OWN = rf"{_WORDS['your']} {_DOCS}"
_OF_BOT = rf"(?:{_WORDS['relative']} )?(?:{_WORDS['you_have']}|{_WORDS['available']})"
_HELD = rf"(?:{_DETERMINED} |{_WORDS['indefinite']} )?{_DOCS} {_OF_BOT}"
_WHICH = rf"(?:(?:{_WORDS['before_which']} )?{_WORDS['which']}|{_WORDS['what_are']}) (?:{_WORDS['are']} )?"
_LISTED = rf"(?:{_WORDS['show']} )?(?:{_WORDS['list_of']} )?(?:{_WORDS['all']} )?"
_ALL = rf"""
    {_WHICH}(?:{_HELD}|{_OWN})
    {_OWN}(?: {_WORDS["what_are"]})?
    {_WORDS["on_what"]} {_WORDS["base"]}
    {_WORDS["base"]} {_WORDS["on_what"]}
    {_WORDS["from_where"]}
    {_WORDS["contents"]} {_WORDS["in_store"]}
    (?:{_WORDS["you_have"]}|{_WORDS["contents"]}) {_WORDS["as_docs"]} {_DOCS}
    {_WORDS["you_have"]} {_WORDS["which"]} {_DOCS}
    {_WORDS["have"]} (?:{_WORDS["indefinite"]} )?{_DOCS}
    {_WORDS["there_is"]} (?:{_WORDS["indefinite"]} )?{_DOCS} {_WORDS["in_store"]}
    {_LISTED}(?:{_OWN}|{_HELD}|{_WORDS["sources"]})
"""
_WORD = rf"(?!{_WORDS['never_in_name']}\b)\w+"
_NAME = rf"(?:(?P<sure>{_DETERMINED}) |{_WORDS['indefinite']} )?(?P<name>{_WORD}(?: {_WORD}){{0,9}}?)"
_OWNER = rf"(?P<name>{_WORD}(?: {_WORD}){{0,5}})"
_PLACE = rf"(?P<place> {_WORDS['in_store']})"
_ONE = rf"""
    {_WORDS["have"]} {_NAME}{_PLACE}?
    (?:{_WORDS["there_is"]}|{_WORDS["is_in"]}) {_NAME}{_PLACE}
    (?:{_WORDS["whether"]} )?{_NAME}(?: {_WORDS["is_in"]})?{_PLACE}
    (?P<perhaps>{_WORDS["there_is"]}|{_WORDS["show"]}) {_NAME}
    {_WHICH}{_WORDS["docs"]} {_WORDS["of_owner"]} {_OWNER} {_OF_BOT}
    {_WHICH}{_OWNER} {_WORDS["docs"]} {_OF_BOT}
    (?P<bare>){_NAME}
"""


def _patterns(forms: str) -> tuple[re.Pattern[str], ...]:
    """Return a pattern for each line of `forms`, with polite words around it."""
    after = rf"(?: (?:{_WORDS['around']}|{_WORDS['available']}))*"
    lines = (line.strip() for line in forms.strip().splitlines())
    return tuple(re.compile(rf"(?:{_WORDS['around']} )*(?:{line}){after}") for line in lines)


_ALL_PATTERNS, _ONE_PATTERNS = _patterns(_ALL), _patterns(_ONE)
_POLITE = re.compile(rf"{_WORDS['around']}(?: {_WORDS['around']})*")
_HOLDS = {
    name: re.compile(rf"\b{_WORDS[name]}\b")
    for name in ("docs", "text_noun", "maybe_noun", "open_noun", "purpose", "possessive", "page")
}


@dataclass(frozen=True, slots=True)
class DocumentsWish:
    """The wish to know the bot's documents: those named `name`, or all if that is empty.

    If it `is_sure`, nothing else can be meant: where there is no such document, it is to be said. Otherwise the message
    is a question to the texts where there is none; if the name `is_whole`, where none has it as its whole title.
    """

    name: str = ""
    is_sure: bool = True
    is_whole: bool = False


def documents_wish(text: str) -> DocumentsWish | None:
    """Return the wish to know the bot's documents, if `text` asks nothing else.

    >>> documents_wish("Bonjour, quels documents as-tu ?"), documents_wish("what are your sources?").name
    (DocumentsWish(name='', is_sure=True, is_whole=False), '')
    >>> wishes = documents_wish("tu as le guide financier ?"), documents_wish("Do you have a travel policy?")
    >>> [(wish.name, wish.is_sure) for wish in wishes if wish]
    [('guide financier', True), ('travel policy', False)]
    >>> documents_wish("Quels documents préparer avant la résiliation ?")
    """
    if len(text.split()) > _MOST_WORDS:
        return None
    names = [match[1] if match.re is _QUOTED else match[0] for match in _names(text)]
    wish, says_more = None, False
    for written in _SENTENCE.findall(_FILE.sub(_NAMED, _QUOTED.sub(f" {_NAMED} ", text))):
        sentence = " ".join(re.findall(r"\w+", unaccented(written)))
        if not sentence or _POLITE.fullmatch(sentence):
            continue
        found = _wish_in(sentence)
        if found is None and asks_something(written):
            return None
        wish, says_more = wish or found, says_more or found is None
    if wish is None or (says_more and not wish.is_sure):
        return None
    return replace(wish, name=wish.name.replace(_NAMED, names[0])) if names else wish


def _names(text: str) -> list[re.Match[str]]:
    """Return the names in quotation marks, else those of files."""
    return list(_QUOTED.finditer(text)) or list(_FILE.finditer(text))


def _wish_in(sentence: str) -> DocumentsWish | None:
    """Return the wish in one sentence, given as words without accents."""
    if any(pattern.fullmatch(sentence) for pattern in _ALL_PATTERNS):
        return DocumentsWish()
    found = (pattern.fullmatch(sentence) for pattern in _ONE_PATTERNS)
    return next((wish for match in found if match and (wish := _named(match))), None)


def _named(found: re.Match[str]) -> DocumentsWish | None:
    """Return the wish for the name that was `found`, if it may be that of a text."""
    places, name = found.groupdict(), found["name"]
    holds = {noun for noun, pattern in _HOLDS.items() if pattern.search(name)}
    is_quoted, is_placed = _NAMED in name.split(), bool(places.get("place"))
    is_text, is_open = is_quoted or "text_noun" in holds, bool(holds & {"open_noun", "purpose"})
    if "purpose" in holds and not (is_text or is_placed):
        return None
    is_determined = bool(places.get("sure")) or is_quoted or "possessive" in holds
    is_called = is_determined and is_text and not is_open and not _HOLDS["page"].search(name)
    if "bare" in places:
        return DocumentsWish(name) if is_called and _is_led_by_noun(name) else None
    if "perhaps" in places:
        is_one = not is_open and (is_text or "maybe_noun" in holds)
        return DocumentsWish(name, is_sure=is_called) if is_one else None
    if is_text or is_placed or "sure" not in places or holds & {"docs", "maybe_noun"}:
        return DocumentsWish(name, is_sure=is_text and is_determined and not is_open)
    return DocumentsWish(name, is_sure=False, is_whole=True) if is_determined and " " in name else None


def _is_led_by_noun(name: str) -> bool:
    """Tell whether a name is that of a text with what tells it from others: "guide financier", "finance manual"."""
    names = name.split()
    return 1 < len(names) <= _MOST_NAMED and any(_HOLDS["text_noun"].fullmatch(one) for one in (names[0], names[-1]))
