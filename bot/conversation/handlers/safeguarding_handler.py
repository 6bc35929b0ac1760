"""The room that hears danger before all others, and answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from bot.conversation.handler import ChatHandler
from bot.conversation.handlers import safeguarding_messages
from bot.conversation.handlers.language_handler import LanguageHandler
from bot.conversation.message import NOBODY, Message
from bot.conversation.small_intents import asks_for_a_person
from bot.domain.cases.pending_alarms import PendingAlarms
from bot.domain.cases.safeguarding_cases import SafeguardingCases
from bot.domain.chat import Chat
from bot.replies.reply import Pressed, Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts
from bot.safety.danger import DetectedDanger
from bot.safety.ephemeral_cache import EphemeralCache
from corpus.language import Language
from index.text.language_detection import detect

AnswerMessage = Callable[[Chat, Message], Reply]  # as `Conversation.answer`


class DetectDanger(Protocol):
    """Hears danger, as `bot.safety.danger.Lane` does."""

    def __call__(self, text: str) -> DetectedDanger | None:
        """Return the alarm that `text` raises, None if it raises none."""


@dataclass(frozen=True, slots=True)
class _Disclosure:
    """What raised the last alarm of a chat, the number of its case, and the kinds of danger of each cry in that."""

    message: Message
    number: str
    kinds: tuple[str, ...]


class SafeguardingHandler(ChatHandler):
    """Answers what tells of danger; the words are held in memory for minutes, in case that they meant no danger.

    `answer` answers a message after all. Of a person who cries for help several times within minutes there is one case,
    and in a group nobody else can say that no danger was meant.
    """

    actions = frozenset({"mistaken", "talk", "country"})
    role = "stranger"

    def __init__(
        self,
        hears: DetectDanger,
        contacts: Contacts,
        alarms: SafeguardingCases,
        tongue: LanguageHandler,
        answer: AnswerMessage,
    ) -> None:
        self._hears, self._contacts, self._alarms = hears, contacts, alarms
        self._tongue, self._answer = tongue, answer
        self._missed = PendingAlarms(alarms.raise_one, alarms.add_cry)
        self._cries, self._overheard = EphemeralCache[_Disclosure](), EphemeralCache[str]()

    def preempt(self, chat: Chat, message: Message) -> Reply | None:
        """Answer what tells of danger, whatever it was meant for, and whoever then wants to talk to a person."""
        if message.harmless or self._alarms.is_colleague(chat.key, message.answers):
            return None
        cry = self._cries.get(_whose(chat))
        if cry and chat.is_private and asks_for_a_person(message.text):
            return self._ask_consent(chat, self._missed.number(cry.number))
        alarm = self._hears(message.text)
        return self.respond(chat, message, alarm.kind) if alarm else None

    def fallback(self, chat: Chat, message: Message) -> Reply | None:
        """Answer what tells of danger from memory alone, without the database: something there has failed."""
        alarm = None if message.harmless else self._hears(message.text)
        return self._respond(chat, message, alarm.kind, detect(message.text, chat.hint or "fr")) if alarm else None

    def observe(self, chat: Chat, text: str) -> None:
        """Open a case for danger that is told along with a safe word, and leave no trace of it on the screen."""
        alarm, cry = self._hears(text), self._cries.get(_whose(chat))
        if alarm and not cry and not self._overheard.get(_whose(chat)):
            self._overheard.put(_whose(chat), self._missed.open(detect(text, chat.hint or "fr"), alarm.kind))

    def tick(self) -> None:
        """Open the cases that could not be opened before."""
        self._missed.retry()

    def respond(self, chat: Chat, message: Message, kind: str, language: Language | None = None) -> Reply:
        """Answer a message that tells of danger of that kind, and alert whoever is there for it."""
        if language is None:
            pinned = self._tongue.is_pinned(chat)
            language = self._tongue.of(chat) if pinned else detect(message.text, self._tongue.of(chat))
        self._tongue.heard(chat, language)
        return self._respond(chat, message, kind, language)

    def _respond(self, chat: Chat, message: Message, kind: str, language: Language) -> Reply:
        before = self._cries.get(_whose(chat))
        number, kinds = self._case_for(before, language, kind)
        is_repeated = before is not None and kind in kinds and before.message.text == message.text  # sent once more
        cry = _Disclosure(replace(message, onlooker=NOBODY), number, kinds if is_repeated else (*kinds, kind))
        self._cries.put(_whose(chat), cry)
        return safeguarding_messages.care(language, self._contacts, number, chat.is_private)

    def _case_for(self, before: _Disclosure | None, language: Language, kind: str) -> tuple[str, tuple[str, ...]]:
        """Return the number of the case that a cry belongs to, and the kinds of danger that it was opened for."""
        if before is None:
            return self._missed.open(language, kind), ()
        number = self._missed.add(before.number, language, kind, kind not in before.kinds)
        return number, before.kinds if number == before.number else ()

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Take the message for a question after all, show a country's contacts, or lead to a person."""
        language = self._tongue.of(chat)
        if action == "mistaken":
            return self._answer_after_all(chat, argument)
        if action == "country":
            chosen = self._contacts.find(argument)
            return Pressed(replies=(safeguarding_messages.country(language, chosen),)) if chosen else self._gone(chat)
        verb, _, number = argument.partition(":")
        number = self._missed.number(number)
        if not chat.is_private or not self._alarms.is_known(number):
            return self._gone(chat)
        match verb:
            case "ask":
                return Pressed(replies=(self._ask_consent(chat, number),))
            case "yes":
                self._alarms.agree(number, chat)
                return Pressed(replies=(safeguarding_messages.agreed(language, number),), buttons=())
        self._alarms.disagree(number)
        return Pressed(replies=(safeguarding_messages.declined(language, self._contacts),), buttons=())

    def reset(self, chat: Chat) -> None:
        """Let go of the words that are held."""
        self._cries.discard(_whose(chat))

    def forget(self, chat: str) -> None:
        """Let go of what is held in memory of a chat."""
        self._cries.discard(chat)
        self._overheard.discard(chat)

    def _ask_consent(self, chat: Chat, number: str) -> Reply:
        language = self._tongue.of(chat)
        role = self._alarms.role(language)
        if not role or not chat.address:
            return safeguarding_messages.unstaffed(language, self._contacts)
        return safeguarding_messages.consent(language, number, role)

    def _answer_after_all(self, chat: Chat, number: str) -> Pressed:
        """Answer as a question, also if it came with a command, what was taken for a cry for help.

        Of several cries it says that the last one meant no danger, and nothing of the others: their case stays.
        """
        cry = self._cries.get(_whose(chat))
        if cry is None or cry.number != number:
            return self._gone(chat) if chat.is_private else self._of_another(chat)
        self._cries.discard(_whose(chat))
        if len(cry.kinds) == 1:
            self._missed.drop(number)
            self._alarms.mistaken(self._missed.number(number))
        return Pressed(replies=(self._answer(chat, replace(cry.message, command="", harmless=True)),), buttons=())

    def _gone(self, chat: Chat) -> Pressed:
        return Pressed(notice=say(self._tongue.of(chat), "notice.gone"))

    def _of_another(self, chat: Chat) -> Pressed:
        return Pressed(notice=say(self._tongue.of(chat), "notice.of_another"))


def _whose(chat: Chat) -> str:
    """Return the key of the person in a chat: `EphemeralCache.discard` takes it for a part of the chat's."""
    return chat.key if chat.is_private else f"{chat.key} {chat.person}"
