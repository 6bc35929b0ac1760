"""With what force a sentence says something: obliged, advised, allowed, forbidden, limited, of all or only some."""

from __future__ import annotations

import re
from typing import Literal

from bot.answering.llm.verification.alignment import plain
from bot.answering.llm.verification.negation import negations
from corpus.language import Language
from index.text.folding import terms

Modality = Literal["obliged", "expected", "advised", "possible", "forbidden", "exempt", "all", "some", "only", "except"]
Said = tuple[Modality, bool]  # a force, and whether it is denied: "not an obligation"

_FORCES: dict[Language, dict[Modality, str]] = {
    "en": {
        "obliged": r"must|shall|(?:has|have|had|having|need|needs|needed|bound) to|requir\w+|mandatory|obligat\w+"
        r"|obliged|compulsory|necessary|necessarily|imperative",
        "expected": r"expected to|supposed to|meant to|undertak\w+|committed? to|pledg\w+ to",
        "advised": r"should|ought|recommend\w*|encourag\w*|advis\w+|suggest\w*|invit\w+|preferabl\w+",
        "possible": r"may(?! \d)|might|can|cannot|could|possib\w+|optional\w*|voluntary|sometimes|perhaps|likely"
        r"|able to|allow\w*|permit\w*|entitled to|free to|(?:has|have) the right to|privileg\w*",
        "forbidden": r"(?:must|shall)(?: not|n't)|mustn't|forb[ai]d\w*|prohibit\w*|banned|bans?"
        r"|(?:not|n't|never) (?:be )?(?:allowed|permitted|authori[sz]ed)",
        "exempt": r"need(?: not|n't)|(?:not|n't|never) (?:necessarily )?(?:be )?(?:need|have to|requir\w+|oblig\w+"
        r"|bound|necessary|mandatory|compulsory|an obligation|a requirement)|no (?:need|obligation|requirement)",
        "all": r"all|every|everyone|everything|each|always|any|whole|entire\w*",
        "some": r"some|most|several|certain|many",
        "only": r"only|solely|exclusively|alone|just|nothing but|no one but",
        "except": r"except\w*|unless|save for|apart from|other than",
    },
    "fr": {
        "obliged": r"doi[ts]|doivent|dev(?:ra|ront|rez|rons|ez|ons|ait|aient)|oblig\w+|exig\w+|requi\w+|necessair\w+"
        r"|faut|faudra|imperati\w+|tenue?s? (?:de|d')",
        "expected": r"cense\w*|suppose\w*|attendue?s? (?:de|d'|que|qu')|incomb\w+|s'engag\w+|appartient (?:a|au|aux)\b"
        r"|charge \w+ de",
        "advised": r"devrai(?:t|ent|s)|devriez|recommand\w+|encourag\w+|conseill\w+|sugger\w+|suggestion\w*|invit\w+"
        r"|souhaitabl\w+|faudrait",
        "forbidden": r"(?:ne |n')(?:doi[ts]|doivent|devr(?:a|ont|ez)|fau(?:t|dra)) (?:pas|jamais|plus)"
        r"|interdi\w+|defendue?s? de|pas (?:permise?s?|autorise\w*|admise?s?)",
        "exempt": r"pas (?:\w+ )?(?:necessaire\w*|obligatoire\w*|tenue?s?|oblige\w*|exig\w+|requise?s?"
        r"|une obligation|besoin)|dispens\w+|sans obligation|aucune? (?:obligation|necessite|besoin)",
        "possible": r"peu[tvx]\w*|pourr\w+|possib\w+|facultati\w+|eventuel\w*|parfois|peut-etre|quelquefois|permet\w*"
        r"|permise?s?|autoris\w+|(?:a|ont|avez|avons) le droit d\w*'?|privileg\w*",
        "all": r"tou[st]|toutes?|chaque|chacune?|toujours|entier\w*|integralement|n'importe",
        "some": r"certaine?s|quelques|plusieurs|la plupart|beaucoup|de nombreu\w+|la majorite",
        "only": r"seul\w*|uniquement|exclusivement|rien que|(?:ne|n') ?\w+(?: \w+)? que",
        "except": r"sauf|excepte\w*|hormis|a moins|hors de|a l'exception|en dehors de",
    },
}
# What stands for itself: "must not" is no denied obligation, nor "need not" a denied need.
_UNDENIED: tuple[Modality, ...] = ("forbidden", "exempt", "except", "some")
_FORCE = {
    language: {force: re.compile(rf"\b(?:{words})(?![\w-])") for force, words in forces.items()}
    for language, forces in _FORCES.items()
}
_QUANTIFIED = re.compile(
    r"\b(?:certaine?s|certain|quelques|plusieurs|la plupart d(?:es|e|')|beaucoup d(?:es|e|')|some|(?<!at )most"
    r"|several|many)(?: of)?(?: the| les| leurs| their| nos| our)? ?(\w+)"
)
_IF = re.compile(
    r"(?<!as )(?<!say )(?<!says )(?<!know )\bif\b"
    r"|\b(?:provided|as long as|on condition|a condition|pourvu|des lors que)\b"
    r"|(?<!dit pas )(?<!dit )(?<!precise pas )(?<!comme )(?<!meme )(?<!ni )\b(?:si|s'ils?)\b(?! (?:que|bien|peu)\b)"
)
_IN_CASE = re.compile(
    r"\b(?:when|where|once|in case|une fois|quand|lorsqu\w*|en cas|unless|a moins|sauf|only|seul\w*)\b"
)
_ALL_ONE_CAN = re.compile(
    r"\btout (?:leur|son|notre|votre) possible\b|\b(?:as|aussi|plus|autant) (?:\S+ ){0,3}possible\b"
    r"|\b(?:all|everything|what) (?:that )?\w+ can\b|\btout ce qu'\w+ p(?:eu|ou)\w+"
)


