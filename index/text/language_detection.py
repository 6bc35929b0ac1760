"""Which language a text is in: French or English.

The grammar words decide, because they are what the writer chose: a question asked in English about
« la résiliation anticipée » wants an English answer. Where there are none, the spelling does (lingua's
n-grams, restricted to both languages); where that says nothing either, the default stands.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from index.passage import Language

if TYPE_CHECKING:
    from lingua import LanguageDetector

SURE = 0.7  # lingua's confidence under which shared words ("budget", "audit") leave the default standing
SAMPLE = 40_000  # characters of a document that are read: start, middle and end

# Words that both languages use ("a", "on", "me", "plus", "son", "no", "or", "but") are in neither list.
_FRENCH = frozenset(
    """accord afin ai ainsi alors après au aucun aucune aussi autre autres aux avait avant avec avez avoir
    avons besoin bien bonjour bonne bonsoir ce ceci cela celle celles celui ces cet cette ceux chaque
    chez combien comme comment contre coucou dans de depuis des devez devons dois doit doivent donc dont
    du dès déjà elle elles en encore entre est et eux faire fait faut ici il ils jamais je la laquelle
    le lequel les lesquels leur leurs lors lorsque lui là mais merci moi mon même ne ni non nos notre
    nous ont oui où par parce pas pendant peut peuvent peux plusieurs pour pourquoi pouvez puisque qu
    quand que quel quelle quelles quelque quels qui quoi rien salut sans selon sera serait seront ses
    sommes sont sous stp suis sur svp ta tes toi toujours tous tout toute toutes trop très tu un une
    vers veut veux voici voilà vos votre voulons vous ça étaient était été êtes être""".split()
)
_FRENCH_SMS = frozenset(
    """apres bcp bjr bsr ca cest cetait chui cmt coman comen cé deja dla doi ds dsl dun dune dé esk eske
    eskon ete etre fau fo fodra jai jms jsp jsuis kan kand ke kel kelk kelle kelles kels kesk keske
    keskon kestion ki kil kler koi kon kwa lequelle lè lé meme mrc ns peu pk pkoi pourkoi pouvé pq pr qd
    qqch qqn sil slt stp stplé svp sé tres tt tte ttes ya yaka""".split()
)
_ENGLISH = frozenset(
    """about after against all also and another any are aren at be because been before being between both
    by can cannot could dear did didn do does doesn during each either every few for from get give had
    has have having he hello her here hey hi him how i in into is isn it its just less let many may
    might more much must my need neither not of only other our please shall she should shouldn show some
    such tell than thank thanks that the their them then there these they this those through to too
    until very want was wasn we were what when where which while who whom whose why will with within
    without won would wouldn yes you your""".split()
)
_ENGLISH_SMS = frozenset(
    """abt bcoz coz cuz dunno gonna hows hw lemme pls plz r thx u ur wanna wat wen whats wht wots""".split()
)
# What opens a question states the language of the answer more than the noun phrases in it do.
_ASKING_FRENCH = re.compile(
    r"""\b(?: c['’ ]?(?:est)?\ *(?:quoi|koi|kwa) | (?:est|es)[- ]?ce[- ]?(?:que|qu)
    | qu['’ ]?(?:est|es)[- ]?ce | qu['’] | keske? | esk[eo]?n?
    | y[- ]?a[- ]t[- ]il | (?<!\w\ )(?:comment|qui) | cmt | coman | comen
    | quoi | koi | po?u?rquoi | po?u?rkoi | pkoi | pk | combien | quand | kand? | quell?e?s? | kell?e?s?
    | lequel | laquelle | où
    | on\ (?:peut|doit|fait|va) | il\ faut | fo | je\ (?:peux|veux|dois|suis|voudrais|cherche)
    | (?:peux|dois)[- ]tu | pouvez[- ]vous | (?:puis|dois)[- ]je | (?:doit|peut)[- ]on | veut\ dire
    | [àa]\ quoi | de\ quoi | (?:dis|dites)[- ]moi | parlez?[- ][mn]o[iu]s? | expliquez? | donnez?
    | merci | bonjour | svp | stp )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKING_ENGLISH = re.compile(
    r"""\b(?: what(?:['’]?s)? | wat | wht | which | who | whom | whose | when | where | why | hows? | hw
    | (?:is|are|was|were|do|does|did|can|could|will|would|should|shall|must|may|have|has)
      \ (?:i|you|we|they|he|she|it|the|there|this|that|an?|my|our|your|their|unicef)
    | (?:does|do|is|are)\ \w+\ (?:mean|need|have|work|apply) | (?:tell|give|show)\ (?:me|us)
    | explain\ (?:to|the|what|how|me) | i\ (?:need|want|am|have|would|can|don) | i['’]m
    | please | thanks | thank\ you | hello )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
# What is quoted, and the French programme's name (however it is spelt), says nothing of the language around it.
_QUOTED = re.compile(r"(?<!\w)['\"«“‘][^'\"«»“”‘’]{3,80}['\"»”’](?!\w)")
_NAMES = re.compile(r"\bvil+es? +ami+e?s? +de?s? +enfan\w*", re.IGNORECASE)
_NOISE = re.compile(r"https?://\S+|www\.\S+|\S{1,64}@\S+|(?:^|\s)/\w+|`[^`]*`|@\w+|\d+")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*", re.UNICODE)
_ELISION = re.compile(r"\b(?:[ldjnmtsc]|qu|lorsqu|jusqu|puisqu)['’](?=[^\W\d_]{2})", re.IGNORECASE)
_CONTRACTION = re.compile(r"[a-z](?:n['’]t|['’](?:s|re|ve|ll|d|m))(?![^\W_])", re.IGNORECASE)
_ACCENTED = re.compile(r"[éèêëàâùûîïôçœ]", re.IGNORECASE)
_FRENCH_ENDING = re.compile(
    r"(?:ité|ités|ées?|ee|ees|és|eurs?|euses?|aux|aires?|i[eè]res?|iels?|ielles?|oires?|ique|iques|isme)$"
)
_ENGLISH_ENDING = re.compile(r"(?:ty|ties|ing|ings|ship|ships|ness|ly|ght|ghts|ful|less|ed|ies|izations?|ically|ary)$")
_FEW_LETTERS, _FEW_WORDS = 4, 4  # below which a text says too little of its language
_OUR_SHARE = 0.3  # of grammar words of French or English, above which a text is in one of them
_NEIGHBOURLY = re.compile("[¿¡ñãõß]", re.IGNORECASE)  # letters and marks of Spanish, Portuguese and German
_SURELY = 0.95  # confidence of lingua's small models that a text is in another language
_QUESTION_WEIGHT = 2.5
_ACCENT_WEIGHT = 0.5


def detect(text: str, default: Language = "fr") -> Language:
    """Name the language `text` is written in, or `default` where it gives no evidence.

    >>> detect("what is la résiliation anticipée"), detect("c koi the overhead")
    ('en', 'fr')
    >>> detect("FACE?", default="en"), detect("FACE?")
    ('en', 'fr')
    """
    cleaned = _NOISE.sub(" ", text)
    cleaned = _NAMES.sub(" ", _QUOTED.sub(" ", cleaned)) if _QUOTED.sub("", cleaned).strip(" ?.!") else cleaned
    french, english = _evidence(cleaned)
    if french != english:
        return "fr" if french > english else "en"
    return _spelling(cleaned) or default


def is_foreign(text: str) -> bool:
    """Tell whether `text` is surely in neither language: another script, or words and spelling of another language.

    >>> is_foreign("¿Cuáles son los motivos para terminar un acuerdo?"), is_foreign("ما هي أسباب الإنهاء المبكر؟")
    (True, True)
    >>> is_foreign("cmt on fait pr arreter lakord"), is_foreign("DEI statut ECOSOC"), is_foreign("👍")
    (False, False, False)
    """
    letters = [character for character in text if character.isalpha()]
    latin = sum(unicodedata.name(character, "").startswith("LATIN") for character in letters)
    if len(letters) >= _FEW_LETTERS and latin < len(letters) / 2:
        return True
    words = [word for word in _WORD.findall(_NOISE.sub(" ", text)) if len(word) > 1 and not word.isupper()]
    if len(words) >= _FEW_WORDS and _NEIGHBOURLY.search(text):
        return True
    ours = sum(word.lower() in known for word in words for known in (_FRENCH, _FRENCH_SMS, _ENGLISH, _ENGLISH_SMS))
    if len(words) < _FEW_WORDS or ours > _OUR_SHARE * len(words):
        return False
    best = _neighbours().compute_language_confidence_values(" ".join(words))[0]
    return best.value >= _SURELY and best.language.name not in ("FRENCH", "ENGLISH")


def detect_document(markdown: str, default: Language = "fr") -> Language:
    """Name the language most of a document is in, by its grammar words alone where it has any.

    >>> detect_document("# Partenariats\\n\\nThe benefits of the partnership are listed in the annex.")
    'en'
    """
    sample = markdown
    if len(markdown) > SAMPLE:
        third, middle = SAMPLE // 3, len(markdown) // 2
        sample = "\n".join((markdown[:third], markdown[middle : middle + third], markdown[-third:]))
    return detect(sample, default)


def _evidence(text: str) -> tuple[float, float]:
    """Weigh the grammar words of both languages, questions and French marks included."""
    words = [word.lower() for word in _WORD.findall(text)]
    french = sum(word in _FRENCH or word in _FRENCH_SMS for word in words)
    english = sum(word in _ENGLISH or word in _ENGLISH_SMS for word in words)
    marks = len(_ELISION.findall(text)) + _ACCENT_WEIGHT * any(_ACCENTED.search(word) for word in words)
    return (
        french + marks + _QUESTION_WEIGHT * len(_ASKING_FRENCH.findall(text)),
        english + len(_CONTRACTION.findall(text)) + _QUESTION_WEIGHT * len(_ASKING_ENGLISH.findall(text)),
    )


def _spelling(text: str) -> Language | None:
    """Judge by word endings, then by letter sequences; acronyms, the same in both languages, left out."""
    words = [word for word in _WORD.findall(text) if len(word) > 2 and not word.isupper()]
    if not words:
        return None
    french = sum(bool(_FRENCH_ENDING.search(word.lower())) for word in words)
    english = sum(bool(_ENGLISH_ENDING.search(word.lower())) for word in words)
    if french != english:
        return "fr" if french > english else "en"
    from lingua import Language as Lingua

    best = _detector().compute_language_confidence_values(" ".join(words))[0]
    if best.value < SURE:
        return None
    return "fr" if best.language == Lingua.FRENCH else "en"


@cache
def _neighbours() -> LanguageDetector:
    """Load lingua's small models of languages that people may write in instead, once: about 0.2 s and 20 MB."""
    from lingua import Language as Lingua
    from lingua import LanguageDetectorBuilder

    names = "FRENCH ENGLISH SPANISH PORTUGUESE GERMAN ITALIAN DUTCH SWAHILI SOMALI TURKISH"
    languages = [getattr(Lingua, name) for name in names.split()]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()


@cache
def _detector() -> LanguageDetector:
    """Load lingua's models for both languages, once: about 0.4 s and 100 MB."""
    from lingua import Language as Lingua
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(Lingua.FRENCH, Lingua.ENGLISH).build()
