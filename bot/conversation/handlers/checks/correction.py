"""Read that a person wants to correct an earlier answer of a check, or to take a check up again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.conversation.handlers.checks.typed_answer import NUMBERS
from bot.replies.texts import say
from corpus.language import Language
from corpus.word_list import word_lists
from index.text.folding import fold

_LISTS = word_lists("check_answers")
_WORD = re.compile(r"\w+")
_AROUND, _ASKED = _LISTS["around_correction"].alternation(), ("correct", "mistaken", "correction_opening")
_WISH = rf"(?:{'|'.join(_LISTS[name].alternation() for name in _ASKED[:2])})"
_ALONE = re.compile(rf"(?:{_AROUND} )*{_WISH}(?: {_AROUND})*")
_TRIGGER = re.compile(rf"\b(?:{'|'.join(_LISTS[name].alternation() for name in _ASKED)})\b")
_STEP = re.compile(
    rf"(?P<before>(?:\w+ ){{0,9}}?){_LISTS['step_word'].alternation()} (?:{_LISTS['step_number'].alternation()} )?"
    rf"(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)})(?= |$)(?P<is> {_LISTS['is_now'].alternation()}(?= |$))?"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """The wish to correct the answer to the step of this number, 0 for the last one, and the new answer, if given."""

    number: int = 0
    answer: str = ""


def read_correction(text: str) -> Correction | None:
    """Return the correction that `text` asks for; None if it asks for none.

    >>> read_correction("Modifier l’étape 3"), read_correction("I made a mistake")
    (Correction(number=3, answer=''), Correction(number=0, answer=''))
    >>> read_correction("Corriger le budget")
    >>> read_correction("oups, en fait la réponse à l'étape 3 c'est non")
    Correction(number=3, answer='non')
    """
    words = list(_WORD.finditer(text))
    joined = " ".join(fold(word[0]) for word in words)
    if _ALONE.fullmatch(joined):
        return Correction()
    match = _STEP.match(joined)
    if match is None or not (_TRIGGER.search(match["before"]) or len(match["before"].split()) < 2):
        return None
    count = len(match[0].split())
    rest = text[words[count - 1].end() :]
    answer = rest.strip(" ,;:.!=-–—")
    is_apart = match["is"] or not answer or re.match(r"\s*[,;:=–—-]", rest)
    number = match["number"]
    return Correction(int(number) if number.isdecimal() else NUMBERS[number], answer) if is_apart else None


def says_resume(text: str, language: Language) -> bool:
    """Tell whether a message asks to take a check up again, and says nothing else.

    >>> says_resume("Reprendre", "fr"), says_resume("resume", "en"), says_resume("résume", "fr")
    (True, True, False)
    """
    word = " ".join(_WORD.findall(fold(text)))
    return word in _LISTS["resume"].of() or word == fold(say(language, "check.resume"))
