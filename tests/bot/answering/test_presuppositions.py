"""What a question takes for granted and no text says is told before the nearest passage: other bodies, or a "not"."""

from __future__ import annotations

import pytest

from bot.answering.advisor import Advisor
from bot.answering.answer import Finding
from bot.answering.inquiry import Inquiry
from bot.conversation.answer_reply import plain_text
from index.library import Library


@pytest.fixture(scope="module")
def advisor(library: Library) -> Advisor:
    """Return an advisor over the shipped corpus."""
    return Advisor(library)


def _finding(advisor: Advisor, question: str) -> Finding:
    return advisor.advise(Inquiry(question)).findings[0]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Depuis quand Oxfam a-t-elle un statut consultatif auprès de l’ECOSOC ?", "Oxfam"),
        ("depuis quand oxfam a un statut consultatif à l'ecosoc", "oxfam"),
        ("Since when has the World Bank had consultative status with ECOSOC?", "World Bank"),
        ("Are WFP offices encouraged to evaluate a long-term partnership?", "WFP"),
        ("What are the benefits of a partnership with the Tamarind Trust?", "Tamarind Trust"),
        ("Quels engagements prend une banque partenaire de l’UNICEF ?", "banque"),
        ("What is a hospital’s first step towards the Child Friendly City title?", "hospital"),
    ],
)
def test_another_body_than_the_one_in_the_text_is_named(advisor: Advisor, question: str, named: str) -> None:
    """However it is written."""
    found = _finding(advisor, question)
    assert (found.outcome, found.unconfirmed) == ("closest", (named,))


@pytest.mark.parametrize(
    "question",
    [
        "When did Jean-Marie Dru stop being president of UNICEF France?",
        "Quand Jean-Marie Dru a-t-il cessé de présider UNICEF France ?",
        "Who presided UNICEF France in 2018?",
        "Qui présidait l’UNICEF France en 2019 ?",
    ],
)
def test_a_span_of_years_tells_of_each_and_of_its_end(advisor: Advisor, question: str) -> None:
    """It is neither the reverse, nor left open."""
    found = _finding(advisor, question)
    assert (found.outcome, found.is_reversed) == ("answered", False)
    assert not found.unsaid or "20" not in question


@pytest.mark.parametrize(
    "question",
    [
        "Since when has DEI had consultative status with ECOSOC?",
        "Depuis quand Défense des Enfants International a-t-elle un statut auprès de l’ECOSOC ?",
        "À Kaya, quels motifs permettent de mettre fin à l’accord avant terme ?",
        "Mon collègue Issa demande quels motifs permettent de mettre fin à l’accord avant terme.",
        "Notre banque demande à qui communiquer les conclusions de l’évaluation.",
        "QUELS MOTIFS PERMETTENT DE METTRE FIN À L’ACCORD AVANT TERME ?",
        "Que Dieu vous garde. Quels motifs permettent de mettre fin à l’accord avant terme ?",
        "I am a bit lost. Which grounds justify early termination?",
        "Hi there, What grounds justify early termination? Thanks so much!",
        "What do we get out of being linked up with other Child Friendly Cities?",
        "Que gagnent les Villes amies des enfants à être en réseau ?",
        "What has to be agreed when a partnership, ours is called Green Playgrounds, makes little progress?",
        "Quels motifs permettent de mettre fin à notre projet « Graines de Soleil » avant terme ?",
    ],
)
def test_another_name_of_the_body_a_place_and_who_asks_change_nothing(advisor: Advisor, question: str) -> None:
    """They are plainly answered."""
    found = _finding(advisor, question)
    assert (found.outcome, found.unconfirmed, found.is_reversed) == ("answered", (), False)


