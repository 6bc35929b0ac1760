"""What a question takes for granted and the passage that answers does not say: other bodies, or a "not".

A passage about one organisation answers no question about another, and one that says who takes part doesn't say who
doesn't. Which passage is nearest hardly depends on such a word, so it is looked at apart: the passage is still shown,
under a sentence that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain

from bot.answering.answer import Finding
from bot.answering.facts import year_spans
from bot.answering.mentioned import names_in
from bot.answering.owners import names_of, other_names
from bot.answering.polarity import asks_the_opposite, denials, negations
from bot.answering.understanding import asking_sentence
from bot.safety.redaction.redaction import find_personal_data
from corpus.collection import Corpus
from corpus.language import LANGUAGES, Language
from corpus.word_list import alternations, word_lists
from index.passage import Passage
from index.text.folding import aligned, plain, spaced, terms

IsOrdinary = Callable[[str], bool]  # tells whether a dictionary has a word


def _any_word(word: str) -> bool:
    return True


_Bodies = Sequence[tuple[re.Pattern[str], re.Pattern[str]]]
# For each body: how it is called in a language, and in any.
_ORGANISATIONS, _KINDS = (
    {
        language: [
            (re.compile(rf"\b{found.alternation(language)}\b"), re.compile(rf"\b{found.alternation()}\b"))
            for found in word_lists(topic).values()
        ]
        for language in LANGUAGES
    }
    for topic in ("organisations", "kinds_of_bodies")
)
_LISTS = word_lists("presuppositions")
_OWN = re.compile(rf"\b{_LISTS['own'].alternation()}\b")
_SELECTS = {language: re.compile(_LISTS["selects"].alternation(language)) for language in LANGUAGES}
_SUBORDINATES = {language: re.compile(_LISTS["subordinates"].alternation(language)) for language in LANGUAGES}
_REASONS = re.compile(rf"\b{_LISTS['reasons'].alternation()}\b")
_TIMES = re.compile(rf".*\b{_LISTS['times'].alternation()}\b")
_NO_LONGER = re.compile(_LISTS["no_longer"].alternation())
_IN_THE_PAST = re.compile(rf"\b{_LISTS['in_the_past'].alternation()}\b")
_LOSSES = re.compile(rf"\b{_LISTS['losses'].alternation()}\b")
_CEASES = re.compile(rf"\b{_LISTS['ceases'].alternation()}")
_LEAVES = re.compile(rf"\b{_LISTS['leaves'].alternation()}")
_LEFT = re.compile(rf"\b(?:{_LISTS['leaves'].alternation()}|{_LISTS['ends'].alternation()})")
_INFINITE = re.compile(rf"\b{_LISTS['infinite'].alternation()}\s*$")  # before a negation: "to not", "ne pas finir"
_OF_INFINITIVE = re.compile(rf"\s*{_LISTS['infinitive'].alternation()}\b")  # after it: "not being"
_BEFORE = 12  # characters before a body in which "our" stands
_VERB = 20  # characters after a negation in which its verb stands
_PLACE = rf"\b{_LISTS['located'].alternation()}(?:\s+|(?<=')){_LISTS['located_beside'].alternation()}?"
_LOCATED = re.compile(rf"{_PLACE}$")
_OWN_NAME = re.compile(rf"\b{_LISTS['own_name'].alternation()}[\s,]+$")
_QUOTED = re.compile(r"[«“\"][^»”\"]*$")  # what stands before the last word of a quoted name
_NAMES = alternations("names")
_PERSON = re.compile(
    rf"\b(?:{_NAMES['person']}|{_NAMES['kin']}|{_NAMES['profession']}|{_NAMES['superior']}|{_NAMES['short_title']}"
    rf"|{_NAMES['long_title']}|{_NAMES['greeting']}),?\s+$"
)
_NO_BODY = re.compile(_LISTS["no_bodies"].alternation())
_ACRONYM = re.compile(r"\b[A-ZÀ-Ý]{3,}\b")
_LETTERS = 4  # of the shortest word of a name that is looked for
_CLOSE = 0.8  # likeness, 0 to 1, from which a word is the name with a slip
_PLURAL = re.compile(r"(?<=\w{3})(?:s|y)(?= )")
_STEM = 5  # letters in which forms of one verb agree


class Presuppositions:
    """Compares questions with the passages that answer them. `corpus` tells which names are of one body."""

    def __init__(self, corpus: Corpus) -> None:
        terms_named = [
            [
                *term.name.values(),
                *(one for lists in (term.abbreviations, term.variants) for one in chain(*lists.values())),
            ]
            for term in corpus.glossary.terms
        ]
        owners = other_names(corpus.sources.values())
        owned = [[*names_of(source.owner), *owners.get(source.owner, ())] for source in corpus.sources.values()]
        self._aliases: dict[str, set[str]] = {}
        for names in (*terms_named, *owned):
            spelled = {_in_one_number(name) for name in names}
            for name in spelled:
                self._aliases.setdefault(name, set()).update(spelled)
        common = [term for term in corpus.glossary.terms if term.name["fr"].islower()]
        self._common = {_in_one_number(one) for term in common for one in chain(*term.abbreviations.values())}
        shorts = chain.from_iterable(chain(*term.abbreviations.values()) for term in corpus.glossary.terms)
        self._shorts = {_in_one_number(one) for one in (*shorts, *chain.from_iterable(owned))} - self._common

    def checked(self, finding: Finding, language: Language, is_ordinary: IsOrdinary = _any_word) -> Finding:
        """Return `finding`, as the closest guidance if its card doesn't say what the question takes for granted.

        An abbreviation that is no ordinary word is a name, though no text has it. Documents have a rule of their own: a
        passage without a name of the question is not said at all.
        """
        if finding.outcome not in ("answered", "closest") or any(one.document for one in finding.passages):
            return finding
        told = tuple(dict.fromkeys((*finding.passages, *finding.unsaid)))
        absent = self.absent(finding.question, language, told, is_ordinary)
        reverses = is_reversed(asking_sentence(finding.question), language, finding.passages)
        if not absent and not reverses:
            return finding
        return replace(finding, outcome="closest", unconfirmed=(*finding.unconfirmed, *absent), is_reversed=reverses)

    def absent(
        self, question: str, language: Language, passages: Sequence[Passage], is_ordinary: IsOrdinary = _any_word
    ) -> list[str]:
        """Return the bodies in `question`, as it writes them, that none of `passages` names.

        What is told beside the sentence that asks is circumstance, known organisations aside. So is where something is
        ("in Kaya"): what is said of no place holds for any.
        """
        texts = [f"{one.title}\n{one.section}\n{one.owner}\n{one.text}" for one in passages]
        asked = asking_sentence(question)
        bodies = [
            *_absent_bodies(question, texts, _ORGANISATIONS[language]),
            *_absent_bodies(asked, texts, _KINDS[language]),
        ]
        taken, held = spaced(" ".join(bodies)), " ".join(map(_in_one_number, texts))
        named = [name for name in self._named(asked, is_ordinary) if spaced(name) not in taken]
        absent = [name for name in named if not self._is_held(name, held, _in_one_number(question))]
        people = [question[span.start : span.end] for span in find_personal_data(question)] if absent else []
        return [*bodies, *(name for name in absent if not any(spaced(name) in spaced(one) for one in people))]

    def _is_common(self, name: str) -> bool:
        """Tell whether a spaced name is that of a kind, such as "NGOs"."""
        return name in self._common

    def _named(self, asked: str, is_ordinary: IsOrdinary) -> list[str]:
        """Return the names in a sentence, and the abbreviations; without people, whom a word before tells."""
        if asked.isupper():
            return []
        proper = [name for name in names_in(asked) if not _tells_no_body(asked, name)]
        whole = spaced(" ".join(proper))
        known = (
            one
            for one in _ACRONYM.findall(asked)
            if _in_one_number(one) in self._shorts or not (is_ordinary(one) or self._is_common(_in_one_number(one)))
        )
        shorts = [one for one in known if spaced(one) not in whole]
        return [*proper, *dict.fromkeys(shorts)]

    def _is_held(self, named: str, held: str, question: str) -> bool:
        """Tell whether a passage's spaced words hold a name of the question, or another one of the same body."""
        name = _in_one_number(named)
        longer = [alias for alias in self._aliases if name in alias and alias in question] or [name]
        if self._is_common(name) or any(one in held for alias in longer for one in self._aliases.get(alias, {alias})):
            return True
        tokens = [
            one for one in name.split() if (len(one) >= _LETTERS or named.isupper()) and not _NO_BODY.fullmatch(one)
        ]
        return all(get_close_matches(token, held.split(), 1, _CLOSE) for token in tokens)


