"""Documents that a question calls by a name: "How many children did Tamarind House take in?"

A passage deep in a document rarely repeats whose document it is. So a name that the head of a document bears (title,
owner, first passage) is read as the document's, and taken off the question that is put to its passages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.language import Language
from corpus.word_list import alternations
from index.text.folding import aligned, spaced, terms

_NAME = re.compile(
    r"[A-ZÀ-Ý][\w’'-]*[a-zà-ÿ][\w’'-]*(?:\s+(?:(?:de|des|du|la|le|les|et|of|the|for|and)\s+){0,2}(?:d[’'])?[A-ZÀ-Ý][\w’'-]*)*"
)
_SMALL = re.compile(r"^(?:[^\WA-ZÀ-Ý]\w*\s+)+")  # "for" in "Asking for …", which opened a sentence
_OPENS = re.compile(r"(?:^|[.?!:;\n«“\"(])\W*$")  # before the first word of a sentence, a quotation or a remark
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OF_A_TITLE = 4  # capitals of a question that may be written like a title, in which they tell nothing
_SHORTEST = 4  # letters of a name of one word
_MOST_SHARE = 0.25  # of all documents that may bear a name which tells them from others; at least one may
_BEFORE = alternations("owners")["before_name"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A question that calls documents by a `name`: their ids, and the question without it."""

    name: str
    documents: frozenset[str]
    question: str


def mention_in(question: str, language: Language, heads: Mapping[str, str]) -> Mention | None:
    """Return the mention of documents in `question`; None if it names none, or asks nothing but the name.

    `heads` maps ids of documents to their heads, as `spaced` gives them, and "" to all cards. Of several names the
    longest counts; a name that many documents bear, or a card, tells none of them.

    >>> heads = {"a": spaced("Rapport annuel. La Maison Tamarin, 2024"), "b": spaced("Charte du Moulin")}
    >>> mention_in("Combien d’enfants la Maison Tamarin a-t-elle accueillis ?", "fr", heads).question
    'Combien d’enfants a-t-elle accueillis ?'
    >>> mention_in("What is the budget of the Moulin’s charter?", "en", heads).documents
    frozenset({'b'})
    >>> mention_in("Qui est la Maison Tamarin ?", "fr", heads), mention_in("Combien d’enfants ?", "fr", heads)
    (None, None)
    """
    most = max(1, int((len(heads) - ("" in heads)) * _MOST_SHARE))
    for name in sorted(names_in(question), key=len, reverse=True):
        bearing = frozenset(document for document, head in heads.items() if spaced(name) in head)
        rest = _without(question, name)
        if 0 < len(bearing) <= most and "" not in bearing and terms(rest, language):
            return _of_year(Mention(name, bearing, rest), heads)
    return None


def _of_year(mention: Mention, heads: Mapping[str, str]) -> Mention:
    """Return the mention of those documents alone whose heads bear the year in the question, which goes with the name.

    >>> heads = {"a": spaced("Tamarin 2023"), "b": spaced("Tamarin 2024")}
    >>> _of_year(Mention("Tamarin", frozenset(heads), "Combien d’enfants en 2024 ?"), heads)
    Mention(name='Tamarin', documents=frozenset({'b'}), question='Combien d’enfants ?')
    """
    for year in years_in(mention.question):
        bearing = frozenset(one for one in mention.documents if f" {year} " in heads[one])
        if bearing:
            mention = Mention(mention.name, bearing, _without(mention.question, year))
    return mention


def years_in(text: str) -> list[str]:
    """Return the years that `text` names.

    >>> years_in("Combien d’enfants en 2023 et en 2024 ?")
    ['2023', '2024']
    """
    return _YEAR.findall(text)


def names_in(question: str) -> list[str]:
    """Return the proper names in a question, and what is left of one without the word that begins a sentence.

    >>> names_in("Que fait donc Blue Heron Alliance à Kaya ?"), names_in("Does Lantern Street pay for it?")
    (['Blue Heron Alliance', 'Kaya'], ['Lantern Street'])
    >>> names_in("Le projet de Kaya finit. Faut-il évaluer ?")
    ['Kaya']
    >>> names_in("What Is the Notice Period for Early Termination?")
    []
    """
    further = question.split()[1:]
    capitals = sum(word[0].isupper() for word in further)
    if capitals >= _OF_A_TITLE and capitals > len(further) / 2:
        return []
    found: list[str] = []
    for match in _NAME.finditer(question):
        name = re.sub(r"[’']s$", "", match[0])
        if _OPENS.search(question[: match.start()]):
            name = _SMALL.sub("", name.partition(" ")[2])
        found.append(name.strip(" -’'"))
    return [name for name in found if len(name) >= _SHORTEST]


def _without(question: str, name: str) -> str:
    """Return a question without a name and the small words before it."""
    words = r"\s+".join(map(re.escape, aligned(name).split()))
    found = re.search(
        rf"(?:(?:^|(?<=\s)|(?<=')){_BEFORE}(?:\s+|(?<=')))*(?<!\w){words}(?:'s)?(?!\w)", aligned(question)
    )
    if found is None:
        return ""
    rest = f"{question[: found.start()]} {question[found.end() :]}"
    return re.sub(r"\s+([,.])", r"\1", " ".join(rest.split()))
