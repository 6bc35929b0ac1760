"""Detect the language of a text: French or English.

The grammar words decide, because the writer chose them: a question asked in English about
« la résiliation anticipée » wants an English answer. Where there are none, the spelling does (lingua's
n-grams, restricted to both languages); where that says nothing either, the default is returned.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from corpus.language import LANGUAGES, Language
from corpus.word_list import word_lists
from index.text.folding import unaccented
from index.text.word_leanings import leaning

if TYPE_CHECKING:
    from lingua import LanguageDetector

_OF_AN_ENDING = 4  # log-odds
_SURE_LEANING = 3  # log-odds under which words of both languages give the default
SAMPLE = 40_000  # characters of a document that are read: start, middle and end

_LISTS = word_lists("language_detection")
_GRAMMAR_WORDS: dict[Language, frozenset[str]] = {
    language: frozenset(_LISTS["grammar_words"].of(language) + _LISTS["sms_words"].of(language))
    for language in LANGUAGES
}
_SHARED = frozenset(_LISTS["shared"].of())
_OTHER_WORDS = frozenset(_LISTS["other_languages"].of())
_ASKING = {
    language: re.compile(rf"\b{_LISTS['asking'].alternation(language)}(?!\w)", re.IGNORECASE) for language in LANGUAGES
}
_ENDING = {language: re.compile(rf"{_LISTS['ending'].alternation(language)}$") for language in LANGUAGES}
# What is quoted, and the French programme's name (however it is spelt), says nothing of the language around it.
_QUOTED = re.compile(r"(?<!\w)['\"«“‘][^'\"«»“”‘’]{3,80}['\"»”’](?!\w)")
_PROGRAMME = re.compile(rf"\b{_LISTS['programme_name'].alternation()}", re.IGNORECASE)
_NOISE = re.compile(r"https?://\S+|www\.\S+|\S{1,64}@\S+|(?:^|\s)/\w+|`[^`]*`|@\w+|\d+")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*", re.UNICODE)
_ELISION = re.compile(r"\b(?:[ldjnmtsc]|qu|lorsqu|jusqu|puisqu)['’](?=[^\W\d_]{2})", re.IGNORECASE)
_CONTRACTION = re.compile(r"[a-z](?:n['’]t|['’](?:s|re|ve|ll|d|m))(?![^\W_])", re.IGNORECASE)
_ACCENTED = re.compile(r"[éèêëàâùûîïôçœ]", re.IGNORECASE)
_FEW_LETTERS, _FEW_WORDS = 4, 4  # below which a text says too little of its language
_OUR_SHARE = 0.3  # of grammar words of French or English, above which a text is in one of them
_NEIGHBOUR_LETTERS = re.compile("[¿¡ñãõß]", re.IGNORECASE)  # letters and marks of Spanish, Portuguese and German
OTHER_SCRIPT = "other_script"
OTHER_LANGUAGES = ("spanish", "portuguese", "german", "italian", "dutch", "swahili", "somali", "turkish")
_FOREIGN_CONFIDENCE = 0.95  # confidence of lingua's small models that a text is in another language
_DOCUMENT_WORDS = 10  # of a document, below which only its script can tell that it is foreign
_DOCUMENT_SAMPLE = 1_000  # words of a document that lingua judges
_QUESTION_WEIGHT = 2.5
_ACCENT_WEIGHT = 0.5


def detect(text: str, default: Language = "fr") -> Language:
    """Name the language `text` is written in, or `default` where it gives no evidence.

    >>> detect("what is la résiliation anticipée"), detect("c koi the overhead")
    ('en', 'fr')
    >>> detect("FACE?", default="en"), detect("FACE?"), detect("pause"), detect("pause", default="en")
    ('en', 'fr', 'fr', 'en')
    """
    cleaned = _NOISE.sub(" ", text)
    cleaned = _PROGRAMME.sub(" ", _QUOTED.sub(" ", cleaned)) if _QUOTED.sub("", cleaned).strip(" ?.!") else cleaned
    french, english = _evidence(cleaned)
    if french != english:
        return "fr" if french > english else "en"
    return _spelling(cleaned) or default


def is_foreign(text: str) -> bool:
    """Tell whether `text` is surely in neither language: another script, or words and spelling of another language.

    Languages that no model knows, and short messages, are known by their commonest words.

    >>> is_foreign("¿Cuáles son los motivos para terminar un acuerdo?"), is_foreign("ما هي أسباب الإنهاء المبكر؟")
    (True, True)
    >>> is_foreign("Bonjou, kijan nou ka fini patenarya a?"), is_foreign("Mbote"), is_foreign("como ?")
    (True, True, True)
    >>> is_foreign("cmt on fait pr arreter lakord"), is_foreign("DEI statut ECOSOC"), is_foreign("👍")
    (False, False, False)
    """
    letters = [character for character in text if character.isalpha()]
    latin = sum(unicodedata.name(character, "").startswith("LATIN") for character in letters)
    if len(letters) >= _FEW_LETTERS and latin < len(letters) / 2:
        return True
    words = [word for word in _WORD.findall(_NOISE.sub(" ", text)) if len(word) > 1 and not word.isupper()]
    if len(words) >= _FEW_WORDS and _NEIGHBOUR_LETTERS.search(text):
        return True
    ours = sum(word.lower() in known for word in words for known in _GRAMMAR_WORDS.values())
    others = sum(unaccented(word) in _OTHER_WORDS for word in words)
    if others and others > ours and (others > 1 or len(words) <= _FEW_WORDS):
        return True
    if len(words) < _FEW_WORDS or ours > _OUR_SHARE * len(words):
        return False
    best = _neighbours().compute_language_confidence_values(" ".join(words))[0]
    return best.value >= _FOREIGN_CONFIDENCE and best.language.name not in ("FRENCH", "ENGLISH")


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


def foreign_language(markdown: str) -> str:
    """Return the one of `OTHER_LANGUAGES` that a document is surely in; "" if it is in none.

    `OTHER_SCRIPT` stands for text that is not in Latin letters.

    >>> foreign_language("ما هي أسباب الإنهاء المبكر للاتفاق مع المنظمة؟")
    'other_script'
    >>> informe = "El socio presenta un informe cada trimestre a la oficina del país, "
    >>> foreign_language(informe + "que lo revisa y lo aprueba.")
    'spanish'
    >>> foreign_language("Le partenaire remet un rapport à Muñoz."), foreign_language("Budget 2024")
    ('', '')
    """
    letters = [character for character in markdown[:SAMPLE] if character.isalpha()]
    latin = sum(unicodedata.name(character, "").startswith("LATIN") for character in letters)
    if len(letters) >= _FEW_LETTERS and latin < len(letters) / 2:
        return OTHER_SCRIPT
    words = _WORD.findall(_NOISE.sub(" ", markdown[:SAMPLE]).lower())
    ours = sum(any(word in known for known in _GRAMMAR_WORDS.values()) for word in words)
    if len(words) < _DOCUMENT_WORDS or ours > _OUR_SHARE * len(words):
        return ""
    best = _neighbours().compute_language_confidence_values(" ".join(words[:_DOCUMENT_SAMPLE]))[0]
    ours_too = best.value < _FOREIGN_CONFIDENCE or best.language.name in ("FRENCH", "ENGLISH")
    return "" if ours_too else str(best.language.name).lower()


def _evidence(text: str) -> tuple[float, float]:
    """Weigh the grammar words of both languages, questions and French marks included."""
    words = [word.lower() for word in _WORD.findall(text)]
    french, english = (sum(word in _GRAMMAR_WORDS[language] for word in words) for language in LANGUAGES)
    marks = len(_ELISION.findall(text)) + _ACCENT_WEIGHT * any(_ACCENTED.search(word) for word in words)
    return (
        french + marks + _QUESTION_WEIGHT * len(_ASKING["fr"].findall(text)),
        english + len(_CONTRACTION.findall(text)) + _QUESTION_WEIGHT * len(_ASKING["en"].findall(text)),
    )


def _spelling(text: str) -> Language | None:
    """Judge by word endings and by how often words are written; acronyms, the same in both languages, left out."""
    words = [word for word in _WORD.findall(text) if len(word) > 2 and not word.isupper()]
    if all(word.lower() in _SHARED for word in words):
        return None
    french, english = (sum(bool(_ENDING[language].search(word.lower())) for word in words) for language in LANGUAGES)
    leans = _OF_AN_ENDING * (french - english) + leaning(word.lower() for word in words)
    return None if abs(leans) < _SURE_LEANING else "fr" if leans > 0 else "en"


@cache
def _neighbours() -> LanguageDetector:
    """Load lingua's small models of languages that people may write in instead, once: about 0.2 s and 20 MB."""
    from lingua import Language as Lingua
    from lingua import LanguageDetectorBuilder

    languages = [getattr(Lingua, name.upper()) for name in ("french", "english", *OTHER_LANGUAGES)]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
