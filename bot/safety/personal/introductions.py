"""Find names where words say that one follows: "je m'appelle", "a boy called", "Enfant :", "Cordialement,"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.callings import KIN, OFFICE, PERSON
from bot.safety.personal.naming import Demand, Name, name_at
from bot.safety.personal.vocabulary import is_known_name

_SELF = r"(?:i am|i'?m|am|je suis?|jsui?s?|chui|this is|ici|moi,? c'?est)"
_HELLO = r"(?:bonjour|bonsoir|salut|hello|hi|hey|coucou|slt|bjr|cc|yo)"
_BYE = (
    r"(?:(?:bien |tres )?cordialement|salutations(?: distinguees)?|respectueusement|sincerement"
    r"|merci(?: d'avance| beaucoup| bien)?|best|(?:kind |best |warm )?regards|(?:yours )?(?:sincerely|faithfully|truly)"
    r"|thanks(?: a lot| in advance)?|thank you|respectfully)"
)
_DONE = (
    r"(?:verifie|valide|transmis|presente|remis|depose|envoye|dirige|preside|ecrit|redige|controle|prepare|represente"
    r"|accompagne|suivi|verified|checked|sent|written|led|chaired|headed|submitted|delivered|approved|drafted|prepared"
    r"|represented|reported|followed)"
)
_OF_A_PERSON = rf"(?:{PERSON}|{KIN})"

# What stands before a name, and how sure the name's first word must be by itself.
_INTRODUCTIONS: tuple[tuple[str, Demand], ...] = (
    (r"\b(?:je |j)?m'? ?app?e?l+e?s?\b ", "any"),
    (r"\b(?:mon|son|leur) (?:nom|prenom)(?: complet)?(?: est|,? c'?est| c| se) ", "any"),
    (r"\b(?:je|il|elle) (?:me|se) (?:pre)?nomme ", "any"),
    (r"\bmy (?:full |first )?na[mn]e?(?: is|'?s| na) ", "any"),
    (r"\bmy (?:full |first )?na[mn]e ", "capital"),
    (r"\b(?:i am|i'?m) called |\bthey call me |\bon (?:m'|l')appelle ", "any"),
    (rf"\b(?:his|her|their|whose|{_OF_A_PERSON}'?s?) (?:full |first |last )?name(?: is|'s) ", "any"),
    (
        rf"\b(?:il|elle|he|she|{_OF_A_PERSON})\b[^.!?\n]{{0,25}}"
        r"\b(?:s'?app?el+e?|se nomme|called|named|(?:pre|de|sur)?nommee?|known as) ",
        "any",
    ),
    (r"\b(?:s'?appelle|called|named|(?:pre|de|sur)?nommee?s?|known as) ", "known"),
    (r"\b(?:le|la) (?:pre|de|sur)?nommee? ", "capital"),
    (rf"\b(?:{_SELF}|nous sommes) ", "sure"),
    (rf"\b(?:son|sa|ses|mon|ma|leur|le|la|his|her|my|their|the|our) ?(?:grande? )?{KIN}(?:,| :|) ", "capital"),
    (rf"\b{KIN} (?:de|d'|of) ?", "known"),
    (
        r"\b(?:le|la|l'|une?|cette|cet|ce|the|this|a|little|notre|our) ?(?:petite? |jeune |little |young )?"
        rf"(?P<noun>{PERSON}),? ",
        "capital",
    ),
    (
        r"(?<!account )(?<!project )\b(?:noms?(?: et prenoms?)?(?: complet)?|prenoms?"
        r"|(?:full |first |last |sur|family )?names?|nom (?:de (?:l'enfant|l'eleve|la fille|la mere|famille)"
        rf"|du (?:pere|garcon|tuteur))|name of (?:the )?{PERSON}) {{0,2}}[:=] {{0,2}}",
        "any",
    ),
    (
        rf"\b(?:{_OF_A_PERSON}|{OFFICE}|beneficiaires?|beneficiary|parent|contact|responsable|signataire|signatory|attn"
        r"|temoin|witness|point focal|focal point) {0,2}[:=] {0,2}",
        "capital",
    ),
    (rf"\b{_DONE}e?s? (?:par|by) ", "sure"),
    (r"\b(?:c'est|c'etait|it was|it is) (?=\w+ [\w'-]+ (?:qui|who)\b)", "capital"),
    (r"\b(?:soussignee?,?|undersigned,?|une? certaine?|a certain) ", "capital"),
    (r"\b(?:depuis|parce|puisque|after|since|because|lorsque|quand|when) (?:que )?", "sure"),
    (r"\bsign(?:ee?|ed)(?: ?[:,])?(?: par| by| de)? ?[:,]? ", "sure"),
    (rf"\b{_BYE} ?[,.!]{{0,3}} {{0,2}}\n\s{{0,3}}", "capital"),
    (rf"\b{_BYE} ?[,.!] ", "sure"),
    (r"\b(?:cher|chere|dear) ", "capital"),
    (rf"\b(?:{_HELLO}|merci|thanks|thank you),? ", "known"),
    (rf"\b{OFFICE},? ", "capital"),
)
_COMPILED = tuple((re.compile(pattern), demand) for pattern, demand in _INTRODUCTIONS)
_HAIL = re.compile(rf"\b{_HELLO}[ ,!]{{1,3}}(?:{_SELF}|i ?'? ?a?m|c'?est|c) ")
_FROM_SOMEWHERE = re.compile(rf"\b{_SELF} (?P<name>\w+)(?= from\b|, (?:de|du|d'|of|from)\b)")


def introduced(text: str, lower: str) -> Iterator[Name]:
    """Yield each name that is introduced as one in plain `text`; `lower` is the same in lower case.

    >>> [name.words for text in ["je mapel rokia. Enfant : Yao"] for name in introduced(text, text.lower())]
    [('rokia',), ('Yao',)]
    """
    for pattern, demand in _COMPILED:
        for match in pattern.finditer(lower):
            if not _is_capitalised(text, match) and (name := name_at(text, match.end(), demand)):
                yield name
    yield from _hailed(text, lower)


def _is_capitalised(text: str, introduction: re.Match[str]) -> bool:
    """Tell whether the noun before the name is itself a part of a title, as in "the Child Rights Forum"."""
    return "noun" in introduction.re.groupindex and text[introduction.start("noun")].isupper()


def _hailed(text: str, lower: str) -> Iterator[Name]:
    """Yield names after "hi am" and "I'm … from", where one word is enough though we don't know it."""
    for match in _HAIL.finditer(lower):
        name = name_at(text, match.end(), "any")
        if name and (is_known_name(name.words[0]) or text[name.end : name.end + 1] in (",", ".", "")):
            yield name
    for match in _FROM_SOMEWHERE.finditer(lower):
        if name := name_at(text, match.start("name")):
            yield name
