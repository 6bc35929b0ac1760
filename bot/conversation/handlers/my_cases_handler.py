"""A person's own cases: their status, the answers, and whether those helped."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.handler import ChatHandler, Command, IsSensitive, Message
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.own_case_wish import OwnCaseWish, own_case_wish
from bot.conversation.small_intents import says_no, says_thanks, says_yes
from bot.domain.cases import case_messages
from bot.domain.cases.case import Actor, Case
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.chat import Chat
from bot.errors import CaseError
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import day_in_words, say, sentence
from corpus.language import Language
from index.text.language_detection import detect

SHOWN = 4  # cases in a list: more would not be read at a glance


class MyCasesHandler(ChatHandler):
    """Answers /mesdossiers and /mycases, the buttons under an answer from a person, and replies to it.

    A reply that `is_sensitive` is left to the handlers that follow.
    """

    commands = (Command.of("mesdossiers", "mycases"),)
    actions = frozenset({"mine", "helped", "unhelped"})

    def __init__(self, cases: CaseService, preference: LanguagePreference, is_sensitive: IsSensitive) -> None:
        self._cases, self._preference, self._is_sensitive = cases, preference, is_sensitive

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
        number = self._cases.linked_case(chat.key, message.answers)
        language = self._preference.of(chat)
        if not number or self._cases.team_at(chat.key) or self._is_sensitive(message.text, message.declared_safe):
            return None
        try:
            case = self._own(chat, number)
            if says_thanks(message.text):  # asks for nothing: a closed case stays closed
                return sentence(language, "cases.thanked")
            again = self._cases.linked_case(chat.key, message.id) == case.number
            added = self._cases.add_message(case.number, message.text, Actor.of(chat), chat.address, again)
            self._cases.link_message(chat.key, message.id, case.number)
        except CaseError as error:
            return case_messages.refused_action(error, language)
        return self._added(added, case.state != added.state, language)

    def _wished(self, chat: Chat, message: Message) -> Reply | None:
        """Answer what a message wants of the person's cases as a whole; None for all other messages."""
        wish = self._wish(chat, message)
        own = self._cases.select(CaseFilter(chat=chat.key)) if wish and chat.is_private else []
        if wish in ("helped", "unhelped"):
            number = self._cases.linked_case(chat.key, message.answers)
            rated = [case for case in own if _is_rated_in_words(case, wish, number)]
            return self._rated(chat, wish, rated[-1].number) if rated else None
        if not own or (wish == "news" and all(case.state == "closed" for case in own)):
            return None
        language = detect(message.text, self._preference.of(chat))
        self._preference.remember(chat, language)
        reply = self._list(chat, language)
        return reply.extended(Paragraph(say(language, "cases.to_drop"))) if wish == "cancel" else reply

    def _rated(self, chat: Chat, wish: str, number: str) -> Reply | None:
        """Rate an answer in words, as its buttons do, which then go."""
        rated = next(iter(self.press(chat, wish, number).replies), None)
        return replace(rated, settles=f"unhelped:{number}") if rated else None

    def _wish(self, chat: Chat, message: Message) -> OwnCaseWish:
        """Return what a message wants; in reply to a message about a case, a mere yes or no rates its answer."""
        wish = own_case_wish(message.text)
        if wish or not self._cases.linked_case(chat.key, message.answers):
            return wish
        if says_yes(message.text):
            return "helped"
        return "unhelped" if says_no(message.text) else ""

    def refuse(self, chat: Chat, message: Message) -> Reply | None:
        """Tell who adds to a case by a photo, a file or a voice message without words that nothing was added."""
        number = self._cases.linked_case(chat.key, message.answers)
        if not number or message.text or self._cases.team_at(chat.key):
            return None
        return replace(sentence(self._preference.of(chat), "cases.unread", number=number), case=number)

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


def _is_rated_in_words(case: Case, wish: OwnCaseWish, linked: str) -> bool:
    """Tell whether a person who says that it helped, or not, means the answer to `case`: they were asked, or reply."""
    is_asked = case.helped == "asked" and case.state == "closed"
    return case.number == linked and (is_asked or wish in _ratings(case)) if linked else is_asked


def _ratings(case: Case) -> tuple[str, ...]:
    """Return what the person may say of an answer that they have read: that it helped, or not."""
    if case.kind == "safeguarding" or case.state not in ("answered", "closed"):
        return ()
    return ("unhelped",) if case.state == "closed" else ("helped", "unhelped")


def _told_of(case: Case, reply: Reply) -> Reply:
    """Return `reply` with the note that an answer waits, and the button that shows it."""
    told = reply.extended(Paragraph(say(reply.language, "cases.waiting", number=case.number)))
    read = Button(say(reply.language, "cases.read", number=case.number), f"mine:{case.number}")
    return replace(told, buttons=(*told.buttons, (read,)))
