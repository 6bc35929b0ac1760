"""Documents that a question calls by a name: "How many children did Tamarind House take in?"

A passage deep in a document rarely repeats whose document it is. So a name that the head of a document bears (title,
owner, first passage) is read as the document's, and taken off the question that is put to its passages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from corpus.language import LANGUAGES, Language
from corpus.word_list import alternations
from index.text.folding import aligned, plain, spaced, terms

_NAME = re.compile(
    r"[A-ZÀ-Ý][\w’'-]*[a-zà-ÿ][\w’'-]*(?:\s+(?:(?:de|des|du|la|le|les|et|of|the|for|and)\s+){0,2}(?:d[’'])?[A-ZÀ-Ý][\w’'-]*)*"
)
_SMALL = re.compile(r"^(?:[^\WA-ZÀ-Ý]\w*\s+)+")  # "for" in "Asking for …", which opened a sentence
_OPENS = re.compile(r"(?:^|[.?!:;\n«“\"(])\W*$")  # before the first word of a sentence, a quotation or a remark
_NO_NAMES = re.compile(alternations("presuppositions")["no_bodies"])
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


def mention_in(
    question: str, language: Language, heads: Mapping[str, str], is_ordinary: Callable[[str], bool] = lambda word: True
) -> Mention | None:
    """Return the mention of documents in `question`; None if it names none, or asks nothing but the name.

    `heads` maps ids of documents to their heads, as `spaced` gives them, and "" to all cards. Of several names the
    longest counts; a name that many documents bear, or a card, tells none of them. A word that is not ordinary is a
    name however it is written, and wherever it stands.

    >>> heads = {"a": spaced("Rapport annuel. La Maison Tamarin, 2024"), "b": spaced("Charte du Moulin-Vert, COVIMA")}
    >>> mention_in("Combien d’enfants la Maison Tamarin a-t-elle accueillis ?", "fr", heads).question
    'Combien d’enfants a-t-elle accueillis ?'
    >>> mention_in("What is the budget of the Moulin’s charter?", "en", heads).documents
    frozenset({'b'})
    >>> mention_in("Maison Tamarin : qui paie ?", "fr", heads).question
    ': qui paie ?'
    >>> mention_in("covima paie quand ?", "fr", heads, lambda word: word != "covima").question
    'paie quand ?'
    >>> mention_in("Qui est la Maison Tamarin ?", "fr", heads), mention_in("Combien d’enfants ?", "fr", heads)
    (None, None)
    """
    most = max(1, int((len(heads) - ("" in heads)) * _MOST_SHARE))

    def bearing(name: str) -> frozenset[str]:
        found = frozenset(document for document, head in heads.items() if spaced(name) in head)
        return found if len(found) <= most and "" not in found else frozenset()

    opening = {match[0] for match in _NAME.finditer(question) if " " in match[0]}  # the first word may be the name's
    proper = {*names_in(question), *opening}
    words = (word for word in _single_words(question) if bearing(word) and _is_unusual(word, question, is_ordinary))
    named = {*proper, *words}
    for name in sorted(named, key=lambda name: (-len(name), name)):
        rest = _without(question, name)
        if (documents := bearing(name)) and terms(rest, language):
            return _of_year(_without_others(Mention(name, documents, rest), named, language, heads), heads)
    return None


def _single_words(question: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\w{3,}(?:-\w+)*", question)))


def _is_unusual(word: str, question: str, is_ordinary: Callable[[str], bool]) -> bool:
    """Tell whether a word may be a name: a short one in capitals, or one with a part that is not ordinary.

    >>> _is_unusual("ADEP", "Qui paie l’ADEP ?", str.islower), _is_unusual("paie", "Qui paie l’ADEP ?", str.islower)
    (True, False)
    """
    if word.isupper() and not question.isupper():
        return True
    return any(len(part) >= _SHORTEST and part.isalpha() and not is_ordinary(part) for part in word.split("-"))


def _without_others(mention: Mention, named: Iterable[str], language: Language, heads: Mapping[str, str]) -> Mention:
    """Return the mention without the other names in its question that the heads of its documents bear."""
    for name in sorted(named, key=len, reverse=True):
        rest = _without(mention.question, name)
        if terms(rest, language) and all(spaced(name) in heads[one] for one in mention.documents):
            mention = Mention(mention.name, mention.documents, rest)
    return mention


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

    Days, months, feasts and the like are none.

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
    return [name for name in found if len(name) >= _SHORTEST and not _is_no_name(name)]


def _is_no_name(name: str) -> bool:
    """Tell whether `name` is a listed word, or made of words that begin a sentence in the middle of one: "What"."""
    return bool(_NO_NAMES.fullmatch(plain(name))) or not all(terms(name, language) for language in LANGUAGES)


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
