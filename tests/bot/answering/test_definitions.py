"""Who asks for the meaning of a word is told from who asks for something else; the word is found in the glossary."""

from __future__ import annotations

import pytest

from bot.answering import definitions
from bot.answering.definitions import defined_term, terms_named
from corpus.card import BUNDLED_CORPUS
from corpus.glossary import read_glossary
from index.text.folding import fold
from tests.support.growth import MOST, growth

GLOSSARY = read_glossary(BUNDLED_CORPUS / "glossary.yaml")

FRENCH = [
    ("C'est quoi l'IPJJ ?", "IPJJ"),
    ("c koi OSC", "OSC"),
    ("c'est quoi une OSC ?", "OSC"),
    ("Qu'est-ce que la VAE ?", "VAE"),
    ("Qu'est-ce qu'un document de programme ?", "document de programme"),
    ("qu'est-ce que c'est que HACT ?", "HACT"),
    ("Que signifie PSEA ?", "PSEA"),
    ("Que veut dire le sigle PCA ?", "PCA"),
    ("que veut dire SSFA svp", "SSFA"),
    ("OSC ça veut dire quoi", "OSC"),
    ("UNPP ça veut dire quoi ?", "UNPP"),
    ("PCA c'est quoi ?", "PCA"),
    ("le HACT, c'est quoi exactement ?", "HACT"),
    ("VAE veut dire quoi", "VAE"),
    ("FACE signifie quoi ?", "FACE"),
    ("le sigle DEI", "DEI"),
    ("sigle ECOSOC ?", "ECOSOC"),
    ("l'abréviation ODD", "ODD"),
    ("définition de point focal", "point focal"),
    ("Définition du préavis ?", "préavis"),
    ("donne-moi la définition de la redevabilité", "redevabilité"),
    ("définis plaidoyer", "plaidoyer"),
    ("Peux-tu définir renforcement des capacités ?", "renforcement des capacités"),
    ("IPJJ = ?", "IPJJ"),
    ("I.P.J.J. = ?", "IPJJ"),
    ("V.A.E. ?", "VAE"),
    ("Bonjour, que signifie I.P.J.J. ?", "IPJJ"),
    ("c'est quoi la V.A.E. svp", "VAE"),
    ("UNICEF signification", "UNICEF"),
    ("PEAS : définition", "PEAS"),
    ("je ne comprends pas le mot redevabilité", "redevabilité"),
    ("Je ne comprends pas ce que veut dire « partie prenante ».", "partie prenante"),
    ("explique-moi le terme mesures correctives", "mesures correctives"),
    ("Qu'entendez-vous par parties prenantes ?", "parties prenantes"),
    ("qu'entend-on par « durabilité » ?", "durabilité"),
    ("Sais-tu ce que CDE veut dire ?", "CDE"),
    ("dis-moi ce que signifie CIDE", "CIDE"),
    ("à quoi correspond le MoU ?", "MoU"),
    ("ipjj sa veut dire koi", "ipjj"),
    ("keske c'est l'ECPAT", "ECPAT"),
    ("INCO kesako ?", "INCO"),
    ("quelle est la signification de CFEI ?", "CFEI"),
    ('le sens de "secteur privé"', "secteur privé"),
    ("ONG, qu'est-ce que c'est ?", "ONG"),
    ("c'est quoi un avenant ?", "avenant"),
    ("Et DSA, c'est quoi ?", "DSA"),
    ("c'est quoi les OSC", "OSC"),
    ("what is OSC", "OSC"),
    ("SDG?", "SDG"),
]

ENGLISH = [
    ("What is the IPJJ?", "IPJJ"),
    ("what's a CSO?", "CSO"),
    ("whats HACT", "HACT"),
    ("What are CSOs?", "CSOs"),
    ("what is an implementing partner?", "implementing partner"),
    ("What does PSEA mean?", "PSEA"),
    ("what does SSFA stand for?", "SSFA"),
    ("What do the letters PCA mean?", "PCA"),
    ("what does the acronym UNPP stand for?", "UNPP"),
    ("PCA stands for what?", "PCA"),
    ("CFEI means what", "CFEI"),
    ("HACT meaning", "HACT"),
    ("meaning of FACE", "FACE"),
    ("full form of ECOSOC", "ECOSOC"),
    ("full meaning of DCI please", "DCI"),
    ("definition of focal point", "focal point"),
    ("What is the definition of advocacy?", "advocacy"),
    ("define sustainability", "sustainability"),
    ("the acronym MoU", "MoU"),
    ("acronym INCO?", "INCO"),
    ("I.P.J.J. = ?", "IPJJ"),
    ("C.S.O.?", "CSO"),
    ("What is I.P.J.J.?", "IPJJ"),
    ("what is the V.A.E.", "VAE"),
    ("What do you mean by stakeholders?", "stakeholders"),
    ('what is meant by "exit strategy"?', "exit strategy"),
    ("explain the term capacity development", "capacity development"),
    ("I don't understand the word accountability", "accountability"),
    ("Do you know what AAP means?", "AAP"),
    ("tell me what ToR stands for", "ToR"),
    ("Hello, what is UNESCO please?", "UNESCO"),
    ("what is DSA in your texts?", "DSA"),
    ("DSA?", "DSA"),
    ("ToR?", "ToR"),
    ("MoU = ?", "MoU"),
    ("what is psea", "psea"),
    ("what is the ipjj", "ipjj"),
    ("ECPAT, what is that?", "ECPAT"),
    ("c'est quoi CSO", "CSO"),
    ("What is the Council of Europe?", "Council of Europe"),
    ("What is a small-scale funding agreement?", "small-scale funding agreement"),
    ("what is gender-based violence", "gender-based violence"),
]

