"""Messages that tell of danger: detected before anything else, answered with contacts, reported as cases."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from bot.answering.asked import asks_something
from bot.answering.inquiry import SILENT
from bot.answering.language_wish import answer_language
from bot.answering.person_wish import asks_for_a_person, asks_only_for_a_person
from bot.conversation.care_reply import (
    FOR_CHILD,
    NO_CASE,
    care_button,
    care_line,
    consent_confirmation,
    consent_question,
    contacts_reply,
    country_reply,
    disclosure_reply,
    is_for_child,
    refusal_confirmation,
    unstaffed_notice,
    with_talk_button,
    wording_for,
)
from bot.conversation.handler import ChatHandler, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.access.permissions import Permissions
from bot.domain.cases.safeguarding_cases import REQUESTED, PendingAlarms, SafeguardingCases
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Pressed, Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts
from bot.safety.danger_detector import DetectedDanger
from bot.safety.ephemeral_cache import EphemeralCache
from bot.storage.alarm_folder import AlarmFolder
from corpus.language import Language
from index.text.language_detection import detect

AnswerMessage = Callable[[Chat, Message], Reply]  # as `Conversation.answer`
AnswerAside = Callable[[Chat, str], Reply]  # answers from the texts, without any trace of the exchange

_NO_TEAMS = Permissions()
_KEPT_MESSAGES = 10  # of one case, in memory


class DetectDanger(Protocol):
    """Detects danger, as `bot.safety.danger_detector` does."""

    def __call__(self, text: str) -> DetectedDanger | None:
        """Return the danger that `text` tells of, or None."""


@dataclass(frozen=True, slots=True)
class _Disclosures:
    """The messages of a person that tell of danger, all in one case; `kinds` are the kinds of danger.

    `latest` is the place of the last one, from 1, and `is_child` tells that a child wrote it. `meant` is the number of
    those not declared mistaken.
    """

    number: str
    kinds: tuple[str, ...] = ()
    latest: int = 0
    meant: int = 0
    is_child: bool = False

    def with_another(self, kind: str) -> _Disclosures:
        """Return them with another message, about danger of this kind."""
        return replace(self, kinds=(*self.kinds, kind), latest=self.latest + 1, meant=self.meant + 1)


class SafeguardingHandler(ChatHandler):
    """Answers messages that tell of danger; keeps them in memory for minutes, in case no danger was meant.

    `answer` answers such a message as a question; `answer_aside` answers the question in one that does tell of danger.
    Several messages of one person within minutes make one case, and in a group nobody else can say that no danger was
    meant. The answer to a case by who may give it, by the `permissions`, can mention danger. A message that may tell of
    danger, or of something else, gets its usual answer with a line of care under it, once in ten minutes; no case is
    opened for it. Whoever was just answered by a person, as `is_answered` tells, is not offered one again.
    """

    actions = frozenset({"mistaken", "also", "talk", "country", "care"})

    def __init__(
        self,
        detect_danger: DetectDanger,
        contacts: Contacts,
        cases: SafeguardingCases,
        preference: LanguagePreference,
        answer: AnswerMessage,
        answer_aside: AnswerAside,
        alarms: AlarmFolder | None = None,
        permissions: Permissions = _NO_TEAMS,
        is_answered: Callable[[Chat], bool] = lambda chat: False,
    ) -> None:
        self._detect_danger, self._contacts, self._cases = detect_danger, contacts, cases
        self._preference, self._answer, self._answer_aside = preference, answer, answer_aside
        self._permissions, self._is_answered = permissions, is_answered
        self._pending = PendingAlarms(cases.open, cases.add_alarm, alarms)
        self._disclosures, self._observed = EphemeralCache[_Disclosures](), EphemeralCache[str]()
        self._messages = EphemeralCache[Message]()  # by chat, case and place in it
        self._doubtful = EphemeralCache[bool]()  # whether the message that is being answered may tell of danger
        self._cared = EphemeralCache[bool]()  # who was shown the line of care

    def preempt(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a message that tells of danger, and a wish to talk to a person that follows it."""
        is_answer = self._cases.is_about_case(chat.key, message.answers) and self._permissions.allows(
            chat, "write:answer"
        )
        is_safe = message.declared_safe or is_answer
        danger = None if is_safe else self._danger(message.text)
        self._doubtful.put(chat.member_key, danger is not None and not danger.is_certain)
        if is_safe:
            return None
        if danger and danger.is_certain:
            return self.respond(chat, message, danger.kind)
        disclosure = self._disclosures.get(chat.member_key)
        if disclosure and chat.is_private and asks_for_a_person(message.text) and not self._is_answered(chat):
            return self._ask_consent(chat, self._pending.number(disclosure.number), disclosure.is_child)
        return None

    def told_of_danger(self, chat: Chat) -> bool:
        """Tell whether a person wrote of a danger, or may have, within the last minutes."""
        key = chat.member_key
        return self._disclosures.get(key) is not None or bool(self._cared.get(key)) or bool(self._doubtful.get(key))

    def accompany(self, chat: Chat, reply: Reply) -> Reply:
        """Add a line of care and a button to the reply to a message that may tell of danger.

        The line stands under an answer, once in a while, but before every reply that answers nothing.
        """
        is_sourced = any(each.style == "source" for each in reply.paragraphs)
        is_refusal = bool(reply.consultation) and not is_sourced
        is_repeated = self._cared.get(chat.member_key) and not is_refusal
        if not self._doubtful.get(chat.member_key) or is_repeated:
            return reply
        self._cared.put(chat.member_key, True)
        care = care_line(reply.language)
        cared = replace(reply, paragraphs=(care, *reply.paragraphs)) if is_refusal else reply.extended(care)
        return replace(cared, buttons=(*reply.buttons, (care_button(reply.language),)), is_urgent=True)

    def fallback(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a message that tells of danger without the database, which may have failed."""
        danger = None if message.declared_safe else self._danger(message.text)
        if danger is None:
            return None
        language = answer_language(message.text, chat.hint or "fr")
        if danger.is_certain:
            return self._respond(chat, message, danger.kind, language)
        paragraphs = (Paragraph(say(language, "error.apology")), care_line(language))
        return Reply(language, paragraphs, ((care_button(language),),), is_urgent=True)

    def observe(self, chat: Chat, text: str) -> None:
        """Open a case for danger that came with a stop, without any reply."""
        danger, disclosure = self._certain_danger(text), self._disclosures.get(chat.member_key)
        if danger and not disclosure and not self._observed.get(chat.member_key):
            self._observed.put(chat.member_key, self._pending.open(detect(text, chat.hint or "fr"), danger.kind))

    def retry_alarms(self) -> None:
        """Open the cases that could not be opened when the message came to this process."""
        self._pending.retry()

    def respond(self, chat: Chat, message: Message, kind: str, language: Language | None = None) -> Reply:
        """Answer a message that tells of danger of this kind, and open or extend its case."""
        if language is None:
            usual = self._preference.of(chat)
            language = answer_language(message.text, usual, is_pinned=self._preference.is_pinned(chat))
        self._preference.remember(chat, language)
        return self._respond(chat, message, kind, language)

    def _respond(self, chat: Chat, message: Message, kind: str, language: Language) -> Reply:
        before = self._disclosures.get(chat.member_key)
        wording = wording_for(kind, message.text, after_child=before is not None and before.is_child)
        told = self._disclosures_with(before, chat, message.text, kind, language)
        told = replace(told, is_child=is_for_child(wording))
        self._disclosures.put(chat.member_key, told)
        self._messages.put(_message_key(chat, told.number, told.latest), replace(message, stream=SILENT))
        self._messages.discard(_message_key(chat, told.number, told.latest - _KEPT_MESSAGES))
        reply = disclosure_reply(
            language,
            self._contacts,
            told.number,
            chat.is_private,
            told.latest,
            wording=wording,
            kind=kind,
            asks_more=asks_something(message.text),
        )
        return replace(reply, is_urgent=True)

    def _danger(self, text: str) -> DetectedDanger | None:
        """Return the danger in `text`; who only asks for a person is given one, and raises no alarm."""
        return None if asks_only_for_a_person(text) else self._detect_danger(text)

    def _certain_danger(self, text: str) -> DetectedDanger | None:
        danger = self._danger(text)
        return danger if danger and danger.is_certain else None

    def _disclosures_with(
        self, before: _Disclosures | None, chat: Chat, text: str, kind: str, language: Language
    ) -> _Disclosures:
        """Return the person's disclosures with another one, in the case that it belongs to."""
        if before is None:
            return _Disclosures(self._pending.open(language, kind)).with_another(kind)
        number = self._pending.add(before.number, language, kind, kind not in before.kinds)
        if number != before.number:
            return _Disclosures(number).with_another(kind)
        last = self._messages.get(_message_key(chat, number, before.latest))
        is_repeated = last is not None and last.text == text and before.kinds[-1:] == (kind,)
        return before if is_repeated else before.with_another(kind)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Answer the message as a question after all, show a country's contacts, or ask for consent to a reply."""
        language, is_child = self._preference.of(chat), argument.endswith(FOR_CHILD)
        argument = argument.removesuffix(FOR_CHILD)
        match action:
            case "mistaken":
                return self._answer_after_all(chat, argument)
            case "also":
                return self._answer_too(chat, argument)
            case "care":
                return Pressed(replies=(contacts_reply(language, self._contacts, chat.is_private),))
            case "country":
                if chosen := self._contacts.find(argument):
                    return Pressed(replies=(country_reply(language, chosen, is_child),))
                return inactive_button(language)
        verb, _, number = argument.partition(":")
        number = self._requested(chat, language) if argument == f"yes:{NO_CASE}" else number
        return self._talk(chat, verb, number, is_child)

    def _talk(self, chat: Chat, verb: str, number: str, is_child: bool) -> Pressed:
        """Ask for consent to a reply, or note what was said to that; `number` may be `NO_CASE` before consent."""
        language, number = self._preference.of(chat), self._pending.number(number)
        if number != NO_CASE and not self._cases.exists(number):
            return inactive_button(language)
        match verb:
            case "ask":
                return Pressed(replies=(self._ask_consent(chat, number, is_child),))
            case "yes":
                self._cases.record_consent(number, chat)
                return Pressed(replies=(consent_confirmation(language, number, is_child),), buttons=())
        for refused in self._requests(chat) if number == NO_CASE else {number}:
            self._cases.withdraw_consent(refused)
        return Pressed(replies=(refusal_confirmation(language, self._contacts, is_child),), buttons=())

    def _requested(self, chat: Chat, language: Language) -> str:
        """Return the number of the case of a person who may be in danger and asks for a reply; open it the first time.

        It is not opened in a group, where nobody is offered a reply.
        """
        if not chat.is_private:
            return NO_CASE
        number = self._observed.get(chat.member_key) or self._pending.open(language, REQUESTED)
        self._observed.put(chat.member_key, number)
        return number

    def _requests(self, chat: Chat) -> set[str]:
        """Return the numbers of the cases that a person who may be in danger agreed to, perhaps before they refused."""
        observed = self._observed.get(chat.member_key)
        numbers = {*self._cases.requested_by(chat), *([observed] if observed else [])}
        return {number for number in map(self._pending.number, numbers) if self._cases.exists(number)}

    def reset(self, chat: Chat) -> None:
        """Discard the message that is kept."""
        for cache in (self._disclosures, self._messages):
            cache.discard(chat.member_key)

    def forget(self, chat: str) -> None:
        """Discard everything in memory about a chat."""
        for cache in (self._disclosures, self._messages, self._observed, self._doubtful, self._cared):
            cache.discard(chat)

    def _ask_consent(self, chat: Chat, number: str, is_child: bool) -> Reply:
        language = self._preference.of(chat)
        role = self._cases.role(language)
        if not role or not chat.address:
            return unstaffed_notice(language, self._contacts, is_child)
        return consent_question(language, number, role, is_child)

    def _answer_after_all(self, chat: Chat, argument: str) -> Pressed:
        """Answer the message "number:place" of a case as a question, also if it came with a command.

        Only this message is declared safe: the case is closed if all others of the case were before.
        """
        key = _message_key_of(chat, argument)
        message = self._messages.get(key)
        if message is None:
            return self._of_another(chat)
        self._messages.discard(key)
        self._declare_mistaken(chat, argument.partition(":")[0])
        safe = replace(message, command="", declared_safe=True)
        return Pressed(replies=(self._answer(chat, safe),), buttons=())

    def _declare_mistaken(self, chat: Chat, number: str) -> None:
        """Note that one disclosure of a case meant no danger, and close the case if no other one is left."""
        told = self._disclosures.get(chat.member_key)
        if told is None or told.number != number:
            return
        if told.meant > 1:
            self._disclosures.put(chat.member_key, replace(told, meant=told.meant - 1))
            return
        self._disclosures.discard(chat.member_key)
        self._pending.discard(number)
        self._cases.close_false_alarm(self._pending.number(number))

    def _answer_too(self, chat: Chat, argument: str) -> Pressed:
        """Answer the question in the message "number:place" of a case; the case stays, and the words are not kept."""
        message = self._messages.get(_message_key_of(chat, argument))
        if message is None:
            return self._of_another(chat)
        number, _, _ = argument.partition(":")
        disclosure = self._disclosures.get(chat.member_key)
        is_child = disclosure is not None and disclosure.is_child
        reply = self._answer_aside(chat, self._question_in(message.text))
        return Pressed(replies=(with_talk_button(reply, number, is_child) if chat.is_private else reply,))

    def _question_in(self, text: str) -> str:
        """Return the sentences that ask something and don't tell of danger; the whole text if there is none."""
        asking = [sentence for sentence in re.split(r"(?<=[.!?…\n])\s+", text) if asks_something(sentence)]
        return " ".join(sentence for sentence in asking if not self._detect_danger(sentence)) or text

    def _of_another(self, chat: Chat) -> Pressed:
        """Return the notice for a button under a message that is no longer kept or is another person's."""
        language = self._preference.of(chat)
        return inactive_button(language) if chat.is_private else Pressed(notice=say(language, "notice.of_another"))


def _message_key_of(chat: Chat, argument: str) -> str:
    """Return the key of the message "number:place"."""
    number, _, place = argument.partition(":")
    return _message_key(chat, number, int(place) if place.isdecimal() else 0)


def _message_key(chat: Chat, number: str, place: int) -> str:
    return f"{chat.member_key} {number}:{place}"
