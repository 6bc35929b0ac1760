"""Whether a person may write to somebody in danger: asked, agreed to or declined, by a button or in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from bot.answering.asked import asks_something
from bot.conversation.care_reply import (
    FOR_CHILD,
    NO_CASE,
    choice_reminder,
    consent_confirmation,
    consent_question,
    refusal_confirmation,
    unstaffed_notice,
)
from bot.conversation.consent_words import read_consent
from bot.conversation.handler import Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.words_on_danger import WordsOnDanger
from bot.domain.cases.danger_exchanges import DangerExchange, DangerExchanges
from bot.domain.cases.safeguarding_cases import REQUESTED, PendingAlarms, SafeguardingCases
from bot.domain.chat import Chat
from bot.replies.reply import Pressed, Reply
from bot.safety.contacts import Contacts
from bot.safety.ephemeral_cache import EphemeralCache
from corpus.language import Language
from corpus.word_list import alternations
from index.text.folding import without_marks

Said = Literal["yes", "no", "half_yes", "about", "question", "other"]

_WORDS = alternations("danger_consent")
_AROUND, _AROUND_NO = _WORDS["around"], rf"(?:{_WORDS['around']}|{_WORDS['around_no']})"
_YES = re.compile(rf"(?:{_AROUND} )*{_WORDS['agreed']}(?: (?:{_AROUND}|{_WORDS['agreed']}))*")
_NO = re.compile(rf"(?:{_AROUND_NO} )*{_WORDS['declined']}(?: (?:{_AROUND_NO}|{_WORDS['declined']}))*")
_SOFTENED = rf"(?:{_AROUND}|{_WORDS['remark_around']})"
_REMARK = rf"(?:(?: (?:{_SOFTENED}|{_WORDS['remark_link']}))* {_WORDS['remark']})"
_YES_AND = re.compile(rf"{_YES.pattern}(?P<remark>(?:{_REMARK}+(?: {_SOFTENED})*)?)")
_PUT_OFF = re.compile(rf"{_YES.pattern}{_REMARK}*(?: {_WORDS['remark_link']})* {_WORDS['later']}(?: {_AROUND})*")
_LONGEST = 160  # characters of a yes with a remark
_OPENS_WITH_YES = re.compile(rf"(?:{_AROUND} )*{_WORDS['agreed']}\b")
_NO_AND = re.compile(rf"(?:{_AROUND_NO} )*{_WORDS['no_word']} (?={_WORDS['after_no']}\b)")
_PLEA = re.compile(rf"\b{_WORDS['plea']}\b")
_DECLINED = re.compile(rf"\b{_WORDS['declined']}\b")
_FIRST_CLAUSE = re.compile(r"[^,;:.!…–—\n]+")
_STRETCHED = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True, slots=True)
class DangerAnswer:
    """The meaning of a message for the request for consent; `has_more` tells that words stand beside the yes or no."""

    said: Said
    has_more: bool = False


def read_danger_consent(text: str) -> DangerAnswer:
    """Return the meaning of a message for the request for consent.

    A yes may tell when, who or how beside, and a no why. A yes with anything else beside it, or put off, is "half_yes".

    >>> [read_danger_consent(text).said for text in ("Oui je suis d’accord", "d'accord", "yes please", "Yes, I agree")]
    ['yes', 'yes', 'yes', 'yes']
    >>> read_danger_consent("oui mais pas ce soir"), read_danger_consent("yes here is fine").said
    (DangerAnswer(said='yes', has_more=True), 'yes')
    >>> [read_danger_consent(text).said for text in ("oui mais pas ici", "yes, but he reads my phone", "yes, not now")]
    ['half_yes', 'half_yes', 'half_yes']
    >>> [read_danger_consent(text).said for text in ("no, I changed my mind", "non merci", "oui non laisse tomber")]
    ['no', 'no', 'no']
    >>> [read_danger_consent(text).said for text in ("non, c’est trop dangereux", "no he reads my phone", "no help me")]
    ['no', 'no', 'other']
    >>> [read_danger_consent(text).said for text in ("ok merci", "qui va lire ?", "Why my name?")]
    ['other', 'about', 'question']
    """
    plain = _STRETCHED.sub(r"\1", without_marks(text))
    is_short = len(plain) <= _LONGEST
    if is_short and _PUT_OFF.fullmatch(plain):
        return DangerAnswer("half_yes")
    if _NO.fullmatch(plain):
        return DangerAnswer("no")
    if "?" not in text:
        if is_short and (agreed := _YES_AND.fullmatch(plain)):
            return DangerAnswer("yes", bool(agreed["remark"]))
        if _says_no_and_why(text, plain):
            return DangerAnswer("no", has_more=True)
    if read_consent(text).kind == "about_offer":
        return DangerAnswer("about")
    if asks_something(text):
        return DangerAnswer("question")
    return DangerAnswer("half_yes" if _OPENS_WITH_YES.match(plain) else "other")


def _says_no_and_why(text: str, plain: str) -> bool:
    """Tell whether a message begins with a no, and nothing that follows puts it in doubt."""
    first = _FIRST_CLAUSE.match(text)
    clause = without_marks(first[0]) if first else ""
    if not (_NO_AND.match(plain) or (clause != plain and _NO.fullmatch(clause))):
        return False
    return not _PLEA.search(_DECLINED.sub(" ", plain))


@dataclass(frozen=True, slots=True)
class WhatElseWaits:
    """What may wait for a word beside the request for consent.

    `is_newer` tells whether something was offered or gone on with in a chat since a moment; `discard` ends what was
    offered before, so that a yes is for this request.
    """

    is_newer: Callable[[Chat, str], bool] = lambda chat, since: False
    discard: Callable[[Chat], None] = lambda chat: None


_NOTHING_ELSE = WhatElseWaits()


class DangerConsent:
    """Asks whoever is in danger whether a person may write to them, and takes what they say to that.

    A case of a person who may be in danger is opened when they agree; what they say beside the yes is passed on by
    `words`. `observed` holds the cases that were opened so,
    or for danger that came with a stop.
    """

    def __init__(
        self,
        cases: SafeguardingCases,
        contacts: Contacts,
        preference: LanguagePreference,
        pending: PendingAlarms,
        exchanges: DangerExchanges,
        words: WordsOnDanger,
        elsewhere: WhatElseWaits = _NOTHING_ELSE,
    ) -> None:
        self._cases, self._contacts, self._preference, self._words = cases, contacts, preference, words
        self._pending, self._exchanges, self._elsewhere = pending, exchanges, elsewhere
        self.observed = EphemeralCache[str]()

    def ask(self, chat: Chat, number: str, is_child: bool) -> Reply:
        """Return the request for consent to a reply about a case, or the notice that nobody can be reached."""
        language = self._preference.of(chat)
        role = self._cases.role(language)
        if not role or not chat.address:
            return unstaffed_notice(language, self._contacts, is_child)
        if chat.is_private:
            self._elsewhere.discard(chat)
            self._exchanges.keep(chat.key, number, "asked", is_child)
        return consent_question(language, number, role, is_child, self._away())

    def press(self, chat: Chat, argument: str) -> Pressed:
        """Act on a button "verb:number", whose end tells whether a child is shown it."""
        is_child, language = argument.endswith(FOR_CHILD), self._preference.of(chat)
        verb, _, number = argument.removesuffix(FOR_CHILD).partition(":")
        if verb == "yes" and number == NO_CASE:
            number = self._requested(chat, language)
        number = self._pending.number(number)
        if number != NO_CASE and not self._cases.exists(number):
            return inactive_button(language)
        match verb:
            case "ask":
                return Pressed(replies=(self.ask(chat, number, is_child),))
            case "yes":
                return Pressed(replies=(self._agree(chat, number, is_child),), buttons=())
        return Pressed(replies=(self._decline(chat, number, is_child),), buttons=())

    def read(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a message to the request for consent; None for a question, and where nothing was asked.

        After consent, and before an answer, a no alone takes it back and a yes alone repeats it; other words are for
        the team. What may be no yes is no consent, and what is neither is kept nowhere.
        """
        exchange = self._exchanges.of(chat.key) if chat.is_private else None
        is_other = message.command or message.media or message.is_forwarded or message.declared_safe
        if exchange is None or exchange.state == "told" or is_other or not message.text or not exchange.is_recent:
            return None
        if message.answers is not None and self._cases.is_linked(chat.key, message.answers):
            return None
        if self._elsewhere.is_newer(chat, exchange.at):
            return None
        answer = read_danger_consent(message.text)
        said, has_agreed = answer.said, exchange.state == "agreed"
        if said in ("yes", "no"):
            return None if has_agreed and answer.has_more else self._take(chat, exchange, answer, message)
        is_passed = has_agreed or (said == "question" and chat.role != "stranger")
        return None if is_passed else self._remind(chat, exchange, said)

    def _take(self, chat: Chat, exchange: DangerExchange, answer: DangerAnswer, message: Message) -> Reply | None:
        """Do what the button does; None for a yes or a no to what the team has asked since consent."""
        language, number = self._preference.of(chat), self._pending.number(exchange.number)
        if exchange.state == "agreed" and self._cases.is_answered(number):
            return None
        settles = f"talk:yes:{exchange.number}{FOR_CHILD if exchange.is_child else ''}"
        if answer.said == "no":
            reply = self._decline(chat, number, exchange.is_child)
        else:
            known = number if number != NO_CASE and self._cases.exists(number) else self._requested(chat, language)
            reply = self._agree(chat, known, exchange.is_child)
            if answer.has_more and (case := self._words.case_of(chat, message)):
                reply = reply.extended(*self._words.pass_on(chat, message, case).paragraphs)
        return replace(reply, settles=settles)

    def _remind(self, chat: Chat, exchange: DangerExchange, said: Said) -> Reply:
        """Return the words for yes and no; to a question about consent the whole request once more."""
        language = self._preference.of(chat)
        question = consent_question(
            language, exchange.number, self._cases.role(language), exchange.is_child, self._away()
        )
        return question if said == "about" else choice_reminder(question, exchange.is_child, said == "half_yes")

    def _agree(self, chat: Chat, number: str, is_child: bool) -> Reply:
        """Record consent, once, and confirm it."""
        language = self._preference.of(chat)
        if not self._cases.has_consent(number, chat):
            self._cases.record_consent(number, chat)
        self._exchanges.keep(chat.key, number, "agreed", is_child)
        role = self._cases.role(language)
        return consent_confirmation(language, number, role, is_child, self._away())

    def _decline(self, chat: Chat, number: str, is_child: bool) -> Reply:
        """Withdraw consent to the case, or to each that the person asked for, and confirm that."""
        for refused in self._requests(chat) if number == NO_CASE else {number}:
            self._cases.withdraw_consent(refused)
        if chat.is_private:
            self._exchanges.keep(chat.key, number if number != NO_CASE else "", "told", is_child)
        return refusal_confirmation(self._preference.of(chat), self._contacts, is_child)

    def _away(self) -> Contacts | None:
        """Return the contacts to name because the team can't be written to now; None if it can."""
        return None if self._cases.is_reachable() else self._contacts

    def _requested(self, chat: Chat, language: Language) -> str:
        """Return the number of the case of a person who may be in danger and asks for a reply; open it the first time.

        It is not opened in a group, where nobody is offered a reply.
        """
        if not chat.is_private:
            return NO_CASE
        known = self.observed.get(chat.member_key)
        number = known or self._pending.open(language, REQUESTED, self._cases.latest_of(chat))
        self.observed.put(chat.member_key, number)
        return self._pending.number(number)

    def _requests(self, chat: Chat) -> set[str]:
        """Return the numbers of the cases that a person who may be in danger agreed to, perhaps before they refused."""
        observed = self.observed.get(chat.member_key)
        numbers = {*self._cases.requested_by(chat), *([observed] if observed else [])}
        return {number for number in map(self._pending.number, numbers) if self._cases.exists(number)}
