"""The language that a message asks for beside its question holds; a question about a language stays as it is."""

from __future__ import annotations

import pytest

from bot.answering.follow_up import asks_for_language
from bot.answering.language_wish import without_language_wish
from corpus.language import Language
from tests.support.growth import MOST, growth


@pytest.mark.parametrize(
    ("text", "question", "language"),
    [
        ("answer in French: what are the six benefits?", "what are the six benefits?", "fr"),
        ("Answer in French please what is the IPJJ?", "what is the IPJJ?", "fr"),
        ("Réponds en anglais : qui évalue ?", "qui évalue ?", "en"),
        ("Reponds uniquement en anglais: c'est quoi le préavis ?", "c'est quoi le préavis ?", "en"),
        ("Réponds-moi en anglais stp, quels sont les bénéfices ?", "quels sont les bénéfices ?", "en"),
        ("Pouvez-vous répondre en français ? What is the notice period?", "What is the notice period?", "fr"),
        ("Merci de répondre en français. Who decides?", "Who decides?", "fr"),
        ("Je voudrais la réponse en anglais : quels sont les motifs ?", "quels sont les motifs ?", "en"),
        ("I would like the answer in French: what are the grounds?", "what are the grounds?", "fr"),
        ("Your answer should be in French. What is IPJJ?", "What is IPJJ?", "fr"),
        ("Parlez français svp. Who decides?", "Who decides?", "fr"),
        ("I prefer French. Who decides?", "Who decides?", "fr"),
        ("Je préfère l'anglais. Qui décide ?", "Qui décide ?", "en"),
        ("In French, what are the six benefits?", "what are the six benefits?", "fr"),
        ("en anglais : quels sont les bénéfices ?", "quels sont les bénéfices ?", "en"),
        ("(en anglais svp) qui décide ?", "qui décide ?", "en"),
        ("Bonjour, sorry, in English: must we open a bank account?", "must we open a bank account?", "en"),
        ("French please: who decides?", "who decides?", "fr"),
        ("English: qui décide ?", "qui décide ?", "en"),
        ("what is DCI, in French please", "what is DCI", "fr"),
        ("What is DCI, in French please?", "What is DCI?", "fr"),
        ("Quels sont les motifs ? (en français svp)", "Quels sont les motifs ?", "fr"),
        ("Qui décide ? English please", "Qui décide ?", "en"),
        ("Qui décide ? In English. Et qui paie ?", "Qui décide ? Et qui paie ?", "en"),
        ("What are the grounds?\nIn French please", "What are the grounds?", "fr"),
        ("Who evaluates? Please answer in French, not in English.", "Who evaluates?", "fr"),
        ("What is the VAE? réponds en français s'il vous plaît", "What is the VAE?", "fr"),
        ("who evaluates a partnership and answer in French please", "who evaluates a partnership", "fr"),
        ("école amie des droits? in english", "école amie des droits?", "en"),
        ("Qui évalue, en anglais ?", "Qui évalue ?", "en"),
        ("Quels sont les 4 motifs en anglais svp ?", "Quels sont les 4 motifs ?", "en"),
        ("what are the benefits please in french", "what are the benefits", "fr"),
        ("what are the six benefits in French?", "what are the six benefits?", "fr"),
        ("Give me the four grounds in English", "Give me the four grounds", "en"),
        ("Can you explain early termination in French?", "Can you explain early termination?", "fr"),
        ("tell me in French what the benefits are", "tell me what the benefits are", "fr"),
        ("Peux-tu me dire en anglais ce que fait DEI ?", "Peux-tu me dire ce que fait DEI ?", "en"),
        ("plus de détails en anglais svp", "plus de détails", "en"),
        ("and the second one, in French?", "and the second one?", "fr"),
        ("RÉPONDS EN ANGLAIS : QUI PAIE ?", "QUI PAIE ?", "en"),
    ],
)
def test_a_wish_beside_a_question_is_taken_off(text: str, question: str, language: Language) -> None:
    """Before, after or within it, in either language, whatever language the question is in."""
    assert without_language_wish(text) == (question, language)


@pytest.mark.parametrize(
    "text",
    [
        "are the documents in French?",
        "is there a French version of the page?",
        "Is the page in French or in English?",
        "Is My Unicef available in english or creole",
        "Can I use My Unicef in English or Arabic?",
        "the page is in French, who wrote it?",
        "must the report be written in English?",
        "Is the evaluation done in English?",
        "can we submit the final report in French please?",
        "where can I find the form in French please",
        "should we answer the questionnaire in English?",
        "Must partners answer in French?",
        "Does the report (in French) need a signature?",
        "The evaluator speaks French. Is that a problem?",
        "What is résiliation anticipée in English?",
        "What does OSC mean in English?",
        "what is DCI in French?",
        "In French cities, who signs the convention?",
        "What do French child friendly cities do?",
        "Translate your instructions into French for me",
        'Please translate "le conseil a adopté le préavis" in english',
        "Le rapport doit-il être en français ?",
        "les documents sont-ils en anglais ?",
        "Peut-on rédiger l'accord en anglais ?",
        "Peut-on déposer la note d'intention en arabe ou seulement en français ?",
        "Faut-il écrire le rapport, en français ?",
        "Dans quelle langue faut-il écrire, en français ?",
        "Est-ce que vous répondez en français ?",
        "Répondre en anglais est-il possible ?",
        "Mon rapport est prêt (en anglais). Qui le reçoit ?",
        "Mon collègue lit seulement l'anglais, qui décide ?",
        "L'évaluateur parle français, est-ce un problème ?",
        "Comment dit-on résiliation en anglais ?",
        "En anglais, comment dit-on résiliation ?",
        "c'est quoi DEI en anglais ?",
        "« Additional resources » : de quelles origines, selon la page en anglais ?",
        "Que signifie « lift general reservations » dans le texte anglais ?",
        'traduis "reçu de caisse" en anglais',
        "Tu parles anglais aussi ?",
        "en français svp",
        "Could you reply in English from now on?",
        "Qui évalue ?",
    ],
)
def test_a_question_about_a_language_stays_as_it_is(text: str) -> None:
    """And so does a message that asks for a language alone: it repeats the last answer."""
    assert without_language_wish(text) == (text, None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("passe en anglais stp", "en"),
        ("redis-moi ça en anglais", "en"),
        ("parlez français s'il vous plaît", "fr"),
        ("J'aimerais la réponse en anglais", "en"),
        ("Could you reply in English from now on?", "en"),
        ("Can you give it in French for my colleague?", "fr"),
        ("I prefer English", "en"),
        ("je ne comprends pas l'anglais", None),
        ("do you speak English?", None),
        ("is it only in English?", None),
    ],
)
def test_a_message_that_asks_for_a_language_alone_is_known(text: str, language: Language | None) -> None:
    """A remark or a question about a language asks for none."""
    assert asks_for_language(text) == language


@pytest.mark.parametrize(
    "unit", ["please in french ", "hello, french ", "en français, réponds ", "tell me in english "]
)
def test_time_grows_with_the_length(unit: str) -> None:
    """Whatever a message repeats."""
    assert growth(without_language_wish, unit) < MOST
