"""Look a word up in the glossary."""

from __future__ import annotations

from bot.chat.replies import Paragraph, Reply
from bot.chat.wording import say
from corpus.glossary import Glossary, Term
from corpus.language import LANGUAGES, Language, other
from index.folding import fold

_MOST = 4  # terms shown for one word


def explain(glossary: Glossary, wanted: str, language: Language) -> Reply:
    """Return the entries for `wanted` (a term, an abbreviation or another word for one), or how to ask."""
    if not wanted.strip():
        return Reply(
            language, (Paragraph(say(language, "glossary.title"), "title"), Paragraph(say(language, "glossary.usage")))
        )
    found = find(glossary, wanted)[:_MOST]
    if not found:
        return Reply(
            language, (Paragraph(say(language, "glossary.missing")), Paragraph(say(language, "glossary.usage")))
        )
    return Reply(language, tuple(paragraph for term in found for paragraph in _entry(term, language)))


def find(glossary: Glossary, wanted: str) -> list[Term]:
    """Return the terms that `wanted` names, exact matches before those that merely contain it."""
    key = fold(wanted).strip()
    exact = [term for term in glossary.terms if key in {fold(name) for name in _names(term)}]
    partly = [
        term for term in glossary.terms if len(key) > 2 and any(key in fold(term.name[lang]) for lang in LANGUAGES)
    ]
    return exact + [term for term in partly if term not in exact]


def _names(term: Term) -> list[str]:
    return [name for lang in LANGUAGES for name in (term.name[lang], *term.abbreviations[lang], *term.variants[lang])]


def _entry(term: Term, language: Language) -> list[Paragraph]:
    lines = [term.note[language], say(language, "glossary.english", term=term.name[other(language)])]
    if short := sorted({*term.abbreviations["fr"], *term.abbreviations["en"]}):
        lines.append(say(language, "glossary.abbreviations", list=", ".join(short)))
    if term.collision[language]:
        lines.append(say(language, "glossary.collision", text=term.collision[language]))
    return [Paragraph(term.name[language], "title"), Paragraph("\n".join(line for line in lines if line))]
