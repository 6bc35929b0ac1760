"""A person's own cases: their status, the answers, and whether those helped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from bot.answering.understanding import asks
from bot.answering.wishes import read_wish
from bot.conversation.case_remark import chooses_case
from bot.conversation.case_remarks import CaseRemarks
from bot.conversation.handler import ChatHandler, Command, IsSensitive, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.last_case import LastCase
from bot.conversation.own_case_wish import own_case_wish
from bot.conversation.rating_words import opens_with_a_verdict, read_rating
from bot.conversation.small_intents import says_cancel, says_courtesy, says_thanks
from bot.conversation.words_on_danger import WordsOnDanger
from bot.domain.cases import case_messages
from bot.domain.cases.case import Actor, Case
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.chat import Chat
from bot.errors import CaseError
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import day_in_words, say, sentence
from corpus.language import Language
from index.text.language_detection import detect

IsAnswered: TypeAlias = Callable[[Chat, str], bool]  # whether the texts answer a message
AnswerText: TypeAlias = Callable[[Chat, str], Reply]  # as `Conversation.ask`

SHOWN = 4  # cases in a list: more would not be read at a glance


class MyCasesHandler(ChatHandler):
    """Answers /mesdossiers and /mycases, the buttons under an answer from a person, and replies to it.

    What follows without replying to it may be meant for a case as well: a word on whether an answer helped, after
    consent to a reply about a danger whatever is no question that the texts answer, which is for `words`, and else what
    `CaseRemarks` finds to be. What else `is_sensitive` is left to the handlers that follow. `answer` answers what turns
    out to be a question.
    """

    commands = (Command.of("mesdossiers", "mycases"),)
    actions = frozenset({"mine", "helped", "unhelped", "remark"})

    def __init__(
        self,
        cases: CaseService,
        last: LastCase,
        kept: ConsentRequests,
        preference: LanguagePreference,
        is_sensitive: IsSensitive,
        is_answered: IsAnswered,
        answer: AnswerText,
        words: WordsOnDanger,
    ) -> None:
        self._cases, self._last, self._preference = cases, last, preference
        self._is_sensitive, self._is_answered, self._answer = is_sensitive, is_answered, answer
        self._words, self._remarks = words, CaseRemarks(last, kept, is_answered)

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """List the chat's cases, or show the one whose number is given."""
        language = self._preference.of(chat)
        if argument:
            try:
                return self._detail(self._own(chat, argument), language)
            except CaseError as error:
                return case_messages.refused_action(error, language)
        return self._list(chat, language)

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Show the cases to whoever asks after them in words, rate an answer, or add a reply to its case."""
        if (wished := self._wished(chat, message)) is not None:
            return wished
        number = self._cases.linked_case(chat.key, message.answers) or self._meant(chat, message)
        language = self._preference.of(chat)
        if not number and (asked := self._remark(chat, message)):
            return asked
        if not number or self._cases.team_at(chat.key):
            return None
        try:
            case = self._own(chat, number)
            if case.kind == "safeguarding" and case.agreed and not says_thanks(message.text):
                return self._words.pass_on(chat, message, case)
            if self._is_sensitive(message.text, message.declared_safe):
                return None
            if says_thanks(message.text):  # asks for nothing: a closed case stays closed
                return sentence(language, "cases.thanked")
            again = self._cases.linked_case(chat.key, message.id) == case.number
            added = self._cases.add_message(case.number, message.text, Actor.of(chat), chat.address, again)
            self._cases.link_message(chat.key, message.id, case.number)
        except CaseError as error:
            return case_messages.refused_action(error, language)
        return self._added(added, case.state != added.state, language)

    def preempt(self, chat: Chat, message: Message) -> Reply | None:
        """Note a command: what is written after it is about what that showed."""
        if message.command:
            self._remarks.leave(chat)
        return None

    def _remark(self, chat: Chat, message: Message) -> Reply | None:
        """Add a message to the case that was shown last, or ask whether it is meant for it; None for all others."""
        if message.answers is not None or message.is_forwarded or self._cases.team_at(chat.key):
            return None
        if (waiting := self._remarks.waiting(chat)) and (chosen := chooses_case(message.text)) is not None:
            return self._chosen(chat, waiting, is_for_case=chosen)
        if self._is_sensitive(message.text, message.declared_safe):
            return None
        case, meant = self._remarks.read(chat, message.text)
        if case is None or meant == "other":
            return None
        if meant == "case":
            return self._take(chat, case, message.text, message.id)
        return self._remarks.ask(chat, case, message.text, self._preference.of(chat))

    def _take(self, chat: Chat, case: Case, text: str, message: int | None) -> Reply:
        """Add a text of the person to their case."""
        added = self._cases.add_message(case.number, text, Actor.of(chat), chat.address)
        self._cases.link_message(chat.key, message, case.number)
        return self._added(added, case.state != added.state, self._preference.of(chat))

    def _chosen(self, chat: Chat, argument: str, is_for_case: bool) -> Reply | None:
        """Do with the words of a remark what the person chose; None if they are gone."""
        number, text = self._remarks.take(chat, argument)
        if not text:
            return None
        self._remarks.leave(chat)
        reply = self._take(chat, self._own(chat, number), text, None) if is_for_case else self._answer(chat, text)
        return replace(reply, settles=f"remark:c:{argument}")

    def _meant(self, chat: Chat, message: Message) -> str:
        """Return the number of the case that a message without a reply speaks to; empty if it speaks to none."""
        if message.answers is not None or message.is_forwarded:
            return ""
        text, danger = message.text, self._last.of_danger(chat)
        if danger and self._continues(chat, text, danger):
            return danger.number
        last = self._last.rated(chat)
        if last is None:
            return ""
        is_back = self._asks_back(last) and opens_with_a_verdict(text)
        return last.number if is_back or says_thanks(text) or read_wish(text).kind == "reword" else ""

    def _continues(self, chat: Chat, text: str, case: Case) -> bool:
        """Tell whether a message goes on after consent or an answer about a danger.

        Once the bot has answered in between, what may speak of that does not.
        """
        if (
            self._last.is_interrupted(chat, case)
            or says_cancel(text)
            or (says_courtesy(text) and not says_thanks(text))
        ):
            return False
        if self._last.has_moved_on(chat, case) and (read_wish(text).kind != "question" or says_courtesy(text)):
            return False
        return chat.role == "stranger" or not (asks(text) and self._is_answered(chat, text))

    def _asks_back(self, case: Case) -> bool:
        """Tell whether the last answer to a case that is not closed ends with a question."""
        sent = [one.text for one in self._cases.answers(case.number) if one.state == "sent"]
        return case.state == "answered" and bool(sent) and sent[-1].rstrip(' »"”').endswith("?")

    def _wished(self, chat: Chat, message: Message) -> Reply | None:
        """Answer what a message wants of the person's cases as a whole; None for all other messages."""
        if rated := self._rated(chat, message):
            return rated
        wish = own_case_wish(message.text)
        own = self._cases.select(CaseFilter(chat=chat.key)) if wish and chat.is_private else []
        is_over = wish == "news" and all(case.state == "closed" for case in own)
        if not own or is_over or wish in ("helped", "unhelped"):
            return None
        language = detect(message.text, self._preference.of(chat))
        self._preference.remember(chat, language)
        reply = self._list(chat, language)
        return reply.extended(Paragraph(say(language, "cases.to_drop"))) if wish == "cancel" else reply

    def _rated(self, chat: Chat, message: Message) -> Reply | None:
        """Rate an answer in words, as its buttons do, which then go; what else was said is added to the case."""
        case, is_asked = self._to_rate(chat, message)
        said = read_rating(message.text, is_asked)
        if case is None or not said.kind or self._is_sensitive(message.text, message.declared_safe):
            return None
        if not _is_ratable(case, said.kind):
            return None
        reply = next(iter(self.press(chat, said.kind, case.number).replies), None)
        if reply and said.remark:
            self._cases.add_message(case.number, said.remark, Actor.of(chat), chat.address)
            self._cases.link_message(chat.key, message.id, case.number)
            reply = reply.extended(Paragraph(say(reply.language, "cases.added", number=case.number)))
        return replace(reply, settles=f"unhelped:{case.number}") if reply else None

    def _to_rate(self, chat: Chat, message: Message) -> tuple[Case | None, bool]:
        """Return the case whose answer a message may rate, and whether a mere yes or no does.

        It is the one that the message replies to, or whose answer was shown last; else one that the person was asked
        about before.
        """
        number = self._cases.linked_case(chat.key, message.answers)
        own = self._cases.select(CaseFilter(chat=chat.key)) if chat.is_private else []
        if number:
            case = next((one for one in own if one.number == number), None)
            return case, case is not None and not self._asks_back(case)
        if message.answers is not None or message.is_forwarded:
            return None, False
        if last := self._last.rated(chat):
            return last, last.state == "closed"
        asked = [case for case in own if case.helped == "asked" and case.state == "closed"]
        return (asked[-1] if asked and own_case_wish(message.text) else None), False

    def refuse(self, chat: Chat, message: Message) -> Reply | None:
        """Tell who adds to a case by a photo, a file or a voice message without words that nothing was added."""
        number = self._cases.linked_case(chat.key, message.answers)
        if not number or message.text or self._cases.team_at(chat.key):
            return None
        return replace(sentence(self._preference.of(chat), "cases.unread", number=number), case=number)

    def reset(self, chat: Chat) -> None:
        """End the exchange after a danger or about a case: what is written next may be somebody else's."""
        self._remarks.leave(chat)
        if danger := self._last.of_danger(chat):
            self._cases.end_exchange(danger.number)

    def decorate(self, chat: Chat, reply: Reply) -> Reply:
        """Send whoever comes back the answers that could not reach them, and tell of those that wait to be read."""
        for answer in self._cases.waiting_answers(chat.key):
            case = self._cases.find(answer.number)
            if case.agreed and not case.address and chat.address:
                self._cases.send_waiting(answer, chat.address)
            else:
                self._cases.note_told(answer)
                reply = _told_of(case, reply)
        return reply

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Show a case, close it after an answer that helped, or reopen it."""
        language = self._preference.of(chat)
        try:
            if action == "remark":
                kind, _, rest = argument.partition(":")
                chosen = self._chosen(chat, rest, is_for_case=kind == "c")
                return Pressed(buttons=(), replies=(chosen,)) if chosen else inactive_button(language)
            case = self._own(chat, argument)
            match action:
                case "mine":
                    return Pressed(replies=(self._detail(case, language),))
                case "helped":
                    self._cases.rate(case.number, True, Actor.of(chat), chat.address)
                    return Pressed(buttons=(), replies=(sentence(language, "cases.settled", number=case.number),))
            case = self._cases.rate(case.number, False, Actor.of(chat), chat.address)
            return Pressed(buttons=(), replies=(self._reopened(case, language),))
        except CaseError as error:
            return Pressed(notice=case_messages.refused_action(error, language).plain)

    def _own(self, chat: Chat, number: str) -> Case:
        """Return the case if it belongs to the chat. Raise the same CaseError for another's as for none."""
        case = self._cases.find(number)
        if case.chat != chat.key:
            raise CaseError("unknown", number=number.strip()[:40])
        return case

    def _list(self, chat: Chat, language: Language) -> Reply:
        own = sorted(self._cases.select(CaseFilter(chat=chat.key)), key=lambda case: case.number)
        found, count = own[-SHOWN:], len(own)
        if not found:
            return sentence(language, "cases.none")
        lines = [Paragraph(self._status_line(case, language)) for case in found]
        if len(found) < count:
            lines.append(Paragraph(say(language, "cases.more", count=count - len(found))))
        buttons = tuple((Button(case.number, f"mine:{case.number}"),) for case in found)
        return Reply(language, (Paragraph(say(language, "cases.mine"), "title"), *lines), buttons)

    def _detail(self, case: Case, language: Language) -> Reply:
        answers = [one for one in self._cases.answers(case.number) if one.state not in ("held", "pending")]
        for answer in answers:
            self._cases.note_read(answer)
        case = self._cases.find(case.number)
        paragraphs = [Paragraph(self._status_line(case, language))]
        if len(case.question) > case_messages.LONGEST_LINE:  # what the line has no room for
            paragraphs.append(Paragraph(case.question, "quote"))
        for answer in answers:
            paragraphs += [Paragraph(say(language, "cases.was_answered"), "title"), Paragraph(answer.text)]
        names = _ratings(case) if answers else ()
        buttons = tuple(Button(say(language, f"cases.{name}"), f"{name}:{case.number}") for name in names)
        return Reply(language, tuple(paragraphs), (buttons,) if buttons else (), case=case.number)

    def _status_line(self, case: Case, language: Language) -> str:
        return case_messages.status_line(case, language, self._cases.today(), self._is_promised(case))

    def _is_promised(self, case: Case) -> bool:
        """Tell whether a date is promised: not without a staff chat, and never to a person who may be in danger."""
        return self._cases.has_staff_chat() and case.kind != "safeguarding"

    def _added(self, case: Case, reopened: bool, language: Language) -> Reply:
        """Return the confirmation that a message was added; for a further question with the role and the due date."""
        if not reopened or not self._is_promised(case):
            return sentence(language, "cases.added", number=case.number)
        role, due = self._cases.team_for(case).role(language), day_in_words(case.due, language)
        return sentence(language, "cases.added_again", number=case.number, role=role, due=due)

    def _reopened(self, case: Case, language: Language) -> Reply:
        role, due = self._cases.team_for(case).role(language), day_in_words(case.due, language)
        key = "cases.reopened" if self._is_promised(case) else "cases.reopened_only"
        return sentence(language, key, number=case.number, role=role, due=due)


def _is_ratable(case: Case, kind: str) -> bool:
    """Tell whether a person may say that of the answer to a case: by a button, or because they were asked."""
    return kind in _ratings(case) or (case.helped == "asked" and case.state == "closed")


def _ratings(case: Case) -> tuple[str, ...]:
    """Return the ratings that the person may give an answer that they have read."""
    if case.kind == "safeguarding" or case.state not in ("answered", "closed"):
        return ()
    return ("unhelped",) if case.state == "closed" else ("helped", "unhelped")


def _told_of(case: Case, reply: Reply) -> Reply:
    """Return `reply` with the note that an answer waits, and the button that shows it."""
    told = reply.extended(Paragraph(say(reply.language, "cases.waiting", number=case.number)))
    read = Button(say(reply.language, "cases.read", number=case.number), f"mine:{case.number}")
    return replace(told, buttons=(*told.buttons, (read,)))
