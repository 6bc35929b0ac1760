"""Find what a follow-up points at in the answer before it: "the second one", « la dernière »."""

from __future__ import annotations

import re

from index.text.folding import fold, unaccented, words

_OPENER = re.compile(
    r"^(?:(?:ok|oui|non|d'accord|bien|merci|alors|yes|and|so|but|right|well)[\s,!.]+)*"
    r"(?:et\b|and\b|mais\b|donc\b|ou\b|or\b|but\b|what about|how about|what if|also\b|aussi\b|pareil|same for"
    r"|le second|la seconde|l'autre|la meme chose|meme chose|meme question|same (?:thing|question)"
    r"|le deuxieme|the (?:second|first|third|last|other)|the one|celui|celle|ceux|lequel|laquelle|which one"
    r"|plus de details?|more details?|tell me more"
    r"|dis m'en plus|dites m'en plus|explique|explain|et (?:si|pour))"
)
_POINTER = re.compile(
    r"\b(?:ca|cela|celui|celle|ceux|celles|celui-ci|celle-ci|l'autre|les autres|lui|leur|y|un exemple"
    r"|the others?|an example|it|its|that|this|these|those|they|them|their|one|there|he|she)\b|\b(?:s'en|l'en|m'en|en) "
)
_SHORT = 9  # words: a longer message usually says itself what it is about
_LANGUAGES = {"english": "en", "anglais": "en", "french": "fr", "francais": "fr"}
_TOWARDS = {"in", "en", "to", "into", "vers", "version", "et", "and"}  # what stands before the language that is wanted
_POLITE = frozenset(
    """ok oui yes et and now maintenant please pls svp stp merci thanks thank you s'il te vous plait same again pareil
    la le l' meme chose repete repetez repeat say dis dites give donne donnez moi me us nous it that this ca cela the
    answer reponse reponds repondez repondre translate traduis traduisez traduire write ecris ecrivez send envoie
    can could would will peux peut pouvez pourrais pourriez tu i in en to into vers version if possible si have avoir
    je veux voudrais want would like need un une for""".split()
)
_MORE = re.compile(
    r"^(?:(?:ok|oui|merci|et|and|yes|thanks)[\s,!.]+)*"
    r"(?:(?:can|could|peux|peut|pouvez|pourrais)[- ](?:you|tu|vous|on) )?"
    r"(?:(?:un peu )?plus de (?:details?|precisions?|infos?)|(?:some |any )?more (?:details?|info(?:rmation)?s?)"
    r"|tell me (?:a bit )?more|(?:give me|donne[zs]?[- ]moi) (?:more|plus)(?: de| of)?(?: details?| infos?)?"
    r"|(?:dis|dites)[- ]m'en (?:un peu )?plus|en savoir plus|developpe[zr]?|detaille[zr]?|elaborate|go on|continue[zr]?"
    r"|la suite|what else|quoi d'autre|c'est tout|is that all)"
    r"(?: svp| stp| please| pls| s'il (?:te|vous) plait| merci)*[\s?!.]*$"
)


def asks_for_language(text: str) -> str:
    """Return "fr" or "en" if the message only asks for that language, else "".

    >>> asks_for_language("In English please"), asks_for_language("et en français ?")
    ('en', 'fr')
    >>> asks_for_language("Could you give me that in French?"), asks_for_language("l'anglais est difficile")
    ('fr', '')
    """
    tokens = re.findall(r"[a-z']+", unaccented(text).replace("l'", "l' "))
    wanted = [n for n, token in enumerate(tokens) if token in _LANGUAGES]
    if len(wanted) != 1 or any(token not in _POLITE for token in tokens if token not in _LANGUAGES):
        return ""
    (place,) = wanted
    led = place == 0 or tokens[place - 1] in _TOWARDS or len(tokens) == place + 1
    return _LANGUAGES[tokens[place]] if led else ""


