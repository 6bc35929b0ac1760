"""Published answers in the chat: found before any passage, and browsed by topic with /faq."""

from __future__ import annotations

from bot.answering.follow_up import is_follow_up
from bot.answering.language_wish import without_language_wish
from bot.answering.understanding import split_parts
from bot.conversation.faq_composer import FaqComposer
from bot.conversation.handler import ChatHandler, Command, IsSensitive, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.chat import Chat
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_finder import FaqFinder
from bot.domain.faq.faq_repository import FaqRepository
from bot.errors import FaqError
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence, truncated
from bot.safety.misconduct import is_about_progress, needs_reporting
from bot.safety.redaction.redaction import redact
from bot.storage.consultations import Consultation, ConsultationLog
from corpus.language import Language
from index.text.language_detection import detect

_SHOWN = 8  # questions in one list: more would not fit a small screen
_LABEL = 60  # characters of a button


class FaqHandler(ChatHandler):
    """Answers questions that have a published answer, and /faq.

    `composer` says how an entry is given.
    """

    commands = (Command.of("faq", "faq"),)
    actions = frozenset({"faq"})

    def __init__(
        self,
        entries: FaqRepository,
        finder: FaqFinder,
        consultations: ConsultationLog,
        preference: LanguagePreference,
        composer: FaqComposer,
        is_sensitive: IsSensitive,
    ) -> None:
        self._entries, self._finder, self._consultations = entries, finder, consultations
        self._preference, self._composer, self._is_sensitive = preference, composer, is_sensitive

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a question that has a published answer; a follow-up or several questions at once only in its words.

        A message that tells of danger is left to others, however near it is to a published question.
        """
        asked, wished = without_language_wish(message.text)
        written = detect(asked, self._preference.of(chat))
        is_alone = len(split_parts(asked)) == 1 and not is_follow_up(asked)
        entry = self._finder.find(asked, written) if is_alone else self._finder.exact(asked)
        if entry is None or self._is_for_others(message, entry):
            return None
        language = wished or (self._preference.of(chat) if self._preference.is_pinned(chat) else written)
        self._preference.remember(chat, language)
        self._entries.count(entry.id)
        return self._answer(chat, entry, language, message.text)

    def _is_for_others(self, message: Message, entry: FaqEntry) -> bool:
        """Tell whether an entry is no answer after all: to danger, or progress advice for misconduct to be reported."""
        misplaced = needs_reporting(message.text) and any(map(is_about_progress, entry.answers.values()))
        return misplaced or self._is_sensitive(message.text)

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """List the topics, or the questions where there is only one topic."""
        language, topics = self._preference.of(chat), self._topics(self._preference.of(chat))
        if not topics:
            return sentence(language, "faq.none")
        if len(topics) == 1:
            return self._list(language, *next(iter(topics.items())))
        labels = [truncated(f"{name} ({len(entries)})", _LABEL) for name, entries in topics.items()]
        rows = tuple((Button(label, f"faq:t{place}"),) for place, label in enumerate(labels))
        return Reply(language, (Paragraph(say(language, "faq.topics")),), rows)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Show a topic or an entry; say so if it is gone."""
        language = self._preference.of(chat)
        topics = list(self._topics(language).items())
        if argument.startswith("t") and argument[1:].isdecimal() and int(argument[1:]) < len(topics):
            return Pressed(replies=(self._list(language, *topics[int(argument[1:])]),))
        try:
            entry = self._entries.find(argument.removeprefix("e-"))
        except FaqError:
            entry = None
        if entry is None or entry.state != "published":
            return inactive_button(language)
        return Pressed(replies=(self._answer(chat, entry, language, entry.questions[language]),))

    def _topics(self, language: Language) -> dict[str, list[FaqEntry]]:
        """Return the published entries by topic, the most asked first."""
        found: dict[str, list[FaqEntry]] = {}
        for entry in self._finder.current():
            headings = filter(None, (self._composer.topic(card, language) for card in entry.cards))
            found.setdefault(next(headings, say(language, "faq.other")), []).append(entry)
        return dict(sorted(found.items(), key=lambda topic: -sum(entry.asked for entry in topic[1])))

    def _list(self, language: Language, topic: str, entries: list[FaqEntry]) -> Reply:
        shown = entries[:_SHOWN]
        lines = "\n".join(f"{n}. {entry.questions[language]}" for n, entry in enumerate(shown, 1))
        rows = tuple((Button(truncated(entry.questions[language], _LABEL), f"faq:e-{entry.id}"),) for entry in shown)
        return Reply(language, (Paragraph(topic, "title"), Paragraph(lines)), rows)

    def _answer(self, chat: Chat, entry: FaqEntry, language: Language, asked: str) -> Reply:
        text = "\n\n".join(paragraph.text for paragraph in self._composer.paragraphs(entry, language))
        passages = tuple({"id": card, "score": 1.0} for card in entry.cards)
        logged = self._consultations.add(
            Consultation(
                chat.key,
                language,
                redact(asked, language).text,
                "answered",
                text,
                passages=passages,
                model=f"faq:{entry.id}",
            )
        )
        return self._composer.reply(entry, language, logged)
