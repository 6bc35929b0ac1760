"""The wish for a person: in any polite words it reaches the handoff, and what resembles it stays a question."""

from __future__ import annotations

import pytest

from bot.answering.person_wish import asks_for_a_person, asks_only_for_a_person

WISHES = [
    "je voudrais parler à quelqu'un",
    "Je souhaite être rappelé",
    "je souhaite être rappelée demain matin svp",
    "passez-moi un responsable",
    "Bonjour, pouvez-vous me passer un collègue s'il vous plaît ?",
    "Bonsoir Madame, Monsieur, j'aimerais parler à une personne. Merci d'avance.",
    "Est-ce que je peux parler à un humain ?",
    "Bonjour, je m'appelle Awa. Pouvez-vous me rappeler au 77 123 45 67 ? Merci d'avance",
    "Bonjour, ici Moussa de l'association Espoir et je voudrais parler à un responsable",
    "rappelez moi vite svp",
    "Appelez-moi au +226 70 12 34 56",
    "JE VEUX PARLER A QUELQU UN DE L'UNICEF",
    "mettez-moi en contact avec un conseiller",
    "J'ai besoin d'aide d'une personne",
    "une personne svp",
    "Un agent, s'il vous plaît",
    "Y a-t-il quelqu'un ?",
    "Quelqu'un peut m'aider ?",
    "Comment parler à quelqu'un ?",
    "Je préfère parler à un vrai humain, pas à un robot.",
    "Je souhaite discuter avec votre supérieur, merci.",
    "Salut, on peut échanger avec un collègue au téléphone ?",
    "Est-ce qu'un collègue peut me rappeler ce soir ? C'est pour le modèle de budget.",
    "Vous êtes un robot ? Transférez-moi.",
    "Je ne comprends pas vos réponses, je veux un conseiller.",
    "dites à Madame Sow de me rappeler lundi",
    "I need help from a person",
    "can someone call me back?",
    "Can I talk to someone please",
    "Hello, my name is Grace and I would like to speak to a colleague. Thank you very much.",
    "please call me back on 0712 345 678",
    "Kindly put me through to a manager",
    "i want to talk to a human",
    "Human please!",
    "Is anybody there?",
    "Could I get a call back this afternoon, please?",
    "Could someone help me?",
    "Good morning dear team, I wish to speak with the person in charge. Best regards",
    "Is there a real person I could speak to about our workplan?",
    "How can I speak to a person?",
    "I'd like to be called back tomorrow before noon",
    "You keep giving me the same answer, let me speak with a colleague of yours.",
    "Please connect me with someone in your office",
    "I prefer to talk to a person, my English is not so good.",
    "agent",
]
QUESTIONS = [
    "Comment contacter la personne responsable ?",
    "une personne handicapée",
    "Qui est la personne à contacter pour l'évaluation ?",
    "Avec qui dois-je parler pour l'avenant ?",
    "À quel numéro puis-je joindre la section partenariats ?",
    "Faut-il parler à un responsable avant la résiliation ?",
    "Peut-on interviewer une personne pendant l'évaluation finale ?",
    "Un agent peut-il signer l'accord à la place du directeur ?",
    "Quel responsable signe l'accord ?",
    "J'ai voulu parler à quelqu'un du bureau mais personne n'a répondu.",
    "Nous cherchons un conseiller pour notre projet de nutrition",
    "Les enfants peuvent-ils parler à quelqu'un en cas d'abus ?",
    "Doit-on désigner une personne pour le suivi ?",
    "Je voudrais parler à quelqu'un. Quelles sont les étapes de la résiliation ?",
    "Quelqu'un peut m'aider ? Je cherche la date de l'évaluation finale",
    "Une personne de l'équipe doit-elle assister à la réunion ?",
    "Est-ce qu'un collègue peut signer ?",
    "Combien de personnes faut-il dans le comité ?",
    "Que faire si le responsable ne répond pas ?",
    "Quand rappeler le partenaire ?",
    "Le point focal peut-il être bénévole ?",
    "Qui appelle le comité de suivi ?",
    "Doit-on contacter les bénéficiaires après la clôture ?",
    "Le rappel des engagements est-il obligatoire ?",
    "Should we talk to someone before ending the partnership?",
    "Who is the focal point for the coastal region?",
    "Must a person from UNICEF attend the evaluation?",
    "Can a person be rehired after the project?",
    "How do we contact the evaluators?",
    "How do I reach the partnerships section?",
    "Whom should I call for the final report?",
    "Can children talk to someone about abuse?",
    "a person with a disability",
    "We need a person for the evaluation team",
    "Is a manager required to sign the agreement?",
    "Do partners have to contact an adviser first?",
    "Can someone from another organisation sign?",
    "What does the person in charge have to do?",
    "Call me Awa",
    "I called your office yesterday and someone answered kindly.",
    "Let me know what the steps are",
    "Is there a person in charge of safeguarding in each partner?",
    "I want to talk to someone. What are the grounds for early termination?",
    "Our agent wants a copy of the agreement",
    "The call for proposals: who can apply?",
    "Merci beaucoup",
]


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_for_a_person_is_understood_in_any_polite_words(text: str) -> None:
    """With a greeting, a name, a reason, thanks or a number around it."""
    assert asks_for_a_person(text)


@pytest.mark.parametrize("text", QUESTIONS)
def test_what_resembles_a_wish_stays_a_question(text: str) -> None:
    """Also where a wish comes with a question, which is answered."""
    assert not asks_for_a_person(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("je voudrais parler à quelqu'un", True),
        ("Bonjour, can someone call me back at 0712 345 678?", True),
        ("Je voudrais parler à quelqu'un, mon oncle me frappe", False),
        ("I need to talk to someone about my uncle", False),
        ("C'est un viol. Passez-moi un responsable", False),
        ("Merci", False),
    ],
)
def test_a_mere_wish_has_nothing_else_in_it(text: str, expected: bool) -> None:
    """So that only such a message goes unchecked for danger."""
    assert asks_only_for_a_person(text) == expected
