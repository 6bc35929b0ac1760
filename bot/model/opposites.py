"""Words that say the contrary of each other."""

from __future__ import annotations

import re

from bot.model.plain import plain

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
