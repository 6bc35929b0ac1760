"""The words for people that a name stands beside: what they are, whose relatives, of which office."""

PERSON = (
    r"(?:garcons?|filles?|fillettes?|enfants?|bebe|femme|homme|eleve|jeune|survivante?|victime|dame|monsieur|p?e?tite?"
    r"|orpheline?|patiente?|boy|girl|child|kid|baby|man|woman|youth|student|pupil|survivor|victim|lady|teacher|lad"
    r"|orphan|person)"
)
KIN = (
    r"(?:pere|mere|frere|soeur|tante|oncle|tuteur|tutrice|fils|fille|mari|femme|epouse|epoux|maman|cousine?|neveu"
    r"|niece|grand-mere|grand-pere|father|mother|brother|sister|son|daughter|husband|wife|uncle|aunt|guardian|mum"
    r"|cousin|nephew|grandmother|grandfather)"
)
OFFICE = (
    r"(?:direct(?:eur|rice|or)|coordinat(?:eur|rice|or)|coordonnat(?:eur|rice)|presidente?|secretaire|secretary"
    r"|tresoriere?|treasurer|maire|mayor|ministre|minister|prefet|gouverneur|governor|juge|judge|infirmiere?|nurse"
    r"|enseignante?|teacher|inspect(?:eur|rice|or)|chief|comptable|accountant|animat(?:eur|rice)|consultante?|manager"
    r"|officer|commissaire|commissioner|deputee?|senat(?:eur|rice|or)|midwife|cheffe?|agente?|instituteur|institutrice"
    r"|collegue|colleague|homologue|counterpart|voisine?|neighbou?r|gerante?|stagiaire|intern|worker|volontaire"
    r"|volunteer|plaignante?|complainant|sage-femme"
    r"|formateur|formatrice|facilitat(?:eur|rice|or)|assistante?)"
)
INSTITUTION = (
    r"(?:fondation|foundation|lycee|hopital|hospital|centre|center|college|ecole|school|institut|institute|rue|avenue"
    r"|boulevard|place|aeroport|airport|stade|prix|prize|rapport|report|loi|law|plan|pacte|pact|saint|sainte|st|fonds"
    r"|fund|protocole|protocol|maison|house|clinique|clinic|universite|university|association|ong|groupe|group"
    r"|memorial|trust|bibliotheque|library|palais|paroisse|parish|orphelinat|orphanage|convention|charte|charter"
    r"|accord|initiative|programme|projet|project|bourse)"
)
