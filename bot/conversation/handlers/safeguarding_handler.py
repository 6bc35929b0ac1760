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
from corpus.language import Language
from index.text.language_detection import detect

AnswerMessage = Callable[[Chat, Message], Reply]  # as `Conversation.answer`

_IN_A_ROW = 2


class DetectDanger(Protocol):
    """Detects danger, as `bot.safety.danger_detector` does."""

    def __call__(self, text: str) -> DetectedDanger | None:
        """Return the danger that `text` tells of, or None."""


@dataclass(frozen=True, slots=True)
class _Disclosure:
    """The last message of a person that tells of danger, and the number and the kinds of danger of its case."""

    message: Message
    number: str
    kinds: tuple[str, ...]


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
    ) -> None:
        self._detect_danger, self._contacts, self._cases = detect_danger, contacts, cases
        self._preference, self._answer = preference, answer
        self._pending = PendingAlarms(cases.open, cases.add_alarm)
        self._disclosures, self._observed = EphemeralCache[_Disclosure](), EphemeralCache[str]()

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
        before = self._disclosures.get(chat.member_key)
        number, kinds = self._case_for(before, language, kind)
        is_repeated = before is not None and kind in kinds and before.message.text == message.text  # sent once more
        disclosure = _Disclosure(replace(message, stream=SILENT), number, kinds if is_repeated else (*kinds, kind))
        self._disclosures.put(chat.member_key, disclosure)
        return disclosure_reply(language, self._contacts, number, chat.is_private)

    def _case_for(self, before: _Disclosure | None, language: Language, kind: str) -> tuple[str, tuple[str, ...]]:
        """Return the number of the case that a disclosure belongs to, and the kinds of danger it was opened for."""
        if before is None:
            return self._pending.open(language, kind), ()
        number = self._pending.add(before.number, language, kind, kind not in before.kinds)
        return number, before.kinds if number == before.number else ()

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
        self._disclosures.discard(chat.member_key)

    def forget(self, chat: str) -> None:
        """Discard everything in memory about a chat."""
        self._disclosures.discard(chat)
        self._observed.discard(chat)

    def _ask_consent(self, chat: Chat, number: str) -> Reply:
        language = self._preference.of(chat)
        role = self._cases.role(language)
        if not role or not chat.address:
            return unstaffed_notice(language, self._contacts)
        return consent_question(language, number, role)

    def _answer_after_all(self, chat: Chat, number: str) -> Pressed:
        """Answer the last message that was taken for a disclosure as a question, also if it came with a command.

        Of several disclosures only the last one is declared safe: the case of the others stays.
        """
        disclosure = self._disclosures.get(chat.member_key)
        if disclosure is None or disclosure.number != number:
            language = self._preference.of(chat)
            if chat.is_private:
                return inactive_button(language)
            return Pressed(notice=say(language, "notice.of_another"))
        self._disclosures.discard(chat.member_key)
        if len(disclosure.kinds) == 1:
            self._pending.discard(number)
            self._cases.close_false_alarm(self._pending.number(number))
        message = replace(disclosure.message, command="", declared_safe=True)
        return Pressed(replies=(self._answer(chat, message),), buttons=())


def disclosure_reply(language: Language, contacts: Contacts, number: str, is_private: bool = True) -> Reply:
    """Return the answer to a message that tells of danger; `number` is that of its case.

    A group is not offered a reply by a person: others would read it.
    """
    paragraphs = [Paragraph(say(language, f"safeguarding.{name}")) for name in ("body", "danger")]
    paragraphs += contact_paragraphs(language, contacts)
    paragraphs.append(Paragraph(say(language, "safeguarding.care" if is_private else "safeguarding.care_in_group")))
    mistaken = Button(say(language, "buttons.mistaken"), f"mistaken:{number}")
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
