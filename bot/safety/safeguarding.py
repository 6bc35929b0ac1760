"""Notice when a message tells of someone in danger, before anything is searched for."""

from __future__ import annotations

import re

from index.folding import fold

# Words of events, whole and inflected, never parts of other words: "skilled" is not "killed".
_EVENT = re.compile(
    r"\b(?:maltrait\w*|violent(?:e|ee?s?|er|ait)|en finir|(?:want|wanna) (?:to )?die|favou?rs|faveurs"
    r"|money to (?:\w+ )?(?:girls?|boys?|kids|children)|sell\w* (?:kids|children|girls|boys)"
    r"|abus(?:e[sr]?|ee?s?|ait|ent|ed|ing|ive)?|viol(?:e|ee?s?|er|ent|eur|ait)|rap(?:ed?|ist|ing)"
    r"|agress\w*|attouch\w*|molest\w*|assault\w*|frapp\w*|batt(?:u|ue?s|re|ent|ait)|beat(?:s|en|ing)?|tap(?:e|ent|ait)"
    r"|gifl\w*|slap\w*|hit(?:s|ting)?"
    r"|suicid\w*|(?:me|se|te) tuer|kill(?:s|ing)? (?:my|him|her|them)sel\w+|end (?:my|his|her) life|mourir"
    r"|menac\w*|threat\w*"
    r"|represail\w*|retaliat\w*|harcel\w*|harass\w*|chantage|blackmail\w*|exploit\w* sexuel\w*|sexual\w* exploit\w*"
    r"|pedophil\w*|paedophil\w*"
    r"|traffick\w*|trafiqu\w*|kidnap\w*|enlev(?:e|ee?s?|ement)|groom(?:s|ed|ing)|incest\w*|touch(?:es|ed|ing|e"
    r"|er)?|danger|scared|peur"
    r"|blesse\w*|hurt\w*|sexe|sex|sea|eas|psea|peas)\b"
)
_CLAUSE = re.compile(r"[,;:.!?\n]+|\s(?:and|et|but|mais|donc|so)\s", re.IGNORECASE)
SURE, WITH_EVENT = 0.6, 0.12  # shares of the vote for danger that raise the alarm, alone and beside a word of an event


def tells_of_danger(text: str, share: float) -> bool:
    """Tell whether `text` tells of harm or danger; `share` is the part of its nearest examples that do.

    A false alarm costs one press of a button, a missed one much more.

    >>> tells_of_danger("We hired skilled staff", 0.2), tells_of_danger("he keeps hitting the children", 0.2)
    (False, True)
    """
    return share >= SURE or (share >= WITH_EVENT and names_an_event(text))


def names_an_event(text: str) -> bool:
    """Tell whether `text` bears a word of violence, threat or danger.

    >>> names_an_event("On nous menace"), names_an_event("l’étude des compétences")
    (True, False)
    """
    return bool(_EVENT.search(fold(text)))


def telling_clauses(text: str) -> list[str]:
    """Return the clauses of `text` that bear such a word: what surrounds a disclosure must not drown it.

    >>> telling_clauses("Someone is beating the children, and what are the grounds?")
    ['Someone is beating the children']
    """
    clauses = [clause.strip() for clause in _CLAUSE.split(text)]
    return [clause for clause in clauses if len(clause.split()) >= 3 and names_an_event(clause)]
