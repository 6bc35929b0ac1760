"""Undo obfuscated spelling: words that are written so that a filter, or someone reading along, misses them.

Only a word that turns out to be one of those looked for is respelled: "v1olé" is, "PCA2023" and "A.G.E.C.S." are not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import takewhile

from corpus.word_list import word_lists

_LETTERS = "4@310!5$7€"
_FOR_LETTERS = (str.maketrans(_LETTERS, "aaeioisste"), str.maketrans(_LETTERS, "aaeloisste"))  # 1 is an i or an l
# Letters of other alphabets that look like Latin ones: Cyrillic, then Greek.
_LIKE_OURS = str.maketrans("аеорсухіѕјοαινρ", "aeopcyxisjoaivp")
_INSIDE = re.compile(r"[._\-*·•|~]")
_MASKS = re.compile(r"[*#_?•]")
_EDGES = "\"'“”«»()[]{}.,;:!?…*_~-–—/\\"  # of a word: punctuation, and what makes it bold
_APART = re.compile(r"(?<!\w)\w(?:[\s._\-*·•|~]{1,3}\w(?!\w)){3,}")
_REPEATED = re.compile(r"([^\W\d_])\1+")
_LONG, _DOUBLED = re.compile(r"([^\W\d_])\1\1"), 2
_SHORTEST, _SHORTEST_APART, _LONGEST = 3, 4, 24  # letters of a word
_SWEARING = word_lists("obfuscation")["swearing"].of()


class Obfuscations:
    """Finds `words`, given without accents, in obfuscated spelling: `*` at the end is any ending.

    >>> words = Obfuscations(["viole", "rape", "raped", "viol", "frapp*"])
    >>> words.undo("il m’a v1olé, r a p e d, v*ol, v.i.o.l.é, fr@ppée, raaaaped")
    'il m’a violé, raped, viol, violé, frappée, raped'
    >>> words.undo("qui m’a fr@ppée, d’un v1ol")
    'qui m’a frappée, d’un viol'
    >>> words.undo("PCA2023, A.G.E.C.S., 4 ans, 12h30, et/ou")
    'PCA2023, A.G.E.C.S., 4 ans, 12h30, et/ou'
    """

    def __init__(self, words: Collection[str]) -> None:
        known = [word for word in words if "_" not in word and len(word.rstrip("*")) >= _SHORTEST]
        self._stems = tuple(word.rstrip("*") for word in known if word.endswith("*"))
        self._whole = {word for word in known if not word.endswith("*")}
        self._listed = "\n".join(word.rstrip("*") for word in known)
        self._starts = {word[:_SHORTEST] for word in known}
        self._squeezed = {_REPEATED.sub(r"\1", word): word for word in reversed([*self._whole])}

    def undo(self, text: str) -> str:
        """Return `text` without invisible characters, and with each obfuscated word in its usual spelling."""
        return re.sub(r"[^\s'’]+", lambda token: self._respelled(token[0]), _APART.sub(self._joined, _visible(text)))

    def _respelled(self, token: str) -> str:
        """Return `token` with the word in it in its usual spelling, if it is a known one."""
        core = token.strip(_EDGES)
        if not core or len(core) > _LONGEST or (core.isalpha() and core.isascii() and not _REPEATED.search(core)):
            return token
        found = next((word for word in self._spellings(core) if self._knows(word)), None) or self._unmasked(core)
        return token.replace(core, found) if found else token

    def _spellings(self, core: str) -> Iterator[str]:
        """Yield the words that `core` may stand for, the likeliest first; none if it is spelt as usual."""
        latin = core.translate(_LIKE_OURS) if re.search("[A-Za-z]", core) else core
        if latin != core:
            yield latin
        joined = _INSIDE.sub("", latin)
        if joined != latin and len(joined) >= _SHORTEST_APART:
            yield joined
        if len(re.findall(r"[^\W\d_]", joined)) >= _DOUBLED:
            yield from {joined.lower().translate(table) for table in _FOR_LETTERS} - {joined.lower()}
        if _LONG.search(joined) or len(_REPEATED.findall(joined)) >= _DOUBLED:
            yield _REPEATED.sub(r"\1", joined)
            yield self._squeezed.get(_bare(_REPEATED.sub(r"\1", joined)), "")

    def _unmasked(self, core: str) -> str:
        """Return the known word of which some letters are masked in `core`, each by a sign; "" if there is none."""
        seen = _MASKS.sub("", core)
        if seen == core or len(seen) < _DOUBLED or not seen.isalpha():
            return ""
        shape = "".join("[a-z]" if _MASKS.match(letter) else letter for letter in _bare(core))
        if any(re.fullmatch(shape, word) for word in _SWEARING):
            return ""
        found = re.search(rf"^{shape}$", self._listed, re.MULTILINE)
        return found[0] if found else ""

    def _joined(self, match: re.Match[str]) -> str:
        """Join spaced letters that make a known word."""
        text, places = match[0], [letter.start() for letter in re.finditer(r"\w", match[0])]
        letters, pieces, at = "".join(text[place] for place in places), [], 0
        while at < len(places):
            word = self._word_at(letters[at : at + _LONGEST])
            step = len(word) or 1
            after = places[at + step] if at + step < len(places) else len(text)
            pieces += [word or letters[at], text[places[at + step - 1] + 1 : after]]
            at += step
        return "".join(pieces)

    def _word_at(self, letters: str) -> str:
        """Return the longest known word that `letters` begin with, in plain spelling; "" if they begin with none."""
        for plain in (letters, *(letters.lower().translate(table) for table in _FOR_LETTERS)):
            if _bare(plain[:_SHORTEST]) in self._starts and (known := self._longest_known(plain)):
                return known
        return ""

    def _longest_known(self, letters: str) -> str:
        """Return the longest start of `letters` that is a known word; "" if none is."""
        plain = [_bare(letter) for letter in takewhile(lambda letter: _bare(letter).isalpha(), letters)]
        bare, lengths = "".join(plain), range(len(plain), _SHORTEST_APART - 1, -1)
        if len(plain) >= _SHORTEST_APART and bare.startswith(self._stems):
            return letters[: len(plain)]
        return next((letters[:length] for length in lengths if bare[:length] in self._whole), "")

    def _knows(self, word: str) -> bool:
        bare = _bare(word)
        return bare.isalpha() and (bare in self._whole or bare.startswith(self._stems))


def _visible(text: str) -> str:
    """Return `text` in ordinary letters, without characters that are not seen and strokes through others."""
    composed = unicodedata.normalize("NFC", text)
    # Spaces and dots stay as they are: they obfuscate nothing, and French is full of spaces of other kinds.
    plain = "".join(unicodedata.normalize("NFKC", c) if not c.isascii() and c.isalpha() else c for c in composed)
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Mn", "Me"))


@lru_cache(maxsize=4096)
def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))