OTHERS = [
    "C'est quoi ça ?",
    "Qui décide ?",
    "Quel est le préavis ?",
    "Quelle est la durée d'un accord ?",
    "Quels sont les motifs de résiliation ?",
    "Comment évaluer ?",
    "Pourquoi devenir Ville amie des enfants ?",
    "c'est quoi",
    "Merci",
    "OK",
    "Que faire si le partenaire ne signe pas ?",
    "L'évaluation est-elle obligatoire ?",
    "Explique la résiliation anticipée",
    "Qui est membre de l'IPJJ ?",
    "DEI a un statut à l'OIT ?",
    "une OSC peut-elle résilier ?",
    "Que veut l'UNICEF ?",
    "Quel sens donner à tout ça ?",
    "What is this?",
    "What is the notice period?",
    "what is the deadline for the report?",
    "What are the six benefits?",
    "What are the grounds for early termination?",
    "Who decides?",
    "Who hosts the IPJJ?",
    "how do we evaluate?",
    "what should we do?",
    "What does UNICEF want?",
    "What does the IPJJ do?",
    "what if the partner refuses?",
    "what happens next?",
    "Explain early termination",
    "Is an evaluation required?",
    "what is it",
    "What is your name?",
    "Thanks",
    "STOP",
    "What is FRA for?",
    "What is INCO and who leads it?",
    "C'est quoi l'IPJJ, combien de membres ?",
    "What reasons justify ending?",
    "WhatsApp?!",
    "what's in it for us as a tiny cbo",
    "Qu'est-ce que l'IPJJ et que fait-il ?",
]


@pytest.mark.parametrize(("text", "term"), FRENCH)
def test_the_word_that_is_asked_for_in_french_is_returned(text: str, term: str) -> None:
    """Without article, dots and polite words; it is one of the glossary."""
    assert defined_term(text, "fr") == term
    assert terms_named(GLOSSARY, term)


@pytest.mark.parametrize(("text", "term"), ENGLISH)
def test_the_word_that_is_asked_for_in_english_is_returned(text: str, term: str) -> None:
    """In whatever of the two languages it is."""
    assert defined_term(text, "en") == term
    assert terms_named(GLOSSARY, term)


@pytest.mark.parametrize("text", OTHERS)
def test_other_questions_ask_for_no_word(text: str) -> None:
    """In neither language."""
    assert (defined_term(text, "fr"), defined_term(text, "en")) == ("", "")


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("CSOs", ["civil society organization"]),
        ("organisations de la société civile", ["civil society organization"]),
        ("local authorities", ["local authority"]),
        ("points focaux", ["focal point"]),
        ("partie prenante", ["stakeholders"]),
        ("a stakeholder", []),
        ("I.P.J.J.", ["Interagency Panel on Juvenile Justice"]),
        ("v.a.e.", ["Child Friendly City"]),
        ("CRC", ["Convention on the Rights of the Child", "Child Rights Connect"]),
        ("PE", ["implementing partner", "child protection"]),
        ("l’évaluation finale", ["final evaluation"]),
        ("météo", []),
        ("", []),
    ],
)
def test_terms_are_found_by_each_of_their_names(name: str, terms: list[str]) -> None:
    """One or several of a thing, with or without dots; all senses of an abbreviation."""
    assert [term.name["en"] for term in terms_named(GLOSSARY, name)] == terms


@pytest.mark.parametrize("unit", ["c'est quoi ", "what is the ", "le sigle ", "I.P."])
def test_time_grows_with_the_length(unit: str) -> None:
    """Whatever a message repeats."""
    assert growth(lambda text: defined_term(text, "fr"), unit) < MOST


def test_a_name_of_the_glossary_is_folded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Later questions have their own words folded alone."""
    terms_named(GLOSSARY, "OSC")
    folded: list[str] = []

    def noted(text: str) -> str:
        folded.append(text)
        return fold(text)

    monkeypatch.setattr(definitions, "fold", noted)
    assert terms_named(GLOSSARY, "points focaux")
    assert set(folded) == {"points focaux"}
