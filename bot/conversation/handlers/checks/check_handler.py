"""Checks in the chat: /verifier and /check, one step per message, pause and resume, the result."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from bot.answering.follow_up import asks_for_language
from bot.clock import now
from bot.conversation.handler import ChatHandler, Command, IsSensitive, Message
from bot.conversation.handlers.checks import check_menu, check_step
from bot.conversation.handlers.checks.check_result import MEDIA, attachment, details, result
from bot.conversation.handlers.checks.check_step import named_before, step, why
from bot.conversation.handlers.checks.typed_answer import (
    TypedRefusal,
    leading_choice,
    read_remark,
    read_typed,
    verb_of,
)
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.small_intents import says_cancel
from bot.domain.chat import Chat
from bot.domain.checks.check import LONGEST_NAME, Check, CheckLog, logged_model
from bot.domain.checks.progress import begin
from bot.domain.checks.response import read_note
from bot.domain.date_reading import split_date
from bot.replies.reply import Paragraph, Pressed, Reply
from bot.replies.texts import date_in_words, say, sentence
from bot.safety.contacts import Contacts
from bot.safety.misconduct import needs_reporting
from bot.safety.redaction.redaction import redact
from bot.storage.consultations import Consultation, ConsultationLog
from corpus.card import Card
from corpus.collection import Corpus
from corpus.language import LANGUAGES, Language
from corpus.procedure import Exit
from index.text.folding import fold

MEMORY = timedelta(hours=1)  # how long what is typed counts as an answer to the last step
LONG_MEMORY = timedelta(days=7)  # how long what can only be an answer brings the step back


class CheckHandler(ChatHandler):
    """Guides a chat through a procedure."""

    commands = (Command.of("verifier", "check"),)
    actions = frozenset({"check", "checks"})

    def __init__(
        self,
        corpus: Corpus,
        checks: CheckLog,
        consultations: ConsultationLog,
        preference: LanguagePreference,
        is_sensitive: IsSensitive,
        contacts: Contacts,
        today: Callable[[], date] = lambda: now().date(),
    ) -> None:
        self._corpus, self._checks, self._consultations = corpus, checks, consultations
        self._preference, self._is_sensitive, self._contacts, self._today = preference, is_sensitive, contacts, today
        self._cards: dict[Language, dict[str, Card]] = {
            language: {card.id: card for card in corpus.cards if card.language == language} for language in LANGUAGES
        }

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Show the menu, or open the line whose number or name `argument` is."""
        offers = self._offers(chat)
        chosen = check_menu.find(offers, argument)
        if chosen is None:
            return check_menu.show(offers, self._preference.of(chat))
        return self.press(chat, *chosen.action.split(":", 1)).replies[0]

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Act on a button under a step ("check") or on one about a whole check ("checks")."""
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
        check = self._checks.open_check(chat.key, MEMORY)
        if check is None or not message.text.strip():
            return self._offer_again(chat, message)
        if wanted := asks_for_language(message.text):
            return self._in_language(chat, check, wanted)
        if not verb_of(message.text, check.progress.question) and self._is_for_others(message):
            return None
        answering = check.answered_by(message.id)
        if answering is None:
            return self._show(chat, check)
        if needs_reporting(message.text):
            return self._leave(chat, check, "misconduct")
        if says_cancel(message.text):
            return self._call_off(chat, check)
        if check.state == "naming":
            return self._name(chat, answering, message.text)
        return self._typed(chat, answering, message.text)

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

    def reset(self, chat: Chat) -> None:
        """Pause the current check; the menu lists it."""
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

    def _act(self, chat: Chat, check: Check, verb: str, detail: str) -> Reply:
        """Act on a whole check."""
        language = self._preference.of(chat)
        match verb:
            case "drop":
                return check_menu.drop(check, language)
            case "dropped":
                self._checks.remove(chat.key, check.id)
                return sentence(language, "check.dropped")
            case "change":
                return self._show(
                    chat, self._checks.save(replace(check.with_progress(check.progress.back()), state="open"))
                )
            case "again":
                return self._go_on(chat, check.with_progress(check.progress.revisit()))
            case "details":
                return details(check, language, self._cards[language])
            case "document":
                return self._document(check, detail, language)
            case "unnamed" if not check.name:
                return self._name(chat, check, "")
        return self._resume(chat, check)

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

    def _do(self, chat: Chat, check: Check, verb: str) -> Reply:
        """Do what a button of the current step, or the word for it, says: "a.<choice>" or "v.<verb>"."""
        kind, _, word = verb.partition(".")
        question = check.progress.question
        assert question is not None
        if kind == "a" and word in question.choices:
            return self._choose(chat, check, word)
        match word:
            case "back":
                return self._go_on(chat, check.with_progress(check.progress.back()))
            case "skip" | "keep":
                return self._go_on(chat, check.with_progress(check.progress.skip()))
            case "same":
                return self._go_on(
                    chat, check.with_progress(check.progress.repeat()), named_before(check, self._preference.of(chat))
                )
            case "unremark":
                return self._go_on(chat, check.with_progress(check.progress.remark("")))
            case "why":
                language = self._preference.of(chat)
                return why(check, language, self._cards[language].get(question.step.card))
            case "pause":
                return self._call_off(chat, check)
            case "fr" | "en":
                return self._in_language(chat, check, word)
        return self._show(chat, check)

    def _choose(self, chat: Chat, check: Check, value: str) -> Reply:
        question, language = check.progress.question, self._preference.of(chat)
        assert question is not None
        option = question.step.option(value) if question.aspect == "step" else None
        if option and option.exit:
            return self._leave(chat, check, option.exit)
        note = check.progress.response.note
        if question.aspect == "by":
            value = (self._today() + timedelta(days=check_step.IN_DAYS[value])).isoformat()
        return self._go_on(
            chat, check.with_progress(check.progress.answer(value)), check_step.echo(question, value, language), note
        )

    def _call_off(self, chat: Chat, check: Check) -> Reply:
        """Pause the check; one without a name is not begun."""
        kept, language = self._checks.save(replace(check, state="paused")), self._preference.of(chat)
        return check_menu.paused(kept, language) if kept.name else sentence(language, "clarify.cancelled")

    def _leave(self, chat: Chat, check: Check, exit_: Exit) -> Reply:
        """Pause the check and name contacts; the message that led there is not kept."""
        paused = self._checks.save(replace(check, state="paused"))
        return check_menu.leave(paused, exit_, self._preference.of(chat), self._contacts)

    def _typed(self, chat: Chat, check: Check, text: str) -> Reply:
        """Take a text as the word for a button, an answer or a remark."""
        question, language = check.progress.question, self._preference.of(chat)
        assert question is not None
        if verb := verb_of(text, question):
            return self._do(chat, check, verb)
        if question.aspect == "who" and (split := split_date(text, self._today()))[0]:
            return self._who_and_date(chat, check, *split)
        choice, rest = leading_choice(text, question)
        if choice and (question.aspect == "step" or not rest):
            return self._choose_and_remark(chat, check, choice, rest)
        try:
            value = read_typed(text, question, self._today(), language)
        except TypedRefusal as refusal:
            return step(check, language, (str(refusal),))
        kept = redact(value, language).text
        if question.remarks:
            return self._show(
                chat, self._checks.save(replace(check, progress=check.progress.remark(kept), state="open"))
            )
        return self._go_on(
            chat, replace(check, progress=check.progress.answer(kept)), check_step.echo(question, kept, language)
        )

    def _who_and_date(self, chat: Chat, check: Check, who: str, day: str) -> Reply:
        """Take who does an action and the day beside it; a day that can't be is asked for again."""
        question, language = check.progress.question, self._preference.of(chat)
        assert question is not None
        try:
            value = leading_choice(who, question)[0] or read_typed(who, question, self._today(), language)
        except TypedRefusal as refusal:
            return step(check, language, (str(refusal),))
        named = check.progress.answer(redact(value, language).text)
        return self._typed(chat, self._checks.save(replace(check, progress=named, state="open")), day)

    def _choose_and_remark(self, chat: Chat, check: Check, choice: str, rest: str) -> Reply:
        """Take a choice with the remark that follows it; one that leaves the check keeps no remark."""
        question, language = check.progress.question, self._preference.of(chat)
        assert question is not None
        option = question.step.option(choice)
        if option and option.exit:
            return self._choose(chat, check, choice)
        try:
            remark = read_remark(rest, language) if rest else check.progress.response.note
        except TypedRefusal as refusal:
            return step(check, language, (str(refusal),))
        return self._choose(chat, replace(check, progress=check.progress.remark(redact(remark, language).text)), choice)

    def _name(self, chat: Chat, check: Check, text: str) -> Reply:
        language = self._preference.of(chat)
        name = read_note(redact(text, language).text).replace("\n", " ")
        if len(name) > LONGEST_NAME:
            return check_menu.name(check, language, say(language, "check.name_long", most=LONGEST_NAME))
        name = name or say(language, "check.name_default", day=date_in_words(check.started, language))
        taken = {fold(other.name) for other in self._checks.of(chat.key) if other.id != check.id}
        alike = (f"{name} ({n})" if n > 1 else name for n in count(1))
        return self._go_on(chat, replace(check, name=next(one for one in alike if fold(one) not in taken)))

    def _go_on(self, chat: Chat, check: Check, answered: str = "", note: str = "") -> Reply:
        """Keep the check and show the next step after the answer and its `note`, or the result at the end."""
        language = self._preference.of(chat)
        if check.progress.question is None:
            return self._result(chat, self._checks.save(replace(check, state="finished")))
        kept = self._checks.save(replace(check, state="open"))
        return step(kept, language, check_step.noted(answered, note, language))

    def _show(self, chat: Chat, check: Check) -> Reply:
        language = self._preference.of(chat)
        if check.state == "naming":
            return check_menu.name(check, language)
        return step(check, language) if check.progress.question else self._result(chat, check)

    def _resume(self, chat: Chat, check: Check) -> Reply:
        if not check.name:
            return self._show(chat, self._checks.save(replace(check, state="naming")))
        if check.progress.question is None:
            return self._result(chat, check)
        language, latest = self._preference.of(chat), self._corpus.procedures.get(check.procedure.id)
        opened = self._checks.save(replace(check, state="open"))
        if latest is None or latest.digest == check.procedure.digest:
            return step(opened, language)
        return step(opened, language, (say(language, "check.newer", new=latest.version, old=check.procedure.version),))

    def _result(self, chat: Chat, check: Check) -> Reply:
        """Show the result; it is logged as a consultation, once for the same answers, until the check is erased."""
        language = self._preference.of(chat)
        answers = f"{check.id} {sorted(check.progress.responses.items())}"
        identity = hashlib.sha256(answers.encode()).hexdigest()[:12]
        shown = result(check, language, self._cards[language], identity)
        if self._consultations.find(identity, chat.key) is None:
            passages = tuple({"id": card, "score": 1.0} for card in check.procedure.cards())
            title = check.procedure.title[language]
            text = replace(shown, paragraphs=shown.paragraphs[:-1]).plain  # without the advice
            self._consultations.add(
                Consultation(
                    chat.key,
                    language,
                    title,
                    "check",
                    text,
                    passages=passages,
                    model=logged_model(check.id),
                    id=identity,
                )
            )
        return shown

    def _document(self, check: Check, detail: str, language: Language) -> Reply:
        kind, _, wanted = detail.partition(":")
        written: Language = "en" if wanted == "en" else "fr"
        file = attachment(check, written, self._cards[written], kind if kind in MEDIA else "pdf")
        return Reply(language, (Paragraph(say(written, "check.document_sent", name=check.name)),), attachments=(file,))

    def _in_language(self, chat: Chat, check: Check, wanted: str) -> Reply:
        self._preference.pin(chat, "en" if wanted == "en" else "fr")
        return self._show(chat, check)
