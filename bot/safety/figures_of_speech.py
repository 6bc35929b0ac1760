"""Tell what only sounds like danger: figures of speech about superiors and work, and quarrels over a lease.

The words are data: `corpus/word_lists/{fr,en}/figures_of_speech.yaml`. What is said of speaking out, of a body or of a
weapon makes a figure of speech a threat; whoever is no superior or colleague is always believed.
"""

from __future__ import annotations

import re

from corpus.word_list import alternations
from index.text.folding import aligned

_WORDS = alternations("figures_of_speech")
_KILLS = rf"\b{_WORDS['superior']} ?{_WORDS['will_kill']}\b"
_EMPLOYER_KILLS = rf"\b{_WORDS['employer']} {_WORDS['will_kill']}\b"
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_CAUSED = re.compile(rf"(?:{_KILLS}|{_EMPLOYER_KILLS})(?={_WORDS['work_cause']}.*\b{_WORDS['work']}\b)")
_SPOKEN_OUT, _BODY = (re.compile(rf"\b{_WORDS[name]}") for name in ("spoken_out", "body_meant"))
_BESIDE = rf"(?:\W*\b(?:{_WORDS['small_talk']}|{_WORDS['work']})\b)*\W*"
_ALONE = re.compile(rf"{_BESIDE}{_KILLS}{_BESIDE}")
_EVICTION = re.compile(rf"\b(?:{_WORDS['landlord']} {_WORDS['evicts']}|{_WORDS['evicted']})\b")


def without_figures_of_speech(text: str) -> str:
    """Return `text` without what is said of a superior and work, and meant of no body.

    >>> without_figures_of_speech("Mon chef va me tuer si je ne trouve pas le formulaire")
    ' si je ne trouve pas le formulaire'
    >>> without_figures_of_speech("The accountant will kill me, I forgot the invoice. Who pays?")
    ', I forgot the invoice. Who pays?'
    >>> without_figures_of_speech("Mon chef va me tuer si je parle du rapport")
    'Mon chef va me tuer si je parle du rapport'
    >>> without_figures_of_speech("My husband will kill me if the report is late")
    'My husband will kill me if the report is late'
    """
    plain = aligned(text)
    if not _CAUSED.search(plain) or _BODY.search(plain):
        return text
    kept = text
    for sentence in reversed(list(_SENTENCE.finditer(plain))):
        figure = _CAUSED.search(sentence[0])
        if figure and not _SPOKEN_OUT.search(sentence[0]):
            kept = kept[: sentence.start() + figure.start()] + kept[sentence.start() + figure.end() :]
    return kept


def beside_what_is_doubtful(text: str) -> str | None:
    """Return the rest of `text` beside words that are danger only with more; None if it has none of those.

    A superior who kills, in a message that says nothing else, and a landlord who ends a lease: neither is danger beyond
    doubt.

    >>> beside_what_is_doubtful("Oh là là, ma directrice va me tuer !"), beside_what_is_doubtful("Mon mari va me tuer")
    ('', None)
    >>> beside_what_is_doubtful("My landlord wants to evict me on Monday"), beside_what_is_doubtful("He evicts me")
    ('on Monday', None)
    """
    plain = aligned(text)
    if _ALONE.fullmatch(plain):
        return ""
    if (eviction := _EVICTION.search(plain)) and not _BODY.search(plain):
        return f"{text[: eviction.start()]} {text[eviction.end() :]}".strip()
    return None