def _in_one_number(name: str) -> str:
    """Return the spaced words of a name so that the singular and the plural of each are alike in both languages.

    >>> _in_one_number("Child Friendly Cities") == _in_one_number("child-friendly city")
    True
    """
    return _PLURAL.sub(lambda found: "ie" if found[0] == "y" else "", spaced(name))


def is_reversed(question: str, language: Language, passages: Sequence[Passage]) -> bool:
    """Tell whether `question` asks for the reverse of what the passages say.

    It does if it asks which of several are not so, or are no longer done, and they deny nothing of the kind; or if it
    has a word for which they have only the opposite.

    >>> yes = [Passage("a", "Quatre motifs justifient la fin anticipée et augmentent le délai.", "fr", "", "", "")]
    >>> is_reversed("Quels motifs ne justifient pas la fin anticipée ?", "fr", yes)
    True
    >>> is_reversed("Quels motifs la justifient si rien n’avance ?", "fr", yes)
    False
    >>> is_reversed("Qu’est-ce qu’il ne faut pas oublier ?", "fr", yes)
    False
    >>> past = [Passage("a", "Elle siège à la FRA. Par le passé, elle a siégé à l’OIT.", "fr", "", "", "")]
    >>> is_reversed("De quels groupes n’est-elle plus membre ?", "fr", past)
    False
    >>> is_reversed("Quels motifs a-t-on cessé d’admettre ?", "fr", yes), is_reversed("On réduit le délai ?", "fr", yes)
    (True, True)
    """
    text = plain(question)

    def denies(text: str, negation: re.Match[str]) -> bool:
        return _is_of_a_choice(text, negation, language)

    if _NO_LONGER.search(text) and any(_IN_THE_PAST.search(plain(one.text)) for one in passages):
        return False
    if all(asks_the_opposite(question, one.text, language, denies) for one in passages if one.language == language):
        return any(one.language == language for one in passages)
    for reverse, held in ((_CEASES, _CEASES), (_LEAVES, _LEFT)):
        asked = [found for found in reverse.finditer(text) if _is_of_what_asks(text, found, language)]
        tells_the_end = _TIMES.match(text) and any(year_spans(one.text) for one in passages)
        if asked and not tells_the_end and not any(held.search(plain(f"{one.section} {one.text}")) for one in passages):
            return True
    denied = [
        {term[:_STEM] for term in terms(text[negation.start() : end], language)}
        for negation, end in negations(text, language)
        if _is_of_a_choice(text, negation, language)
    ]
    reached = [{term[:_STEM] for term in reach} for one in passages for reach in denials(one.text, one.language)]
    is_across = any(one.language != language for one in passages)
    return bool(denied) and not any(
        not stems or is_across or not stems.isdisjoint(reach) for stems in reached for reach in denied
    )


