"""Whether a passage is of the matter that a brief follow-up is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.follow_up import asks_of_it, refers_back
from bot.answering.mentioned import names_in
from bot.answering.rare_words import share_held
from bot.answering.suggestions import heading
from corpus.language import LANGUAGES
from corpus.word_list import word_lists
from index.library import Searcher
from index.passage import Passage
from index.text.folding import spaced, terms

_ACRONYM = re.compile(r"\b[A-ZÀ-Ý]{3,}\b")
_OFTEN = 0.35  # share of its text's passages from which a name is that of the whole text
_FEW = 2  # passages that may have a name in any text
_MOST, _SOME = 0.5, 0.25  # shares of the rare words of a heading
_NO_SUBJECT = frozenset(
    stem for language in LANGUAGES for stem in terms(word_lists("facts")["since"].of(language)[0], language)
)
BRIEF = 2  # words of content of a follow-up that may lean on a subject


def section_of(passage: Passage) -> tuple[str, str]:
    """Return the document and the section on it that a passage is from, without its own heading."""
    return passage.title, passage.section.partition(" › ")[0]


def is_of_another_matter(
    passage: Passage, part: str, shown: Sequence[Passage], subject: str, searcher: Searcher
) -> bool:
    """Tell whether `passage` speaks of something else than what was `shown` under the heading `subject`.

    What was shown of a body ("UNESCO") is followed by what names it. What answers "is it compulsory?" has most of the
    rare words of the heading; what answers another follow-up has some, or is of the section. A follow-up that names a
    subject itself ("and ECPAT?") is answered by what has that as its heading.
    """
    own = set(terms(part, passage.language)) - _NO_SUBJECT
    if not asks_of_it(part) and not own.isdisjoint(terms(heading(passage), passage.language)):
        return False
    text = f"{passage.section} {passage.text}"
    if bodies := [name for one in shown[:1] for name in _bodies(one, searcher)]:
        return not any(spaced(name) in spaced(text) for name in bodies)
    share = share_held(subject, text, passage.language, searcher)
    is_of_section = section_of(passage) in {section_of(one) for one in shown}
    if asks_of_it(part):
        return not is_of_section and share < _MOST
    return (refers_back(part) or not own) and not is_of_section and share < _SOME


def bodies_named(part: str) -> list[str]:
    """Return the names of bodies in a follow-up: "and ECPAT?".

    >>> bodies_named("et avec l’ECPAT ?"), bodies_named("et combien ?")
    (['ECPAT'], [])
    """
    return [*_ACRONYM.findall(part), *names_in(part)]


def speaks_of_a_body(shown: Sequence[Passage], searcher: Searcher) -> bool:
    """Tell whether the heading of the first passage `shown` names a body, other than that of its whole text."""
    return any(_bodies(one, searcher) for one in shown[:1])


def headed_by(names: Sequence[str], passages: Sequence[Passage]) -> bool:
    """Tell whether one of `names` stands in the heading of one of `passages`.

    >>> headed_by(["ACPF"], [Passage("a", "…", "fr", "DEI", "Partenaires", "Le mémorandum avec l’ACPF")])
    True
    """
    return any(spaced(name) in spaced(heading(one)) for name in names for one in passages)


def _bodies(shown: Passage, searcher: Searcher) -> list[str]:
    """Return the names in the heading of a passage that are not those of its whole text."""
    named = heading(shown)
    names = dict.fromkeys(_ACRONYM.findall(named) or names_in(named))
    if not names:
        return []
    own = [
        spaced(f"{one.section} {one.text}")
        for one in searcher.passages()
        if (one.title, one.language) == (shown.title, shown.language)
    ]
    most = max(_FEW, _OFTEN * len(own))
    return [name for name in names if sum(spaced(name) in text for text in own) <= most]
