"""Find people's names: after a title or a role, and where words say that a name follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.personal.found import Found
from bot.safety.personal.naming import WORD, Demand, Name, name_at
from bot.safety.personal.vocabulary import is_given_name, is_known_name, is_role

_TITLE = re.compile(
    r"\b(?:(?P<short>mr|mrs|mme|mmes|mlle|melle|dr)\b\.?|(?P<word>monsieur|madame|mademoiselle|madam|mister|miss|docteur|doctor|tantie?|tata|tonton|auntie|aunty|uncle|oncle|tante|nanan)\b"
    r"|(?:prof(?:esseur|essor)?\b\.?|maitre|rev(?:erend)?\b\.?|pasteur|pastor|alhaji|alhadji|el hadj|hajia|hadja|mallam|imam|abbe|soeur|frere|pere|fr\b\.|sr\b\."
    r"|hon(?:ou?rable)?\b\.?|sieur|dame|sir|lady)\b) {0,2}"
)
_CAPITAL_TITLE = re.compile(r"\b(?:M\b\.?|MM\.|Me|Ms\b\.?|MS\.|Pr\b\.?|Mgr\b\.?) {1,2}(?=[A-Z])")
_ARTICLE = re.compile(r"(?:l'|(?:le|la|the|notre|our)\b) ?")

_PERSON = (
    r"(?:garcons?|filles?|fillettes?|enfants?|bebe|femme|homme|eleve|jeune|survivante?|victime|dame|monsieur|petite?|orpheline?|patiente?"
    r"|boy|girl|child|kid|baby|man|woman|youth|student|pupil|survivor|victim|lady|teacher|lad|orphan|person)"
)
_KIN = (
    r"(?:pere|mere|frere|soeur|tante|oncle|tuteur|tutrice|fils|fille|mari|femme|epouse|epoux|maman|cousine?|neveu|niece|grand-mere|grand-pere"
    r"|father|mother|brother|sister|son|daughter|husband|wife|uncle|aunt|guardian|mum|cousin|nephew|grandmother|grandfather)"
)
_ROLE = (
    r"(?:direct(?:eur|rice|or)|coordinat(?:eur|rice|or)|coordonnat(?:eur|rice)|president(?:e)?|secretaire|secretary|tresoriere?|treasurer|maire|mayor"
    r"|ministre|minister|prefet|gouverneur|governor|juge|judge|infirmiere?|nurse|enseignante?|teacher|inspect(?:eur|rice|or)|chief|comptable"
    r"|accountant|animat(?:eur|rice)|consultante?|manager|officer|commissaire|commissioner|deputee?|senat(?:eur|rice|or)|midwife|cheffe?|agent|agente"
    r"|instituteur|institutrice|formateur|formatrice|facilitat(?:eur|rice|or)|assistante?)"
)
_END = r"(?:cordialement|(?:bien|tres) cordialement|salutations(?: distinguees)?|respectueusement|sincerement|merci(?: d'avance| beaucoup| bien)?|best"
_END += r"|(?:kind|best|warm) regards|regards|(?:yours )?(?:sincerely|faithfully|truly)|thanks(?: a lot| in advance)?|thank you|respectfully)"

# Where a name follows, and how sure its first word must be by itself.
_CUES: tuple[tuple[re.Pattern[str], Demand], ...] = tuple(
    (re.compile(pattern), demand)
    for pattern, demand in (
        (r"\b(?:je |j)?m'? ?app?e?l+e?s?\b ", "any"),
        (r"\b(?:mon|son|leur) (?:nom|prenom)(?: complet)?(?: est|,? c'?est| c| se) ", "any"),
        (r"\b(?:je|il|elle) (?:me|se) (?:pre)?nomme ", "any"),
        (r"\bmy (?:full |first )?na[mn]e?(?: is|'?s| na) ", "any"),
        (r"\bmy (?:full |first )?na[mn]e ", "capital"),
        (r"\b(?:i am|i'?m) called |\bthey call me |\bon (?:m'|l')appelle ", "any"),
        (rf"\b(?:his|her|their|whose|(?:{_PERSON}|{_KIN})'?s?) (?:full |first |last )?name(?: is|'s) ", "any"),
        (rf"\b(?:il|elle|he|she|{_PERSON}|{_KIN})\b[^.!?\n]{{0,25}}\b(?:s'?app?el+e?|se nomme|called|named|(?:pre|de|sur)?nommee?|known as) ", "any"),
        (r"\b(?:s'?appelle|called|named|(?:pre|de|sur)?nommee?s?|known as) ", "known"),
        (r"\b(?:le|la) (?:de)?nommee? |\b(?:le|la) (?:pre|sur)nommee? ", "capital"),
        (r"\b(?:i am|i'?m|am|je suis?|jsui?s?|chui|this is|ici|moi,? c'?est|nous sommes) ", "sure"),
        (rf"\b(?:son|sa|ses|mon|ma|leur|sa grande?|le|la|his|her|my|their|the|our) ?{_KIN}(?:,| :|) ", "capital"),
        (rf"\b{_KIN} (?:de|d'|of) ?", "known"),
        (rf"\b(?:le|la|l'|une?|cette|cet|ce|the|this|a|little|notre|our) ?(?:petite? |jeune |little |young )?(?P<who>{_PERSON}),? ", "capital"),
        (
            r"(?<!account )(?<!project )\b(?:noms?(?: et prenoms?)?(?: complet)?|prenoms?|(?:full |first |last |sur|family )?names?|nom (?:de (?:l'enfant|l'eleve|la fille|la mere|famille)|du (?:pere|garcon|tuteur))"
            rf"|name of (?:the )?{_PERSON}) {{0,2}}[:=] {{0,2}}",
            "any",
        ),
        (
            rf"\b(?:{_PERSON}|{_KIN}|beneficiaires?|beneficiary|parent|contact|responsable|signataire|signatory|attn|temoin|witness|point focal"
            rf"|focal point|{_ROLE}) {{0,2}}[:=] {{0,2}}",
            "capital",
        ),
        (r"\bsign(?:ee?|ed)(?: ?[:,])?(?: par| by)? ?[:,]? ", "sure"),
        (rf"\b{_END} ?[,.!]{{0,3}} {{0,2}}\n\s{{0,3}}", "capital"),
        (rf"\b{_END} ?[,.!] ", "sure"),
        (r"\b(?:cher|chere|dear) ", "capital"),
        (r"\b(?:bonjour|bonsoir|salut|hello|hi|hey|coucou|merci|thanks|thank you|slt|bjr|cc),? ", "known"),
        (rf"\b{_ROLE} ", "capital"),
    )
)
# Before these, one word with a capital is enough; and a word without one if it stands alone.
_HAIL = re.compile(
    r"\b(?:hi|hello|hey|slt|salut|bjr|bonjour|bonsoir|cc|yo)[ ,!]{1,3}(?:i ?'? ?a?m|am|c'?est|c|moi,? c'?est|je suis|this is|ici) "
)
_FROM_SOMEWHERE = re.compile(r"\b(?:i am|i'?m|this is|moi,? c'?est|je suis|ici) (?P<name>\w+)(?= from\b|, (?:de|du|d'|of|from)\b)")

_AGED = re.compile(
    r"(?<![\w'-])(?P<name>[^\W\d_]+(?:[ '-][^\W\d_]+){0,3}),? ?\(?(?:agee? de |aged )?\d{1,2} ?(?:ans?\b|years?\b|yrs?\b|y/?o\b|, (?:was|is|a ete)\b)"
)
_INITIAL = re.compile(r"(?<![\w.])(?!M\.)[A-Z]\. ?(?=[A-Z])")
_PAIR = re.compile(r"(?<![\w'-])[A-Z][^\W\d_]+(?:['-][^\W\d_]+)* (?=[A-Z])")
_INSTITUTION = (
    r"(?:fondation|foundation|lycee|hopital|hospital|centre|center|college|ecole|school|institut|institute|rue|avenue|boulevard|place|aeroport|airport|stade|prix|prize"
    r"|rapport|report|loi|law|plan|pacte|pact|saint|sainte|st|fonds|fund|protocole|protocol|maison|house|clinique|clinic|universite|university|association|ong|groupe|group"
    r"|memorial|trust|bibliotheque|library|palais|paroisse|parish|orphelinat|orphanage|convention|charte|charter|accord|initiative|programme|projet|project|bourse)"
)
_OF_AN_INSTITUTION = re.compile(rf"\b{_INSTITUTION}s?(?: (?:de|du|des|of))?(?: la| les| the)? $")
_BEFORE_AN_INSTITUTION = re.compile(rf"'?s? {_INSTITUTION}\b")


def names(text: str) -> Iterator[Found]:
    """Yield each name in plain `text`, without its title.

    >>> [text[f.start : f.end] for text in ["Mme la directrice Zongo et M. Ba, Monsieur le Maire"] for f in names(text)]
    ['Zongo', 'Ba']
    """
    lower = text.lower()
    for name in (*_titled(text, lower), *_cued(text, lower), *_hailed(text, lower), *_aged(text, lower), *_paired(text, lower)):
        yield Found(name.start, name.end, "name")


def _titled(text: str, lower: str) -> Iterator[Name]:
    for match in _TITLE.finditer(lower):
        if name := name_at(text, _past_roles(lower, match.end()), _demand_after(match)):
            yield name
    for match in _CAPITAL_TITLE.finditer(text):
        if name := name_at(text, _past_roles(lower, match.end())):
            yield name


def _demand_after(title: re.Match[str]) -> Demand:
    """Return how sure the word after a title must be: in "madame expliquez-moi" no name follows."""
    if title["short"]:
        return "any"
    return "familiar" if title["word"] else "capital"


def _past_roles(lower: str, at: int) -> int:
    """Return where articles and roles after a title end."""
    while True:
        article, word = _ARTICLE.match(lower, at), WORD.match(lower, at)
        if article:
            at = article.end()
        elif word and is_role(word[0]):
            at = word.end() + (lower[word.end() : word.end() + 1] == " ")
        else:
            return at


def _cued(text: str, lower: str) -> Iterator[Name]:
    for pattern, demand in _CUES:
        for match in pattern.finditer(lower):
            if not _is_capitalised(text, match) and (name := name_at(text, match.end(), demand)):
                yield name


def _is_capitalised(text: str, cue: re.Match[str]) -> bool:
    """Tell whether the noun before the name is itself a part of a title, as in "the Child Rights Forum"."""
    return "who" in cue.re.groupindex and text[cue.start("who")].isupper()


def _hailed(text: str, lower: str) -> Iterator[Name]:
    for match in _HAIL.finditer(lower):
        name = name_at(text, match.end(), "any")
        if name and (is_known_name(name.words[0]) or text[name.end : name.end + 1] in (",", ".", "")):
            yield name
    for match in _FROM_SOMEWHERE.finditer(lower):
        if name := name_at(text, match.start("name")):
            yield name


def _paired(text: str, lower: str) -> Iterator[Name]:
    """Yield first names that are followed by a family name, unless an institution is called so."""
    for match in _PAIR.finditer(text):
        name = name_at(text, match.start(), "sure")
        if name and len(name.words) > 1 and _is_of_a_person(name) and not _names_an_institution(lower, name):
            yield name
    for match in _INITIAL.finditer(text):
        if name := name_at(text, match.end(), "known"):
            yield Name(match.start(), name.end, name.words)


def _is_of_a_person(name: Name) -> bool:
    """Tell whether we know the first word, or the second as a family name: in "Register Mary" the first is none."""
    first, second, *_ = name.words
    return is_known_name(first) or is_given_name(first) or (is_known_name(second) and not is_given_name(second))


def _aged(text: str, lower: str) -> Iterator[Name]:
    """Yield what we know as a name and stands before an age."""
    for match in _AGED.finditer(lower):
        for word in WORD.finditer(lower, match.start("name"), match.end("name")):
            name = name_at(text, word.start(), "known")
            if name and name.end == match.end("name"):
                yield name
                break


def _names_an_institution(lower: str, name: Name) -> bool:
    before = _OF_AN_INSTITUTION.search(lower, max(0, name.start - 40), name.start)
    return bool(before or _BEFORE_AN_INSTITUTION.match(lower, name.end))
