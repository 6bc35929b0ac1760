"""Read a question for search: trim courtesies, spell out shorthands and idioms, correct slips, expand abbreviations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corpus.glossary import Glossary
from corpus.language import LANGUAGES, Language, other
from index.text.folding import fold, plain_words, terms
from index.text.phonetic import without_digits
from index.text.plain_typing import PlainTyping

Correct = Callable[[str, Language], str]  # a text in a language to the same without misspelt words
_ENOUGH = 4  # words that must be left for an opening to be mere courtesy: "thank you so much" is not "so much"
_LONG_SHORT = 4  # letters of an abbreviation that is no word with an elision before it, as "long" would be of "ONG"
_FEW = 5  # words of a message that may be nothing but a term and a courtesy
Knows = Callable[[str, Language], bool]  # tells whether the texts in a language hold a stem


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched: `text` for the embedding model, `words` (text and expansions) for BM25.

    `context` is the text that the question refers to, such as the turn before it; it counts for less than the text.
    `said_by` are the owners or titles of the texts whose word is asked for; empty if anybody's will do. `translated`
    are the terms of the glossary in the text, as the other language names them.
    """

    text: str
    words: str
    language: Language
    context: str = ""
    said_by: frozenset[str] = frozenset()
    translated: str = ""


class QueryReader:
    """Turns a typed text into a Query by the glossary; `correct` corrects its spelling.

    What the texts have, as `knows` tells, is a subject beside courtesies: "hello, corrective measures".
    """

    def __init__(
        self,
        glossary: Glossary,
        correct: Correct = lambda text, language: text,
        knows: Knows = lambda stem, language: False,
    ) -> None:
        self._correct, self._has = correct, knows
        self._shorthands = {lang: _Replacements(glossary.shorthands[lang]) for lang in LANGUAGES}
        self._idioms = {lang: _Replacements(glossary.idioms[lang]) for lang in LANGUAGES}
        self._courtesies = {lang: _Trimmer(glossary.courtesies[lang]) for lang in LANGUAGES}
        self._expansions = _expansions(glossary)
        self._translations = {language: _translations(glossary, language) for language in LANGUAGES}
        shorts = [short for term in glossary.terms for language in LANGUAGES for short in term.abbreviations[language]]
        self.plain_typing = PlainTyping(shorts)
        self._elided = _elided(shorts)
        self._language_of = _languages_of_names(glossary)

    def language_of_terms(self, text: str) -> Language | None:
        """Return the language whose terms a few words are, None if they are of both, of neither, or more than a few.

        A term alone shows its language by no grammar word, and hardly by its letters: "action plan", "point focal".
        Words that are no terms are of the language whose texts alone have them: "evaluation criteria".
        """
        said = plain_words(text)
        if len(said) > _FEW:
            return None
        runs = (" ".join(said[at:end]) for at in range(len(said)) for end in range(at + 1, len(said) + 1))
        found = {self._language_of[run] for run in runs if run in self._language_of}
        return found.pop() if len(found) == 1 else None if found else self._of_texts(text)

    def _of_texts(self, text: str) -> Language | None:
        """Return the language of whose texts alone some words are; None if of both, or none is such a word.

        With a stop word of either language a text is more than words of a subject: "plus court" is no English court.
        """
        said = plain_words(text)
        if not all(terms(word, one) for word in said for one in LANGUAGES):
            return None
        known = [[one for one in LANGUAGES if self._are_known(word, one)] for word in said]
        found = {languages[0] for languages in known if len(languages) == 1}
        return found.pop() if len(found) == 1 else None

    def _knows(self, text: str) -> bool:
        return any(self._are_known(text, language) for language in LANGUAGES)

    def _are_known(self, text: str, language: Language) -> bool:
        """Tell whether the texts in a language hold every content word of `text`, and there is one."""
        stems = terms(text, language)
        return bool(stems) and all(self._has(stem, language) for stem in stems)

    def as_usually_typed(self, text: str) -> str:
        """Return `text` without dots in abbreviations and without shouting."""
        return self.plain_typing.apply(text)

    def spelt_out(self, text: str, language: Language) -> str:
        """Return `text` with the words that its shorthands stand for."""
        return self._shorthands[language].apply(text)

    def read(self, text: str, language: Language, context: str = "") -> Query:
        """Return the Query for `text`, asked after `context`; a text that is nothing but courtesy stays as it is."""
        plain, before = self._plain(text, language), self._plain(context, language)
        words = " ".join([plain, before, *self._expanded(f"{plain} {before}", language)])
        return Query(plain, words, language, before, translated=self._translated(plain, language))

    def _plain(self, text: str, language: Language) -> str:
        plain = " ".join(text.split())
        for lang in LANGUAGES:
            trimmed = self._courtesies[lang].trim(plain)
            if trimmed != plain and (len(trimmed.split()) >= _ENOUGH or self._knows(trimmed)):
                plain = trimmed
        if language == "fr":
            plain = self._elided.sub(r"\1'\2", plain)
        spelt = self.spelt_out(plain, language)
        plain = self._correct(spelt if spelt == plain else without_digits(spelt, language), language)
        return self._idioms[language].apply(plain)

    def _translated(self, text: str, language: Language) -> str:
        said = f" {' '.join(terms(text, language))} "
        return " ".join({name: True for key, name in self._translations[language] if f" {key} " in said})

    def _expanded(self, text: str, language: Language) -> list[str]:
        found = set(re.findall(r"[\w&/]+", text.upper()))
        return sorted({term for short in found for term in self._expansions[language].get(short, ())})


