"""The wish for the language of one answer, beside the question in the same message.

A message that asks for a language and nothing else is a follow-up (see `follow_up`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.answering.follow_up import asks_for_language
from corpus.language import Language
from corpus.word_list import alternations
from index.text.folding import aligned
from index.text.language_detection import detect

_WORDS = alternations("language_wish")
_WHOLE = {name: re.compile(rf"(?<!\w){words}(?!\w)") for name, words in _WORDS.items()}
_NAME = (
    rf"(?:(?P<fr>{_WORDS['french']})|(?P<en>{_WORDS['english']}))(?![\w-])"
    rf"(?:,? {_WORDS['and_not']}(?:{_WORDS['french']}|{_WORDS['english']})(?![\w-]))?"
)
_IN = rf"{_WORDS['towards']} {_NAME}"
_POLITE = rf"(?:[\s,]*(?<!\w){_WORDS['polite']}(?!\w))"
_SOME = rf"{_POLITE}{{1,5}}"
_ANY = rf"{_POLITE}{{0,5}}"
_ANSWER_IN = rf"(?:{_WORDS['answer']}{_ANY} {_WORDS['towards']} |{_WORDS['direct']} ?){_NAME}"
_OPENING = rf"^\W*(?:{_WORDS['polite']}(?!\w)[\s,.!:;–—-]*){{0,5}}"
_LEFT = rf"(?P<left>[.?!;:,(\[\n–—]|\s-\s)\s*{_ANY}\s*"
_RIGHT = r"\s*(?:[.?!;:,)\]\n–—]|\s-\s|$)"
_END = r"[\s?!.)\]]*$"
_OPENS = {name: re.compile(rf"{_OPENING}{_WORDS[name]}") for name in ("open_question", "request", "names_what")}
_ASKS = re.compile(rf"\s*{_WORDS['asks']}(?!\w)")
_NOTHING = re.compile(rf"\W*(?:{_WORDS['polite']}(?!\w)\W*)*")
# Words that a question must have for a language at its end to be that of the answer; more if it asks for a name.
_FEWEST, _FEWEST_NAMED = 4, 5
_AROUND = " \t\n,;:()[]–—-"
_ENDS = ".?!"
_QUESTION_MARK = re.compile(r"\s?\?")

_Fits = Callable[[str, str], bool]  # whether what stands before and after, aligned, leaves it a wish


def _always(before: str, after: str) -> bool:
    return True


def _before_a_question(before: str, after: str) -> bool:
    """Tell whether a question follows."""
    return bool(_ASKS.match(after))


def _before_any_question(before: str, after: str) -> bool:
    """Tell whether what follows asks something, but not how something is called."""
    return _translates_nothing(before, after) and ("?" in after or _before_a_question(before, after))


def _translates_nothing(before: str, after: str) -> bool:
    """Tell whether nobody asks how something is called in the language."""
    return not any(_WHOLE["translated"].search(part) for part in (before, after))


def _beside_no_text(before: str, after: str) -> bool:
    """Tell whether nothing is written, or done, in the language."""
    names = ("in_a_language", "done_in_a_language")
    return _translates_nothing(before, after) and not any(
        _WHOLE[name].search(part) for name in names for part in (before, after)
    )


def _after_a_polite_question(before: str, after: str) -> bool:
    """Tell whether the language with a "please" is that of the answer, not of what the question is about."""
    is_open = _OPENS["open_question"].match(before) and not _WHOLE["done_in_a_language"].search(before)
    return _translates_nothing(before, after) and bool(is_open or _beside_no_text(before, after))


def _after_an_open_question(before: str, after: str) -> bool:
    """Tell whether the language at the very end of a question is that of the answer."""
    fewest = _FEWEST_NAMED if _OPENS["names_what"].match(before) else _FEWEST
    is_open = _OPENS["open_question"].match(before) and len(before.split()) >= fewest
    return _beside_no_text(before, after) and bool(is_open or _OPENS["request"].match(before))


# Where a wish may stand, the surest place first.
_RULES: tuple[tuple[re.Pattern[str], _Fits], ...] = tuple(
    (re.compile(pattern), fits)
    for pattern, fits in (
        (rf"{_OPENING}{_ANSWER_IN}{_ANY}{_RIGHT}", _always),  # answer in French: …
        (rf"{_OPENING}{_ANSWER_IN}{_ANY}\s", _before_a_question),  # answer in French what …
        (rf"{_OPENING}{_IN}{_SOME}{_RIGHT}", _always),  # in French please, …
        (rf"{_OPENING}{_IN}\s?:", _translates_nothing),  # in French: …
        (rf"{_OPENING}{_IN}{_RIGHT}", _before_any_question),  # in French, …
        (rf"{_OPENING}{_IN}{_ANY}\s", _before_a_question),  # in French what …
        (rf"{_OPENING}{_NAME}(?:{_SOME}{_RIGHT}|\s?:)", _always),  # French: …
        (rf"{_LEFT}{_ANSWER_IN}{_ANY}{_RIGHT}", _always),  # …? Answer in French.
        (rf"{_LEFT}{_IN}{_SOME}{_RIGHT}", _always),  # …, in French please
        (rf"{_LEFT}{_NAME}{_SOME}{_RIGHT}", _always),  # …? French please
        (rf"(?P<left>[.?!(\[\n])\s*{_IN}\s*(?:[.?!)\]\n]|$)", _beside_no_text),  # … (in French)
        (rf"{_LEFT}{_IN}{_END}", _beside_no_text),  # …, in French?
        (rf"{_SOME} {_ANSWER_IN}{_ANY}{_END}", _always),  # … and answer in French
        (rf" {_IN}{_SOME}{_END}", _after_a_polite_question),  # … in French please
        (rf"{_SOME} {_IN}{_END}", _after_a_polite_question),  # … please in French
        (rf"(?P<verb>(?<!\w){_WORDS['tell']}) {_IN}{_ANY}[\s:,]+(?=\w)", _always),  # tell me in French …
        (rf" {_IN}{_END}", _after_an_open_question),  # what … in French?
    )
)


def without_language_wish(text: str) -> tuple[str, Language | None]:
    """Return `text` without its wish for the language of the answer, and that language; None if it has no such wish.

    >>> without_language_wish("Answer in French: what are the six benefits?")
    ('what are the six benefits?', 'fr')
    >>> without_language_wish("Qui évalue ? (en anglais svp)"), without_language_wish("What is DCI, in French please?")
    (('Qui évalue ?', 'en'), ('What is DCI?', 'fr'))
    >>> without_language_wish("Are the documents in French?"), without_language_wish("en français svp")
    (('Are the documents in French?', None), ('en français svp', None))
    """
    plain = aligned(text)
    if not (_WHOLE["french"].search(plain) or _WHOLE["english"].search(plain)) or asks_for_language(text):
        return text, None
    for pattern, fits in _RULES:
        found = pattern.search(plain)
        if found is None or not fits(plain[: found.start()], plain[found.end() :]):
            continue
        rest = _rest(text, found)
        if _NOTHING.fullmatch(aligned(rest)):
            break
        return rest, "fr" if found["fr"] else "en"
    return text, None


def wanted_language(text: str) -> Language | None:
    """Return the language that `text` asks for, alone or beside a question.

    >>> [wanted_language(text) for text in ("En anglais svp", "Qui évalue ? En anglais svp", "Qui évalue ?")]
    ['en', 'en', None]
    """
    return asks_for_language(text) or without_language_wish(text)[1]


def answer_language(text: str, usual: Language, is_pinned: bool = False) -> Language:
    """Return the language that `text` is to be answered in.

    It is the one that `text` asks for, else the `usual` one if that `is_pinned`, else that of `text` if it shows one.

    >>> answer_language("Qui évalue ? In English please.", "fr"), answer_language("Who evaluates?", "fr")
    ('en', 'en')
    >>> answer_language("Who evaluates?", "fr", is_pinned=True)
    'fr'
    """
    return wanted_language(text) or (usual if is_pinned else detect(without_language_wish(text)[0], usual))


def _rest(text: str, found: re.Match[str]) -> str:
    """Return `text` without what was `found`; the verb before it and the marks that end a sentence stay."""
    places = found.groupdict()
    if "verb" in places:
        return f"{text[: found.end('verb')]} {text[found.end() :]}"
    keeps_mark = places.get("left") in (".", "?", "!")
    before = text[: found.start() + keeps_mark].rstrip(_AROUND)
    after = text[found.end() :].lstrip(_AROUND)
    if before and after:
        return f"{before}{' ' if before[-1] in _ENDS else ', '}{after}"
    asked = _QUESTION_MARK.search(text, found.start()) if before and before[-1] not in _ENDS else None
    return (before or after) + (asked[0] if asked else "")
