"""Read what is asked about a check as a whole: to be told where it stands, to be sent its document, to erase it, …"""

from __future__ import annotations

import re
from typing import Literal

from corpus.language import LANGUAGES, Language
from corpus.word_list import word_lists
from index.text.folding import unaccented

CheckRequest = Literal["", "where", "drop", "unremark", "pdf", "docx", "result", "pass_on"]

_LISTS = word_lists("check_answers")
_WORD = re.compile(r"\w+")
_WHERE = frozenset(_LISTS["where"].of())
_ERASE, _CHECK = frozenset(_LISTS["erase"].of()), frozenset(_LISTS["check_word"].of())
_REMARK, _RESULT, _SEND, _TO_WHOM = (
    frozenset(_LISTS[name].of()) for name in ("remark_word", "result_word", "send_word", "to_whom")
)
_FILE, _AROUND = frozenset(_LISTS["file_word"].of()), frozenset(_LISTS["around_request"].of())
_TONGUE: dict[Language, frozenset[str]] = {
    "fr": frozenset(_LISTS["in_french"].of()),
    "en": frozenset(_LISTS["in_english"].of()),
}
_TONGUES = _TONGUE["fr"] | _TONGUE["en"]
_WORD_FILE = re.compile(rf"\b{_LISTS['word_file'].alternation()}\b")


def read_request(text: str) -> CheckRequest:
    """Return the request of `text` about the check and nothing else; empty if it asks nothing of the kind.

    >>> [read_request(text) for text in ("on en est où ?", "Delete this check", "le PDF svp", "en Word")]
    ['where', 'drop', 'pdf', 'docx']
    >>> [read_request(text) for text in ("montre-moi le résultat", "envoie-le au point focal", "Delete that remark")]
    ['result', 'pass_on', 'unremark']
    >>> [read_request(text) for text in ("le pdf en français", "show me the summary", "le bilan")]
    ['pdf', 'result', 'result']
    >>> [read_request(text) for text in ("Delete the budget line", "Where do I send the PDF?", "The PDF is late")]
    ['', '', '']
    """
    words = _WORD.findall(unaccented(text))
    joined, told = " ".join(words), set(words)
    if joined in _WHERE:
        return "where"
    if told & _ERASE and told <= _ERASE | _CHECK | _REMARK | _AROUND:
        return "drop" if told & _CHECK else "unremark" if told & _REMARK else ""
    if told & _SEND and told & _TO_WHOM - _AROUND and told <= _SEND | _TO_WHOM | _RESULT | _CHECK | _FILE | _AROUND:
        return "pass_on"
    if not told <= _AROUND | _FILE | _RESULT | _CHECK | _TONGUES:
        return ""
    if "docx" in told or _WORD_FILE.search(joined):
        return "docx"
    return "pdf" if "pdf" in told else "result" if told & _RESULT else ""


def document_language(text: str) -> Language | None:
    """Return the language in which a document is wanted; None if it is not named.

    >>> document_language("le PDF en anglais svp"), document_language("the PDF in French"), document_language("le PDF")
    ('en', 'fr', None)
    """
    told = set(_WORD.findall(unaccented(text)))
    return next((language for language in LANGUAGES if told & _TONGUE[language]), None)
