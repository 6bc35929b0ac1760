"""With what force a sentence says something: negated, obliged, advised, allowed, limited, of all or only some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from bot.model.plain import plain
from corpus.language import Language
from index.folding import terms

Force = Literal["obliged", "advised", "possible", "all", "only"]
Said = tuple[Force, bool]  # a force, and whether it is denied: "not an obligation"

_FORCES: dict[Language, dict[Force, str]] = {
    "en": {
        "obliged": r"must|shall|(?:has|have|had|having|need|needs|needed|bound) to|requir\w+|mandatory|obligat\w+"
        r"|obliged|compulsory|necessary|necessarily|imperative",
        "advised": r"should|ought|recommend\w*|encourag\w*|advis\w+|suggest\w*|invit\w+|preferabl\w+",
        "possible": r"may(?! \d)|might|can|cannot|could|possib\w+|optional\w*|voluntary|sometimes|perhaps|likely"
        r"|able to",
        "all": r"all|every|everyone|everything|each|always|any|whole|entire\w*",
        "only": r"only|solely|exclusively|alone|just|nothing but|no one but|except\w*|unless",
    },
    "fr": {
        "obliged": r"doi[ts]|doivent|dev(?:ra|ront|rez|rons|ez|ons|ait|aient)|oblig\w+|exig\w+|requi\w+|necessair\w+"
        r"|faut|faudra|imperati\w+|tenue?s? (?:de|d')",
        "advised": r"devrai(?:t|ent|s)|devriez|recommand\w+|encourag\w+|conseill\w+|sugger\w+|suggestion\w*|invit\w+"
        r"|souhaitabl\w+|faudrait",
        "possible": r"peu[tvx]\w*|pourr\w+|possib\w+|facultati\w+|eventuel\w*|parfois|peut-etre|quelquefois|permet\w*",
        "all": r"tou[st]|toutes?|chaque|chacune?|toujours|entier\w*|integralement|n'importe",
        "only": r"seul\w*|uniquement|exclusivement|rien que|sauf|excepte\w*|(?:ne|n') ?\w+(?: \w+)? que",
    },
}
_FORCE = {
    language: {force: re.compile(rf"\b(?:{words})(?![\w-])") for force, words in forces.items()}
    for language, forces in _FORCES.items()
}
_NEGATOR: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:not(?! only)|no(?! longer than)|never|none|nobody|nothing|neither|nor|cannot|without)\b"
        r"|\b(?:fails? to|lacks?|refus\w+)\b|\w+n't\b|\b(?:forbidden|forbids?|prohibit\w*|banned)\b"
    ),
    "fr": re.compile(
        r"\b(?:ne |n')(?:\S+ ){1,4}?(?:pas|plus|jamais|rien|aucune?|personne|guere|nulle?)\b"
        r"|\b(?:ne |n')(?=\S+ ni\b)|\b(?:jamais|aucune?|rien|sans|nullement|ni)\b(?! que\b)"
        r"|(?<!a )\bpas\b(?! a pas)|\b(?:et non|mais non|non pas|non(?= (?:une?|le|la|les|\w+ee?s?)\b))(?! gouv)"
        r"|\b(?:interdi\w+|refus\w+)\b"
    ),
}
_NEGATING = re.compile(
    r"\b(?:ne|n'|pas|plus|jamais|rien|aucune?|personne|guere|nulle?|non|ni|sans|et|mais|nullement"
    r"|not|no|never|none|nobody|nothing|neither|nor|cannot|without|fails? to|lacks?)(?!\w)"
)
_BREAK = re.compile(r"[,;:.!?()–—]|\b(?:but|mais|however|cependant|toutefois|because|car|parce|and|et|or|nor|ni)\b")
_ALL_ONE_CAN = re.compile(
    r"\btout (?:leur|son|notre|votre) possible\b|\b(?:as|aussi|plus|autant) (?:\S+ ){0,3}possible\b"
    r"|\b(?:all|everything|what) (?:that )?\w+ can\b|\btout ce qu'\w+ p(?:eu|ou)\w+"
)
_DEGREE = re.compile(  # what a negation takes away from what it denies: "not necessarily stop" denies "stop"
    r"\b(?:necessarily|automatically|always|necessairement|automatiquement|forcement|toujours)\b"
)
_SCOPE = 6  # content words after a negation that it can reach
_OPPOSITES = (
    ("before|prior|avant|prealable\\w*", "after\\w*|following|once|apres|ensuite|une fois"),
    (
        "more|increas\\w+|rais\\w+|augment\\w+|accro\\w+",
        "less|fewer|decreas\\w+|reduc\\w+|lower\\w*|moins|redui\\w+|dimin\\w+",
    ),
    (
        "begin\\w*|start\\w*|outset|debut\\w*|commenc\\w+|depart",
        "ends?|ended|ending|finish\\w*|finir|finit|termin\\w+|cess\\w+",
    ),
    ("public\\w*", "private\\w*|confidential\\w*|secret\\w*|prive\\w*|confidentiel\\w*"),
    ("local\\w*|locaux", "national\\w*|nationaux|global\\w*|mondia\\w+|international\\w*"),
    ("formal\\w*|formel\\w*", "informal\\w*|informel\\w*"),
    (
        "little|slow\\w*|weak\\w*|poor\\w*|faibles?|lent\\w*|nul\\w*",
        "fast|quick\\w*|rapid\\w*|strong\\w*|good|bons?|rapides?|forte?s?",
    ),
    ("short\\w*|court\\w*|breve?s?", "long\\w*"),
    ("first|premier\\w*|premiere\\w*|initial\\w*", "last|dernier\\w*|derniere\\w*|final\\w*"),
    ("regular\\w*|regulier\\w*|often|souvent", "rare\\w*|seldom|irregul\\w+"),
    ("open\\w*|ouvert\\w*", "clos\\w+|ferm\\w+"),
    (
        "keep\\w*|kept|maint\\w+|gard\\w+|remain\\w*|contin\\w+|poursui\\w+|rest\\w+",
        "stop\\w*|arret\\w*|abandon\\w*|interromp\\w+",
    ),
)
_OPPOSITE = [tuple(re.compile(rf"\b(?:{words})\b") for words in pair) for pair in _OPPOSITES]


def forces(sentence: str, language: Language) -> frozenset[Said]:
    """Return the forces that words of `sentence` carry, each with whether it is denied.

    >>> sorted(forces("UNICEF offices are encouraged to evaluate.", "en")), sorted(forces("Il faudra le dire.", "fr"))
    ([('advised', False)], [('obliged', False)])
    >>> sorted(forces("Ce n’est pas une obligation.", "fr"))
    [('obliged', True)]
    """
    text = _ALL_ONE_CAN.sub(" ", plain(sentence))
    reached = [range(_word_before(text, negator.start()), end) for negator, end in _negations(text, language)]
    return frozenset(
        (force, any(match.start() in span for span in reached))
        for force, pattern in _FORCE[language].items()
        for match in pattern.finditer(text)
    )


def _word_before(text: str, place: int) -> int:
    """Return where the word before `place` begins: "must not" denies "must"."""
    return text.rfind(" ", 0, max(place - 1, 0)) + 1


def denials(sentence: str, language: Language) -> list[tuple[str, ...]]:
    """Return for each negation the stems that it reaches, nearest first, up to the end of its clause.

    >>> denials("The page does not say who decides.", "en")
    [('say', 'decid')]
    """
    text, reached = plain(sentence), []
    for negator, end in _negations(text, language):
        inside = _NEGATING.sub(" ", negator[0])  # "ne précise pas": the verb stands between
        denied = _DEGREE.sub(" ", f"{inside} {text[negator.end() : end]}")
        reached.append(tuple(terms(denied, language)[:_SCOPE]))
    return reached


def _negations(text: str, language: Language) -> Iterator[tuple[re.Match[str], int]]:
    """Yield each negation with the place where its clause ends."""
    for negator in _NEGATOR[language].finditer(text):
        ending = _BREAK.search(text, negator.end())
        yield negator, ending.start() if ending else len(text)


def contradicts(claim: str, unit: str) -> bool:
    """Tell whether one has a word and the other only its opposite.

    >>> contradicts("Tell them before the end.", "Tell them after the end."), contradicts("Soon.", "Before the end.")
    (True, False)
    """
    said, held = plain(claim), plain(unit)
    for pair in _OPPOSITE:
        for here, there in (pair, pair[::-1]):
            if here.search(said) and not there.search(said) and there.search(held) and not here.search(held):
                return True
    return False
