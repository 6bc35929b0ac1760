"""Messages that tell of danger: detected before anything else, answered with contacts, reported as cases."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from bot.answering.asked import asks_something
from bot.answering.inquiry import SILENT
from bot.answering.language_wish import answer_language
from bot.answering.person_wish import asks_for_a_person, asks_only_for_a_person
from bot.conversation.care_reply import (
    FOR_CHILD,
    HELD,
    NO_CASE,
    care_button,
    care_line,
    contacts_reply,
    country_reply,
    disclosure_reply,
    is_for_child,
    with_first_steps,
    with_talk_button,
    wording_for,
)
from bot.conversation.danger_consent import DangerConsent, WhatElseWaits
from bot.conversation.disclosures import Disclosures, message_key, message_key_of
from bot.conversation.handler import ChatHandler, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.held_words import HeldWords
from bot.conversation.words_on_danger import WordsOnDanger
from bot.domain.access.permissions import Permissions
from bot.domain.cases.case import Case
from bot.domain.cases.danger_exchanges import DangerExchanges
from bot.domain.cases.safeguarding_cases import PendingAlarms, SafeguardingCases
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Pressed, Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts
from bot.safety.danger_detector import DetectedDanger
from bot.safety.danger_kinds import kinds_told
from bot.safety.ephemeral_cache import EphemeralCache
from bot.storage.alarm_folder import AlarmFolder
from bot.storage.transactions import StorageError
from corpus.language import Language
from index.text.language_detection import detect

AnswerMessage = Callable[[Chat, Message], Reply]  # as `Conversation.answer`
AnswerAside = Callable[[Chat, str], Reply]  # answers from the texts, without any trace of the exchange

_NO_TEAMS, _NOTHING_ELSE = Permissions(), WhatElseWaits()
_KEPT_MESSAGES = 10  # of one case, in memory


class DetectDanger(Protocol):
    """Detects danger, as `bot.safety.danger_detector` does."""

    def __call__(self, text: str) -> DetectedDanger | None:
        """Return the danger that `text` tells of, or None."""


class SafeguardingHandler(ChatHandler):
    """Answers messages that tell of danger; keeps them in memory for minutes, in case no danger was meant.

    `answer` answers such a message as a question; `answer_aside` answers the question in one that does tell of danger.
    Several messages of one person within minutes make one case, and in a group nobody else can say that no danger was
    meant. The answer to a case by who may give it, by the `permissions`, can mention danger. A message that may tell of
    danger, or of something else, gets its usual answer with a line of care under it, once in ten minutes; no case is
    opened for it. What people write after they agreed to a reply is passed on by `words`, whatever it tells of. What
    they write otherwise in the hours after a sign of danger, which `exchanges` keeps, is no request for access.
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
        words: WordsOnDanger,
        exchanges: DangerExchanges,
        alarms: AlarmFolder | None = None,
        permissions: Permissions = _NO_TEAMS,
        elsewhere: WhatElseWaits = _NOTHING_ELSE,
    ) -> None:
        self._detect_danger, self._contacts, self._cases = detect_danger, contacts, cases
        self._preference, self._answer, self._answer_aside = preference, answer, answer_aside
        self._permissions, self._words = permissions, words
        self._pending = PendingAlarms(cases.open, cases.add_alarm, alarms)
        self._consent = DangerConsent(cases, contacts, preference, self._pending, exchanges, words, elsewhere)
        self._disclosures = EphemeralCache[Disclosures]()
        self._messages = EphemeralCache[Message]()  # by chat, case and place in it
        self._held = HeldWords(exchanges, preference, self._messages, self._pending.number)
        self._doubtful = EphemeralCache[bool]()  # whether the message that is being answered may tell of danger
        self._cared = EphemeralCache[bool]()  # who was shown the line of care

    def preempt(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a message that tells of danger, a wish for a person after it, and what is said to the consent."""
        is_answer = self._cases.is_about_case(chat.key, message.answers) and self._permissions.allows(
            chat, "write:answer"
        )
        is_safe = message.declared_safe or is_answer
        danger = None if is_safe else self._danger(message.text)
        case = self._words.case_of(chat, message) if danger else None
        self._doubtful.put(chat.member_key, danger is not None and not danger.is_certain and case is None)
        if is_safe:
            return None
        if danger and case:
            return self._pass_on(chat, message, danger, case)
        if danger and danger.is_certain:
            return self.respond(chat, message, danger.kind)
        return self._asked_for_a_person(chat, message) or self._consent.read(chat, message)

    def hold(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a stranger's message in the hours after a sign of danger, which it may itself be; None for others."""
        return self._held.answer(chat, message, bool(self._doubtful.get(chat.member_key)))

    def _asked_for_a_person(self, chat: Chat, message: Message) -> Reply | None:
        """Ask for consent whoever wants to talk to a person after a sign of danger; None for all others."""
        if not chat.is_private or not asks_for_a_person(message.text) or message.is_forwarded:
            return None
        if self._words.case_of(chat, message):
            return None
        told = self._disclosures.get(chat.member_key)
        exchange = self._held.exchange(chat) if chat.role == "stranger" else None
        if told:
            return self._consent.ask(chat, self._pending.number(told.number), told.is_child)
        if exchange:
            number = self._pending.number(exchange.number)
            known = number if number and self._cases.exists(number) else NO_CASE
            return self._consent.ask(chat, known, exchange.is_child)
        return None

    def _pass_on(self, chat: Chat, message: Message, danger: DetectedDanger, case: Case) -> Reply:
        """Pass on what tells of danger to the focal point of whoever agreed to a reply, with what to do first."""
        kinds = kinds_told(danger.kind, message.text)
        wording = wording_for(kinds[0], message.text, after_child=self._held.was_child(chat))
        for kind in kinds if danger.is_certain else ():
            self._cases.add_alarm(case.number, kind, is_new=True)
        reply = self._words.pass_on(chat, message, case)
        return with_first_steps(reply, self._contacts, wording, len(kinds) > 1, danger.is_certain)

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
        observed = self._consent.observed
        if danger and not disclosure and not observed.get(chat.member_key):
            observed.put(chat.member_key, self._pending.open(detect(text, chat.hint or "fr"), danger.kind))

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
        was_child = (before is not None and before.is_child) or self._held.was_child(chat)
        kinds = kinds_told(kind, message.text) if chat.is_private else (kind,)
        wording = wording_for(kinds[0], message.text, after_child=was_child)
        told = self._disclosures_with(before, chat, message.text, kinds, language)
        told = replace(told, is_child=is_for_child(wording))
        self._disclosures.put(chat.member_key, told)
        self._held.note(chat, told.number, told.is_child)
        self._messages.put(message_key(chat, told.number, told.latest), replace(message, stream=SILENT))
        self._messages.discard(message_key(chat, told.number, told.latest - _KEPT_MESSAGES))
        reply = disclosure_reply(
            language,
            self._contacts,
            told.number,
            chat.is_private,
            told.latest,
            wording=wording,
            kind=kinds[0],
            asks_more=asks_something(message.text),
            also_despair=len(kinds) > 1,
        )
        return replace(reply, is_urgent=True)

    def _danger(self, text: str) -> DetectedDanger | None:
        """Return the danger in `text`; who only asks for a person is given one, and raises no alarm."""
        return None if asks_only_for_a_person(text) else self._detect_danger(text)

    def _certain_danger(self, text: str) -> DetectedDanger | None:
        danger = self._danger(text)
        return danger if danger and danger.is_certain else None

    def _disclosures_with(
        self, before: Disclosures | None, chat: Chat, text: str, kinds: tuple[str, ...], language: Language
    ) -> Disclosures:
        """Return the person's disclosures with another one, in the case that it belongs to.

        Their team learns of each of its `kinds` that is new; it counts as one of the first.
        """
        kind, known = kinds[0], before.kinds if before else ()
        if before is None:
            number = self._pending.open(language, kind, self._case_before(chat))
        else:
            number = self._pending.add(before.number, language, kind, kind not in known)
        for other in kinds[1:]:
            self._pending.add(number, language, other, other not in known)
        if before is None or number != before.number:
            return Disclosures(number, kinds[1:]).with_another(kind)
        last = self._messages.get(message_key(chat, number, before.latest))
        is_repeated = last is not None and last.text == text and before.kinds[-1:] == (kind,)
        return before if is_repeated else before.with_another(kind)

    def _case_before(self, chat: Chat) -> str:
        """Return the number of the person's case before, if they agreed to one or wrote within hours; else empty."""
        if not chat.is_private:
            return ""
        try:
            exchange = self._held.exchange(chat)
            return (exchange.number if exchange else "") or self._cases.latest_of(chat)
        except StorageError:  # the person is answered first
            return ""

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Answer the message as a question after all, show a country's contacts, or ask for consent to a reply."""
        if action == "talk":
            return self._consent.press(chat, argument)
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

    def reset(self, chat: Chat) -> None:
        """Discard the message that is kept, and that the person wrote of a danger."""
        for cache in (self._disclosures, self._messages):
            cache.discard(chat.member_key)
        self._held.discard(chat)

    def forget(self, chat: str) -> None:
        """Discard everything in memory about a chat."""
        for cache in (self._disclosures, self._messages, self._consent.observed, self._doubtful, self._cared):
            cache.discard(chat)

    def _answer_after_all(self, chat: Chat, argument: str) -> Pressed:
        """Answer the message "number:place" of a case as a question, also if it came with a command.

        Only this message is declared safe: the case is closed if all others of the case were before.
        """
        key = message_key_of(chat, argument)
        message = self._messages.get(key)
        if message is None:
            return self._of_another(chat)
        self._messages.discard(key)
        number = argument.partition(":")[0]
        self._declare_mistaken(chat, number)
        if number == HELD:
            self._held.discard(chat)
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
        self._held.discard(chat)
        self._pending.discard(number)
        self._cases.close_false_alarm(self._pending.number(number))

    def _answer_too(self, chat: Chat, argument: str) -> Pressed:
        """Answer the question in the message "number:place" of a case; the case stays, and the words are not kept."""
        message = self._messages.get(message_key_of(chat, argument))
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
