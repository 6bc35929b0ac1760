"""Cut a text into sentences and clauses by punctuation and conjunctions, without grammar."""

from __future__ import annotations

import re

from corpus.language import LANGUAGES, Language
from corpus.word_list import word_lists

_LISTS = word_lists("sentences")
_ABBREVIATIONS = {language: frozenset(_LISTS["abbreviation"].of(language)) for language in LANGUAGES}
_BEFORE_NUMBER = frozenset(_LISTS["before_number"].of())
_END = re.compile(r"(?:(?<=[^\s.!?…])\s)?(?<![.!?…])[.!?…]++(?:\s?»|[”\"'’)\]*_])*+\s+(?=\S)")
_OPENING = re.compile(r"[«“\"'‘(\[*_¿¡–—-]*\s?[^\W_]|[«“\"‘(\[*_]|[•\U0001F300-\U0001FAFF]")
_ITEM = re.compile(r"\s*(?:[-*+•‣◦–]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s+\S")
_ALONE = re.compile(r"\s*(?:[|#>]|```)")
_LONGEST_WORD = 40  # characters looked back for an abbreviation
_BETWEEN_CLAUSES = re.compile(
    r"[;:.!?…\n()\[\]]+|[,/]\s|\s[–—-]+\s|[\u2190-\u2bff\U0001f000-\U0001faff]+"
    rf"|\s{_LISTS['conjunction'].alternation()}\s|\s{_LISTS['subordinator'].alternation()}(?:e\s|['’])",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3  # of a clause: "il me viole"; fewer say too little alone
_PARAGRAPH_NUMBER = re.compile(r"[*_ ]*\d{1,3}(?:\.\d{1,3})*")
_LAST_WORD = re.compile(r"[^\s('’«“\"\[]+$")


def sentences(text: str, language: Language) -> list[str]:
    """Cut text into its sentences; a list item, a heading or a table row is one, its marker kept.

    >>> sentences("M. Diop a signé l'art. 3. Et après ? Rien.", "fr")
    ["M. Diop a signé l'art. 3.", 'Et après ?', 'Rien.']
    >>> sentences("It costs 1.5 million, e.g. for staff. Send:\\n- a plan\\n- a budget", "en")
    ['It costs 1.5 million, e.g. for staff.', 'Send:', '- a plan', '- a budget']
    """
    found: list[str] = []
    for block in _lines(text):
        found += [block] if is_item(block) or _ALONE.match(block) else cut(block, language)
    return found


def is_item(line: str) -> bool:
    """Tell whether a line is a list item.

    >>> is_item("- a plan"), is_item("2) a budget"), is_item("2.5 million"), is_item("A. Diop came.")
    (True, True, False, False)
    """
    return bool(_ITEM.match(line)) and not re.match(r"\s*[A-Z]\.\s", line)


def cut(paragraph: str, language: Language) -> list[str]:
    """Cut one paragraph, its line breaks read as spaces, into sentences."""
    text = " ".join(paragraph.split())
    found, start = [], 0
    for match in _END.finditer(text):
        if _ends(text, start, match, language):
            found.append(text[start : match.end()].strip())
            start = match.end()
    return [*found, text[start:]] if text[start:] else found


def clauses(text: str) -> list[str]:
    """Return the clauses of `text` that have three words or more, each once; none of a text in one piece.

    >>> clauses("Merci beaucoup. The report is ready, et il me frappe !"), clauses("Il me frappe !")
    (['The report is ready', 'et il me frappe'], [])
    """
    pieces = [stripped for piece in _BETWEEN_CLAUSES.split(text) if (stripped := piece.strip())]
    if len(pieces) < 2:
        return []
    return list(dict.fromkeys(piece for piece in pieces if len(piece.split()) >= _FEWEST_WORDS))


def _ends(text: str, start: int, match: re.Match[str], language: Language) -> bool:
    """Judge a full stop, an ellipsis or a mark by the words on both sides of it."""
    after = text[match.end() : match.end() + 4]
    if not _OPENING.match(after):
        return False
    letter = next((mark for mark in after if mark.isalnum()), "")
    if letter.islower():
        return False
    mark = match.group().strip()
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(start, match.start() - _LONGEST_WORD), match.start())
    last = word.group().lower() if word else ""
    if last in _BEFORE_NUMBER:
        return not letter.isdigit() and last not in {"art", "p", "pp", "n"}
    return not (
        last in _ABBREVIATIONS[language]
        or (len(last) == 1 and last.isalpha() and text[match.start() - 1].isupper())
        or _opens_with_number(text[start : match.start()])  # "3. Durabilité" opens a sentence, it doesn't end one
    )


def _opens_with_number(before: str) -> bool:
    """Tell whether a number is all that stands before a full stop: that of a paragraph, also in bold.

    >>> cut("**4.2.7. Couleur :** Le site en a deux. Il est lisible.", "fr")
    ['**4.2.7. Couleur :** Le site en a deux.', 'Il est lisible.']
    """
    return bool(_PARAGRAPH_NUMBER.fullmatch(before))


def _lines(text: str) -> list[str]:
    """Join the wrapped lines of each paragraph; items, rows, headings and quotes stay apart."""
    blocks: list[str] = []
    fresh = True
    for line in text.splitlines():
        if not line.strip():
            fresh = True
        elif fresh or is_item(line) or _ALONE.match(line) or _ALONE.match(blocks[-1]):
            blocks.append(line.strip())
            fresh = False
        else:
            blocks[-1] += " " + line.strip()
    return blocks
