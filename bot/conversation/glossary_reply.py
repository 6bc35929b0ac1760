"""Word what the glossary says of a term."""

from __future__ import annotations

from bot.answering.definitions import Definition
from bot.replies.reply import Paragraph
from bot.replies.texts import say
from corpus.language import Language, other


def definition_paragraphs(definition: Definition, language: Language) -> list[Paragraph]:
    """Return the name of a term, and its meaning with abbreviations, other senses and the pages that use it."""
    term = definition.term
    lines = [term.note[language], say(language, "glossary.english", term=term.name[other(language)])]
    if short := sorted({*term.abbreviations["fr"], *term.abbreviations["en"]}):
        lines.append(say(language, "glossary.abbreviations", list=", ".join(short)))
    if term.collision[language]:
        lines.append(say(language, "glossary.collision", text=term.collision[language]))
    if term.is_unexplained:
        lines.append(say(language, "glossary.unexplained"))
    if definition.pages:
        pages = [say(language, "glossary.page", owner=one.owner, title=one.title[language]) for one in definition.pages]
        lines.append(say(language, "glossary.sources", list=" · ".join(pages)))
    return [Paragraph(term.name[language], "title"), Paragraph("\n".join(line for line in lines if line))]
