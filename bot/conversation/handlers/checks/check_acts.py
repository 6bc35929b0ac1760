"""What a person does with a check: answer, go back, pause, resume, see the result, erase it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from bot.clock import now
from bot.conversation.handler import ChatHandler, IsSensitive
from bot.conversation.handlers.checks import check_menu, check_step
from bot.conversation.handlers.checks.check_result import MEDIA, attachment, details, result
from bot.conversation.handlers.checks.check_step import named_before, step, why
from bot.conversation.handlers.checks.contradiction import contradicts
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.chat import Chat
from bot.domain.checks.check import LONGEST_NAME, Check, CheckLog, logged_model
from bot.domain.checks.progress import CheckProgress
from bot.domain.checks.response import read_note
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import date_in_words, say, sentence
from bot.safety.contacts import Contacts
from bot.safety.ephemeral_cache import EphemeralCache
from bot.safety.redaction.redaction import redact
from bot.storage.consultations import Consultation, ConsultationLog
from corpus.card import Card
from corpus.collection import Corpus
from corpus.language import LANGUAGES, Language
from corpus.procedure import Exit
from index.text.folding import fold

OfferExchange = Callable[[Chat, str], Reply]  # offers to pass on what was logged under an id


class CheckActs(ChatHandler):
    """Acts on checks and shows what comes of it; what a person types is read by its subclass."""

    def __init__(
        self,
        corpus: Corpus,
        checks: CheckLog,
        consultations: ConsultationLog,
        preference: LanguagePreference,
        is_sensitive: IsSensitive,
        contacts: Contacts,
        offer_exchange: OfferExchange,
        today: Callable[[], date] = lambda: now().date(),
    ) -> None:
        self._offer_exchange = offer_exchange
        self._corpus, self._checks, self._consultations = corpus, checks, consultations
        self._preference, self._is_sensitive, self._contacts, self._today = preference, is_sensitive, contacts, today
        self._menus = EphemeralCache[list[check_menu.Offer]]()  # the lines of the menu shown last, by chat
        self._viewed = EphemeralCache[str]()  # the finished check whose result was shown last, by chat
        self._dropped = EphemeralCache[str]()  # the check that is asked about whether to erase it, by chat
        self._interrupted = EphemeralCache[str]()  # the check amid which a question was asked, by chat
        self._cards: dict[Language, dict[str, Card]] = {
            language: {card.id: card for card in corpus.cards if card.language == language} for language in LANGUAGES
        }

    def _act(self, chat: Chat, check: Check, verb: str, detail: str) -> Reply:
        """Act on a whole check."""
        language = self._preference.of(chat)
        match verb:
            case "drop":
                self._dropped.put(chat.key, check.id)
                return check_menu.drop(check, language)
            case "dropped":
                self._checks.remove(chat.key, check.id)
                return sentence(language, "check.dropped")
            case "change":
                back = check.with_progress(check.progress.back())
                return self._show(
                    chat, self._reopened(chat, back, back.progress), *self._warning(chat, check, "check.which")
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

    def _do(self, chat: Chat, check: Check, verb: str) -> Reply:
        """Do what a button of the current step, or the word for it, says: "a.<choice>" or "v.<verb>"."""
        kind, _, word = verb.partition(".")
        question = check.progress.question
        assert question is not None
        if kind == "a" and word in question.choices:
            return self._choose(chat, check, word)
        match word:
            case "back" if check.progress.back() == check.progress:
                return self._show(chat, self._checks.save(replace(check, state="naming")))
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

    def _choose(self, chat: Chat, check: Check, value: str, hint: str = "") -> Reply:
        question, language = check.progress.question, self._preference.of(chat)
        assert question is not None
        option = question.step.option(value) if question.aspect == "step" else None
        if option and option.exit:
            return self._leave(chat, check, option.exit)
        check, dropped = self._agreeing(chat, check, value) if question.aspect == "step" else (check, "")
        note, hint = check.progress.response.note, " ".join(filter(None, (hint, dropped)))
        if question.aspect == "by":
            value = (self._today() + timedelta(days=check_step.IN_DAYS[value])).isoformat()
        return self._go_on(
            chat,
            check.with_progress(check.progress.answer(value)),
            check_step.echo_plan(check, question, value, language),
            note,
            hint,
        )

    def _agreeing(self, chat: Chat, check: Check, value: str) -> tuple[Check, str]:
        """Return the check without the lines of the remark that contradict `value`, and the notice of that."""
        question, note = check.progress.question, check.progress.response.note
        assert question is not None
        against = [line for line in note.split("\n") if contradicts(value, line, question.step)]
        if not against:
            return check, ""
        left = "\n".join(line for line in note.split("\n") if line not in against)
        said = say(self._preference.of(chat), "check.remark_dropped", note=" ".join(against))
        return check.with_progress(check.progress.remark(left)), said

    def _call_off(self, chat: Chat, check: Check) -> Reply:
        """Pause the check; one without a name is not begun."""
        kept, language = self._checks.save(replace(check, state="paused")), self._preference.of(chat)
        return check_menu.paused(kept, language) if kept.name else sentence(language, "clarify.cancelled")

    def _leave(self, chat: Chat, check: Check, exit_: Exit) -> Reply:
        """Pause the check and name contacts; the message that led there is not kept."""
        paused = self._checks.save(replace(check, state="paused"))
        return check_menu.leave(paused, exit_, self._preference.of(chat), self._contacts)

    def _name(self, chat: Chat, check: Check, text: str) -> Reply:
        language = self._preference.of(chat)
        name = read_note(redact(text, language).text).replace("\n", " ")
        if len(name) > LONGEST_NAME:
            return check_menu.name(check, language, say(language, "check.name_long", most=LONGEST_NAME))
        name = name or say(language, "check.name_default", day=date_in_words(check.started, language))
        taken = {fold(other.name) for other in self._checks.of(chat.key) if other.id != check.id}
        alike = (f"{name} ({n})" if n > 1 else name for n in count(1))
        named = replace(check, name=next(one for one in alike if fold(one) not in taken))
        is_redacted = bool(text.strip()) and name != read_note(text).replace("\n", " ")
        return self._go_on(chat, named, hint=say(language, "check.name_redacted", name=name) if is_redacted else "")

    def _go_on(self, chat: Chat, check: Check, answered: str = "", note: str = "", hint: str = "") -> Reply:
        """Keep the check and show the next step after the answer, its `note` and a `hint`, or the result at the end."""
        language = self._preference.of(chat)
        if check.progress.question is None:
            return self._result(chat, self._checks.save(replace(check, state="finished")))
        self._viewed.discard(chat.key)
        kept = self._checks.save(replace(check, state="open"))
        return step(kept, language, (*check_step.noted(answered, note, language), *filter(None, [hint])))

    def _reopened(self, chat: Chat, check: Check, progress: CheckProgress) -> Check:
        """Keep the check open at `progress`; a result that it had is not to be passed on any more."""
        self._checks.forget_results(chat.key, check.id)
        return self._checks.save(replace(check, progress=progress, state="open"))

    def _warning(self, chat: Chat, check: Check, *keys: str) -> tuple[str, ...]:
        """Return the texts of these keys and that the result shown before counts no more, if there was one."""
        language = self._preference.of(chat)
        return tuple(say(language, key) for key in (*keys, "check.reopened")) if check.state == "finished" else ()

    def _show(self, chat: Chat, check: Check, *lead: str) -> Reply:
        """Show the present step after the sentences of `lead`, the question for the name, or the result."""
        language = self._preference.of(chat)
        if check.state == "naming":
            return check_menu.name(check, language, *lead)
        if check.progress.question:
            return step(check, language, lead)
        shown = self._result(chat, check)
        return replace(shown, paragraphs=(*map(Paragraph, lead), *shown.paragraphs))

    def _resume(self, chat: Chat, check: Check) -> Reply:
        if not check.name:
            return self._show(chat, self._checks.save(replace(check, state="naming")))
        self._viewed.discard(chat.key)
        if check.progress.question is None:
            self._checks.pause(chat.key)  # what is typed under this result is about no other check
            self._viewed.put(chat.key, check.id)
            return self._result(chat, check)
        language, latest = self._preference.of(chat), self._corpus.procedures.get(check.procedure.id)
        opened = self._checks.save(replace(check, state="open"))
        if latest is None or latest.digest == check.procedure.digest:
            return step(opened, language)
        return step(opened, language, (say(language, "check.newer", new=latest.version, old=check.procedure.version),))

    def _result(self, chat: Chat, check: Check) -> Reply:
        """Show the result; it is logged as a consultation in place of an earlier one, until the check is erased."""
        language = self._preference.of(chat)
        answers = f"{check.id} {sorted(check.progress.responses.items())}"
        identity = hashlib.sha256(answers.encode()).hexdigest()[:12]
        shown = result(check, language, self._cards[language], identity)
        if self._consultations.find(identity, chat.key) is None:
            self._checks.forget_results(chat.key, check.id)
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
