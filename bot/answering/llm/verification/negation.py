"""The negations of a sentence, and how far each reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answering.llm.verification.alignment import plain
from corpus.language import Language
from index.text.folding import terms

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
    ("strengthen\\w*|stronger|renforc\\w+", "weaken\\w*|weaker|affaibl\\w+"),
    ("short\\w*|court\\w*|breve?s?", "long\\w*"),
    ("first|premier\\w*|premiere\\w*|initial\\w*", "last|dernier\\w*|derniere\\w*|final\\w*"),
    ("regular\\w*|regulier\\w*|often|souvent", "rare\\w*|seldom|irregul\\w+"),
    (
        "accept\\w*|approv\\w*|approuv\\w*|allow\\w*|permit\\w*|permise?s?|permet\\w*|autoris\\w+|valide\\w*",
        "reject\\w*|rejet\\w*|refus\\w*|deny|denie[sd]|declin\\w+|oppos\\w+|forb[ai]d\\w*|prohibit\\w*|interdi\\w+",
    ),
    ("includ\\w+|inclu\\w*|compri\\w+|comprend\\w*|compren\\w+", "exclud\\w+|exclu\\w*"),
    ("free|gratuit\\w*", "paid|payant\\w*"),
    ("join\\w*|adher\\w+", "leav\\w+|quitt\\w+"),
    ("give\\w*|given|grant\\w*|donn\\w+|vers\\w+", "withdraw\\w*|withh\\w+|retir\\w+"),
    ("receiv\\w+|recoi\\w+|recev\\w+|percoi\\w+", "pays?|paid|paying|pai(?:e|ent)|vers(?:e|ent|er)"),
    ("at once|immediat\\w+|promptly|sans delai|aussitot", "later|plus tard|ulterieur\\w*"),
    ("easy|easi\\w+|facil\\w+|simple\\w*", "difficult\\w*|difficil\\w+|hard"),
    ("better|improv\\w+|amelior\\w+|mieux", "worse\\w*|aggrav\\w+|pire\\w*"),
    ("always|toujours", "never|jamais"),
    ("open\\w*|ouvert\\w*", "clos\\w+|ferm\\w+"),
    (
        "keep\\w*|kept|maint\\w+|gard\\w+|remain\\w*|contin\\w+|poursui\\w+|rest\\w+",
        "stop\\w*|arret\\w*|abandon\\w*|interromp\\w+|lift\\w*|lever|levent|levees?",
    ),
)
_OPPOSITE = [tuple(re.compile(rf"\b(?:{words})\b") for words in pair) for pair in _OPPOSITES]


_WORD = re.compile(r"[a-z][a-z-]+")
_PREFIX = re.compile(
    r"(?:in|im(?=[bmp])|il(?=l)|ir(?=r)|un|dis|non-?|mal)(?!form(?!al|el|ell)|struct|vest|tent|sist|tegr)(\w{5,})$"
)


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
    return _unlike(said, held) or _unlike(held, said)


def _unlike(here: str, there: str) -> bool:
    """Tell whether a plain text has "incomplete" where the other has "complete", or the like."""
    words, others = set(_WORD.findall(here)), set(_WORD.findall(there))
    contraries = {base for word in words - others if (base := _contrary(word)) not in words}
    return bool(contraries & others)


def _contrary(word: str) -> str:
    """Return what a negating prefix is put before, or nothing.

    >>> _contrary("incomplete"), _contrary("irregular"), _contrary("information")
    ('complete', 'regular', '')
    """
    bare = _PREFIX.match(word)
    return bare[1] if bare else ""


_NEGATOR: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:not(?! only)|no(?! longer than)|never|none|nobody|nothing(?! but)|neither|nor|cannot|without)\b"
        r"|\b(?:fails? to|lacks?|refus\w+|far from|hardly|scarcely|barely|rarely|seldom)\b|\w+n't\b"
        r"|\b(?:forbidden|forbids?|prohibit\w*|banned|avoid(?:s|ed|ing)?|refrain\w*)\b"
    ),
    "fr": re.compile(
        r"\b(?:ne |n')(?:\S+ ){1,4}?(?:pas|plus|jamais|rien|aucune?|personne|guere|nulle?)\b"
        r"|\b(?:ne |n')(?=\S+ ni\b)|\b(?:jamais|aucune?|rien|sans|nullement|ni)\b(?! que\b)"
        r"|(?<!a )\bpas\b(?! a pas)|\b(?:et non|mais non|non pas|non(?= (?:une?|le|la|les|\w+ee?s?)\b))(?! gouv)"
        r"|\b(?:interdi\w+|refus\w+|evite\w*|rarement|a peine)\b|\bloin d(?:e|u|es)\b|\bloin d'|\bs'abst\w+"
    ),
}
_NEGATING = re.compile(
    r"\b(?:ne|n'|pas|plus|jamais|rien|aucune?|personne|guere|nulle?|non|ni|sans|et|mais|nullement|\w+n't"
    r"|not|no|never|none|nobody|nothing|neither|nor|cannot|without|fails? to|lacks?|far from|hardly|scarcely|barely"
    r"|rarely|seldom|rarement|a peine|loin d(?:e|u|es|')|avoid(?:s|ed|ing)?|evite\w*|refrain\w*|s'abst\w+"
    r"|interdi\w+|forbidden|forbids?|prohibit\w*|banned|refus\w+)(?!\w)"
)
_BREAK = re.compile(r"[,;:.!?()–—]|\b(?:but|mais|however|cependant|toutefois|because|car|parce|and|et|or|nor|ni)\b")
_DEGREE = re.compile(  # what a negation takes away from what it denies: "not necessarily stop" denies "stop"
    r"\b(?:necessarily|automatically|always|necessairement|automatiquement|forcement|toujours)\b"
)
_SAYING: dict[Language, str] = {
    "en": "say state specify mention name give describe detail tell indicate explain set define list",
    "fr": "dit dire précise préciser mentionne nomme nommer donne donner décrit détaille indique explique fixe définit"
    " cite parle",
}
_SCOPE = 6  # content words after a negation that it can reach


def denials(sentence: str, language: Language) -> list[tuple[str, ...]]:
    """Return for each negation the stems that it reaches, nearest first, up to the end of its clause.

    >>> denials("The page does not say who decides.", "en")
    [('say', 'decid')]
    """
    text, reached = plain(sentence), []
    for negator, end in negations(text, language):
        inside = _NEGATING.sub(" ", negator[0])  # "ne précise pas": the verb stands between
        denied = _DEGREE.sub(" ", f"{inside} {text[negator.end() : end]}")
        reached.append(tuple(terms(denied, language)[:_SCOPE]))
    return reached


def negations(text: str, language: Language) -> Iterator[tuple[re.Match[str], int]]:
    """Yield each negation in a plain text with the place where its clause ends."""
    for negator in _NEGATOR[language].finditer(text):
        ending = _BREAK.search(text, negator.end())
        yield negator, ending.start() if ending else len(text)


def is_of_saying(reach: tuple[str, ...], language: Language) -> bool:
    """Tell whether what is denied is that something is said: "does not say if there is a fee" is no "there is no fee".

    >>> [is_of_saying(reach, "en") for reach in denials("The page gives no date. There is no fee.", "en")]
    [False, False]
    >>> is_of_saying(denials("La page ne dit pas s’il y a une cotisation.", "fr")[0], "fr")
    True
    """
    return bool(reach) and reach[0] in terms(_SAYING[language], language)