@pytest.mark.parametrize(
    "question",
    [
        "Quels motifs ne permettent pas de mettre fin à l’accord avant terme ?",
        "Which grounds do not justify early termination?",
        "À qui ne faut-il pas communiquer les conclusions de l’évaluation ?",
        "Who must never be told the findings of the evaluation?",
        "What may DCI not do at ECOSOC meetings?",
        "How do partnerships reduce the effectiveness of aid?",
        "Which methods against female genital cutting did UNICEF stop supporting?",
        "When did DCI lose its consultative status with ECOSOC?",
        "Why do global organisations refuse to join forces in cities?",
        "Quels sont les inconvénients d’un partenariat avec l’UNICEF ?",
        "sur quoi DEI et l’UNICEF s’opposent",
        "Que faire si le projet commun avance plus vite que prévu ?",
        "Combien de villes associent la société civile à la planification ?",
        "Who is kept out of the evaluation?",
        "Quels sont les risques d’un partenariat avec l’UNICEF ?",
        "How can we keep people from carrying on the work?",
        "Comment cacher les conclusions de l’évaluation aux partenaires ?",
    ],
)
def test_what_is_asked_the_other_way_round_is_told(advisor: Advisor, question: str) -> None:
    """The passage says what is, not what isn't."""
    found = _finding(advisor, question)
    assert (found.outcome, found.is_reversed) == ("closest", True)


@pytest.mark.parametrize(
    "question",
    [
        "Que faut-il convenir quand le projet n’avance pas ?",
        "What must be agreed when the project makes no progress?",
        "Combien de villes n’associent pas la société civile à la planification ?",
        "What percentage of cities don't involve civil society in their planning?",
        "Faut-il dire clairement qui est responsable des mesures correctives, et ne pas le laisser dans le flou ?",
        "Shouldn't the findings of the evaluation be shared?",
        "Ne faut-il pas faire participer les partenaires à l’évaluation finale ?",
        "Which cities leave civil society out of their planning?",
        "What might make us pull out before the end date?",
    ],
)
def test_a_negation_that_the_text_has_or_that_denies_nothing_changes_nothing(advisor: Advisor, question: str) -> None:
    """A condition, what the text itself denies, a question that expects a yes."""
    assert not _finding(advisor, question).is_reversed


def test_the_answer_says_so_in_both_languages(advisor: Advisor) -> None:
    """Before it quotes."""
    french, english = (
        plain_text(advisor.advise(Inquiry(question)))
        for question in (
            "Quels motifs ne permettent pas de mettre fin à l’accord avant terme ?",
            "Which grounds do not justify early termination?",
        )
    )
    assert french.startswith("Attention : vous demandez l’inverse de ce que dit ce passage.")
    assert english.startswith("Careful: you ask for the reverse of what this passage says.")
    named = plain_text(advisor.advise(Inquiry("Depuis quand Oxfam a-t-elle un statut auprès de l’ECOSOC ?")))
    assert named.startswith("Attention : ce passage ne dit rien de « Oxfam ».")


@pytest.mark.parametrize(
    ("question", "unsaid"),
    [
        ("De quel pourcentage le budget peut-il être modifié avec les mesures correctives ?", "ni plafond"),
        ("How many months after the end must the office formally evaluate the partnership?", "deadline"),
        ("Which governments lifted their general reservations?", "which governments"),
        ("Combien de villes font partie du réseau Ville amie des enfants ?", "combien de villes"),
        ("In which cities are the projects for disadvantaged children run?", "in which cities"),
        ("Où se réunit Child Rights Connect ?", "où il se réunit"),
        ("Where does INCO meet?", "where it meets"),
        ("How many people work at the IPJJ?", "how many people"),
    ],
)
def test_what_the_page_leaves_open_is_told_first(advisor: Advisor, question: str, unsaid: str) -> None:
    """Before the card that comes near, which is no answer."""
    answer = advisor.advise(Inquiry(question))
    first, *_ = plain_text(answer).split("\n\n")
    assert (answer.findings[0].outcome, unsaid in first) == ("closest", True)


@pytest.mark.parametrize("question", ["En quelle année le réseau mondial a-t-il été cofondé ?", "When was it renamed?"])
def test_a_card_without_the_kind_of_fact_that_is_asked_for_is_no_answer(advisor: Advisor, question: str) -> None:
    """Also where its page's silence is not told of it."""
    assert _finding(advisor, question).outcome in ("closest", "clarify", "not_covered")


@pytest.mark.parametrize(
    "question", ["How many members does Child Rights Connect have?", "Combien d’organismes compte l’IPJJ ?"]
)
def test_a_number_that_the_card_states_is_answered(advisor: Advisor, question: str) -> None:
    """Though its page leaves open which they are."""
    assert _finding(advisor, question).outcome == "answered"
