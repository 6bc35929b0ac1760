"""What was shown before a message: read from the exchanges alone, so that a restart changes nothing."""

from __future__ import annotations

import pytest

from bot.answering.inquiry import PastExchange
from bot.answering.shown import Shown, shown_before
from bot.answering.wishes import read_wish

SIX = PastExchange(
    "Quels bénéfices ?",
    "Six bénéfices :\n\n• un plaidoyer ;\n• un potentiel ;\n• une aide [1]\n\n[1] UNICEF, « Page », Bénéfices",
    "fr",
    ("overview",),
    ("advocacy",),
)
ITEM = PastExchange("la deuxième", "Transformer. [1]", "fr", ("potential",))
THANKS = PastExchange("merci", "Avec plaisir.", "fr", ())
STEPS = PastExchange("Quelles étapes ?", "• d’abord le diagnostic\n• ensuite le plan", "fr", ("steps",))
CHOICE = PastExchange("et le budget ?", "De quoi parlez-vous ?\n1. Un\n2. Deux", "fr", (), ("one", "two"))
COMPLAINT = PastExchange("c’est n’importe quoi", "Désolé.", "fr", ())
YES = PastExchange("oui", "D’accord. Que voulez-vous savoir ?", "fr", ())
OPEN = PastExchange("Et le préavis ?", "Les textes ne le disent pas.", "fr", ())


def shown(*history: PastExchange) -> Shown:
    """Return the thing shown after `history`."""
    found = shown_before(history)
    assert found
    return found


@pytest.mark.parametrize(
    ("history", "text", "item"),
    [
        ((SIX,), "le premier", "un plaidoyer"),
        ((SIX,), "the last one", "une aide"),
        ((SIX, ITEM), "et la suivante ?", "une aide"),
        ((SIX, ITEM), "celle d’avant", "un plaidoyer"),
        ((SIX, ITEM, THANKS), "la suivante", "une aide"),
        ((SIX, ITEM, THANKS), "le premier", "un plaidoyer"),
        ((SIX, ITEM, OPEN), "la troisième", "une aide"),
        ((SIX, ITEM, STEPS), "la deuxième", "ensuite le plan"),
        ((SIX, STEPS), "la deuxième étape", "ensuite le plan"),
        ((STEPS,), "et après le diagnostic ?", "ensuite le plan"),
        ((SIX,), "la première étape, c’est quoi ?", ""),
        ((SIX,), "le cinquième", ""),
        ((SIX,), "qui paie ?", ""),
    ],
)
def test_an_item_is_one_of_the_list_shown_last(history: tuple[PastExchange, ...], text: str, item: str) -> None:
    """Whatever was said in between that showed nothing; an unknown noun means another matter."""
    assert shown(*history).item(read_wish(text)) == item


def test_all_that_was_shown_is_remembered() -> None:
    """So that "more" does not repeat it."""
    assert shown(SIX, ITEM, THANKS, STEPS).seen == {"overview", "potential", "steps"}
    assert shown_before([THANKS]) is None


def test_a_question_that_was_left_open_comes_between() -> None:
    """ "More" is then not about what was shown before it; thanks change nothing."""
    assert [shown(*history).is_last for history in ((SIX, THANKS), (SIX, OPEN), (SIX, OPEN, ITEM))] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("after", [(CHOICE,), (CHOICE, COMPLAINT), (CHOICE, YES), (COMPLAINT, CHOICE, YES)])
def test_a_choice_of_which_nothing_was_taken_is_skipped(after: tuple[PastExchange, ...]) -> None:
    """What was shown before it is still what "summarise" and "the next one" speak of."""
    found = shown(SIX, ITEM, *after)
    assert (found.turn, found.is_last, found.item(read_wish("et la suivante ?"))) == (ITEM, True, "une aide")