class _Replacements:
    """Whole-word replacements, longest first, case-blind."""

    def __init__(self, table: dict[str, str]) -> None:
        self._table = {_straight(key): value for key, value in table.items()}
        keys = sorted(self._table, key=len, reverse=True)
        alternatives = "|".join(re.escape(key).replace("'", "[’']") for key in keys)
        self._pattern = re.compile(rf"(?<![\w’'])(?:{alternatives})(?![\w’'])", re.IGNORECASE) if table else None

    def apply(self, text: str) -> str:
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._table[_straight(match[0])], text)


class _Trimmer:
    """Takes phrases off both ends of a text."""

    def __init__(self, phrases: Iterable[str]) -> None:
        ordered = sorted({fold(phrase).strip(" .!?,") for phrase in phrases} - {""}, key=len, reverse=True)
        self._phrases = [phrase.split() for phrase in ordered]

    def trim(self, text: str) -> str:
        words = text.split(" ")
        folded = [fold(word).strip(" .!?,;:()-–") for word in words]
        start, end = self._lead(folded), len(words)
        end -= self._lead(folded[start:][::-1], reverse=True)
        return " ".join(words[start:end]).strip(" ,;:–-")

    def _lead(self, folded: list[str], reverse: bool = False) -> int:
        at = 0
        while taken := self._match(folded[at:], reverse):
            at += taken
        return at

    def _match(self, folded: list[str], reverse: bool) -> int:
        skipped = next((n for n, word in enumerate(folded) if word), len(folded))
        rest = folded[skipped:]
        for phrase in self._phrases:
            if rest[: len(phrase)] == (phrase[::-1] if reverse else phrase):
                return skipped + len(phrase)
        return 0


def _languages_of_names(glossary: Glossary) -> dict[str, Language]:
    """Return the language of each name of a term that only one language has, by its plain words."""
    names = {
        language: {
            " ".join(plain_words(name))
            for term in glossary.terms
            for name in (term.name[language], *term.variants[language])
        }
        for language in LANGUAGES
    }
    return {name: language for language in LANGUAGES for name in names[language] - names[other(language)]}


def _translations(glossary: Glossary, language: Language) -> list[tuple[str, str]]:
    """Return the stems of each name of a term in `language`, with its name in the other one."""
    named = (
        (" ".join(terms(name, language)), term.name[other(language)])
        for term in glossary.terms
        for name in (term.name[language], *term.variants[language])
    )
    return [(key, name) for key, name in named if key]


def _elided(shorts: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of abbreviations that are joined to an elided word without an apostrophe: "lipjj"."""
    long = {re.escape(short) for short in shorts if len(short) >= _LONG_SHORT and short[0].upper() in "AEIOUH"}
    return re.compile(rf"(?<![\w'’])(l|d|qu)({'|'.join(sorted(long)) or '(?!)'})(?!\w)", re.IGNORECASE)


def _straight(text: str) -> str:
    """Return `text` in lower case with straight apostrophes."""
    return text.lower().replace("’", "'")


def _expansions(glossary: Glossary) -> dict[Language, dict[str, tuple[str, ...]]]:
    tables: dict[Language, dict[str, tuple[str, ...]]] = {"fr": {}, "en": {}}
    for term in glossary.terms:
        for short in {*term.abbreviations["fr"], *term.abbreviations["en"]}:
            for language in LANGUAGES:
                held = tables[language].get(short.upper(), ())
                tables[language][short.upper()] = (*held, term.name[language])
    return tables
