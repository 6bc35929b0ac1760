"""The language a person writes in is recognised, whatever the spelling and the mixture."""

from __future__ import annotations

import pytest

from corpus.language import Language
from index.text.language_detection import detect, detect_document

FRENCH = """C'est quoi une résiliation anticipée ?
c koi la FACE
kelle est la durée du programme
kelle sont les etapes
cmt on fait le rapport
pk mon budget est refusé
pkoi il faut un audit
keske le PCA
esk on peut changer le budget
slt
bjr
bonjour
merci
oui
Qui signe l'accord ?
Combien de temps dure l'évaluation ?
quel montant maximum
quand envoyer le rapport
ou trouver le formulaire
On peut modifier le budget en cours de route ?
Comment remplir le formulaire FACE
pourquoi UNICEF demande un audit
QUELLE EST LA PROCEDURE DE RESILIATION
les couts indirects
resiliation anticipee
évaluation finale
partenaire de mise en oeuvre
frais généraux
société civile
Et après ?
Je veux arreter le partenariat
c'est possible de prolonger ?
il manque une signature
nous n'avons pas reçu l'argent
ça prend combien de temps
dis moi tout sur les OSC
jai pa compris
fo faire koi apres la fin du projet
qui contacter à l'UNICEF ?
a quoi sert le PCA
points focaux
le truc pour les depenses
donne moi un exemple svp
rapport trimestriel
qd est ce que je dois envoyer la FACE
y a t il un modele de budget""".splitlines()

ENGLISH = """What is early termination?
whats the FACE form
wat is a PCA
how do i fill the FACE
how long does the review take
who signs the agreement
Can we change the budget?
is an audit mandatory
hello
hi
thanks
thank you
yes please
overhead costs
early termination
implementing partner
final evaluation of the partnership
civil society organisations
WHAT IS THE PROCEDURE
when do we report
where is the template
why was my budget rejected
tell me about CSOs
I didn't get it
we have not received the money
it's not clear
how much can we spend on staff
who should I contact at UNICEF
Does UNICEF fund salaries?
reporting focal points
quarterly reporting deadlines
give me an example
and then?
what happens after the project ends
pls explain the due diligence
u need a bank account?
is there a budget template
how 2 apply
can a partner end it
do we need to return unspent funds
my organisation is new
Should I comment on the draft?
which documents are needed
what about this one
sustainability of results
list the steps for closing a partnership""".splitlines()

MIXED: list[tuple[str, Language]] = [
    ("what is la résiliation anticipée", "en"),
    ("c'est quoi the overhead", "fr"),
    ("c koi implementing partner", "fr"),
    ("comment remplir the FACE form", "fr"),
    ("how do I fill la fiche FACE", "en"),
    ("what does « société civile » mean", "en"),
    ("ça veut dire quoi early termination", "fr"),
    ("quelle est la différence entre grant et cash transfer", "fr"),
    ("is the évaluation finale mandatory?", "en"),
    ("le reporting deadline c'est quand", "fr"),
    ("explain la durabilité des résultats please", "en"),
    ("explique moi le due diligence", "fr"),
    ("who signs l'accord de partenariat", "en"),
    ("qui signe the partnership agreement", "fr"),
    ("est-ce que the budget peut changer", "fr"),
    ("can we modify le budget du programme", "en"),
    ("pk le cash transfer est en retard", "fr"),
    ("why is le rapport trimestriel late", "en"),
    ("kelle deadline pour le final report", "fr"),
    ("where do I find le modèle de budget", "en"),
    ("on peut skip the audit ?", "fr"),
    ("je cherche the programme document template", "fr"),
    ("I need le formulaire FACE", "en"),
    ("what is the meaning of OSC in « partenariat avec une OSC »", "en"),
]


def test_both_lists_are_long_enough_to_mean_something() -> None:
    """Forty lines of each language and twenty mixed are the least that shows anything."""
    assert min(len(FRENCH), len(ENGLISH)) >= 40 and len(MIXED) >= 20


@pytest.mark.parametrize("line", FRENCH)
def test_french_is_french(line: str) -> None:
    """French is recognised with and without accents, even when English is expected."""
    assert detect(line, default="en") == "fr"


@pytest.mark.parametrize("line", ENGLISH)
def test_english_is_english(line: str) -> None:
    """English is recognised, even when French is expected."""
    assert detect(line, default="fr") == "en"


@pytest.mark.parametrize(("line", "expected"), MIXED)
def test_grammar_words_decide_a_mixture(line: str, expected: Language) -> None:
    """The grammar words win over the borrowed nouns, whatever the default."""
    assert (detect(line, "fr"), detect(line, "en")) == (expected, expected)


@pytest.mark.parametrize(
    "line", ["FACE?", "🙂", "", "   ", "PCA", "UNICEF", "12 500", "https://example.org/le-la", "/start"]
)
@pytest.mark.parametrize("default", ["fr", "en"])
def test_no_evidence_leaves_the_default(line: str, default: Language) -> None:
    """Acronyms, numbers, links, commands and emoji say nothing about the language."""
    assert detect(line, default) == default


@pytest.mark.parametrize("default", ["fr", "en"])
def test_a_document_is_in_the_language_of_its_body(default: Language) -> None:
    """A French page head over an English body makes an English document."""
    english = "The partnership is reviewed each year by both parties, who agree on what to change. " * 200
    assert detect_document("# Partenariats avec la société civile\n\n" + english, default) == "en"
    assert detect_document("# Home\n\n" + "Le partenariat est revu chaque année par les deux parties. " * 2000) == "fr"
