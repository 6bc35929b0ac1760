"""Find danger in words that leave no doubt, in whatever sentence they stand.

The words are data: `corpus/word_lists/{fr,en}/danger_rules.yaml`, and expressions of one region in
`corpus/danger/expressions.yaml`. Denials, suppositions, films and texts are no danger; the message model judges what
is less clear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from corpus.danger_expressions import read_danger_expressions
from corpus.word_list import WordLists, word_lists
from index.text.folding import unaccented
from index.text.obfuscation import Obfuscations

_KINDS = (
    *("self_harm", "abuse", "sexual_exploitation", "harmful_practice", "threat", "child_at_risk", "trafficking"),
    "neglect",
)
_JOKES = frozenset({"self_harm", "threat"})  # kinds whose words also serve as figures of speech
_LOOKED_BACK = 160  # characters before a finding in which it may be denied or supposed
_NEAR = 60  # characters before a finding in which a pronoun may have what it stands for
_TRIPLED = re.compile(r"([a-z])\1{2,}")
_COMMAS = re.compile(r"[,–—/]| - ")
_BREAKS = re.compile(r"(?:[.;:!?…\n()\[\]«»“”\"\u2190-\u2bff\U0001f000-\U0001faff]\s*)+")
_TOKENS = re.compile(r"[a-z0-9]+|[,.]")
_SMILES = re.compile("[\U0001f602\U0001f923\U0001f605\U0001f606]")  # faces that laugh


class _Rule(NamedTuple):
    """Words of one kind of danger; those that `is_negative` hold a "not" themselves."""

    kind: str
    pattern: re.Pattern[str]
    is_negative: bool = False


class _Rules(NamedTuple):
    """All rules with what excuses a finding: what stands before it, within it, after it or anywhere."""

    triggers: re.Pattern[str]
    rules: tuple[_Rule, ...]
    obfuscations: Obfuscations
    denied_inside: re.Pattern[str]
    denied_after: re.Pattern[str]
    always_before: re.Pattern[str]
    impersonal_before: re.Pattern[str]
    supposed_near: re.Pattern[str]
    deeds: re.Pattern[str]
    told_after: re.Pattern[str]
    own: re.Pattern[str]
    relatives: re.Pattern[str]
    person: re.Pattern[str]
    objects: re.Pattern[str]
    laughter: re.Pattern[str]


def find_certain_danger(text: str) -> str | None:
    """Return the kind of danger, as in `corpus/danger/disclosures.yaml`, of which `text` tells beyond doubt, or None.

    >>> find_certain_danger("If the agreement ends I will hang myself"), find_certain_danger("jveu mouriiir")
    ('self_harm', 'self_harm')
    >>> find_certain_danger("Qui fait l’évaluation vu que le directeur v1ole les filles du centre ?")
    'abuse'
    >>> find_certain_danger("Nobody was raped"), find_certain_danger("Que faire si un enfant est violé ?")
    (None, None)
    """
    return next(_found(text), None)


def certain_dangers(text: str) -> tuple[str, ...]:
    """Return every kind of danger of which `text` tells beyond doubt, each once.

    >>> certain_dangers("Il me frappe tous les soirs et j’ai envie de mourir")
    ('self_harm', 'abuse')
    """
    return tuple(dict.fromkeys(_found(text)))


def _found(text: str) -> Iterator[str]:
    rules = _rules()
    return (kind for words in _spellings(text, rules.obfuscations) for kind in _kinds(words, text, rules))


def _spellings(text: str, obfuscations: Obfuscations) -> Iterator[str]:
    """Yield the words of `text` in usual spelling; those with letters repeated for emphasis in two ways."""
    folded = unaccented(obfuscations.undo(text))
    once = _TRIPLED.sub(r"\1", folded)
    yield _words(once)
    if once != folded:
        yield _words(_TRIPLED.sub(r"\1\1", folded))


def _words(folded: str) -> str:
    """Return the words of a text without accents between single spaces; "," and "." stand for breaks.

    >>> _words("j'ai peur, aidez-moi (vite) !")
    ' j ai peur , aidez moi . vite . '
    """
    return f" {' '.join(_TOKENS.findall(_BREAKS.sub(' . ', _COMMAS.sub(' , ', folded))))} "


def _kinds(words: str, text: str, rules: _Rules) -> Iterator[str]:
    """Yield the kind of each finding in `words` that nothing excuses."""
    if not rules.triggers.search(words):
        return
    jokes = bool(rules.laughter.search(words) or _SMILES.search(text))
    for rule in rules.rules:
        if jokes and rule.kind in _JOKES:
            continue
        if any(not _is_excused(words, found, rule, rules) for found in rule.pattern.finditer(words)):
            yield rule.kind


def _is_excused(words: str, found: re.Match[str], rule: _Rule, rules: _Rules) -> bool:
    """Tell whether a finding is denied, supposed, told of a text or a film, or about a clause that was violated."""
    before, within = words[max(0, found.start() - _LOOKED_BACK) : found.start()], f" {found[0]} "
    if rules.always_before.search(before) or rules.told_after.match(words, found.end()):
        return True
    if not rule.is_negative and (rules.denied_inside.search(within) or rules.denied_after.match(words, found.end())):
        return True
    if rules.own.search(within):
        return False
    if rules.relatives.search(within):
        return True
    if rules.impersonal_before.search(before) or (rules.deeds.match(within) and rules.supposed_near.search(before)):
        return True
    return " viol" in within and not rules.person.search(within) and bool(rules.objects.search(before[-_NEAR:]))


@cache
def _rules() -> _Rules:
    """Compile the rules once."""
    lists = word_lists("danger_rules")
    rules = [_Rule(kind, _whole(lists[kind].alternation()), kind == "neglect") for kind in _KINDS]
    rules.append(_Rule("self_harm", _whole(lists["unwilling"].alternation()), is_negative=True))
    rules += [_Rule(found.kind, _whole(found.pattern), is_negative=True) for found in read_danger_expressions()]
    return _Rules(
        _whole("|".join([_any(lists, "triggers"), *(found.pattern for found in read_danger_expressions())])),
        tuple(rules),
        Obfuscations(lists["obfuscated"].of()),
        _whole(_any(lists, "denied_inside")),
        re.compile(rf" (?:{_any(lists, 'denied_after')}) "),
        _before(_any(lists, "denied_before", "topic_before")),
        _before(_any(lists, "told_before", "supposed_before", "counted_before", "generic_before")),
        _before(_any(lists, "supposed_near")),
        re.compile(rf" (?:{_any(lists, 'deeds')}) "),
        re.compile(rf" (?:{_any(lists, 'told_after')})"),
        _whole(_any(lists, "own")),
        _whole(_any(lists, "relatives")),
        _whole(_any(lists, "person_nouns", "of_persons")),
        _whole(_any(lists, "objects_before")),
        _whole(_any(lists, "laughter")),
    )


def _any(lists: WordLists, *names: str) -> str:
    return f"(?:{'|'.join(lists[name].alternation() for name in names)})"


def _whole(pattern: str) -> re.Pattern[str]:
    """Match `pattern` between spaces."""
    return re.compile(rf"(?<= )(?:{pattern})(?= )")


def _before(pattern: str) -> re.Pattern[str]:
    """Match `pattern` where it ends a text, with or without its last space."""
    return re.compile(rf" (?:{pattern}) ?$")
