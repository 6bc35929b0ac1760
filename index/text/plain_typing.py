"""Read a message as if it had been typed as usual: shouted words lowered, abbreviations without dots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.language import LANGUAGES
from corpus.word_list import word_lists
from index.text.folding import unaccented
from index.text.language_detection import detect

_FEWEST = 3  # words in a row in capitals that are lowered: fewer may be a title or abbreviations
_LONG = 7  # letters of a word that is hardly an abbreviation
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")
_BEFORE_WORD, _SENTENCE_ENDS = ' \t\r\u00a0\u202f"«“(–—-', ".!?…\n"
_DOTTED = re.compile(r"(?<![\w.])[^\W\d_]\.(?: ?[^\W\d_]\.)*(?: ?[^\W\d_](?![\w'’.]))?")
_NEW_SENTENCE = re.compile(r"\s+[^\W\d_a-zà-ÿ]")
_FEWEST_DOTTED = 3  # letters with dots that are an abbreviation, known or not
_STOP_WORDS = {language: frozenset(word_lists("stop_words")["stop_words"].of(language)) for language in LANGUAGES}
_ALWAYS_CAPITAL = frozenset(word_lists("capitals")["always_capital"].of())


class PlainTyping:
    """Undoes capitals and dots; each of `abbreviations` stays, and is written, as it is given.

    >>> typing = PlainTyping(["VAE", "IPJJ", "UN", "MoU", "CSO"])
    >>> typing.apply("QUI SIGNE LE MOU ? C’EST QUOI LA V.A.E. ?"), typing.apply("BONJOUR, WHO DECIDES AT THE UN?")
    ('Qui signe le MoU ? C’est quoi la VAE ?', 'Bonjour, who decides at the UN?')
    >>> typing.apply("Qui finance HACT, FACE et PCA ?"), typing.apply("The I.P.J.J. is what, e.g. for CSOs?")
    ('Qui finance HACT, FACE et PCA ?', 'The IPJJ is what, e.g. for CSOs?')
    """

    def __init__(self, abbreviations: Iterable[str]) -> None:
        single = [short for short in abbreviations if _PART.fullmatch(short)]
        # Of two spellings the one in capitals stays: of "INCO" and "InCo" the first.
        self._known = {short.upper(): short for short in sorted(single, key=str.isupper)}

    def apply(self, text: str) -> str:
        """Return `text` without dots in abbreviations and without shouting."""
        return self.lowered(self.without_dots(text))

    def without_dots(self, text: str) -> str:
        """Return `text` with each abbreviation in one word."""
        return _DOTTED.sub(self._undotted, text)

    def lowered(self, text: str) -> str:
        """Return `text` with words in capitals, three or more in a row, in small letters, each at its place.

        Abbreviations keep their capitals, and so does the first letter of a sentence.
        """
        for start, end in reversed(list(self._shouted(text))):
            text = text[:start] + self._usual(text, start, end) + text[end:]
        return text

    def _undotted(self, found: re.Match[str]) -> str:
        """Return dotted letters as one word if that is an abbreviation; the dot that ends a sentence stays."""
        written = found[0]
        letters = "".join(_PART.findall(written))
        is_close = " " not in written and len(letters) >= _FEWEST_DOTTED and letters.isupper()
        if not (is_close or letters.upper() in self._known):
            return written
        ends = written.endswith(".") and _NEW_SENTENCE.match(found.string, found.end())
        return self._known.get(letters.upper(), letters) + ("." if ends else "")

    def _shouted(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where words stand in capitals, three or more in a row, that are more than abbreviations."""
        needed = (
            1 if text.isupper() else 2
        )  # ordinary words: beside small letters "UNDP, WHO, UNFPA" is a list of names
        row: list[re.Match[str]] = []
        for word in [*_WORD.finditer(text), None]:
            if word and word[0].isupper():
                row.append(word)
                continue
            if len(row) >= _FEWEST and sum(self._is_ordinary(one[0]) for one in row) >= needed:
                yield row[0].start(), row[-1].end()
            row = []

    def _is_ordinary(self, word: str) -> bool:
        """Tell whether a word in capitals is surely one that is usually written in small letters."""
        if word.upper() in self._known:
            return False
        is_stop_word = len(word) > 1 and any(unaccented(word) in known for known in _STOP_WORDS.values())
        return is_stop_word or len(word) >= _LONG

    def _usual(self, text: str, start: int, end: int) -> str:
        """Return the part of `text` in small letters, with the capitals that are usual."""
        language = detect(text[start:end].lower())

        def usual(part: re.Match[str]) -> str:
            written = part[0]
            if written in _ALWAYS_CAPITAL:
                return written
            if written in self._known and written.lower() not in _STOP_WORDS[language]:
                return self._known[written]
            if written.endswith("S") and written[:-1] in self._known and written.lower() not in _STOP_WORDS[language]:
                return f"{self._known[written[:-1]]}s"
            before = text[: start + part.start()].rstrip(_BEFORE_WORD)
            small = _small(written)
            return written[0] + small[1:] if not before or before[-1] in _SENTENCE_ENDS else small

        return _PART.sub(usual, text[start:end])


def _small(word: str) -> str:
    """Return `word` in small letters, letter for letter."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in word)
