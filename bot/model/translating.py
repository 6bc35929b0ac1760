"""Have a model translate a quotation, and believe it only where it says the same."""

from __future__ import annotations

import re

from bot.model.checking import Evidence
from bot.model.dates import is_month
from bot.model.delimiting import tagged
from bot.model.force import forces
from bot.model.form import malformed
from bot.model.names import addresses, foreign_names
from bot.model.negation import denials
from bot.model.numbers import quantities
from bot.model.opposites import contradicts
from bot.model.plain import plain
from bot.model.prompt import prompt
from bot.model.request import LanguageModel, Request, Stop
from bot.model.roles import roles
from corpus.language import Language
from index.language import detect
from index.sentence import is_item

NEAR = 0.86  # least cosine of a translation and its original
_PREAMBLE = re.compile(r"(?:here (?:is|are)|(?:the |my )?translation|voici|(?:la |ma )?traduction)\b[^.]*:")
_PLACE = re.compile(r"\b(?:in|at|from|near|à|au|en|depuis|vers)\s+([A-ZÀ-Þ]\w+)")
_COMPARED = {"obliged", "advised", "possible", "forbidden", "except"}
LENGTHS = (0.5, 2.0)  # least and greatest length of a translation, by that of its original


def translate(
    quote: str, source: Language, target: Language, model: LanguageModel, evidence: Evidence, seconds: float, stop: Stop
) -> str:
    """Return `quote` in `target`, or nothing if the model's words are not to be trusted. Raise ModelUnavailable."""
    system, user = prompt("translate").fill(target, quote=tagged("passage", quote, target))
    pieces, most = [], int(len(quote) * LENGTHS[1])
    for piece in model.write(Request(system, user), seconds, stop):
        pieces.append(piece.text)
        if sum(map(len, pieces)) > most:
            return ""
    text = "".join(pieces).strip()
    return text if says_the_same(quote, source, text, target, evidence) else ""


def says_the_same(quote: str, source: Language, text: str, target: Language, evidence: Evidence) -> bool:
    """Tell whether `text` can be a translation of `quote`: language, length, list, numbers, names, force, meaning."""
    least, most = LENGTHS
    if not least * len(quote) <= len(text) <= most * len(quote) or detect(text, source) != target:
        return False
    if malformed(text, quote) or _PREAMBLE.match(plain(text)) or _items(quote) != _items(text):
        return False
    if quantities(quote, source) != quantities(text, target) or _modal(quote, source) != _modal(text, target):
        return False
    if _widens(quote, source, text, target):
        return False
    if bool(denials(quote, source)) != bool(denials(text, target)) or contradicts(text, quote):
        return False
    return _names_the_same(quote, text, evidence) and evidence.nearness(quote, [text])[0] >= NEAR


def _items(text: str) -> int:
    return sum(is_item(line) for line in text.splitlines())


def _modal(text: str, language: Language) -> set[tuple[str, bool]]:
    """Return with what force the whole text speaks; what is worded too freely to be compared is left out."""
    return {said for said in forces(text, language) if said[0] in _COMPARED}


def _widens(quote: str, source: Language, text: str, target: Language) -> bool:
    """Tell whether one speaks of all where the other speaks of some."""
    here, there = ({said[0] for said in forces(*told)} & {"all", "some"} for told in ((quote, source), (text, target)))
    return {frozenset(here), frozenset(there)} == {frozenset(["all"]), frozenset(["some"])}


def _names_the_same(quote: str, text: str, evidence: Evidence) -> bool:
    """Tell whether the same roles and addresses are named, as many places, and no name that no text bears."""
    if roles(quote) != roles(text) or addresses(quote) != addresses(text):
        return False
    if len(_places(text, quote)) > len(_places(quote, text)):
        return False
    return all(is_month(name) or evidence.knows(plain(name)) for name in foreign_names(text, quote, evidence.knows))


def _places(text: str, other: str) -> set[str]:
    """Return the places that `text` names and `other` does not, which may spell them otherwise (Genève, Geneva)."""
    return {place for place in _PLACE.findall(text) if plain(place) not in plain(other) and not is_month(place)}
