"""What helps to understand an answer that was not understood: the page's own words, its terms, and a person."""

from __future__ import annotations

from collections.abc import Callable

from bot.answering.answer import Answer
from bot.replies.reply import Paragraph
from bot.replies.texts import say
from corpus.language import Language
from index.passage import Passage

PageWords = Callable[[Passage, Language], list[Paragraph]]  # the words of the page that bear a passage


def no_words(passage: Passage, language: Language) -> list[Paragraph]:
    """Return no words."""
    return []


def in_other_words(answer: Answer, words: PageWords) -> list[Paragraph]:
    """Return the words of the pages of an answer, the meaning of its terms, and the offer of a person."""
    language, (finding, *_) = answer.language, answer.findings
    told = [one for passage in finding.passages for one in words(passage, language)]
    quoted = [Paragraph(say(language, "answer.exact_words")), *told] if told else []
    terms = (meaning.term for meaning in finding.definitions)
    lines = [say(language, "answer.term", name=term.name[language], note=term.note[language]) for term in terms]
    explained = [Paragraph("\n".join(lines))] if lines else []
    return [*quoted, *explained, Paragraph(say(language, "answer.not_clear"))]
