from bot.answering.advisor import Advisor
from bot.answering.inquiry import Inquiry, PastExchange
from bot.answering.llm.verification.alignment import IndexEvidence
from bot.answering.llm.verification.checker import Checker
from bot.answering.llm.claims import StatedClaim
from bot.answering.facts import asked_kinds
def show(a):
    return [(f.question if hasattr(f,"question") else "", f.outcome, f.intent, round(f.score,3), [p.id for p in f.passages],[p.id for p in f.choices],[p.id for p in f.unsaid], f.gap and f.gap.id) for f in a.findings]
def test_x(library):
    adv=Advisor(library)
    for q in ["Combien de villes font partie du réseau Ville amie des enfants ?","How many towns are in the VAE network?","Quels sont les volets du réseau Ville amie des enfants et combien de villes font partie du réseau ?","Combien de villes sont membres du réseau Ville amie des enfants ?","Combien de villes compte le réseau VAE ?","Le réseau Ville amie des enfants regroupe combien de villes ?",
      "Que fait le réseau Ville amie des enfants et combien de villes en font partie ?","Quels sont les volets de la plateforme des villes et combien de villes sont dans le réseau Ville amie des enfants ?"]:
        print(q, show(adv.advise(Inquiry(q))))
    for b,q in [("Que faire sans progrès vers les objectifs ?","Et qui s’en occupe ?"),("Que faire sans progrès vers les objectifs ?","Et par écrit ?"),("Que faire sans progrès vers les objectifs ?","Qui en est responsable ?"),("Que faire sans progrès vers les objectifs ?","Et dans quel délai ?"),("Pourquoi un partenariat peut-il s’arrêter avant la fin ?","Et qui décide ?"),("Que faire sans progrès vers les objectifs ?","Et qui fait quoi ?"),("Qu’est-ce que l’IPJJ ?","Et qui l’héberge ?")]:
        print(b,q,show(adv.advise(Inquiry(q,[PastExchange(b)]))))
    for w,l in [("wat are the 4 grouds","en"),("wat are the 4 grouds for terminaton","en"),("wat are the 4 grouds to end it early","en"),("wat are the four grouds of early terminaton","en"),("wat grouds for ending a partnrship early","en")]:
        print(w, library.reader.read(w,l).text, [h.passage.id for h in library.searcher().search(library.reader.read(w,l))][:4])
    p=library.searcher().passage("termination-grounds","en")
    c=Checker(IndexEvidence(library))
    for t in ["Ending a partnership before its term may sometimes not prove necessary.","Ending a partnership before its term may not prove necessary.","It may sometimes prove unnecessary to end a partnership before its term.","Ending a partnership before its term never proves necessary.","The page does not give four grounds."]:
        print(t,c.fault(StatedClaim(text=t,passages=["p1"]),{"p1":p},"en"))
    for t in ["Y a-t-il un fee ?","Is there a fee?","Y a-t-il un government ?"]: print(t,asked_kinds(t))
