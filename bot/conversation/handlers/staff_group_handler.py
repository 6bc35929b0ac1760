"""The staff groups: buttons under case summaries, replies to them that answer people, and /bind."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.handler import ChatHandler, Command, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.access.permissions import Permissions
from bot.domain.cases import case_messages
from bot.domain.cases.case import Actor, Case, CaseAction
from bot.domain.cases.case_service import CaseService, GivenAnswer
from bot.domain.chat import Chat
from bot.errors import CaseError
from bot.replies.reply import Pressed, Reply
from bot.replies.texts import say, sentence
from corpus.language import Language

_ACTIONS: dict[str, CaseAction] = {
    "take": "take",
    "over": "take_over",
    "release": "release",
    "close": "close",
    "reopen": "reopen",
}


class StaffGroupHandler(ChatHandler):
    """Answers the staff in its groups. In any other chat the same buttons do nothing.

    `suggest` stores a draft of an FAQ entry for a case. `permissions` decide whose replies are answers to cases.
    """

    commands = (Command.of("lier", "bind", listed=False),)
    actions = frozenset({"case", "undo", "held"})

    def __init__(
        self,
        cases: CaseService,
        preference: LanguagePreference,
        suggest: Callable[[Case], object],
        permissions: Permissions,
    ) -> None:
        self._cases, self._preference, self._suggest = cases, preference, suggest
        self._permissions = permissions

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Make this chat the staff group."""
        count = self._cases.bind_staff_chat(chat.address)
        return sentence(self._preference.of(chat), "staff.bound", count=count)

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Take a reply to any message about a case as the answer to it."""
        team, number = self._cases.team_at(chat.key), self._cases.linked_case(chat.key, message.answers)
        if team is None or not number:
            return None
        language = team.language
        if not self._permissions.allows(chat, "write:answer"):
            return sentence(language, "staff.no_colleague", number=number)
        try:
            self._case_here(chat, number)
            given = self._cases.answer(number, message.text, Actor.of(chat, is_staff=True), message.id)
        except CaseError as error:
            return case_messages.refused_action(error, language)
        self._cases.link_message(chat.key, message.id, number)
        return self._confirmation(given, message.text, language)

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

    def _act(self, chat: Chat, verb: str, number: str, language: Language) -> Pressed:
        actor = Actor.of(chat, is_staff=True)
        case = self._case_here(chat, number)
        if verb == "answer":
            return self._ask_for_answer(case, language)
        if verb == "faq":
            case = self._cases.note_suggestion(number, actor)
            self._suggest(case)
            return Pressed(notice=say(language, "staff.done_faq", number=case.number))
        case = self._cases.change(number, _ACTIONS[verb], actor)
        if verb == "release":
            self._cases.notify(case, case_messages.released(case, actor.name, language))
        return Pressed(notice=say(language, f"staff.done_{verb}", number=case.number))

    def _case_here(self, chat: Chat, number: str) -> Case:
        """Return a case of this group's team. Raise CaseError if another team has it."""
        case = self._cases.find(number)
        if self._cases.team_for(case).key != chat.key:
            raise CaseError("elsewhere", number=case.number)
        return case

    def _ask_for_answer(self, case: Case, language: Language) -> Pressed:
        self._cases.notify(case, sentence(language, "staff.write", number=case.number))
        return Pressed()

    def _undo(self, chat: Chat, outgoing: str, language: Language) -> Pressed:
        answer = self._cases.outgoing_answer(int(outgoing)) if outgoing.isdecimal() else None
        if answer:
            self._case_here(chat, answer.number)
        case = self._cases.take_back(int(outgoing), Actor.of(chat, is_staff=True)) if answer else None
        if case is None:
            return Pressed(notice=say(language, "staff.too_late"), buttons=())
        return Pressed(buttons=(), replies=(sentence(language, "staff.undone", number=case.number),))

    def _confirmation(self, given: GivenAnswer, text: str, language: Language) -> Reply:
        """Return the confirmation of an answer: it is sent in a moment, kept to be read, or held."""
        if given.competing:
            return case_messages.held_answer(given.case, given.competing, given.held, language)
        if given.outgoing_id is None:
            return sentence(language, "staff.kept", number=given.case.number)
        seconds = round(self._cases.undo_period.total_seconds())
        return case_messages.preview(given.case, text, language, seconds, given.outgoing_id)

    def _decide_held(self, chat: Chat, verb: str, held: int, language: Language) -> Pressed:
        """Send or discard an answer that was held, and say so below the case's summary."""
        answer = self._cases.held_answer(held)
        if answer:
            self._case_here(chat, answer.number)
        sent = self._cases.send_held(held) if verb == "send" else None
        discarded = self._cases.discard_held(held) if verb == "drop" else None
        if answer is None or not (sent or discarded):
            return Pressed(notice=say(language, "staff.held_decided"), buttons=())
        unsent = sentence(language, "staff.held_dropped", number=answer.number)
        return Pressed(buttons=(), replies=(self._confirmation(sent, answer.text, language) if sent else unsent,))


def _held_choice(argument: str) -> tuple[str, int]:
    """Return the verb and the id of a held answer; 0, which none has, if there is no number."""
    verb, _, held = argument.partition(":")
    return verb, int(held) if held.isdecimal() else 0


def _case_verb(argument: str) -> tuple[str, str]:
    """Return the verb and the number of a button. Raise CaseError for a verb that no button has."""
    verb, _, number = argument.partition(":")
    if verb not in {*_ACTIONS, "answer", "faq"}:
        raise CaseError("unknown", number=number[:40])
    return verb, number
