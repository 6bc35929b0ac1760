"""The reply of a published entry: question, answer, author, what it rests on, and buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.faq.faq_entry import FaqEntry
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import date_in_words, say
from corpus.language import Language


@dataclass(frozen=True, slots=True)
class FaqComposer:
    """Composes the replies of published entries.

    `topic` returns the heading of a card in a language, empty if the card is gone, `link` the address of its page,
    `staff_role` the name of the role that vouches for an answer without a card.
    """

    topic: Callable[[str, Language], str]
    link: Callable[[str], str]
    staff_role: Callable[[Language], str]

    def reply(self, entry: FaqEntry, language: Language, consultation: str) -> Reply:
        """Return the reply of an entry, whose buttons refer to the logged `consultation`."""
        rates = tuple(Button(say(language, f"buttons.{name}"), f"{name}:{consultation}") for name in ("up", "down"))
        sources = (Button(say(language, "buttons.sources"), f"sources:{consultation}"),) if entry.cards else ()
        person = (Button(say(language, "buttons.person"), f"person:{consultation}"),) if entry.is_vouched_for else ()
        buttons = ((*sources, *rates), *([person] if person else []))
        return Reply(language, self.paragraphs(entry, language), buttons, consultation)

    def paragraphs(self, entry: FaqEntry, language: Language) -> tuple[Paragraph, ...]:
        """Return the text of an entry: its question, its answer, and lines that say where the answer comes from."""
        source = say(language, "faq.source", author=entry.author, day=date_in_words(entry.published, language))
        return (
            Paragraph(entry.questions[language], "title"),
            Paragraph(entry.answers[language]),
            Paragraph(source, "source"),
            *(Paragraph(line, "source", link=self._page(entry)) for line in self._basis(entry, language)),
        )

    def _page(self, entry: FaqEntry) -> str:
        """Return the address of the page that an entry rests on first; "" if it rests on none."""
        return next(filter(None, map(self.link, entry.cards)), "")

    def _basis(self, entry: FaqEntry, language: Language) -> list[str]:
        """Return the basis of an answer: the headings of its cards, or the role that vouches for it and until when."""
        if entry.is_vouched_for:
            role, until = self.staff_role(language), date_in_words(entry.review, language)
            return [say(language, "faq.vouched", role=role, day=until)]
        headings = [heading for card in entry.cards if (heading := self.topic(card, language))]
        return [say(language, "faq.rests", cards="; ".join(dict.fromkeys(headings)))] if headings else []
