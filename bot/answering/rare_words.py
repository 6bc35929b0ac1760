"""The share of a text's words that another holds, the rare ones counting more."""

from __future__ import annotations

from typing import Protocol

from corpus.language import Language
from index.text.folding import terms


class KnowsRarity(Protocol):
    """Tells how rare a stem is in the texts of a language."""

    def rarity(self, term: str, language: Language) -> float:
        """Return the inverse document frequency of a stem, 0 or more; the more, the fewer passages hold it."""
        ...


def share_held(wanted: str, text: str, language: Language, texts: KnowsRarity) -> float:
    """Return the share, 0 to 1, of the content words of `wanted` that `text` holds, each by its rarity; 0 of none."""
    rarities = {term: texts.rarity(term, language) for term in terms(wanted, language)}
    held = set(terms(text, language))
    return sum(rarity for term, rarity in rarities.items() if term in held) / (sum(rarities.values()) or 1.0)
