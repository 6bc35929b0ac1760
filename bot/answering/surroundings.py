"""Leave out of a message what asks the texts nothing: talk around a question, and personal data in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.answering.wishes import bare
from bot.safety.redaction.name_parsing import is_role
from bot.safety.redaction.redaction import find_personal_data
from corpus.language import LANGUAGES, Language
from corpus.word_list import alternations, word_lists
from index.text.folding import fold, terms

Knows = Callable[[str, Language], bool]  # tells whether any text in a language holds a stemmed word

_LISTS = word_lists("around_questions")
_COURTESY, _CONTACT, _SIGNATURE, _ADDRESSED = (
    re.compile(_LISTS[name].alternation()) for name in ("courtesy", "contact", "signature", "addressed")
)
_SELF = re.compile(alternations("introductions")["names_self"])
_SENSITIVE = frozenset({"health", "identity", "bank", "secret", "plate", "birth", "place"})
_FEWEST = 2  # content words that must be left of a message, so that it asks anything
_MARKS = " ,;:.?!"
_EMPTY = re.compile(r"[(«\[][\s,;:–-]*[)»\]]")
_DANGLING = re.compile(r"\s+([,.;])|([,;:])(?:\s*[,;:])+")


def without_talk(parts: Sequence[str]) -> list[str]:
    """Return the parts of a message that ask the texts something; all of them if none does.

    >>> without_talk(["Qui signe l’accord ?", "Vous pouvez me joindre au 70 00 00 00 ?", "Ai-je été clair ?"])
    ['Qui signe l’accord ?']
    >>> without_talk(["Who takes part in the evaluation?", "Whom do I call at the city?"])
    ['Who takes part in the evaluation?', 'Whom do I call at the city?']
    """
    if len(parts) == 1:
        return list(parts)
    return [part for part in parts if not is_only_talk(part)] or list(parts)


def is_only_talk(part: str) -> bool:
    """Tell whether a part of a message, without its personal data, is courtesy, or about who writes and how to answer.

    >>> is_only_talk("Merci d’avance, 70 00 00 00"), is_only_talk("Could you reply on WhatsApp?")
    (True, True)
    >>> is_only_talk("Comment répondre au bailleur ?"), is_only_talk("merci de citer les motifs")
    (False, False)
    """
    words = re.findall(r"[a-z]+", fold(part))
    is_courteous = any(map(_COURTESY.fullmatch, words))
    speaks_to_the_bot = is_courteous or any(map(_ADDRESSED.fullmatch, words))
    signs = "?" not in part
    if words and not (speaks_to_the_bot or signs):
        return False
    known = [_COURTESY, *([_CONTACT] if speaks_to_the_bot or signs else ()), *([_SIGNATURE] if signs else ())]
    said = [word for word in words if not _is_stop(word)]
    if not any(one.fullmatch(word) for word in words for one in known):
        return not words
    return all(any(one.fullmatch(word) for one in known) or (signs and is_role(word)) for word in said)


def personal_data_in(text: str, knows: Knows) -> list[str]:
    """Return each piece of personal data in `text` by which somebody is known; a name that the texts know is none.

    >>> personal_data_in("Mme Awa Zongo (70 12 34 56) signe ?", lambda *_: False)
    ['Awa Zongo', '70 12 34 56']
    """
    spans = [span for span in find_personal_data(text) if span.kind != "health"]
    found = [(span.kind, text[span.start : span.end].strip(_MARKS)) for span in spans]
    return [piece for kind, piece in found if kind != "name" or not _is_known(piece, knows)]


def tells_of_somebody(text: str, asked: str, knows: Knows) -> bool:
    """Tell whether `text` holds sensitive personal data, or what it asks names a person other than its sender.

    The name and number of who writes, in a greeting or a signature, are none of these; nor is a name in the texts.

    >>> tells_of_somebody("Mme Awa Zongo est diabétique, qui évalue ?", "qui évalue ?", lambda *_: False)
    True
    >>> tells_of_somebody("Ici Awa Zongo, 70 12 34 56. Qui évalue ?", "Qui évalue ?", lambda *_: False)
    False
    """
    for span in find_personal_data(text):
        written = text[span.start : span.end]
        is_other = written in asked and not _introduces(text[: span.start]) and not _is_known(written, knows)
        if span.kind in _SENSITIVE or (span.kind == "name" and is_other):
            return True
    return False


def without_pieces(text: str, pieces: Sequence[str]) -> str:
    """Return `text` without `pieces` of personal data, for search; all of it if hardly anything else would be left.

    >>> without_pieces("Mme Awa Zongo (70 12 34 56) participe-t-elle à l’évaluation ?", ["Awa Zongo", "70 12 34 56"])
    'Mme participe-t-elle à l’évaluation ?'
    """
    rest = text
    for piece in pieces:
        rest = rest.replace(piece, " ")
    if rest == text:
        return text
    rest = re.sub(r"[ \t]{2,}", " ", _DANGLING.sub(r"\1\2", _EMPTY.sub(" ", rest))).strip()
    left = max(len(set(terms(rest, language))) for language in LANGUAGES)
    return rest if left >= _FEWEST else text


def _introduces(before: str) -> bool:
    """Tell whether what stands before a name introduces who writes."""
    said = bare(before)
    return any(not said[found.end() :].strip() for found in _SELF.finditer(said))


def _is_known(words: str, knows: Knows) -> bool:
    return any(
        bool(stems := terms(words, language)) and all(knows(stem, language) for stem in stems) for language in LANGUAGES
    )


def _is_stop(word: str) -> bool:
    """Tell whether a word is a stop word of either language: "this", "que"."""
    return any(not terms(word, language) for language in LANGUAGES)
