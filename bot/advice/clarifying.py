"""Notice a message that rests on one ambiguous word, and answer the sense that is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.ambiguity import Ambiguity
from corpus.language import Language
from index.folding import fold, terms

# What may stand beside the word without settling its sense: "VAE, ça veut dire quoi ?", "what is the CRC?"
_NEUTRAL = frozenset(
    """c'est quoi est ce que qu'est veut dire ca cela signifie definition sens le la les un une l' d' de du des svp
    stp merci what is the a an mean means meaning of does do please explain define status statut signification en au
    juste exactement comprends pas ou quand on signe finit ici chez vous dans vos textes qui explique explain me moi
    y mot word here exactly""".split()
)


def ambiguity_in(text: str, language: Language, known: Mapping[str, Ambiguity]) -> Ambiguity | None:
    """Return the ambiguity that `text` rests on: one of its words with nothing beside it that settles the sense.

    >>> vae = Ambiguity("vae", {"fr": ("vae",), "en": ("vae",)}, ())
    >>> ambiguity_in("C’est quoi VAE ?", "fr", {"vae": vae}) is vae
    True
    >>> ambiguity_in("VAE : quelles étapes ?", "fr", {"vae": vae})
    """
    words = [word.strip("?!.,;:«»\"'()").removeprefix("l'").removeprefix("d'") for word in fold(text).split()]
    for ambiguity in known.values():
        for phrase in sorted(ambiguity.words[language], key=len, reverse=True):
            rest = _without(words, phrase.split())
            if rest is not None and all(word in _NEUTRAL or not terms(word, language) for word in rest):
                return ambiguity
    return None


def _without(words: list[str], phrase: list[str]) -> list[str] | None:
    """Return `words` without the first `phrase` among them, or None if it is not there."""
    size = len(phrase)
    for at in range(len(words) - size + 1):
        if words[at : at + size] == phrase:
            return words[:at] + words[at + size :]
    return None
