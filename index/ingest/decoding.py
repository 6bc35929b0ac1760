"""Decode the bytes of a text: UTF-8, UTF-16, or the Western code page in which the text looks most like words."""

from __future__ import annotations

import re

from index.errors import UnreadableFile
from index.statement import Statement, state

_CODE_PAGES = {"cp1252": "Windows-1252", "iso8859_15": "ISO 8859-15", "mac_roman": "Mac Roman"}
_WORD_LETTERS = frozenset("àâäçéèêëîïôöùûüÿœæñÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒÆáíóúåøß")
_MARKS = frozenset("’‘“”«»–—…•€°§·©®™\u00a0ºª²³¹×£½¼¾±\u2009\u202f")
_SYMBOL_IN_WORD = re.compile(r"(?<=[^\W\d_])[^\w\s’'·\-–—.,;:!?()«»“”…/©®™°*+&@\"]+(?=[^\W\d_])")
_CAPITAL_IN_WORD = re.compile(r"(?<=[a-zà-öø-ÿ])[À-ÖØ-ÞŒŠŽŸ](?=[a-zà-öø-ÿ])")
_MONEY_SIGN = re.compile(r"(?<=\d)\s?[¤Û]|[¤](?=\s?\d)")
_LONE_LIGATURE = re.compile(r"(?<![^\W\d_])[œŒ](?![^\W\d_])")
_FOREIGN_SHARE = 0.25  # of a text's letters with accents, above which it is in another alphabet: French has under 6 %


def decode(data: bytes) -> tuple[str, tuple[Statement, ...]]:
    """Return the text of bytes, and a warning if bytes were damaged or the code page was inferred.

    Raise `UnreadableFile` if they look like words in no encoding of French or English.

    >>> decode("à bientôt".encode("cp1252"))[0], decode("\\ufeffà".encode("utf-16-le"))
    ('à bientôt', ('à', ()))
    >>> decode("Le trésorier é".encode()[:-1])
    ('Le trésorier \ufffd', (Statement(key='file.damaged_bytes', values=(('count', 1),)),))
    """
    wide = _utf16(data)
    if wide is not None:
        return wide, ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
    damaged = text.count("\ufffd")
    if sum(mark > "\x7f" for mark in text) - damaged >= damaged:  # other encodings hardly ever form UTF-8's sequences
        return text, (state("file.damaged_bytes", count=damaged),)
    return _from_code_page(data)


def decode_declared(data: bytes) -> tuple[str, tuple[Statement, ...]]:
    """Decode HTML or XML in the encoding that it declares, if that fits its bytes; else as any text.

    >>> decode_declared('<meta charset="iso-8859-15"><p>c\\u0153ur'.encode("iso8859-15"))[0][-4:]
    'cœur'
    """
    declared = re.search(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", data[:2048])
    name = declared[1].decode("ascii", "replace").lower() if declared else ""
    if name in {"iso-8859-15", "latin-9", "latin9", "macintosh", "x-mac-roman"} and _utf16(data) is None:
        try:
            return data.decode("utf-8-sig"), ()  # many a page declares Latin and means UTF-8
        except UnicodeDecodeError:
            return data.decode("mac_roman" if "mac" in name else "iso8859_15"), ()
    text, warnings = decode(data)
    latin = name in {"iso-8859-1", "latin1", "latin-1", "windows-1252"}
    return text, warnings if not latin or "\ufffd" in text else ()


def _utf16(data: bytes) -> str | None:
    """Return the text of UTF-16, with or without a mark, or None for other bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    sample = data[:4096]
    if len(sample) < 2 or b"\x00" not in sample:
        return None
    little = sample[1::2].count(0) >= sample[::2].count(0)
    return data.decode("utf-16-le" if little else "utf-16-be", "replace")


def _from_code_page(data: bytes) -> tuple[str, tuple[Statement, ...]]:
    """Return the text in the likeliest code page, with a warning that names it."""
    texts = {page: data.decode(page, "replace") for page in _CODE_PAGES}
    page = max(texts, key=lambda page: _likelihood(texts[page]))  # of equals the first, which is the most common
    text = texts[page]
    other = [mark for mark in text if mark > "\x7f"]
    letters = sum(mark.isalpha() for mark in text)
    foreign = sum(mark.isalpha() for mark in other) > max(6, letters * _FOREIGN_SHARE)
    if foreign or (_likelihood(text) <= 0 and len(other) > max(3, len(text) * 0.05)):
        raise UnreadableFile("foreign", state("refused.encoding"), state("mend.utf_8"))
    return text, (state("file.code_page", encoding=_CODE_PAGES[page]),)


def _likelihood(text: str) -> int:
    """Return the number of marks that French or English has, less those that no word or sum has.

    >>> _likelihood("cœur, 5 €") > _likelihood("c½ur, 5 ¤")
    True
    """
    score = 0
    for mark in text:
        if mark > "\x7f":
            score += 1 if mark in _WORD_LETTERS else 0 if mark in _MARKS else -2
    broken = (_SYMBOL_IN_WORD, _CAPITAL_IN_WORD, _MONEY_SIGN, _LONE_LIGATURE)
    return score - 3 * sum(len(pattern.findall(text)) for pattern in broken)
