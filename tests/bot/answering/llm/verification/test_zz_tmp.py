from tests.bot.answering.llm.verification.test_checker import *
def test_x(library):
    checker = Checker(Spoken(library)); n=0
    near=Checker(IndexEvidence(library))
    for l in CLAIMS:
        f=fault_of(checker,l,library)
        if bool(f)!=bool(l["fault"]): n+=1; print(l["lang"],l["card"],l.get("half"),"|",l["fault"],"->",f,"|",l["text"])
    true = [line for line in CLAIMS if line["half"] == "report" and not line["fault"]][::3]
    for l in true:
        f=fault_of(near,l,library)
        if f: print("NEAR",l["card"],f,l["text"])
    print(len(CLAIMS),sum(not l["fault"] for l in CLAIMS),n)
