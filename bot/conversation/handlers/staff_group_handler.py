"""The staff groups: buttons under case summaries, and replies to them that answer people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot.conversation.answer_stopping import AnswerStopping
from bot.conversation.case_words import says_send, typed_verb
from bot.conversation.handler import ChatHandler, Message, inactive_button
from bot.conversation.small_intents import says_no, says_stop, says_yes
from bot.domain.access.permissions import Permissions
from bot.domain.cases import case_messages
from bot.domain.cases.case import Actor, Case, CaseAction
from bot.domain.cases.case_answers import CaseAnswer
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.staff_team import StaffTeam
from bot.domain.chat import Chat
from bot.domain.date_reading import read_date
from bot.domain.faq.faq_replies import FaqReplies
from bot.errors import CaseError
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import day_in_words, say, sentence, truncated
from corpus.language import Language

_LABEL = 60  # characters of a button
_ACTIONS: dict[str, CaseAction] = {
    "take": "take",
    "over": "take_over",
    "release": "release",
    "close": "close",
    "reopen": "reopen",
}


_OTHER_VERBS = frozenset({"answer", "faq", "reply", "later", "resume", "on", "date", "card", "show"})


class StaffGroupHandler(ChatHandler):
    """Answers the staff in its groups. In any other chat the same buttons do nothing.

    `suggest` stores a draft of an FAQ entry for a case, `faq_replies` finds the published answers that fit one.
    `permissions` decide whose replies are answers to cases.
    """

    actions = frozenset({"case", "undo", "held"})

    def __init__(
        self,
        cases: CaseService,
        suggest: Callable[[Case], object],
        faq_replies: FaqReplies,
        permissions: Permissions,
    ) -> None:
        self._cases, self._suggest = cases, suggest
        self._faq_replies, self._permissions = faq_replies, permissions
        self._stopping = AnswerStopping(cases)

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Take a reply to any message about a case as the answer to it, or as what the message asks for.

        What becomes of an answer is shown by a message of its own. Whoever has no access, and replies to nothing about
        a case, gets no reply before the colleagues.
        """
        team, number = self._cases.team_at(chat.key), self._cases.linked_case(chat.key, message.answers)
        if team is None:
            return None
        if not number:
            return _silence(chat, team) or self._stop_unaddressed(chat, team, message.text)
        language, purpose = team.language, self._cases.purpose_of(chat.key, message.answers)
        if not self._permissions.allows(chat, "write:answer"):
            return _about(number, sentence(language, "staff.no_colleague", number=number))
        try:
            case = self._case_here(chat, number)
            is_date = purpose == "date"
            self._cases.link_message(chat.key, message.id, number, purpose if is_date else "")
            if is_date:
                return self._take_date(chat, case, message.text, language)
            if (done := self._do_in_words(chat, case, message, language)) is not None:
                return done
            return self._take_answer(chat, case, message, language)
        except CaseError as error:
            return case_messages.refused_action(error, language)

    def halt(self, chat: Chat, answers: int | None) -> Reply | None:
        """Stop the answer that a safe word replies to; one that replies to nothing stops what waits in the group."""
        team, number = self._cases.team_at(chat.key), self._cases.linked_case(chat.key, answers)
        if team is None or not self._permissions.allows(chat, "write:answer"):
            return None
        if not number:
            return self._stop_unaddressed(chat, team, is_stop=True)
        try:
            actor, case = Actor.of(chat, is_staff=True), self._case_here(chat, number)
            stopped = self._stopping.stop(case, Message("", answers), actor, team.language, is_stop=True)
            return _about(number, stopped) if stopped else None
        except CaseError as error:
            return _about(number, case_messages.refused_action(error, team.language))

    def refuse(self, chat: Chat, message: Message) -> Reply | None:
        """Tell who answers a case by a photo, a file or a voice message that it was not answered."""
        team, number = self._cases.team_at(chat.key), self._cases.linked_case(chat.key, message.answers)
        if team is None or not number:
            return _silence(chat, team) if team else None
        may_answer = self._permissions.allows(chat, "write:answer")
        if may_answer and (says_stop(message.text) or self._cases.purpose_of(chat.key, message.answers) == "date"):
            return self.handle(chat, message)
        if may_answer:
            self._stopping.doubts(self._cases.find(number), message, Actor.of(chat, is_staff=True))
        told = sentence(team.language, "staff.unread" if may_answer else "staff.no_colleague", number=number)
        return _about(number, told)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Do what the button says, if the case allows it; of two who press at once, one gets the owner's name."""
        team = self._cases.team_at(chat.key)
        language = team.language if team else chat.hint or self._cases.staff_language
        if team is None:
            return inactive_button(language)
        try:
            if action == "undo":
                return self._undo(chat, argument, language)
            if action == "held":
                return self._decide_held(chat, *_held_choice(argument), language)
            return self._act(chat, *_case_verb(argument), language)
        except CaseError as error:
            return Pressed(notice=case_messages.refused_action(error, language).plain)

    def _act(self, chat: Chat, verb: str, number: str, detail: str, language: Language) -> Pressed:
        actor, case = Actor.of(chat, is_staff=True), self._case_here(chat, number)
        match verb:
            case "answer":
                return self._ask_for_answer(case, language)
            case "reply":
                return self._reply_with_faq(case, detail, actor, language)
            case "faq":
                self._suggest(self._cases.note_suggestion(number, actor))
                return Pressed(notice=say(language, "staff.done_faq", number=case.number))
            case "show":
                self._cases.show_anew(case.number)
                return Pressed()
            case "resume":
                self._cases.resume(case.number, actor)
                return Pressed(notice=say(language, "staff.done_resume", number=case.number))
            case "later" | "on" | "date" | "card":
                return self._put_off(chat, case, verb, detail, language)
        self._cases.change(number, _ACTIONS[verb], actor)
        done = "release_for" if verb == "release" and case.owner != actor.key else verb
        owner = case.owner_name or case.owner[:6]
        return Pressed(notice=say(language, f"staff.done_{done}", number=case.number, name=owner))

    def _case_here(self, chat: Chat, number: str) -> Case:
        """Return a case of this group's team. Raise CaseError if another team has it."""
        case = self._cases.find(number)
        if self._cases.team_for(case).key != chat.key:
            raise CaseError("elsewhere", number=case.number)
        return case

    def _ask_for_answer(self, case: Case, language: Language) -> Pressed:
        """Ask for the answer, and offer the published ones that fit, in the language of the person."""
        entries = self._faq_replies.near(case)
        labels = [truncated(entry.questions[case.language], _LABEL) for entry in entries]
        rows = tuple(
            (Button(label, f"case:reply:{case.number}:{entry.id}"),)
            for label, entry in zip(labels, entries, strict=True)
        )
        offer = [Paragraph(say(language, "staff.faq_offered"), "menu")] if rows else []
        asked = Paragraph(say(language, "staff.write", number=case.number))
        self._cases.notify(case, Reply(language, (asked, *offer), rows), "offer" if rows else "notice")
        return Pressed()

    def _reply_with_faq(self, case: Case, identity: str, actor: Actor, language: Language) -> Pressed:
        """Answer a case with a published answer, which can be stopped like any other."""
        text = self._faq_replies.text(identity, case.language)
        if not text:
            return inactive_button(language)
        self._cases.answer(case.number, text, actor)
        return Pressed(buttons=())

    def _put_off(self, chat: Chat, case: Case, verb: str, detail: str, language: Language) -> Pressed:
        """Show the days until which a case can be put off, put it off, ask for another day, or go back to the card."""
        today = self._cases.today()
        if verb == "later":
            days = (self._cases.workdays.after(today, 1), _next_monday(today))
            return Pressed(buttons=case_messages.days_to_return(case, days, language, today))
        if verb == "on":
            told = self._postpone_until(chat, case, _iso_day(detail), language)
            return Pressed(notice=told.plain)
        if verb == "date":
            self._cases.ask_for_date(case)
        return Pressed(buttons=self._cases.card_buttons(case))

    def _postpone_until(self, chat: Chat, case: Case, day: date | None, language: Language) -> Reply:
        """Put a case off, unless no `day` could be read; say if the person was promised an answer before."""
        if day is None:
            return sentence(language, "staff.bad_day")
        self._cases.postpone(case.number, day, Actor.of(chat, is_staff=True))
        told = sentence(language, "staff.postponed", number=case.number, day=day_in_words(day, language))
        if day <= case.due:
            return told
        return told.extended(Paragraph(say(language, "staff.due_before", day=day_in_words(case.due, language))))

    def _stop_unaddressed(self, chat: Chat, team: StaffTeam, text: str = "", *, is_stop: bool = False) -> Reply | None:
        """Stop what waits in the group, for a colleague whose words are no reply to a message about a case."""
        if not self._permissions.allows(chat, "write:answer"):
            return None
        actor = Actor.of(chat, is_staff=True)
        return self._stopping.stop_unaddressed(team, text, actor, is_stop=is_stop)

    def _do_in_words(self, chat: Chat, case: Case, message: Message, language: Language) -> Reply | None:
        """Do what the button does that a reply names, stale or not; None for an answer to the person.

        A yes under an answer that waits for a decision decides, and is never sent to the person itself.
        """
        shown = [one for one in self._cases.answers(case.number) if message.answers and one.preview == message.answers]
        if shown and (says_yes(message.text) or says_send(message.text)):
            return self._send_in_words(chat, shown[0], language)
        verb = "date" if (typed := typed_verb(message.text)) == "later" else typed
        if not verb or not self._permissions.allows(chat, f"case:{verb}"):
            return None
        notice = self._act(chat, verb, case.number, "", language).notice
        return Reply(language, (Paragraph(notice),) if notice else ())

    def _send_in_words(self, chat: Chat, answer: CaseAnswer, language: Language) -> Reply:
        """Send an answer that is held; say of any other that it is decided."""
        if not self._permissions.allows(chat, "held:send"):
            return sentence(language, "staff.no_colleague", number=answer.number)
        is_sent = answer.state == "held" and self._cases.send_held(answer.id, by=Actor.of(chat, is_staff=True))
        return Reply(language, ()) if is_sent else sentence(language, "staff.held_decided")

    def _take_date(self, chat: Chat, case: Case, text: str, language: Language) -> Reply:
        """Put a case off until the day that a colleague writes, or leave it where it is."""
        if says_stop(text) or says_no(text):
            return sentence(language, "staff.not_postponed", number=case.number)
        return self._postpone_until(chat, case, read_date(text, self._cases.today()), language)

    def _take_answer(self, chat: Chat, case: Case, message: Message, language: Language) -> Reply:
        """Answer a case, unless the words stop one that waits; what may do that is held until somebody decides."""
        actor = Actor.of(chat, is_staff=True)
        with self._cases.transaction():
            if (stopped := self._stopping.stop(case, message, actor, language)) is not None:
                return stopped
            is_doubtful = self._stopping.doubts(case, message, actor)
            self._cases.answer(case.number, message.text, actor, message.id, is_doubtful=is_doubtful)
        return Reply(language, ())

    def _undo(self, chat: Chat, outgoing: str, language: Language) -> Pressed:
        answer = self._cases.outgoing_answer(int(outgoing)) if outgoing.isdecimal() else None
        if answer:
            self._case_here(chat, answer.number)
        case = self._cases.take_back(int(outgoing), Actor.of(chat, is_staff=True)) if answer else None
        if case is None:
            return Pressed(notice=say(language, "staff.too_late"), buttons=())
        return Pressed(notice=say(language, "staff.undone", number=case.number))

    def _decide_held(self, chat: Chat, verb: str, held: int, language: Language) -> Pressed:
        """Send or discard an answer that was held; its own message says so."""
        answer = self._cases.held_answer(held)
        if answer:
            self._case_here(chat, answer.number)
        decided = self._cases.send_held(held, by=Actor.of(chat, is_staff=True)) if verb == "send" else None
        discarded = self._cases.discard_held(held, Actor.of(chat, is_staff=True)) if verb == "drop" else None
        if answer is None or not (decided or discarded):
            return Pressed(notice=say(language, "staff.held_decided"), buttons=())
        return Pressed()


def _silence(chat: Chat, team: StaffTeam) -> Reply | None:
    """Return a reply without a word for a person without access; None for all others."""
    return Reply(team.language, ()) if chat.role == "stranger" else None


def _about(number: str, reply: Reply) -> Reply:
    """Return a notice with the case that a reply to it is about."""
    return replace(reply, case=number)


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _held_choice(argument: str) -> tuple[str, int]:
    """Return the verb and the id of a held answer; 0, which none has, if there is no number."""
    verb, _, held = argument.partition(":")
    return verb, int(held) if held.isdecimal() else 0


def _case_verb(argument: str) -> tuple[str, str, str]:
    """Return the verb, the number and the detail of a button. Raise CaseError for a verb that no button has."""
    verb, _, rest = argument.partition(":")
    number, _, detail = rest.partition(":")
    if verb not in _ACTIONS and verb not in _OTHER_VERBS:
        raise CaseError("unknown", number=number[:40])
    return verb, number, detail
