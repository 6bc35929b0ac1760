"""Recognise who asks for the meaning of a word, and find the word in the glossary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from corpus.card import Source
from corpus.glossary import Glossary, Term
from corpus.language import LANGUAGES, Language, other
from corpus.word_list import word_lists
from index.text.folding import aligned, fold, unaccented

_LONGEST = 150  # characters of such a question
_MOST_WORDS = 8  # of a term
_LONGEST_SHORT = 5  # letters of a word in small letters that may be an abbreviation
_TERM = r"[«“\"'(]?\s?(?P<term>\w(?:[^?!,;:=«»“”\"\n]*?[\w.)])?)\s?[»”\"')]?"
_GAP = r"(?:(?<=')|[\s:,]+|(?=[«“\"]))"
_DOTTED = re.compile(r"(?:[^\W\d_]\. ?)+[^\W\d_]\.?")
_BARE = re.compile(r"\W*(?P<term>[A-Z][A-Za-z]{0,2}[A-Z]{1,5}s?|(?:[A-Z]\.){2,7})\s*[?=][\s?=.!]*")
_PLURAL_OF_CAPITALS = re.compile(r"(?<=[A-Z]{2})s\b")
# Endings of one and of several, brought to one form: "cities", "parties", "focaux", "bureaux", "OSCs".
_ENDINGS = (("ies", "i"), ("ie", "i"), ("y", "i"), ("eaux", "eau"), ("aux", "al"), ("s", ""), ("x", ""))
_STEM = 3  # letters that a word keeps before its ending


def defined_term(text: str, language: Language) -> str:
    """Return the word whose meaning `text` asks for, without article and dots; "" if it asks for something else.

    Frames of `language` come before those of the other one.

    >>> [defined_term(text, "fr") for text in ("C’est quoi l’I.P.J.J. ?", "OSC ça veut dire quoi", "le sigle PCA")]
    ['IPJJ', 'OSC', 'PCA']
    >>> [defined_term(text, "en") for text in ("What is a focal point?", "definition of CSO", "HACT = ?")]
    ['focal point', 'CSO', 'HACT']
    >>> defined_term("What is the notice period?", "en"), defined_term("Qui décide ?", "fr")
    ('', '')
    """
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return ""
    if bare := _BARE.fullmatch(text):
        return _undotted(bare["term"])
    plain = aligned(text)
    for asked_in in (language, other(language)):
        for frame in _frames(asked_in):
            found = frame.fullmatch(plain)
            term = _undotted(text[slice(*found.span("term"))]) if found else ""
            if found and _may_be_term(term, found["article"] or ""):
                return term
    return ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A term of the glossary, and the pages that use it."""

    term: Term
    pages: tuple[Source, ...]


def definition(term: Term, sources: Mapping[str, Source]) -> Definition:
    """Return the definition of `term`; `sources` are the corpus's pages by id."""
    return Definition(term, tuple(sources[one] for one in term.sources if one in sources))


def terms_named(glossary: Glossary, name: str) -> list[Term]:
    """Return the terms that `name` is a name, an abbreviation or a variant of: names first, one or several of a thing.

    >>> from corpus.card import BUNDLED_CORPUS
    >>> from corpus.glossary import read_glossary
    >>> glossary = read_glossary(BUNDLED_CORPUS / "glossary.yaml")
    >>> [[term.name["en"] for term in terms_named(glossary, name)] for name in ("CSOs", "V.A.E.", "points focaux")]
    [['civil society organization'], ['Child Friendly City'], ['focal point']]
    """
    key = _key(name)
    held = [(term, *_keys(term)) for term in glossary.terms]
    return terms_called(glossary, name) + [term for term, names, others in held if key in others and key not in names]


def terms_called(glossary: Glossary, name: str) -> list[Term]:
    """Return the terms that `name` is a name or an abbreviation of, one or several of a thing.

    >>> from corpus.card import BUNDLED_CORPUS
    >>> from corpus.glossary import read_glossary
    >>> glossary = read_glossary(BUNDLED_CORPUS / "glossary.yaml")
    >>> [[term.name["en"] for term in terms_called(glossary, name)] for name in ("OSC", "end early")]
    [['civil society organization'], []]
    """
    key = _key(name)
    return [term for term in glossary.terms if key in _keys(term)[0]]


