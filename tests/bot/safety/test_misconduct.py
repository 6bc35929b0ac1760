"""Corrective measures are for a lack of progress, and never the answer where a deed is to be reported."""

from __future__ import annotations

import pytest

from bot.answering.advisor import Advisor
from bot.answering.inquiry import Inquiry, PastExchange
from bot.conversation.answer_reply import compose
from bot.safety.misconduct import is_about_progress, names_misconduct
from index.library import Library

SAID = (
    "Un de nos agents a détourné des fonds, quelles mesures correctives ?",
    "Fraude dans le projet : un plan de redressement suffit-il ?",
    "Que prévoit la page en cas d’abus sexuels commis par un partenaire ?",
    "harcèlement sexuel au sein de l’OSC, quelles mesures ?",
    "Le partenaire a surfacturé, quel calendrier pour corriger ?",
    "Qui est responsable des mesures en cas de détournement ?",
    "des pots-de-vin ont été versés, on fait un plan correctif et on continue ?",
    "Faut-il modifier le budget après un vol d’argent ?",
    "cas d’EAS chez un partenaire, on documente des mesures correctives ?",
    "A partner misused funds, which corrective measures?",
    "Is a corrective plan enough after fraud?",
    "Suspected corruption at the CSO, what should we agree on?",
    "Does sexual exploitation by staff call for documented corrective measures?",
    "kickbacks in procurement, do we change the budget?",
    "embezzlement: what must be documented?",
    "money laundering by the partner, what are the steps?",
    "Bribes were paid, should we set a timeline?",
    "Do corrective measures apply to an SEA case?",
)


@pytest.mark.parametrize("said", SAID)
def test_no_corrective_measures_answer_a_question_about_a_deed(library: Library, said: str) -> None:
    """Neither in the answer nor as further reading, even if it is cleared of danger."""
    answer = Advisor(library).advise(Inquiry(said, declared_safe=True))
    shown = [*answer.passages, *(passage for finding in answer.findings for passage in finding.related)]
    assert [passage.id for passage in shown if is_about_progress(passage.text)] == []
    assert "calendrier" not in compose(answer).plain
    assert "timeline for" not in compose(answer).plain


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("Que se passe-t-il en cas de fraude ?", "Et des mesures correctives suffisent ?"),
        ("What happens in a case of fraud?", "And are corrective measures enough?"),
    ],
)
def test_the_turn_before_counts(library: Library, before: str, said: str) -> None:
    """A follow-up that leans on fraud is a question about fraud."""
    answer = Advisor(library).advise(Inquiry(said, [PastExchange(before)]))
    assert [passage.id for passage in answer.passages if is_about_progress(passage.text)] == []


def test_little_progress_still_gets_its_answer(library: Library) -> None:
    """The rule takes nothing from those whose programme is late."""
    answer = Advisor(library).advise(Inquiry("Faut-il un calendrier pour les mesures correctives ?"))
    assert "termination-timeline" in [passage.id for passage in answer.passages]


THEFT = (
    "our accountant takes money from the project",
    "no, the director stole the fuel money",
    "I was told our driver takes money, what now",
    "the driver steals fuel",
    "The cashier has stolen part of the funds",
    "money was stolen by the director",
    "they take money from the project",
    "he uses the project money for himself",
    "the storekeeper sells the kits",
    "fake receipts were handed in",
    "they forged signatures",
    "he puts the money into his pocket",
    "le comptable prend l’argent du projet",
    "non, le directeur a volé l’argent du carburant",
    "le chauffeur vole le carburant",
    "notre comptable prend de l’argent du projet",
    "on nous a volé de l’argent",
    "l’argent du projet a été volé",
    "le trésorier se sert dans la caisse",
    "il utilise l’argent du projet pour lui",
    "le magasinier revend les kits",
    "ils mettent l’argent du projet dans leur poche",
    "de faux reçus",
    "le chef a volé des fonds",
)
LAWFUL = (
    "the laptop was stolen",
    "thieves stole the motorbike and the funds are late",
    "we take money from the reserve for the training",
    "the accountant takes money out of the bank every Friday",
    "the accountant takes the money to the bank",
    "the director’s laptop was stolen",
    "can we move money from one budget line to another",
    "the office takes the budget to the board",
    "the driver takes the staff to the field",
    "le directeur vole vers Niamey",
    "le directeur a volé vers Niamey",
    "le matériel a été volé",
    "le comptable prend l’argent à la banque",
    "le bureau prend en charge le budget",
    "le responsable garde les reçus",
    "le chauffeur prend du carburant",
    "The accountant keeps the receipts",
    "Non, le directeur garde le budget à jour",
    "the manager keeps the budget up to date",
    "the money has not come yet",
    "the accountant took the budget training",
    "la secrétaire garde le budget pour les partenaires",
    "the director used the funds for the training",
    "our staff takes the fund rules seriously",
)


@pytest.mark.parametrize("said", THEFT)
def test_money_that_is_taken_is_misconduct(said: str) -> None:
    """By whoever it is; of goods, what one's own people take."""
    assert names_misconduct(said)


@pytest.mark.parametrize("said", LAWFUL)
def test_money_that_is_handled_and_a_burglary_are_none(said: str) -> None:
    """Whoever takes the money to the bank steals nothing."""
    assert not names_misconduct(said)