def _is_of_a_choice(text: str, negation: re.Match[str], language: Language) -> bool:
    """Tell whether what selects one of several stands before the negation of its verb, and no loss is denied."""
    if _LOSSES.search(text[negation.start() : negation.end() + _VERB]):
        return False
    is_finite = not _INFINITE.search(text[: negation.start()]) and not _OF_INFINITIVE.match(text, negation.end())
    return is_finite and _is_of_main_clause(text, negation, _SELECTS[language], language)


def _is_of_what_asks(text: str, ceasing: re.Match[str], language: Language) -> bool:
    """Tell whether a verb of ceasing is what is asked about: who ceases, when, why or how."""
    asking = (_SELECTS[language], _REASONS)
    return any(_is_of_main_clause(text, ceasing, one, language) for one in asking)


def _is_of_main_clause(text: str, verb: re.Match[str], asking: re.Pattern[str], language: Language) -> bool:
    """Tell whether what is `asking` stands before a verb, and nothing that begins a clause between the two."""
    before = [found.end() for found in asking.finditer(text) if found.end() <= verb.start() + 1]
    return bool(before) and not _SUBORDINATES[language].search(text[before[-1] : verb.start()])


def _tells_no_body(question: str, name: str) -> bool:
    before = _QUOTED.sub(" ", aligned(question[: question.find(name)]))
    return any(one.search(before) for one in (_PERSON, _LOCATED, _OWN_NAME))


def _absent_bodies(question: str, texts: Sequence[str], bodies: _Bodies) -> list[str]:
    """Return those of `bodies` in a question, as it writes them, that no text names in any language; not one's own."""
    asked, held = aligned(question), [plain(text) for text in texts]
    found = []
    for called, called_anywhere in bodies:
        match = called.search(asked)
        is_own = match and _OWN.search(asked[max(0, match.start() - _BEFORE) : match.start()])
        if match and not is_own and not any(called_anywhere.search(text) for text in held):
            found.append(question[match.start() : match.end()])
    return found
