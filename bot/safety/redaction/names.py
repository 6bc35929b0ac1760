"""Find people's names: after a title, where one is introduced, before an age, and those that we know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.safety.redaction.name_parsing import WORD, Demand, Name, name_at
from bot.safety.redaction.name_vocabulary import is_first_name, is_known_name, is_role, may_be_a_first_name
from bot.safety.redaction.normalisation import Span

PERSON = (
    r"(?:garcons?|filles?|fillettes?|enfants?|bebe|femme|homme|eleve|jeune|survivante?|victime|dame|monsieur|p?e?tite?"
    r"|orpheline?|patiente?|boy|girl|child|kid|baby|man|woman|youth|student|pupil|survivor|victim|lady|teacher|lad"
    r"|orphan|person)"
)
KIN = (
    r"(?:pere|mere|frere|soeur|tante|oncle|tuteur|tutrice|fils|fille|mari|femme|epouse|epoux|maman|cousine?|neveu"
    r"|niece|grand-mere|grand-pere|father|mother|brother|sister|son|daughter|husband|wife|uncle|aunt|guardian|mum"
    r"|cousin|nephew|grandmother|grandfather)"
)
OFFICE = (
    r"(?:direct(?:eur|rice|or)|coordinat(?:eur|rice|or)|coordonnat(?:eur|rice)|presidente?|secretaire|secretary"
    r"|tresoriere?|treasurer|maire|mayor|ministre|minister|prefet|gouverneur|governor|juge|judge|infirmiere?|nurse"
    r"|enseignante?|teacher|inspect(?:eur|rice|or)|chief|comptable|accountant|animat(?:eur|rice)|consultante?|manager"
    r"|officer|commissaire|commissioner|deputee?|senat(?:eur|rice|or)|midwife|cheffe?|agente?|instituteur|institutrice"
    r"|collegue|colleague|homologue|counterpart|voisine?|neighbou?r|gerante?|stagiaire|intern|worker|volontaire"
    r"|volunteer|plaignante?|complainant|sage-femme"
    r"|formateur|formatrice|facilitat(?:eur|rice|or)|assistante?)"
)
INSTITUTION = (
    r"(?:fondation|foundation|lycee|hopital|hospital|centre|center|college|ecole|school|institut|institute|rue|avenue"
    r"|boulevard|place|aeroport|airport|stade|prix|prize|rapport|report|loi|law|plan|pacte|pact|saint|sainte|st|fonds"
    r"|fund|protocole|protocol|maison|house|clinique|clinic|universite|university|association|ong|groupe|group"
    r"|memorial|trust|bibliotheque|library|palais|paroisse|parish|orphelinat|orphanage|convention|charte|charter"
    r"|accord|initiative|programme|projet|project|bourse)"
)


_TITLE = re.compile(
    r"\b(?:(?P<short>mr|mrs|mme|mmes|mlle|melle|dr)\b\.?"
    r"|(?P<long>monsieur|madame|mademoiselle|madam|mister|miss|docteur|doctor|tantie?|tata|tonton|auntie|aunty|uncle"
    r"|oncle|tante|nanan)\b"
    r"|(?:prof(?:esseur|essor)?\b\.?|maitre|rev(?:erend)?\b\.?|pasteur|pastor|alhaji|alhadji|el hadj|hajia|hadja|mallam"
    r"|imam|abbe|soeur|frere|pere|fr\b\.|sr\b\.|barrister|engr\b\.?|sheikh|colonel|capitaine|captain"
    r"|hon(?:ou?rable)?\b\.?|sieur|dame|sir|lady)\b) {0,2}"
)
_CAPITAL_TITLE = re.compile(r"\b(?:M\b\.?|MM\.|Me|Ms\b\.?|MS\.|Pr\b\.?|Mgr\b\.?) {1,2}(?=[A-Z])")  # "me" is a word
_ARTICLE = re.compile(r"(?:l'|(?:le|la|the|notre|our)\b) ?")


def titled(text: str, lower: str) -> Iterator[Name]:
    """Yield each name after a title in plain `text`; `lower` is the same in lower case.

    >>> [name.words for text in ["Mme la directrice Zongo, Monsieur le Maire"] for name in titled(text, text.lower())]
    [('Zongo',)]
    """
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
    return "familiar" if title["long"] else "capital"


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


_AGED = re.compile(
    r"(?<![\w'-])(?P<name>[^\W\d_]+(?:[ '-][^\W\d_]+){0,3}),? ?\(?(?:agee? de |aged )?\d{1,2} ?"
    r"(?:ans?\b|years?\b|yrs?\b|y/?o\b|, (?:was|is|a ete)\b)"
)
_INITIAL = re.compile(r"(?<![\w.])(?!M\.)[A-Z]\. ?(?=[A-Z])")
_CAPITALISED = re.compile(
    r"(?<![\w'-])[A-Z][^\W\d_]+(?:['-][^\W\d_]+)*(?: [A-Z]\.)?(?: [A-Z][^\W\d_]+(?:['-][^\W\d_]+)*){0,7}"
)
_OF_AN_INSTITUTION = re.compile(rf"\b{INSTITUTION}s?(?: (?:de|du|des|of))?(?: la| les| the)? $")
_IS_AN_INSTITUTION = re.compile(rf"\b{INSTITUTION}s?\b")
_BEFORE = 40  # characters that are read for what is called so


def names(text: str) -> Iterator[Span]:
    """Yield each name in plain `text`, without its title.

    >>> [text[f.start : f.end] for text in ["Mme Zongo et Awa Ba, lycee Awa Keita"] for f in names(text)]
    ['Zongo', 'Awa Ba']
    """
    lower = text.lower()
    for finder in (titled, introduced, _aged, _known):
        for name in finder(text, lower):
            yield Span(name.start, name.end, "name")


def _aged(text: str, lower: str) -> Iterator[Name]:
    """Yield what we know as a name and stands before an age."""
    for match in _AGED.finditer(lower):
        for word in WORD.finditer(lower, match.start("name"), match.end("name")):
            name = name_at(text, word.start(), "known")
            if name and name.end == match.end("name"):
                yield name
                break


def _known(text: str, lower: str) -> Iterator[Name]:
    """Yield names that we know by themselves, unless an institution is called so."""
    for run in _CAPITALISED.finditer(text):
        if not _is_an_institution(lower, *run.span()) and (name := _first_in(text, *run.span())):
            yield name
    for match in _INITIAL.finditer(text):
        if name := name_at(text, match.end(), "known"):
            yield Name(match.start(), name.end, name.words)


def _first_in(text: str, start: int, end: int) -> Name | None:
    """Return the first name among the capitalised words from `start` to `end`."""
    for word in WORD.finditer(text, start, end):
        name = name_at(text, word.start(), "sure")
        if name and _is_of_a_person(name):
            return name
    return None


def _is_of_a_person(name: Name) -> bool:
    """Tell whether we know the first name or, after it, the family name: "Register Mary" begins with neither."""
    first, *others = name.words
    if is_first_name(first):
        return True
    if not others:
        return False
    by_family = is_known_name(others[0]) and not is_first_name(others[0])
    return is_known_name(first) or may_be_a_first_name(first) or by_family


def _is_an_institution(lower: str, start: int, end: int) -> bool:
    """Tell whether a school, a street, a law has this name: one of the words says so, or the one before or after."""
    before = _OF_AN_INSTITUTION.search(lower, max(0, start - _BEFORE), start)
    return bool(
        before
        or _IS_AN_INSTITUTION.search(lower, start, end)
        or _IS_AN_INSTITUTION.match(lower, min(end + 1, len(lower)))
    )
