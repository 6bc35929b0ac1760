"""The words that stand out in a quotation: the figures that a question asks for, or else its rarer words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.answering.facts import FIGURES, KINDS, FactKind, asked_kinds, figures
from corpus.language import Language
from index.text.folding import terms
from index.text.sentences import is_item, sentences

_FIGURES, _WORDS = 4, 3  # at most so many: where much stands out, nothing does
_OFTEN = 3  # a quotation that has a word more often is about it from end to end
_CELL, _BETWEEN = re.compile(r" ?; "), " ; "
_NUMBER = re.compile(r"\d[\d\u202f\xa0 .,]*\d|\d")
_WORD = re.compile(r"\w+(?:-\w+)*")
_NOUN = re.compile(r"(?<= )[^\W\d_]+$")  # what is counted


def emphasis(question: str, quote: str, language: Language, above: str = "") -> tuple[str, ...]:
    """Return the words of `quote`, which is in `language`, that stand out, as it writes them.

    `above` are the words that already stand above it: title and heading.

    >>> emphasis("Quel est le délai de préavis ?", "Le préavis dure 30 jours.", "fr")
    ('30 jours',)
    >>> emphasis("Combien de litres à Fada ?", "- Ville : Fada ; Litres : 25 ; F : 9\\n- Ville : Po ; Litres : 3", "fr")
    ('25',)
    >>> emphasis("Who audits us?", "An auditor named by both parties audits the accounts.", "en")
    ('audits',)
    """
    asked = set(terms(question, language))
    kinds = [kind for kind in KINDS if kind in asked_kinds(question) & FIGURES]
    parts = [(part, found) for part in _parts(quote, language) if (found := _figures(part, kinds, language, asked))]
    shared = [len(asked & set(terms(part, language))) for part, _ in parts]
    likely = [own for (_, own), count in zip(parts, shared, strict=True) if count == max(shared)]
    found = [_as_written(figure, quote) for own in likely for figure in own]
    return tuple(dict.fromkeys(found))[:_FIGURES] or _words(quote, language, asked - set(terms(above, language)))


def _parts(quote: str, language: Language) -> list[str]:
    """Return the parts of a quotation that each say something of their own: sentences, and the cells of a row.

    A cell stands behind the row's name, which is in the first one.

    >>> _parts("Il paie.\\n- Ville : Fada ; Litres : 25", "fr")
    ['Il paie.', '- Ville : Fada', '- Ville : Fada ; Litres : 25']
    """
    found: list[str] = []
    for sentence in sentences(quote, language):
        name, *cells = _CELL.split(sentence) if is_item(sentence) else (sentence,)
        found += [name, *(f"{name}{_BETWEEN}{cell}" for cell in cells)]
    return found


def _figures(part: str, kinds: Sequence[FactKind], language: Language, asked: set[str]) -> list[str]:
    """Return the figures of these kinds in a part; of a cell its own, whatever kind of number it writes."""
    told = part.rpartition(_BETWEEN)[2]
    found = [
        figure
        for kind in kinds
        for figure in (_counts(told, language, asked) if kind == "count" else figures(told, kind))
    ]
    is_cell = bool(kinds) and told != part
    return found or (_NUMBER.findall(told.rpartition(":")[2]) if is_cell else [])


def _as_written(figure: str, quote: str) -> str:
    """Return a figure with the blanks that the quotation writes in it, which may be narrow or not break."""
    found = re.search(r"\s".join(map(re.escape, figure.split())), quote)
    return found[0] if found else figure


def _counts(quote: str, language: Language, asked: set[str]) -> list[str]:
    """Return the numbers of what is asked for; if there are none, those of anything that is named, else all.

    >>> _counts("Le bureau a sept membres depuis 2024, 3 voix et 12.", "fr", set(terms("Combien de membres ?", "fr")))
    ['sept membres']
    """
    found = figures(quote, "count")
    nouns = [set(terms(noun[0], language)) if (noun := _NOUN.search(number)) else set() for number in found]
    of_asked = [number for number, noun in zip(found, nouns, strict=True) if noun & asked]
    of_named = [number for number, noun in zip(found, nouns, strict=True) if noun]
    return of_asked or of_named or [_NOUN.sub("", number).strip() for number in found]


def _words(quote: str, language: Language, asked: set[str]) -> tuple[str, ...]:
    """Return the words of the quotation that are asked for by their stem: those that it has least often."""
    stems = {word: set(terms(word, language)) & asked for word in _WORD.findall(quote)}
    times = Counter(stem for word in _WORD.findall(quote) for stem in stems[word])
    rare = [stem for stem, count in sorted(times.items(), key=lambda pair: pair[1]) if count <= _OFTEN][:_WORDS]
    return tuple(word for word, own in stems.items() if own & set(rare))
