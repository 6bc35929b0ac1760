"""Find texts by the names that people give them, whole or in part and with slips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from bot.conversation.documents_wish import DocumentsWish
from corpus.word_list import word_lists
from index.text.folding import fold
from index.text.spelling import is_slip

_LISTS = word_lists("documents_wish")
_PAGES = frozenset(_LISTS["page"].of())  # what the cards restate: no title says so
_MANUALS = frozenset(_LISTS["manual"].of())  # words for one kind of text
_NOUNS = (frozenset(_LISTS["text_noun"].of()) | frozenset(_LISTS["maybe_noun"].of())) - _PAGES
_STOP_WORDS = frozenset(word_lists("stop_words")["stop_words"].of())
_UNNEEDED = (frozenset(_LISTS["docs"].of()) - _NOUNS) | _PAGES | frozenset(_LISTS["unneeded"].of()) | _STOP_WORDS
_LEAST_SHARED, _LEAST_SHARE = 6, 0.6  # first letters that words of one family share, and of the longer one


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text in a list: its line there, and the names that it, its file and its owner bear.

    `document` is the id of an added document, "" for a page.
    """

    line: str
    titles: tuple[str, ...]
    owners: tuple[str, ...] = ()
    file: str = ""
    document: str = ""


def find_texts(
    wish: DocumentsWish, texts: Iterable[NamedText], abbreviations: Mapping[str, Sequence[str]]
) -> list[NamedText]:
    """Return the texts that a wish may mean by its name; `abbreviations` maps folded ones to what they stand for.

    Unless it is sure that a text is named, one word is a name only if it is a noun such as "guide", or an owner's.

    >>> guide = NamedText("", ("Guide financier des partenaires",), ("Les Tisserands",), "/a/guide-fin_2024.pdf")
    >>> names = ("le guide financer", "guide-fin_2024.pdf", "manuel des partenaires", "Tisserands", "guide de clôture")
    >>> [bool(find_texts(DocumentsWish(name), [guide], {})) for name in names]
    [True, True, True, True, False]
    """
    wanted = _needed(wish.name)
    return [
        text
        for text in texts
        if _is_called(wanted, text, abbreviations)
        and (wish.is_sure or _tells_enough(wanted, text))
        and (not wish.is_whole or any(_is_whole(wanted, title) for title in text.titles))
    ]


def _is_called(wanted: list[str], text: NamedText, abbreviations: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether each of the `wanted` words stands in a name of `text`, in full or abbreviated."""
    owners, titles = _words(*text.owners), _words(*text.titles, Path(text.file).name)
    alike = () if len(wanted) == 1 or _MANUALS.isdisjoint(titles) else _MANUALS

    def is_held(word: str) -> bool:
        if _holds([*owners, *titles], word) or word in alike:
            return True
        meant = map(_needed, abbreviations.get(word, ()))
        return any(all(_holds(titles, one) for one in full) for full in meant)

    return bool(wanted) and all(map(is_held, wanted))


def _tells_enough(wanted: list[str], text: NamedText) -> bool:
    owners = _words(*text.owners)
    return len(wanted) > 1 or any(word in _NOUNS or _holds(owners, word) for word in wanted)


def _is_whole(wanted: list[str], title: str) -> bool:
    """Tell whether the `wanted` words are all that is needed of a title of two words or more."""
    needed = _needed(title)
    return len(needed) > 1 and all(_holds(wanted, word) for word in needed)


def _holds(words: Iterable[str], word: str) -> bool:
    return any(is_slip(word, one) or _is_akin(word, one) for one in words)


def _is_akin(word: str, other: str) -> bool:
    """Tell whether two words begin alike, as those of one family or of both languages do.

    >>> _is_akin("finance", "financiere"), _is_akin("communication", "community")
    (True, False)
    """
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    return shared >= _LEAST_SHARED and shared >= _LEAST_SHARE * max(len(word), len(other))


def _needed(name: str) -> list[str]:
    return [word for word in _words(name) if word not in _UNNEEDED]


def _words(*names: str) -> list[str]:
    """Return the folded words of names; the parts of a file's name are words."""
    return [word for name in names for word in re.findall(r"[^\W_]+", fold(name))]
