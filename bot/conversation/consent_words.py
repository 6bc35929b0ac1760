"""Read what a message says to an offer to pass a question on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.answering.asked import asks_something
from bot.answering.standing_alone import leans_back
from bot.answering.understanding import opens_a_question
from bot.answering.wishes import read_wish
from bot.conversation.small_intents import brief, says_cancel, says_no, says_thanks, says_yes
from corpus.word_list import alternations, word_lists
from index.text.folding import fold, without_marks

ConsentKind = Literal["yes", "no", "bare_no", "courtesy", "unclear", "about_offer", "other"]

_WORDS, _NEGATION = alternations("consent"), alternations("negation")
_ABOUT_OFFER = re.compile(_WORDS["about_offer"])
_SEPARATOR = re.compile(rf"\s*(?:[,;:.!…–—]|\s-\s)+\s*|\s+(?={_WORDS['but']}\b)", re.IGNORECASE)
_NEGATED = re.compile(_NEGATION["negators"])
_AGREED, _COURTEOUS = (word_lists("small_intents")[name].alternation() for name in ("agreed", "around_choice"))
_TAKES = rf"(?:{_AGREED}|{_WORDS['take']})"
_BESIDE = rf"(?:{_COURTEOUS}|{_TAKES}|{_WORDS['take_around']}|{_WORDS['take_otherwise']})"
_TAKEN = re.compile(
    rf"(?:(?:{_COURTEOUS}|{_WORDS['take_around']}) )*{_TAKES}(?: {_BESIDE})*"
    rf"|(?:{_COURTEOUS} )*(?:ici|here)(?: {_COURTEOUS})*"
)
_OPENS = re.compile(rf"{_TAKES}\b")
_OTHERWISE = re.compile(rf"\b{_WORDS['take_otherwise']}\b")


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """What a message says to an offer; a yes may come with a `remark`.

    A "courtesy" is no consent, and a yes whose remark denies something is "unclear": nothing is kept by mistake. A "no"
    drops what is offered; a "bare_no" may mean the address alone.
    """

    kind: ConsentKind
    remark: str = ""


def read_consent(text: str) -> ConsentAnswer:
    """Return the reply of `text` to an offer.

    >>> [read_consent(text).kind for text in ("Oui merci", "annule", "ok merci", "Qui la lira ?", "Budget ?")]
    ['yes', 'no', 'courtesy', 'about_offer', 'other']
    >>> read_consent("oui, mais par téléphone plutôt").remark, read_consent("yes but when?").kind
    ('mais par téléphone plutôt', 'other')
    >>> read_consent("oui, par téléphone svp").remark, read_consent("oui répondez ici, c’est urgent").remark
    ('oui, par téléphone svp', 'c’est urgent')
    >>> [read_consent(text).kind for text in ("Yes, but don’t keep my address", "Non", "Non merci")]
    ['unclear', 'bare_no', 'no']
    """
    if says_cancel(text):
        return ConsentAnswer("no")
    if says_no(text):
        return ConsentAnswer("bare_no" if len(without_marks(text).split()) == 1 else "no")
    if takes_offer(text):
        if says_no(without_marks(text).partition(" ")[0]) or _NEGATED.search(fold(text)):
            return ConsentAnswer("unclear")
        return ConsentAnswer("yes", text.strip() if _OTHERWISE.search(without_marks(text)) else "")
    if says_thanks(text) or read_wish(text).kind in ("thanks", "fine"):
        return ConsentAnswer("courtesy")
    if _ABOUT_OFFER.fullmatch(without_marks(text)):
        return ConsentAnswer("about_offer")
    return _with_remark(text) or ConsentAnswer("other")


def takes_offer(text: str) -> bool:
    """Tell whether a message agrees that somebody answers, with where, to what or how beside, and says nothing else.

    >>> [takes_offer(text) for text in ("oui ici stp", "je veux que quelqu’un me réponde à ça", "yes, ask them")]
    [True, True, True]
    >>> [takes_offer(text) for text in ("Répondez-vous ici ?", "Qui me répond ?", "yes and who pays", "ok merci")]
    [False, False, False, False]
    >>> takes_offer("oui " * 1000), takes_offer("oui " * 1000 + "budget")
    (True, False)
    """
    return ("?" not in text and bool(_TAKEN.fullmatch(brief(without_marks(text))))) or says_yes(text)


def _with_remark(text: str) -> ConsentAnswer | None:
    """Return a yes with the remark that follows it; None if `text` does not begin with a yes, or goes on to ask."""
    parts = _SEPARATOR.split(text.strip(), maxsplit=1)
    if len(parts) < 2 or not takes_offer(parts[0]):
        return None
    remark = parts[1].strip()
    said = re.sub(rf"^{_WORDS['but']}\s+", "", remark, flags=re.IGNORECASE)
    if asks_something(said) or opens_a_question(said) or (leans_back(said) and not _OPENS.match(without_marks(said))):
        return None
    return ConsentAnswer("unclear" if _NEGATED.search(fold(remark)) else "yes", remark)
