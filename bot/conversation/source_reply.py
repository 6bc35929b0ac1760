"""The reply to [Sources]: for each passage of an answer the page or file that it is from, and the words there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.answer_reply import bulleted, cite
from bot.conversation.origins import Origins
from bot.replies.reply import Attachment, Paragraph, Reply
from bot.replies.texts import say
from bot.storage.consultations import Turn
from corpus.language import Language
from index.passage import Passage

_CUT = " […] "  # between words that stand apart on the page


def passage_sources(
    passages: Sequence[Passage], turn: Turn, origins: Origins, pictures: tuple[Attachment, ...] = ()
) -> Reply:
    """Return the sources of the answer in `turn`, numbered as under it, followed by `pictures` of their pages."""
    paragraphs: list[Paragraph] = []
    notes: dict[str, None] = {}
    for number, passage in enumerate(passages, 1):
        paragraphs += _source(passage, number, turn, origins)
        notes |= dict.fromkeys(filter(None, [origins.note(passage, turn.language)]))
    return Reply(turn.language, (*paragraphs, *map(Paragraph, notes)), attachments=pictures)


def _source(passage: Passage, number: int, turn: Turn, origins: Origins) -> list[Paragraph]:
    line, file = cite(passage, number, turn.language), origins.file(passage)
    if file:
        line += say(turn.language, "sources.file", name=file)
    return [Paragraph(line, "source", link=origins.link(passage)), *_words(passage, turn, origins)]


def page_words(passage: Passage, language: Language, origins: Origins) -> list[Paragraph]:
    """Return the words of the page that bear a card; none for the passage of a document."""
    words = origins.words(passage)
    return [*_led(origins.language(passage), language), Paragraph(_CUT.join(words), "quote")] if words else []


def _words(passage: Passage, turn: Turn, origins: Origins) -> list[Paragraph]:
    """Return the words of the page that bear a card, or the passage of a document; none that the answer has shown."""
    if words := page_words(passage, turn.language, origins):
        return words
    text = bulleted(passage.text)
    if _is_within(text, turn.answer):
        return []
    return [*_led(passage.language, turn.language), Paragraph(text, "quote")]


def _led(written: Language, language: Language) -> list[Paragraph]:
    """Return the line above a quotation in another language than the reader's."""
    return [Paragraph(say(language, "answer.original"))] if written != language else []


def _is_within(text: str, shown: str) -> bool:
    """Tell whether each line of `text` stands in what was shown.

    >>> _is_within("Un.\\n• Deux", "Titre\\n\\nUn. • Deux [1]"), _is_within("Un. Trois", "Un.")
    (True, False)
    """
    seen = " ".join(shown.split())
    return all(" ".join(line.split()) in seen for line in text.splitlines())
