"""Who sets two things against each other is told from who asks something else; each side gets a passage of its own."""

from __future__ import annotations

import pytest

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer
from bot.answering.comparisons import comparison_in
from bot.answering.inquiry import Inquiry
from bot.conversation.answer_reply import plain_text
from index.library import Library

COMPARED = [
    ("Quelle différence entre l’UNESCO et l’UNICEF ?", ("UNESCO", "UNICEF")),
    ("c koi la diff entre le diagnostic et le plan d’action", ("diagnostic", "plan d’action")),
    ("ECPAT vs ACPF", ("ECPAT", "ACPF")),
    ("résiliation anticipée versus fin normale", ("résiliation anticipée", "fin normale")),
    ("compare-moi l’évaluation et le suivi svp", ("évaluation", "suivi")),
    ("En quoi l’évaluation diffère du diagnostic ?", ("évaluation", "diagnostic")),
    ("ville amie ou école amie : c’est pareil ?", ("ville amie", "école amie")),
    ("une convention ou un accord simple ?", ("convention", "accord simple")),
    ("laquelle dure plus longtemps, la résiliation ou la fin normale ?", ("résiliation", "fin normale")),
    ("What is the difference between the ILO and UNESCO?", ("ILO", "UNESCO")),
    ("early termination or normal end: what is the difference?", ("early termination", "normal end")),
    ("How does ECPAT differ from ACPF?", ("ECPAT", "ACPF")),
    ("Is a diagnosis the same as an action plan?", ("diagnosis", "action plan")),
    ("compare Child Rights Connect and IPJJ", ("Child Rights Connect", "IPJJ")),
    ("IPJJ or INCO, which one is bigger?", ("IPJJ", "INCO")),
    ("FRA and ECOSOC: differences?", ("FRA", "ECOSOC")),
]

NOT_COMPARED = [
    "Qui signe l’accord, l’agence ou l’association ?",
    "Que faire si rien n’avance ?",
    "Faut-il prévenir la mairie ou pas ?",
    "Does the agency or the partner pay?",
    "What happens at the end?",
    "When do we evaluate, before or after the end?",
    "oui ou non ?",
]


@pytest.mark.parametrize(("question", "sides"), COMPARED)
def test_both_sides_are_found_as_they_are_named(question: str, sides: tuple[str, str]) -> None:
    """Without articles, in the order of the question."""
    found = comparison_in(question)
    assert found is not None and found.sides == sides


@pytest.mark.parametrize("question", NOT_COMPARED)
def test_an_or_between_persons_and_clauses_compares_nothing(question: str) -> None:
    """Who signs or pays is asked for, not what the two are."""
    assert comparison_in(question) is None


def _answer(library: Library, question: str) -> Answer:
    return Advisor(library).advise(Inquiry(question))


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        (
            "early termination or normal end: what is the difference?",
            ["termination-overview", "ending-technical-dissolution"],
        ),
        ("Quelle est la différence entre le diagnostic et le plan d’action ?", ["vae-diagnostic", "vae-action-plan"]),
        ("IPJJ or INCO, which one is bigger?", ["dci-ipjj-what-it-is", "dci-inco"]),
    ],
)
def test_each_side_is_answered_by_a_passage_with_its_source(
    library: Library, question: str, passages: list[str]
) -> None:
    """In the order of the question, each under the name of its side."""
    found = _answer(library, question)
    assert (found.outcome, [passage.id for passage in found.passages]) == ("answered", passages)
    sides = comparison_in(question)
    assert sides is not None and all(side in plain_text(found) for side in sides.sides)


def test_a_side_that_no_text_has_is_said_to_be_missing(library: Library) -> None:
    """The other side is answered all the same."""
    found = _answer(library, "résiliation anticipée vs contrat de bail")
    assert [finding.outcome for finding in found.findings] == ["answered", "not_covered"]
    assert found.outcome == "partial"
