"""Talk around a question is never searched for or named, and personal data in a question neither."""

from __future__ import annotations

import pytest

from bot.answering.advisor import Advisor
from bot.answering.inquiry import Inquiry
from bot.answering.surroundings import is_only_talk, personal_data_in, without_pieces
from bot.conversation.answer_reply import plain_text
from index.library import Library

TALK = [
    "Vous pouvez me joindre au 70 00 00 00 ?",
    "Pouvez-vous me répondre par WhatsApp ?",
    "Pourriez-vous me répondre avant vendredi ? Merci.",
    "Est-ce possible de me répondre vite ?",
    "Ai-je été clair ?",
    "Bonne journée ! Et comment va la famille ?",
    "Réponse urgente svp ?",
    "Puis-je compter sur vous ?",
    "Vous avez bien reçu mon message ?",
    "PS : mon téléphone est cassé, écrivez-moi ici ?",
    "Can you call me on +254 700 000 000?",
    "Could you reply on WhatsApp, 0700 000 000?",
    "Is it possible to answer quickly?",
    "Sorry for my English, ok?",
    "Do you see what I mean?",
    "Am I clear?",
    "May I ask a question?",
    "God bless you, amen?",
    "Can you deal with this one please?",
    "Pouvez-vous vous en occuper ?",
]
QUESTIONS = [
    "Qui signe ?",
    "Que dois-je écrire ?",
    "Combien de temps ?",
    "Comment vous contacter ?",
    "Quand répondre à l’agence ?",
    "Comment rester en contact avec les partenaires ?",
    "et le budget",
    "Beaucoup de temps ?",
    "Who do I call at the city?",
    "What do I write?",
    "How much time do I have?",
    "Who answers for the funds?",
    "what do you do?",
]


@pytest.mark.parametrize("part", TALK)
def test_what_is_only_around_a_question_is_talk(part: str) -> None:
    """Courtesies, how to answer whom and by when, in the form of a question too."""
    assert is_only_talk(part)


@pytest.mark.parametrize("part", QUESTIONS)
def test_what_asks_for_something_is_no_talk(part: str) -> None:
    """However short, and though it speaks to the bot."""
    assert not is_only_talk(part)


def test_names_in_the_texts_are_not_taken_out() -> None:
    """Nor is a condition, by which nobody is known."""
    text = "Mme Awa Zongo, séropositive, participe-t-elle à l’évaluation avec M. Brandt ?"
    assert personal_data_in(text, lambda stem, _: stem == "brandt") == ["Awa Zongo"]


def test_of_a_message_of_personal_data_all_stays() -> None:
    """Nothing would be left to ask."""
    assert without_pieces("Awa Zongo, 70 12 34 56", ["Awa Zongo", "70 12 34 56"]) == "Awa Zongo, 70 12 34 56"


@pytest.mark.parametrize(
    ("question", "talk"),
    [
        ("Quels sont les motifs d’une fin anticipée ?", "Vous pouvez me joindre au 70 00 00 00 ?"),
        ("Combien coûte la cotisation annuelle ?", "C’est Moussa Diallo qui demande, vous vous souvenez de moi ?"),
        ("What are the grounds for early termination?", "Could you reply on WhatsApp, 0700 000 000?"),
        ("How much is the yearly fee?", "My mail is jane@example.org, did you get it?"),
    ],
)
def test_talk_beside_a_question_changes_nothing(library: Library, question: str, talk: str) -> None:
    """The same outcome and passages, and no part is named as unanswered."""
    advisor = Advisor(library)
    alone, beside = (advisor.advise(Inquiry(text)) for text in (question, f"{question} {talk}"))
    assert (beside.outcome, beside.passages, len(beside.findings)) == (alone.outcome, alone.passages, 1)


@pytest.mark.parametrize(
    ("text", "reproved"),
    [
        ("Mme Awa Zongo (70 12 34 56) est séropositive, peut-elle participer à l’évaluation finale ?", True),
        ("My colleague John Mwangi has HIV. Who takes part in the final evaluation?", True),
        ("Bonjour, ici Awa Zongo, 70 12 34 56. Qui participe à l’évaluation finale ?", False),
        ("Who takes part in the final evaluation? Regards, Jane Doe, +254 700 000 000", False),
        ("Qui est Jean-Marie Dru ?", False),
    ],
)
def test_who_tells_of_others_is_asked_to_leave_it_out(library: Library, text: str, reproved: bool) -> None:
    """In one sentence under the answer, which repeats nothing of it; not for one's own name or number."""
    answer = Advisor(library).advise(Inquiry(text))
    shown = plain_text(answer)
    asked = any(said in shown for said in ("n’écrivez ici ni le nom", "please leave out anybody's name"))
    assert (asked, any(datum in shown for datum in ("Zongo", "Mwangi", "70 12", "700 000"))) == (reproved, False)
    assert answer.outcome not in ("smalltalk", "out_of_scope", "safeguarding")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("J’ai de la fièvre et mal à la gorge, quel médicament prendre ?", "médecin"),
        ("malaria treatment dosage adult", "doctor"),
        ("Comment divorcer à l’amiable ?", "avocat"),
        ("My landlord will not return my deposit", "lawyer"),
        ("Comment obtenir un visa pour le Canada ?", ""),
        ("Who won the football match last night?", ""),
    ],
)
def test_medicine_and_law_are_refused_with_who_is_right_to_ask(library: Library, text: str, named: str) -> None:
    """No other foreign subject is."""
    answer = Advisor(library).advise(Inquiry(text))
    shown = plain_text(answer)
    found = [one for one in ("médecin", "doctor", "avocat", "lawyer") if one in shown]
    assert (answer.outcome, found) == ("out_of_scope", [named] if named else [])


@pytest.mark.parametrize("text", ["human please", "une vraie personne svp", "rappelez-moi", "connect me to a human"])
def test_a_wish_for_a_person_is_understood_outside_the_chat_too(library: Library, text: str) -> None:
    """As the chat understands it, and without any check for danger."""
    assert [finding.intent for finding in Advisor(library).advise(Inquiry(text)).findings] == ["person"]
