"""Checks in the chat: /verifier and /check, one step per message, and what is typed at a step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.answering.follow_up import asks_for_language
from bot.answering.resumption import question_resumed
from bot.clock import now
from bot.conversation.handler import Command, Message
from bot.conversation.handlers.checks import check_menu, check_step
from bot.conversation.handlers.checks.check_answers import CheckAnswers
from bot.conversation.handlers.checks.check_request import document_language, read_request
from bot.conversation.handlers.checks.check_result import standing
from bot.conversation.handlers.checks.correction import Correction, is_for_a_check, says_go_on, says_resume
from bot.conversation.handlers.checks.typed_answer import leading_choice, verb_of
from bot.conversation.small_intents import says_cancel, says_courtesy, says_no, says_yes, without_greeting
from bot.domain.chat import Chat
from bot.domain.checks.check import Check
from bot.domain.checks.progress import begin
from bot.replies.reply import Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence
from bot.safety.misconduct import needs_reporting

MEMORY = timedelta(hours=1)  # how long what is typed counts as an answer to the last step
LONG_MEMORY = timedelta(days=7)  # how long what can only be an answer brings the step back


class CheckHandler(CheckAnswers):
    """Guides a chat through a procedure."""

    commands = (Command.of("verifier", "check"),)
    actions = frozenset({"check", "checks"})

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Show the menu, or open the line whose number or name `argument` is."""
        offers = self._offers(chat)
        chosen = check_menu.find(offers, argument)
        if chosen is None:
            self._menus.put(chat.key, offers)
            return check_menu.show(offers, self._preference.of(chat))
        return self.press(chat, *chosen.action.split(":", 1)).replies[0]

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Act on a button under a step ("check") or on one about a whole check ("checks")."""
        self._menus.discard(chat.key)
        self._dropped.discard(chat.key)
        if action == "check":
            return self._press_step(chat, argument)
        verb, _, rest = argument.partition(":")
        if verb == "new":
            return self._begin(chat, rest)
        if verb == "page" and rest.isdecimal():
            return Pressed(replies=(check_menu.show(self._offers(chat), self._preference.of(chat), int(rest)),))
        check = self._checks.find(chat.key, rest.partition(":")[0])
        if check is None:
            return Pressed(notice=say(self._preference.of(chat), "check.gone"))
        return Pressed(replies=(self._act(chat, check, verb, rest.partition(":")[2]),))

    def _offers(self, chat: Chat) -> list[check_menu.Offer]:
        return check_menu.offers(self._corpus.procedures.values(), self._checks.of(chat.key))

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Take a message in the middle of a check, except a question and what tells of danger."""
        self._interrupted.discard(chat.key)
        if chosen := self._from_menu(chat, message.text) or self._erased(chat, message.text):
            return chosen
        check = self._checks.open_check(chat.key, MEMORY)
        if check is None or not message.text.strip():
            return self._taken_up(chat, message) or self._offer_again(chat, message) or self._none(chat, message)
        if requested := self._requested(chat, check, message.text):
            return requested
        if wanted := asks_for_language(message.text):
            return self._in_language(chat, check, wanted)
        if not verb_of(message.text, check.progress.question) and self._is_for_others(message):
            if not self._is_sensitive(message.text):  # whoever tells of danger is not led back to a step
                self._interrupted.put(chat.key, check.id)
            return None
        answering = check.answered_by(message.id)
        if answering is None:
            return self._show(chat, check)
        return self._settled(chat, check, self._told(chat, check, answering, message.text))

    def _told(self, chat: Chat, check: Check, answering: Check, text: str) -> Reply:
        """Take a text that is meant for the check; `answering` is the check as it was when the text was first sent."""
        if needs_reporting(text):
            return self._leave(chat, check, "misconduct")
        if says_cancel(text) and not answering.progress.is_correction:
            return self._call_off(chat, check)
        return self._said(chat, answering, text)

    def _settled(self, chat: Chat, before: Check, reply: Reply) -> Reply:
        """Return the reply to what was typed at a step; if that is left, its buttons go as after a press."""
        after = self._checks.find(chat.key, before.id)
        if after and (after.progress.at, after.state) == (before.progress.at, before.state):
            return reply
        return replace(reply, settles=check_step.pressed(before))

    def _said(self, chat: Chat, check: Check, text: str) -> Reply:
        """Take a text as a courtesy, the name of the check, or what is typed at its step."""
        if check.state == "open" and (recorrected := self._recorrected(chat, check, text)):
            return recorrected
        question = check.progress.question
        answers = check.state == "open" and question is not None and leading_choice(text, question)[0]
        if says_courtesy(text) and not answers:
            return self._show(chat, check, say(self._preference.of(chat), "check.courtesy"))
        if says_resume(text, self._preference.of(chat)) or (says_go_on(text) and not answers):
            return self._show(chat, check)
        said = text if answers else without_greeting(text)
        if not answers and check.state == "open" and (corrected := self._corrected(chat, check, said)):
            return corrected
        if check.state == "naming" and (verb := verb_of(said)):
            return self._at_name(chat, check, verb)
        return self._name(chat, check, said) if check.state == "naming" else self._typed(chat, check, said)

    def _from_menu(self, chat: Chat, text: str) -> Reply | None:
        """Take the number or the name of a line of the menu that was shown last, as it was numbered then."""
        offers = self._menus.get(chat.key) or []
        self._menus.discard(chat.key)
        chosen = check_menu.chosen(offers, text)
        if chosen is None:
            return None
        pressed = self.press(chat, *chosen.action.split(":", 1))
        return next(iter(pressed.replies), None)

    def _erased(self, chat: Chat, text: str) -> Reply | None:
        """Take the answer to the question whether to erase a check; anything else leaves it as it is."""
        check = self._checks.find(chat.key, self._dropped.get(chat.key) or "")
        self._dropped.discard(chat.key)
        if check is None or not (says_yes(text) or says_no(text) or says_cancel(text)):
            return None
        return self._act(chat, check, "dropped" if says_yes(text) else "open", "")

    def _requested(self, chat: Chat, check: Check, text: str) -> Reply | None:
        """Do what is asked about the check as a whole."""
        match read_request(text):
            case "where" if not check.name:
                return self._resume(chat, check)
            case "where":
                return self._show(chat, check, *self._standing(chat, check))
            case "result" | "pass_on" as wish if check.name:
                return self._result_wanted(chat, check, is_to_send=wish == "pass_on")
            case "unremark" if check.state == "open" and check.progress.response.note:
                return self._do(chat, check, "v.unremark")
            case "drop":
                return self._act(chat, check, "drop", "")
            case "pdf" | "docx" as kind if check.name:
                language = self._preference.of(chat)
                return self._document(check, f"{kind}:{document_language(text) or language}", language)
        return None

    def _standing(self, chat: Chat, check: Check) -> list[str]:
        """Return the sentences that tell how far a check has come, if it is amid its steps."""
        return [standing(check, self._preference.of(chat))] if check.name and check.progress.question else []

    def _result_wanted(self, chat: Chat, check: Check, is_to_send: bool) -> Reply:
        """Show the result, or offer to send it; amid the steps, tell that it comes at the end, and how far that is."""
        if check.progress.question is None:
            shown = self._resume(chat, check)
            return self._offer_exchange(chat, shown.consultation) if is_to_send else shown
        later = say(self._preference.of(chat), "check.send_later" if is_to_send else "check.result_later")
        return self._show(chat, check, later, *self._standing(chat, check))

    def _taken_up(self, chat: Chat, message: Message) -> Reply | None:
        """Take up the paused check that was used last, or correct the one that has just ended."""
        viewed = self._checks.find(chat.key, self._viewed.get(chat.key) or "")
        check = viewed or next(iter(self._checks.of(chat.key)), None)
        age = now() - datetime.fromisoformat(check.changed) if check else LONG_MEMORY
        if check is None or (age >= LONG_MEMORY and viewed is None):
            return None
        if (age < MEMORY or viewed) and (requested := self._requested(chat, check, message.text)):
            return requested
        if check.state == "paused" and says_resume(message.text, self._preference.of(chat)):
            return self._resume(chat, check)
        if check.state != "finished" or (age >= MEMORY and viewed is None) or self._is_for_others(message):
            return None
        if verb_of(message.text) == "v.back":
            return self._correct(chat, check, Correction())
        return self._corrected(chat, check, message.text)

    def _at_name(self, chat: Chat, check: Check, verb: str) -> Reply:
        """Do what a word for a button says where the name is asked for."""
        if verb == "v.back":
            self._call_off(chat, check)
            return self.command(chat, "check", "")
        if verb == "v.pause":
            return self._call_off(chat, check)
        return self._name(chat, check, check.name) if verb in ("v.skip", "v.keep") else self._show(chat, check)

    def accompany(self, chat: Chat, reply: Reply) -> Reply:
        """Show the step again under the answer to a question that was asked amid a check."""
        waiting = self._interrupted.get(chat.key)
        self._interrupted.discard(chat.key)
        check = self._checks.find(chat.key, waiting) if waiting and not reply.is_urgent else None
        if check is None or check.state not in ("naming", "open"):
            return reply
        shown = self._show(chat, check)
        again = Paragraph(say(shown.language, "check.back_to_step"))
        paragraphs = (*reply.paragraphs, again, *shown.paragraphs)
        return replace(reply, paragraphs=paragraphs, buttons=(*reply.buttons, *shown.buttons))

    def _offer_again(self, chat: Chat, message: Message) -> Reply | None:
        """Show the step again to a person who answers it much later: they may remember another one."""
        check = self._checks.open_check(chat.key, LONG_MEMORY)
        question = check.progress.question if check else None
        if (
            check is None
            or question is None
            or not leading_choice(message.text, question, with_numbers=False)[0]
            or self._is_for_others(message)
        ):
            return None
        return self._resume(chat, check)

    def _none(self, chat: Chat, message: Message) -> Reply | None:
        """Say that no check is under way, and how one is begun, to whoever writes what only a check can take."""
        if question_resumed(message.text)[0] or not is_for_a_check(message.text, self._today()):
            return None
        return sentence(self._preference.of(chat), "check.none_under_way")

    def halt(self, chat: Chat, answers: int | None = None) -> Reply | None:
        """Say that the check under way is kept, and how to go on; not its name, as others may see the screen."""
        check = self._checks.open_check(chat.key, LONG_MEMORY)
        return sentence(self._preference.of(chat), "check.stopped") if check and check.name else None

    def reset(self, chat: Chat) -> None:
        """Pause the current check; the menu lists it."""
        self._menus.discard(chat.key)
        self._viewed.discard(chat.key)
        self._checks.pause(chat.key)

    def _is_for_others(self, message: Message) -> bool:
        return message.text.rstrip().endswith("?") or (not message.declared_safe and self._is_sensitive(message.text))

    def _begin(self, chat: Chat, identity: str) -> Pressed:
        """Ask for a name; a check that never got one has no answers yet, and is begun anew."""
        procedure = self._corpus.procedures.get(identity)
        if procedure is None:
            return Pressed(notice=say(self._preference.of(chat), "check.gone"))
        unnamed = [one.id for one in self._checks.of(chat.key) if one.procedure.id == identity and not one.name]
        fresh = Check(chat.key, "", begin(procedure))
        check = self._checks.save(replace(fresh, id=unnamed[0]) if unnamed else fresh)
        return Pressed(replies=(check_menu.name(check, self._preference.of(chat)),))

    def _press_step(self, chat: Chat, argument: str) -> Pressed:
        """Act on "<check>:<question>:<verb>"; a button of an earlier step shows the current one."""
        identity, _, rest = argument.partition(":")
        at, _, verb = rest.partition(":")
        check = self._checks.find(chat.key, identity)
        if check is None:
            return Pressed(notice=say(self._preference.of(chat), "check.gone"))
        if check.progress.question is None or at != check.progress.at:
            return Pressed(say(self._preference.of(chat), "check.passed"), (self._resume(chat, check),))
        return Pressed(replies=(self._do(chat, check, verb),), buttons=())
