"""Say in one text what a follow-up asks: the item or the question that it refers to, and its own words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.facts import LOOSE, asked_kinds
from bot.answering.follow_up import refers_back
from bot.answering.inquiry import PastExchange
from bot.answering.shown import shown_before
from bot.answering.understanding import asks_in_words
from bot.answering.wishes import Wish, read_wish
from index.text.folding import terms
from index.text.language_detection import detect
from index.text.shortening import shorten

LONGEST = 60  # pieces of what is asked in a letter, as the shortening counts them
_WHERE = "où"  # without its accent it would be "or", which opens a follow-up


def referred_to(question: str, history: Sequence[PastExchange]) -> str:
    """Return the reference of `question`: the item of the last answer that it names, else the question before; or "".

    `history` is oldest first. A follow-up of a follow-up refers to what that one does; none refers to mere talk, such
    as "no" or "ok thanks".

    >>> asked = [PastExchange("Peut-on prolonger l’accord ?", "Oui : par lettre, par avenant, par mail.")]
    >>> referred_to("Et qui le signe ?", asked), referred_to("développe le deuxième point", asked)
    ('Peut-on prolonger l’accord ?', 'par avenant')
    >>> [referred_to(text, asked) for text in ("Qui paie ?", "How often?", "Préavis ?", "Qui paie l’audit final ?")]
    ['Peut-on prolonger l’accord ?', 'Peut-on prolonger l’accord ?', '', '']
    >>> referred_to("Quels sont les quatre motifs de résiliation anticipée ?", asked)
    ''
    """
    history = [one for one in history if not _adds_nothing(read_wish(one.question))]
    if not history:
        return ""
    shown = shown_before(history)
    if shown and (item := shown.item(read_wish(question))):
        return item
    if not (leans_back(question) or _asks_for_a_bare_fact(question)):
        return ""
    *earlier, last = history
    before = referred_to(last.question, earlier)
    return f"{before} {last.question}" if before else last.question


def _adds_nothing(wish: Wish) -> bool:
    """Tell whether a message only talked, or wanted the same in a shorter form or other words."""
    return wish.is_talk or wish.kind in ("shorter", "reword")


def leans_back(question: str) -> bool:
    """Tell whether the words of a question refer to what came before; a short one may well stand alone.

    >>> leans_back("Et les véhicules ?"), leans_back("Plus de détails"), leans_back("Qui paie ?")
    (True, True, False)
    >>> leans_back("Où signer l’avenant ?")
    False
    """
    asks_where = question.strip().lower().startswith(_WHERE)
    wish = read_wish(question)
    wants_more = wish.kind in ("more", "shorter", "reword", "next", "previous") and not wish.about
    return wants_more or (refers_back(question) and not asks_where)


def _asks_for_a_bare_fact(question: str) -> bool:
    """Tell whether a question asks who decides, how often, how much …, and has no word for what of."""
    named = terms(question, detect(question))
    return asks_in_words(question) and bool(asked_kinds(question) - LOOSE) and len(named) <= 1


def in_short(question: str) -> str:
    """Return the question of a letter; any usual question is returned as it is.

    >>> in_short("Nous avons signé un accord. " * 12 + "Qui garde les véhicules du projet ?")
    'Qui garde les véhicules du projet ?'
    """
    shortened = shorten(question, LONGEST)
    return shortened.text if shortened.reading == "questions" else question
