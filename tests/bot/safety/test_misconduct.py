"""Corrective measures are for a lack of progress, and never the answer where a deed is to be reported."""

from __future__ import annotations

import pytest

from bot.answering.advisor import Advisor
from bot.answering.inquiry import Inquiry, PastExchange
from bot.conversation.answer_reply import compose
from bot.safety.misconduct import is_about_progress
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
