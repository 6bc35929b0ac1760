"""Messages that tell of danger: detected before anything else, answered with contacts, reported as cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from bot.answering.inquiry import SILENT
from bot.conversation.handler import ChatHandler, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.small_intents import asks_for_a_person
from bot.domain.cases.safeguarding_cases import PendingAlarms, SafeguardingCases
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts, Country
from bot.safety.danger_detector import DetectedDanger
from bot.safety.ephemeral_cache import EphemeralCache
from bot.storage.alarm_folder import AlarmFolder
from corpus.language import Language
from index.text.language_detection import detect

AnswerMessage = Callable[[Chat, Message], Reply]  # as `Conversation.answer`

_IN_A_ROW = 2
_KEPT_MESSAGES = 10  # of one case, in memory


class DetectDanger(Protocol):
    """Detects danger, as `bot.safety.danger_detector` does."""

    def __call__(self, text: str) -> DetectedDanger | None:
        """Return the danger that `text` tells of, or None."""


@dataclass(frozen=True, slots=True)
class _Disclosures:
    """The messages of a person that tell of danger, all in one case; `kinds` are the kinds of danger.

    `latest` is the place of the last one, from 1. `meant` is the number of those not declared mistaken.
    """

    number: str
    kinds: tuple[str, ...] = ()
    latest: int = 0
    meant: int = 0

    def with_another(self, kind: str) -> _Disclosures:
        """Return them with another message, about danger of this kind."""
        return replace(self, kinds=(*self.kinds, kind), latest=self.latest + 1, meant=self.meant + 1)


class SafeguardingHandler(ChatHandler):
    """Answers messages that tell of danger; keeps them in memory for minutes, in case no danger was meant.

    `answer` answers such a message as a question. Several messages of one person within minutes make one case,
    and in a group nobody else can say that no danger was meant.
    """

    actions = frozenset({"mistaken", "talk", "country"})
    role = "stranger"

    def __init__(
        self,
        detect_danger: DetectDanger,
        contacts: Contacts,
        cases: SafeguardingCases,
        preference: LanguagePreference,
        answer: AnswerMessage,
        alarms: AlarmFolder | None = None,
    ) -> None:
        self._detect_danger, self._contacts, self._cases = detect_danger, contacts, cases
        self._preference, self._answer = preference, answer
        self._pending = PendingAlarms(cases.open, cases.add_alarm, alarms)
        self._disclosures, self._observed = EphemeralCache[_Disclosures](), EphemeralCache[str]()
        self._messages = EphemeralCache[Message]()  # by chat, case and place in it

    def preempt(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a message that tells of danger, and a wish to talk to a person that follows it."""
        if message.declared_safe or self._cases.is_staff_answer(chat.key, message.answers):
            return None
        disclosure = self._disclosures.get(chat.member_key)
        if disclosure and chat.is_private and asks_for_a_person(message.text):
            return self._ask_consent(chat, self._pending.number(disclosure.number))
        danger = self._detect_danger(message.text)
        return self.respond(chat, message, danger.kind) if danger else None

    def fallback(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a message that tells of danger without the database, which may have failed."""
        danger = None if message.declared_safe else self._detect_danger(message.text)
        return self._respond(chat, message, danger.kind, detect(message.text, chat.hint or "fr")) if danger else None

    def observe(self, chat: Chat, text: str) -> None:
        """Open a case for danger that came with a stop, without any reply."""
        danger, disclosure = self._detect_danger(text), self._disclosures.get(chat.member_key)
        if danger and not disclosure and not self._observed.get(chat.member_key):
            self._observed.put(chat.member_key, self._pending.open(detect(text, chat.hint or "fr"), danger.kind))

    def tick(self) -> None:
        """Open the cases that could not be opened when the message came."""
        self._pending.retry()

    def respond(self, chat: Chat, message: Message, kind: str, language: Language | None = None) -> Reply:
        """Answer a message that tells of danger of this kind, and open or extend its case."""
        if language is None:
            pinned = self._preference.is_pinned(chat)
            language = self._preference.of(chat) if pinned else detect(message.text, self._preference.of(chat))
        self._preference.remember(chat, language)
        return self._respond(chat, message, kind, language)

    def _respond(self, chat: Chat, message: Message, kind: str, language: Language) -> Reply:
        told = self._disclosures_with(self._disclosures.get(chat.member_key), chat, message.text, kind, language)
        self._disclosures.put(chat.member_key, told)
        self._messages.put(_message_key(chat, told.number, told.latest), replace(message, stream=SILENT))
        self._messages.discard(_message_key(chat, told.number, told.latest - _KEPT_MESSAGES))
        return disclosure_reply(language, self._contacts, told.number, chat.is_private, told.latest)

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
        language = self._preference.of(chat)
        if action == "mistaken":
            return self._answer_after_all(chat, argument)
        if action == "country":
            chosen = self._contacts.find(argument)
            if chosen is None:
                return inactive_button(language)
            return Pressed(replies=(country_reply(language, chosen),))
        verb, _, number = argument.partition(":")
        number = self._pending.number(number)
        if not chat.is_private or not self._cases.exists(number):
            return inactive_button(self._preference.of(chat))
        match verb:
            case "ask":
                return Pressed(replies=(self._ask_consent(chat, number),))
            case "yes":
                self._cases.record_consent(number, chat)
                return Pressed(replies=(consent_confirmation(language, number),), buttons=())
        self._cases.withdraw_consent(number)
        return Pressed(replies=(refusal_confirmation(language, self._contacts),), buttons=())

    def reset(self, chat: Chat) -> None:
        """Discard the message that is kept."""
        for cache in (self._disclosures, self._messages):
            cache.discard(chat.member_key)

    def forget(self, chat: str) -> None:
        """Discard everything in memory about a chat."""
        for cache in (self._disclosures, self._messages, self._observed):
            cache.discard(chat)

    def _ask_consent(self, chat: Chat, number: str) -> Reply:
        language = self._preference.of(chat)
        role = self._cases.role(language)
        if not role or not chat.address:
            return unstaffed_notice(language, self._contacts)
        return consent_question(language, number, role)

    def _answer_after_all(self, chat: Chat, argument: str) -> Pressed:
        """Answer the message "number:place" of a case as a question, also if it came with a command.

        Only this message is declared safe: the case is closed if all others of the case were before.
        """
        number, _, place = argument.partition(":")
        key = _message_key(chat, number, int(place) if place.isdecimal() else 0)
        message = self._messages.get(key)
        if message is None:
            language = self._preference.of(chat)
            if chat.is_private:
                return inactive_button(language)
            return Pressed(notice=say(language, "notice.of_another"))
        self._messages.discard(key)
        self._declare_mistaken(chat, number)
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


def disclosure_reply(
    language: Language, contacts: Contacts, number: str, is_private: bool = True, place: int = 1
) -> Reply:
    """Return the answer to a message that tells of danger; `number` is that of its case, `place` its place there.

    A group is not offered a reply by a person: others would read it.
    """
    paragraphs = [Paragraph(say(language, f"safeguarding.{name}")) for name in ("body", "danger")]
    paragraphs += contact_paragraphs(language, contacts)
    paragraphs.append(Paragraph(say(language, "safeguarding.care" if is_private else "safeguarding.care_in_group")))
    mistaken = Button(say(language, "buttons.mistaken"), f"mistaken:{number}:{place}")
    talk = Button(say(language, "buttons.talk"), f"talk:ask:{number}")
    rows = ((mistaken,), (talk,)) if is_private else ((mistaken,),)
    return Reply(language, tuple(paragraphs), (*rows, *country_buttons(language, contacts)))


def contact_paragraphs(language: Language, contacts: Contacts) -> list[Paragraph]:
    """Return the usual country's contacts, or else general advice, and how to see other countries."""
    known = contacts.default
    paragraphs = [_contacts_in(language, known)] if known else [Paragraph(say(language, "safeguarding.report"))]
    if _other_countries(contacts):
        paragraphs.append(Paragraph(say(language, "safeguarding.countries")))
    return paragraphs


def country_buttons(language: Language, contacts: Contacts) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of the countries whose contacts are not shown."""
    buttons = [Button(one.name[language], f"country:{one.key}") for one in _other_countries(contacts)]
    return tuple(tuple(buttons[start : start + _IN_A_ROW]) for start in range(0, len(buttons), _IN_A_ROW))


def country_reply(language: Language, chosen: Country) -> Reply:
    """Return the contacts in one country."""
    return Reply(language, (_contacts_in(language, chosen), Paragraph(say(language, "safeguarding.danger"))))


def consent_question(language: Language, number: str, role: str) -> Reply:
    """Return the request for consent to a reply by a person, with what it implies."""
    sentences = (say(language, "safeguarding.consent", role=role), say(language, "safeguarding.consent_ask"))
    rows = tuple((Button(say(language, f"safeguarding.{name}"), f"talk:{name}:{number}"),) for name in ("yes", "no"))
    return Reply(language, tuple(map(Paragraph, sentences)), rows)


def consent_confirmation(language: Language, number: str) -> Reply:
    """Return the confirmation of consent: the number of the case, and no promise."""
    sentences = [say(language, "safeguarding.agreed", number=number), say(language, "safeguarding.danger")]
    return Reply(language, tuple(map(Paragraph, [*sentences, say(language, "safeguarding.no_details")])))


def refusal_confirmation(language: Language, contacts: Contacts) -> Reply:
    """Return the confirmation of a refusal, with contacts."""
    return Reply(language, (Paragraph(say(language, "safeguarding.declined")), *contact_paragraphs(language, contacts)))


def unstaffed_notice(language: Language, contacts: Contacts) -> Reply:
    """Return the notice that no person can be reached from this chat, with contacts."""
    return Reply(
        language, (Paragraph(say(language, "safeguarding.unstaffed")), *contact_paragraphs(language, contacts))
    )


def _contacts_in(language: Language, known: Country) -> Paragraph:
    return Paragraph(
        say(language, "safeguarding.contacts", country=known.name[language], contacts=known.contacts[language])
    )


def _other_countries(contacts: Contacts) -> list[Country]:
    return [one for one in contacts.countries if one != contacts.default]


def _message_key(chat: Chat, number: str, place: int) -> str:
    return f"{chat.member_key} {number}:{place}"
