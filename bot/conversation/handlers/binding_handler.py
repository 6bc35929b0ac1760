"""Making a group the staff's: /bind says what will happen, and the same admin confirms it by a tap."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import Clock, now
from bot.conversation.handler import ChatHandler, Command, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.cases.staff_group_choice import Consequences, StaffGroupChoice
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence
from corpus.language import Language

VALID_FOR = timedelta(minutes=10)  # after that the group may be another one than the admin has in mind
_KEY_DIGITS = 16  # of the admin's key, in the data of the button


class BindingHandler(ChatHandler):
    """Answers /bind and its buttons. Nothing about a case is shown before the confirmation."""

    commands = (Command.of("lier", "bind", listed=False, counts_members=True),)
    actions = frozenset({"bind"})

    def __init__(self, choice: StaffGroupChoice, preference: LanguagePreference, clock: Clock = now) -> None:
        self._choice, self._preference, self._clock = choice, preference, clock

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Say what choosing this group means, and ask for a confirmation."""
        language = self._preference.of(chat)
        if self._choice.is_chosen(chat):
            return sentence(language, "binding.chosen_before")
        told = tuple(map(Paragraph, _told(chat, self._choice.consequences(chat), language)))
        data = f"{chat.person[:_KEY_DIGITS]}:{int(self._clock().timestamp())}"
        rows = tuple((Button(say(language, f"binding.{verb}"), f"bind:{verb}:{data}"),) for verb in ("yes", "no"))
        return Reply(language, told, rows)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Choose the group, for the admin who asked; leave all as it is; or undo the choice."""
        language = self._preference.of(chat)
        verb, _, data = argument.partition(":")
        person, _, moment = data.partition(":")
        if verb == "undo":
            return self._undo(chat, language)
        if verb == "no" and data:
            return Pressed(revised=sentence(language, "binding.unchanged"))
        if verb != "yes" or not moment.isdecimal():
            return inactive_button(language)
        if person != chat.person[:_KEY_DIGITS]:
            return Pressed(notice=say(language, "binding.of_another"))
        if self._has_expired(int(moment)) or self._choice.is_chosen(chat):
            return Pressed(notice=say(language, "binding.expired"), buttons=())
        return Pressed(revised=self._chosen(chat, language))

    def _chosen(self, chat: Chat, language: Language) -> Reply:
        self._preference.remember(chat, language)  # the cards are written in it
        count = self._choice.choose(chat)
        undo = Button(say(language, "binding.button_undo"), "bind:undo")
        texts = (say(language, "binding.chosen", name=chat.name, count=count), say(language, "binding.roles_needed"))
        return Reply(language, tuple(map(Paragraph, texts)), ((undo,),))

    def _undo(self, chat: Chat, language: Language) -> Pressed:
        was_chosen = self._choice.is_chosen(chat)
        has_group = self._choice.undo(chat)
        if has_group is None:
            return Pressed(notice=say(language, "binding.nothing_to_undo"), buttons=())
        key = "undone_back" if not was_chosen else "undone" if has_group else "undone_none"
        return Pressed(revised=sentence(language, f"binding.{key}", name=chat.name))

    def _has_expired(self, moment: int) -> bool:
        asked = datetime.fromtimestamp(min(moment, 2**32), self._clock().tzinfo)
        return not timedelta() <= self._clock() - asked <= VALID_FOR


def _told(chat: Chat, consequences: Consequences, language: Language) -> list[str]:
    """Return the consequences: to which group, who will read what, what speaks against it, and how to go on."""
    size = say(language, "binding.members", count=chat.members) if chat.members else ""
    told = [
        say(language, "binding.ask_named" if chat.title else "binding.ask", title=chat.title, size=size),
        say(language, "binding.read_by_all", count=consequences.unclosed),
    ]
    if consequences.holds_questions:
        told.append(say(language, "binding.of_partners"))
    if consequences.replaces:
        told.append(say(language, "binding.replaces"))
    return [*told, say(language, "binding.confirm", name=chat.name)]