def forces(sentence: str, language: Language) -> frozenset[Said]:
    """Return the forces that words of `sentence` carry, each with whether it is denied.

    >>> sorted(forces("UNICEF offices are encouraged to evaluate.", "en")), sorted(forces("Il faudra le dire.", "fr"))
    ([('advised', False)], [('obliged', False)])
    >>> sorted(forces("Ce n’est pas une obligation.", "fr")), sorted(forces("They must not pay.", "en"))
    ([('exempt', False), ('obliged', True)], [('forbidden', False), ('obliged', True)])
    """
    text = _ALL_ONE_CAN.sub(" ", plain(sentence))
    reached = [range(_word_before(text, negator.start()), end) for negator, end in negations(text, language)]
    return frozenset(
        (force, force not in _UNDENIED and any(match.start() in span for span in reached))
        for force, pattern in _FORCE[language].items()
        for match in pattern.finditer(text)
    )


def _word_before(text: str, place: int) -> int:
    """Return where the word before `place` begins: "must not" denies "must"."""
    return text.rfind(" ", 0, max(place - 1, 0)) + 1


def generalizes(claim: str, unit: str, language: Language) -> bool:
    """Tell whether `claim` says without a quantifier what `unit` says of some.

    >>> generalizes("Partners report.", "Some partners report.", "en")
    True
    >>> generalizes("Several partners report.", "Some partners report.", "en")
    False
    """
    said = forces(claim, language)
    if ("some", False) in said or ("possible", False) in said:
        return False
    stems = set(terms(claim, language))
    return any(stems & set(terms(noun, language)[:1]) for noun in _QUANTIFIED.findall(plain(unit)))


def drops_condition(claim: str, unit: str) -> bool:
    """Tell whether `claim` says outright what `unit` says under a condition.

    >>> drops_condition("It may end.", "It may end if reports are late."), drops_condition("It may end.", "It may end.")
    (True, False)
    """
    said = plain(claim)
    return bool(_IF.search(plain(unit))) and not (_IF.search(said) or _IN_CASE.search(said))