def terms_used(glossary: Glossary, text: str, language: Language) -> list[Term]:
    """Return the terms that `text` uses in `language`, in their order there.

    They are known by their names, abbreviations, and variants of several words: a single one may mean something else.

    >>> from corpus.card import BUNDLED_CORPUS
    >>> from corpus.glossary import read_glossary
    >>> glossary = read_glossary(BUNDLED_CORPUS / "glossary.yaml")
    >>> [term.name["en"] for term in terms_used(glossary, "Ask your focal point, or the CSO.", "en")]
    ['focal point', 'civil society organization']
    """
    plain = f" {_key(text)} "
    found: dict[int, Term] = {}
    for term in glossary.terms:
        variants = (name for name in term.variants[language] if " " in name)
        names = (term.name[language], *term.abbreviations[language], *variants)
        places = [at for name in names if (at := plain.find(f" {_known_key(name)} ")) >= 0]
        if places:
            found.setdefault(min(places), term)
    return [found[at] for at in sorted(found)]


def all_names(term: Term) -> list[str]:
    """Return the names, abbreviations and variants of `term` in both languages."""
    return [one for lang in LANGUAGES for one in (term.name[lang], *term.abbreviations[lang], *term.variants[lang])]


def _keys(term: Term) -> tuple[set[str], set[str]]:
    names = {_known_key(name) for lang in LANGUAGES for name in (term.name[lang], *term.abbreviations[lang])}
    return names, {_known_key(name) for lang in LANGUAGES for name in term.variants[lang]}


@cache
def _known_key(name: str) -> str:
    """Return the key of a name of the glossary; what people write is not kept."""
    return _key(name)


def _key(name: str) -> str:
    """Return a name in a form that is the same for one and several of a thing.

    >>> _key("OSCs"), _key("Points focaux"), _key("I.P.J.J."), _key("l’évaluation finale")
    ('osc', 'point focal', 'ipjj', 'evaluation finale')
    """
    words = re.findall(r"\w+", fold(_PLURAL_OF_CAPITALS.sub("", _undotted(name.strip()))))
    return " ".join(map(_one, words))


def _one(word: str) -> str:
    ending = next(
        ((old, new) for old, new in _ENDINGS if word.endswith(old) and len(word) >= _STEM + len(old)), ("", "")
    )
    return word.removesuffix(ending[0]) + ending[1]


def _undotted(term: str) -> str:
    """Return a term without the dots of an abbreviation.

    >>> _undotted("I.P.J.J."), _undotted("renf. cap.")
    ('IPJJ', 'renf. cap.')
    """
    return re.sub(r"[. ]", "", term) if _DOTTED.fullmatch(term) else term


def _may_be_term(term: str, article: str) -> bool:
    """Tell whether a term can be meant: no pronoun, no clause, and nothing of which the value is asked for.

    >>> [_may_be_term(term, "the") for term in ("notice period", "IPJJ", "ipjj", "FRA for", "INCO and who leads it")]
    [False, True, True, False, False]
    """
    lists = {name: found.of() for name, found in word_lists("definitions").items()}
    words = unaccented(term).split()
    is_short = len(words) == 1 and len(term) <= _LONGEST_SHORT
    if article in lists["valued"] and term == term.lower() and not is_short:
        return False
    is_clause = any(word in lists["asking"] for word in words) or words[-1] in lists["dangling"]
    return len(words) <= _MOST_WORDS and not is_clause and " ".join(words) not in lists["no_term"]


@cache
def _frames(language: Language) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of the questions of a language for the meaning of a word."""
    words = {name: found.alternation(language) for name, found in word_lists("definitions").items()}
    opening, closing = rf"\W*(?:{words['around']}[\s,.!:;–-]+)*", rf"(?:[\s,]+{words['around']})*[\s?!.=)]*"
    article = rf"(?:(?P<article>{words['articles']})(?:(?<=') ?| ))?"
    kind = rf"(?:{words['kind']} )?"
    return tuple(
        re.compile(opening + frame + closing)
        for frame in (
            rf"{words['before_verb']}{_GAP}{kind}{article}{kind}{_TERM},? {words['verb']}",
            rf"{article}{kind}{_TERM}(?!\w) ?{words['after']}",
            rf"{words['before']}{_GAP}{kind}{article}{kind}{_TERM}",
            rf"(?:{words['before_kind']} )?{words['kind']} ?:? (?P<article>){_TERM}",
            rf"{article}{_TERM} ?=",
        )
    )
