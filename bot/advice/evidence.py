"""Decide from the evidence whether a question is answered, only approached, or not covered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

from corpus.language import LANGUAGES, Language
from index.folding import fold, terms

Asked = Literal["duration", "amount", "contact", "document", "count", "year", "list", "decider", "obligation"]
# What a passage is preferred for, and not doubted for want of: a list is a matter of form, and what must be done is
# often said without any of these words.
LOOSE: frozenset[Asked] = frozenset({"list", "obligation"})

# What a question asks for, on folded text. A question may ask for several.
_ASKED: dict[Asked, re.Pattern[str]] = {
    "duration": re.compile(
        r"combien de (?:temps|jours?|semaines?|mois|annees?|ans)|quel(?:le)? (?:est la )?(?:duree|delai)"
        r"|\bdelais?\b|\bpreavis\b|date limite|au plus tard"
        r"|how (?:long|soon|many (?:days|weeks|months|years))|deadline|notice period|by when|time limit|no later than"
    ),
    "amount": re.compile(
        r"combien (?:ca |cela )?(?:coute|d'argent|d'euros|de (?:dollars|francs|fcfa))"
        r"|\bmontants?\b|\bplafonds?\b|\btarifs?\b|\bprix\b|\bpourcentages?\b|quel budget"
        r"|how much (?:money|does|will|is|do we)|\bceilings?\b|\bcosts?\b|\bfees?\b|\bpercent(?:age)?\b|\bper ?diem\b"
    ),
    "contact": re.compile(
        r"\b(?:e-?mail|mail|courriel|telephone|numero de tel|coordonnees|adresse (?:mail|e-?mail|postale)|whatsapp)\b"
        r"|\b(?:phone|email|address|contact details)\b|who (?:do|can|should) (?:i|we) (?:call|contact|write)"
    ),
    "document": re.compile(r"\b(?:formulaires?|modeles?|canevas|gabarits?|templates?|forms?)\b"),
    "year": re.compile(r"\ben quelle? annee|\bkel annee|\bdepuis quand|\bwhat year|\bwhich year|\bsince when"),
    "list": re.compile(
        r"\betapes?\b|pas a pas|point par point|check-?list|\bliste\b|\brubriques?\b|marche a suivre"
        r"|\bsteps?\b|\bstages?\b|\bwalk me through\b|\blist\b"
    ),
    "decider": re.compile(
        r"\bqui (?:decide|fixe|signe|valide|approuve|paie|paye|choisit|tranche)|\bpar qui\b"
        r"|\bwho (?:decides|sets|signs|approves|validates|pays|chooses|has the final say)|\bby whom\b"
    ),
    "obligation": re.compile(
        r"\bobligatoires?\b|\bobligations?\b|\bobligee?s?\b|\btenue?s? de\b|\bfaut-il\b|\best-ce qu'il faut\b"
        r"|\bdoi(?:t|s|vent)-\w+\b|\bdevons-nous\b|\bon doit\b|\bfacultati(?:f|fs|ve|ves)\b"
        r"|\bmandatory\b|\bcompulsory\b|\bobligatory\b|\bobliged\b|\boptional\b|\brequired\b"
        r"|\bmust (?:we|i|a|an|the|they|it)\b|\b(?:do|does|did) (?:\w+ ){1,4}(?:have|need) to\b"
    ),
    "count": re.compile(
        r"\bcombien d[e'](?! (?:temps|jours?|semaines?|mois|annees?|ans)\b)|\bcombien y a"
        r"|\bhow many(?! (?:days|weeks|months|years)\b)|\bnombre d[e']"
    ),
}
_NUMBER = (
    r"(?:\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quinze|vingt|trente|soixante|cent"
    r"|one|two|three|four|five|seven|eight|nine|ten|twelve|thirteen|eighteen|thirty|sixty|ninety)"
)
_HELD: dict[Asked, re.Pattern[str]] = {
    "duration": re.compile(rf"\b{_NUMBER}\s*(?:jours?|semaines?|mois|annees?|ans|days?|weeks?|months?|years?)\b"),
    "amount": re.compile(
        r"\d\s*(?:%|€|\$|euros?|usd|dollars?|fcfa|xof|francs?|pour ?cent|percent|per cent)|(?:usd|eur|€|\$)\s*\d"
    ),
    "contact": re.compile(r"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d .()-]{7,}\d|https?://|www\."),
    "document": re.compile(r"\b(?:formulaires?|modeles?|canevas|gabarits?|templates?|forms?)\b"),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "list": re.compile(r"(?:^[-•] .*\n+){2,}^[-•] |(?:^\d[.)] .*\n+){2,}", re.MULTILINE),
    "decider": re.compile(r"(?!)"),  # the texts name nobody who decides; a document that does is read as it stands
    "obligation": re.compile(
        r"\bobligat|\bencourag|\bsugg|\bfaudra\b|\bfacultati|\bmandatory\b|\bcompulsory\b|\brequired\b|\bwill have to\b"
    ),
    "count": re.compile(rf"\b(?!une?\b|one\b){_NUMBER}\b"),
}
# What a question states and does not ask: "30 jours", "5 000 euros", "10 %".
_STATED = re.compile(
    r"\b(\d[\d\u202f\xa0 .,]*)\s?(?:jours?|semaines?|mois|ans|années?|days?|weeks?|months?|years?|%|€|\$|euros?|usd"
    r"|dollars?|fcfa|xof|francs?|percent|pour ?cent)(?!\w)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d[\d\u202f\xa0 .,]*")
_NAME = re.compile(r"(?<=[a-zà-ÿ,’'] )[A-ZÀ-Ý][a-zà-ÿ]{3,}(?:-[A-ZÀ-Ý][a-zà-ÿ]+)*")


class Vocabulary(Protocol):
    """Whatever can tell which words the texts bear."""

    def knows(self, term: str, language: Language) -> bool:
        """Tell whether any text in `language` bears the stemmed `term`."""
        ...


def asked(question: str) -> frozenset[Asked]:
    """Return the kinds of fact that `question` asks for.

    >>> sorted(asked("C’est combien de jours, le préavis ?")), asked("Pourquoi évaluer ?")
    (['duration'], frozenset())
    """
    text = fold(question)
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(text))


def holds(passage: str, kind: Asked) -> bool:
    """Tell whether `passage` holds a fact of that kind.

    >>> holds("un préavis de 30 jours", "duration"), holds("un calendrier", "duration")
    (True, False)
    """
    return bool(_HELD[kind].search("\n".join(fold(line) for line in passage.splitlines())))


def lacks(question: str, passages: Iterable[str]) -> frozenset[Asked]:
    """Return the kinds of fact, but the `LOOSE` ones, that `question` asks for and none of `passages` holds."""
    texts = list(passages)
    return frozenset(kind for kind in asked(question) - LOOSE if not any(holds(text, kind) for text in texts))


def unconfirmed(question: str, passages: Iterable[str]) -> list[str]:
    """Return the durations, shares and sums that `question` takes for granted and none of `passages` bears.

    >>> unconfirmed("Since 30 days are required, when do we start?", ["Give notice early."])
    ['30 days']
    >>> unconfirmed("Que veut dire 34 % ?", ["34 % des habitants ont moins de 18 ans."])
    []
    """
    held = {_digits(number) for text in passages for number in _FIGURE.findall(text)}
    return [stated[0].strip() for stated in _STATED.finditer(question) if _digits(stated[1]) not in held]


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def kinds_of(questions: Sequence[str]) -> frozenset[Asked]:
    """Return the kinds of fact that at least two in five of `questions` ask for."""
    kinds = Counter(kind for question in questions for kind in asked(question))
    return frozenset(kind for kind, times in kinds.items() if times >= 0.4 * len(questions))


def unknown_names(question: str, texts: Vocabulary) -> list[str]:
    """Return the names in `question` that no text bears: words with a capital that do not open a sentence."""
    names = _NAME.findall(question)
    return [
        name for name in names if not any(texts.knows(term, lang) for lang in LANGUAGES for term in terms(name, lang))
    ]
