"""Kinds of fact: which of them a question asks for, and which a passage holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from index.text.folding import unaccented

FactKind = Literal[
    "duration",
    "frequency",
    "date",
    "year",
    "amount",
    "count",
    "contact",
    "person",
    "document",
    "decider",
    "consequence",
    "obligation",
    "list",
]
# What a passage is preferred for, and not doubted for want of: a list is a matter of form, and what must be done is
# often said without any of these words.
LOOSE: frozenset[FactKind] = frozenset({"list", "obligation"})

# What a question asks for, on text without accents. A question may ask for several.
_ASKED: dict[FactKind, re.Pattern[str]] = {
    "duration": re.compile(
        r"combien d(?:e |')(?:temps|heures?|jours?|semaines?|mois|annees?|ans)"
        r"|quel(?:le)? (?:est la )?(?:duree|delai)|\bdelais?\b|\bpreavis\b|date limite|au plus tard"
        r"|how (?:long|soon|many (?:hours|days|weeks|months|years))"
        r"|deadline|notice period|by when|time limit|no later than"
    ),
    "frequency": re.compile(
        r"tous les combien|a quelle frequence|quelle periodicite|combien de fois"
        r"|how often|how frequently|how many times"
    ),
    "date": re.compile(
        r"\b[qk]uel(?:le)?s? (?:dates?|jour)\b|jusqu'?a quand|d'ici quand|quand (?:exactement|a eu lieu|aura lieu)"
        r"|\b(?:what|which|exact) (?:dates?|day)\b|\buntil when\b|\bwhen (?:exactly|was)\b|\bcut-?off\b"
    ),
    "year": re.compile(r"\ben quelle? annee|\bkel annee|\bdepuis quand|\bwhat year|\bwhich year|\bsince when"),
    "amount": re.compile(
        r"combien (?:ca |cela )?(?:coute|d'argent|d'euros|de (?:dollars|francs|fcfa))"
        r"|combien (?:au (?:maximum|plus)|recoit|touche|verse|gagne|paie|paye|faut-il payer|peut-on)"
        r"|\bmontants?\b|\bplafonds?\b|\btarifs?\b|\bprix\b|\bpourcentages?\b|\bcotisations?\b|\bsalaires?\b"
        r"|\bindemnites?\b|quel budget|quelle somme|quels? taux|quel(?:le)? (?:part|%)"
        r"|how much (?:money|does|will|is|do we)|how big|what (?:%|share|sum|rate)"
        r"|\bamounts?\b|\bceilings?\b|\bcosts?\b|\bfees?\b|\bpercent(?:age)?\b|\bper ?diem\b|\bsalar(?:y|ies)\b"
        r"|\bsubscription\b|\ballowances?\b"
    ),
    "count": re.compile(
        r"\bcombien d[e'](?! ?(?:temps|fois|heures?|jours?|semaines?|mois|annees?|ans)\b)|\bcombien y a"
        r"|\bhow many(?! (?:times|hours|days|weeks|months|years)\b)|\bnombre d[e']"
    ),
    "contact": re.compile(
        r"\b(?:e-?mail|mail|courriel|telephone|numero de tel|coordonnees|adresse (?:mail|e-?mail|postale)|whatsapp)\b"
        r"|\b(?:phone|email|address|contact details)\b|who (?:do|can|should) (?:i|we) (?:call|contact|write)"
    ),
    "person": re.compile(
        r"\bprenoms?\b|\bnoms? d(?:e |e la |es |u )(?:personne|responsable|direct|president|maire|point focal|charge)"
        r"|\bles noms\b|comment s'appelle(?:nt)? l[ea]s? (?:personne|responsable|direct|president|maire|charge)"
        r"|\bqui (?:preside|dirige)\b|^qui a signe"
        r"|\bfull names?\b|\bthe names\b|\bnames? of (?:the )?(?:those|people|person|head|chair|director|officer|mayor)"
        r"|\bwho (?:signed|chairs|heads|leads|runs)\b"
    ),
    "document": re.compile(
        r"\b(?:formulaires?|modeles?|canevas|gabarits?|templates?|forms?|telecharge\w*|downloads?)\b"
    ),
    "decider": re.compile(
        r"\bqui (?:decide|fixe|signe|valide|approuve|paie|paye|choisit|tranche)|\bpar qui\b"
        r"|\bwho (?:decides|sets|signs|approves|validates|pays|chooses|has the final say)|\bby whom\b"
    ),
    "consequence": re.compile(
        r"\brisqu(?:e-t-|ons|ent)|\bque risqu|\bsanction|\bpenalites?\b|\bamendes?\b|\btribuna(?:l|ux)\b|\bjuridique"
        r"|\bpoursuites\b|\bliste noire\b|\bpenalt(?:y|ies)\b|\bfined\b|\bsued?\b|\b(?:in|which) court\b|\blegally\b"
        r"|\bblacklist|\bbann?(?:ed)?\b|\bpunish"
    ),
    "obligation": re.compile(
        r"\bobligatoires?\b|\bobligations?\b|\bobligee?s?\b|\btenue?s? de\b|\bfaut-il\b|\best-ce qu'il faut\b"
        r"|\bdoi(?:t|s|vent)-\w+\b|\bdevons-nous\b|\bon doit\b|\bfacultati(?:f|fs|ve|ves)\b"
        r"|\bmandatory\b|\bcompulsory\b|\bobligatory\b|\bobliged\b|\boptional\b|\brequired\b"
        r"|\bmust (?:we|i|a|an|the|they|it)\b|\b(?:do|does|did) (?:\w+ ){1,4}(?:have|need) to\b"
    ),
    "list": re.compile(
        r"\betapes?\b|pas a pas|point par point|check-?list|\bliste\b|\brubriques?\b|marche a suivre"
        r"|\bsteps?\b|\bstages?\b|\bwalk me through\b|\blist\b"
    ),
}
_NUMBER = (
    r"(?:\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quinze|vingt|trente|soixante|cent"
    r"|one|two|three|four|five|seven|eight|nine|ten|twelve|thirteen|eighteen|thirty|sixty|ninety)"
)
_HELD: dict[FactKind, re.Pattern[str]] = {
    "duration": re.compile(
        rf"\b{_NUMBER}\s*(?:heures?|jours?|semaines?|mois|annees?|ans|hours?|days?|weeks?|months?|years?)\b"
    ),
    "frequency": re.compile(
        r"\b(?:chaque|par (?:an|mois|semaine|trimestre)|annuel|mensuel|hebdo|trimestriel|periodique"
        r"|de temps (?:en|a autre)|every|per (?:year|month|week)|once a|twice a|annual|yearly|monthly|weekly|quarterly"
        r"|periodical|from time to time)"
    ),
    "date": re.compile(
        r"\b(?:19|20)\d\d\b|\b\d{1,2}(?:er)? (?:janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec)"
        r"|\b(?:january|february|march \d|april|may \d|june|july|august|september|october|november|december)\b"
    ),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "amount": re.compile(
        r"\d\s*(?:%|€|\$|euros?|usd|dollars?|fcfa|xof|francs?|pour ?cent|percent|per cent)|(?:usd|eur|€|\$)\s*\d"
    ),
    "count": re.compile(rf"\b(?!une?\b|one\b){_NUMBER}\b"),
    "contact": re.compile(r"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d .()-]{7,}\d|https?://|www\."),
    "person": re.compile(
        r"\b(?:m\.|mme|mr|mrs|ms|dr|president|presidente|directeur|directrice|director|maire de|mayor of)\b"
    ),
    "document": re.compile(r"\b(?:formulaires?|modeles?|canevas|gabarits?|templates?|forms?)\b|https?://|www\."),
    "decider": re.compile(r"(?!)"),  # the texts name nobody who decides; a document that does is read as it stands
    "consequence": re.compile(
        r"\bsanction|\bpenal|\bamende|\btribuna|\bcourt\b|\bjuridique|\bpoursuites\b|\bliste noire|\bfine[sd]?\b"
        r"|\blegal|\bblacklist|\bbann|\bpunish"
    ),
    "obligation": re.compile(
        r"\bobligat|\bencourag|\bsugg|\bfaudra\b|\bfacultati|\bmandatory\b|\bcompulsory\b|\brequired\b|\bwill have to\b"
    ),
    "list": re.compile(r"(?:^[-•] .*\n+){2,}^[-•] |(?:^\d[.)] .*\n+){2,}", re.MULTILINE),
}


def asked(question: str) -> frozenset[FactKind]:
    """Return the kinds of fact that `question` asks for.

    >>> sorted(asked("C’est combien de jours, le préavis ?")), asked("Pourquoi évaluer ?")
    (['duration'], frozenset())
    """
    text = unaccented(question)
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(text))


def holds(passage: str, kind: FactKind) -> bool:
    """Tell whether `passage` holds a fact of that kind.

    >>> holds("un préavis de 30 jours", "duration"), holds("un calendrier", "duration")
    (True, False)
    """
    return bool(_HELD[kind].search("\n".join(unaccented(line) for line in passage.splitlines())))


def kinds_of(questions: Sequence[str]) -> frozenset[FactKind]:
    """Return the kinds of fact that at least two in five of `questions` ask for."""
    kinds = Counter(kind for question in questions for kind in asked(question))
    return frozenset(kind for kind, times in kinds.items() if times >= 0.4 * len(questions))