def asks_for_more(text: str) -> bool:
    """Tell whether the message only asks for more on the same point.

    >>> asks_for_more("Plus de détails svp"), asks_for_more("tell me more"), asks_for_more("what more is required?")
    (True, True, False)
    """
    return bool(_MORE.match(unaccented(text)))


def is_follow_up(text: str) -> bool:
    """Tell whether a message leans on the one before: it opens like one, or is short and points back.

    >>> is_follow_up("Et qui s’en occupe ?"), is_follow_up("Quels sont les six bénéfices des partenariats ?")
    (True, False)
    """
    plain, count = unaccented(text), len(words(text))
    return (
        (bool(_OPENER.match(plain)) and count <= 2 * _SHORT)
        or (count <= _SHORT and bool(_POINTER.search(plain)))
        or count <= 3
    )


def asks_for_another(text: str) -> bool:
    """Tell whether a follow-up wants something else than what was just answered.

    >>> asks_for_another("Et l’autre réseau ?"), asks_for_another("Et à l’OIT ?")
    (True, False)
    """
    return bool(
        re.search(
            r"\b(?:l'autre|les autres|un autre|une autre|the other|another|else|d'autres|other)\b",
            unaccented(text),
        )
    )


_ORDINALS = (
    ("premiere?s?", "1ere?", "1er", "first", "1st"),
    ("deuxiemes?", "secon(?:de?|des)", "2e(?:me)?", "second", "2nd"),
    ("troisiemes?", "3e(?:me)?", "third", "3rd"),
    ("quatriemes?", "4e(?:me)?", "fourth", "4th"),
    ("cinquiemes?", "5e(?:me)?", "fifth", "5th"),
    ("sixiemes?", "6e(?:me)?", "sixth", "6th"),
    ("septiemes?", "7e(?:me)?", "seventh", "7th"),
)
_LAST = r"dernier(?:e|s|es)?|last"
_BEFORE = r"(?:\b(?:le|la|du|au|the|on|a la|de la|number|numero|point|item|n°) ?)"
_MOST = 12  # words: a longer message says itself what it is about
_ITEM = re.compile(r"^(?:[•\-*]|\d{1,2}[.)])\s+(.+)$", re.MULTILINE)
_INLINE = re.compile(r":\s+([^:.\n]+(?:[;,][^:.\n]+)+)[.\n]?")
_SOURCE = re.compile(r"\s*\[\d+\]")


def pointed_at(text: str, answer: str) -> str:
    """Return the item of `answer` that `text` points at by its place, or nothing.

    >>> pointed_at("le deuxième, c’est quoi ?", "Quatre motifs :\\n• l’imprévu\\n• un défi interne [1]")
    'un défi interne'
    >>> pointed_at("the last one?", "Three steps: assess, plan, measure.")
    'measure'
    >>> pointed_at("the second one", "There is one.")
    ''
    """
    place, found = _place(text), _items(answer)
    if place is None or not -1 <= place < len(found):
        return ""
    return found[place]


def _place(text: str) -> int | None:
    folded = fold(text)
    if len(folded.split()) > _MOST:
        return None
    for place, names in enumerate(_ORDINALS):
        if re.search(rf"{_BEFORE}(?:{'|'.join(names)})\b", folded):
            return place
    if re.search(rf"{_BEFORE}(?:{_LAST})\b", folded):
        return -1
    number = re.search(r"\b(?:number|numero|point|item|n°) ?([1-9])\b", folded)
    return int(number[1]) - 1 if number else None


def _items(answer: str) -> list[str]:
    """Return the items of the first list in `answer`, or those of an enumeration in a sentence."""
    listed = [_SOURCE.sub("", item).strip(" .;") for item in _ITEM.findall(answer)]
    if listed:
        return listed
    inline = _INLINE.search(answer)
    if not inline:
        return []
    separator = r";" if ";" in inline[1] else r",|\s(?:et|ou|and|or)\s"
    return [item.strip(" .") for item in re.split(separator, _SOURCE.sub("", inline[1])) if item.strip(" .")]
