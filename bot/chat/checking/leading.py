"""An answer that leads a sentence: "Yes, but the minutes are missing" is a yes and a remark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.chat.checking import phrases
from bot.checks.question import Question
from corpus.language import LANGUAGES
from index.folding import fold

# Other words for what stands on the buttons.
_ALSO = {
    "yes": ("ouais", "yeah", "yep"),
    "partly": ("partiellement", "partially", "in part"),
    "no": ("nope",),
    "not_applicable": ("non applicable", "n a", "s o", "does not apply"),
}
_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"\s*[,;:.!\u2013\u2014)]+\s*|\s+-+\s+|\s*\n\s*")
# Without a break, "no" may be of the sentence ("no minutes are kept"): only before these is it surely the answer.
_AFTER_NO = frozenset(
    "on nous ils elles il elle le la les mais car parce pas rien c ce ca jamais je"
    " we they it he she the not but because there this nothing never i as since that our".split()
)
_AFTER_OPTION = frozenset("mais car parce but because".split())


def leading(text: str, question: Question) -> tuple[str, str]:
    """Return the choice that `text` begins with, in either language, and the rest of it; nothing if there is none.

    The longest choice counts: "non applicable" is not a no.
    """
    words = list(_WORD.finditer(text))
    said = [fold(word[0]) for word in words]
    found = [(len(name), value) for value, name in _names(question) if said[: len(name)] == name]
    if not found:
        return "", ""
    count, value = max(found)
    rest = text[words[count - 1].end() :]
    if pause := _BREAK.match(rest):
        rest = rest[pause.end() :]
    elif not _is_surely_apart(value, said[count:]):
        return "", ""
    rest = rest.strip()
    if leading(rest, question) == (value, ""):  # said twice
        return value, ""
    return value, rest[:1].upper() + rest[1:]


def _is_surely_apart(value: str, following: list[str]) -> bool:
    """Tell whether a choice is one for itself, though no break divides it from what follows."""
    if value in ("yes", "partly", "not_applicable") or not following:
        return True
    return following[0] in (_AFTER_NO if value == "no" else _AFTER_OPTION)


def _names(question: Question) -> Iterator[tuple[str, list[str]]]:
    """Yield what each choice is called, as words: its label, the label's beginning, and other words for it."""
    for value in question.choices:
        labels = [phrases.choice(question, value, language) for language in LANGUAGES]
        for name in (*labels, *(label.partition(",")[0] for label in labels), *_ALSO.get(value, ())):
            yield value, _WORD.findall(fold(name))
