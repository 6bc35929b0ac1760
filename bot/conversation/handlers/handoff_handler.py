"""Questions that are passed on to a person as cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from bot.answering.answer import Answer
from bot.answering.inquiry import Advises, Inquiry, PastExchange
from bot.answering.letters import continues_letter
from bot.answering.person_wish import asks_for_a_person, asks_only_for_a_person, names_a_matter
from bot.answering.standing_alone import referred_to
from bot.answering.wishes import read_wish
from bot.conversation.case_offer import consent_buttons, is_offer, known_case, settled_action
from bot.conversation.consent_words import read_consent
from bot.conversation.handler import ChatHandler, Command, Message
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.access.readers import DocumentReaders
from bot.domain.cases.case import NO_QUESTION, Actor, Case, CaseKind, NewCase
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import day_in_words, say, sentence, truncated
from bot.safety.redaction.redaction import redact
from bot.storage.consultations import A_PERSON, ConsultationLog, Turn
from corpus.language import Language
from index.text.language_detection import detect

Title: TypeAlias = Callable[[str, Language], str]  # the title of a passage, by its id
Theme: TypeAlias = Callable[[Iterable[str]], str]  # the id of the theme of passages or gaps, by their ids
AnswerText: TypeAlias = Callable[[Chat, str], Reply]  # as `Conversation.ask`

# Outcomes and intents of messages that other handlers answer and that are never passed on. A question about a payment
# or a file is not among them: a person can answer it, and names and numbers in it are redacted.
_NOT_PASSED_ON = {"safeguarding", "people"}
_OPEN = {"not_covered", "partial", "closest", "clarify"}  # outcomes that leave something to ask a person
RECENT = timedelta(minutes=10)  # the age at which a question no longer counts as the last one
_LONGEST_SHOWN = 300  # characters of a question in an offer


class HandoffHandler(ChatHandler):
    """Answers /personne and /person, "I want to talk to someone", and the buttons that open a case.

    `answer` answers the argument of the command where it must not be passed on.
    """

    commands = (Command.of("personne", "person"),)
    actions = frozenset({"person", "pass"})

    def __init__(
        self,
        cases: CaseService,
        consent_requests: ConsentRequests,
        consultations: ConsultationLog,
        preference: LanguagePreference,
        advisor: Advises,
        title: Title,
        theme: Theme,
        readers: DocumentReaders,
        answer: AnswerText,
    ) -> None:
        self._cases, self._consent_requests, self._consultations = cases, consent_requests, consultations
        self._preference, self._advisor, self._title, self._answer = preference, advisor, title, answer
        self._readers, self._theme = readers, theme

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Offer to pass on the question in `argument`, or ask for one."""
        if not argument:
            return self._offer_last(chat)
        if asks_only_for_a_person(argument):
            return self._offer_last(chat)
        answer = self._advised(chat, argument)
        return self._answer(chat, argument) if _is_confidential(answer) else self._offer_text(chat, argument, answer)

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a choice in words and the wish to talk to a person; offer to pass on a question that was asked for."""
        awaited = self._consent_requests.awaited(chat.key, Actor.of(chat).key)
        if awaited is not None and (chosen := self._chosen_in_words(chat, message.text, awaited)):
            return chosen
        if asks_for_a_person(message.text):
            self._preference.remember(chat, detect(message.text, self._preference.of(chat)))
            if not names_a_matter(message.text):
                return self._offer_wish(chat, message.text) if awaited == "" else self._offer_last(chat)
        elif awaited != "":
            return None
        answer = self._advised(chat, message.text)
        return None if _is_confidential(answer) else self._offer_text(chat, message.text, answer)

    def reset(self, chat: Chat) -> None:
        """Expect no question any more, and discard the one that was offered."""
        self._consent_requests.forget(chat.key)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Offer to pass a question on, do so, or cancel."""
        if action == "person":
            return Pressed(replies=(self.offer_exchange(chat, argument),))
        choice, _, identity = argument.partition(":")
        if choice == "o":
            return self._offer_again(chat, identity)
        if choice in ("y", "n"):
            return self._pass_on(chat, identity, agreed=choice == "y")
        return Pressed(buttons=(), replies=(self._call_off(chat, identity),))

    def accompany(self, chat: Chat, reply: Reply) -> Reply:
        """Say under the answer to a question that the offer before it still waits; any other reply ends the waiting."""
        key, person = chat.key, Actor.of(chat).key
        identity = self._consent_requests.awaited(key, person)
        if not identity or reply.is_urgent or is_offer(reply):
            return reply
        new = self._offered(chat, identity) if reply.consultation else None
        if new is None:
            self._consent_requests.discard("", key, person)
            return reply
        self._consent_requests.note_offer(key, person, identity)
        return self._with_choices(chat, reply, identity, self._still_waits(new, reply.language))

    def _offered(self, chat: Chat, identity: str) -> NewCase | None:
        """Return the offer under `identity`: an exchange of the chat, or a text of the person."""
        turn = self._consultations.find(identity, chat.key)
        if turn and turn.question:
            return self._case_of(chat, turn)
        return self._consent_requests.find(identity, chat.key, Actor.of(chat).key)

    def _open(self, chat: Chat, identity: str, agreed: bool) -> Case | None:
        """Open a case for what was offered under `identity`; None if that is gone."""
        new, actor = self._offered(chat, identity), Actor.of(chat)
        if new is None:
            return None
        theme = new.theme or self._theme_asked(chat, identity, new.question)
        case = self._cases.open(replace(new, theme=theme, address=chat.address if agreed else ""), actor)
        self._consent_requests.discard(identity, chat.key, actor.key)
        return case

    def _pass_on(self, chat: Chat, identity: str, agreed: bool) -> Pressed:
        language = self._preference.of(chat)
        if known := self._cases.of_consultation(identity):
            return Pressed(say(language, "cases.passed_on", number=known.number), buttons=())
        case = self._open(chat, identity, agreed)
        if case is None:
            return Pressed(say(language, "cases.choice_over"), buttons=())
        return Pressed(buttons=(), replies=(self._opened(case, language, identity),))

    def _call_off(self, chat: Chat, identity: str) -> Reply:
        """Discard what was offered, so that nothing waits under the exchange before either."""
        self._consent_requests.discard(identity, chat.key, Actor.of(chat).key)
        self._consultations.call_off(chat.key, RECENT)
        return replace(sentence(self._preference.of(chat), "cases.cancelled"), settles=settled_action(identity))

    def _chosen_in_words(self, chat: Chat, text: str, offered: str) -> Reply | None:
        """Answer what a message says to what is `offered`, or to the request for a question if empty; else None.

        Where the offer asks whether the address may be kept, "no" alone decides nothing: the choices are shown again.
        """
        key, person, language = chat.key, Actor.of(chat).key, self._preference.of(chat)
        said = read_consent(text)
        if said.kind == "no" or (said.kind == "bare_no" and not (offered and chat.address)):
            return self._call_off(chat, offered)
        if not offered:
            return self._expect(chat) if said.kind in ("yes", "courtesy") and not said.remark else None
        if said.kind == "yes":
            return self._agreed(chat, offered, said.remark)
        if said.kind == "other" or (new := self._offered(chat, offered)) is None:
            return None
        self._consent_requests.note_offer(key, person, offered)
        if said.kind == "about_offer":
            promise = Paragraph(self._promise(language, "no_promise"))
            consent = [Paragraph(say(language, "cases.consent"))] if chat.address else []
            return self._with_choices(
                chat, Reply(language, (promise, *consent)), offered, self._still_waits(new, language)
            )
        return self._with_choices(chat, Reply(language, ()), offered, self._still_waits(new, language))

    def _agreed(self, chat: Chat, identity: str, remark: str) -> Reply | None:
        """Open the case that was agreed to and add the remark; None if that must not be passed on."""
        if remark and _is_confidential(self._advised(chat, remark)):
            return None
        case = self._open(chat, identity, agreed=bool(chat.address))
        if case is None:
            return None
        reply = self._opened(case, self._preference.of(chat), identity)
        if not remark:
            return reply
        self._cases.add_message(case.number, remark, Actor.of(chat), case.address)
        return reply.extended(Paragraph(say(reply.language, "cases.added", number=case.number)))

    def _still_waits(self, new: NewCase, language: Language) -> Paragraph:
        question = truncated(new.question, _LONGEST_SHOWN)
        return Paragraph(say(language, "cases.still_waits", question=question))

    def _with_choices(self, chat: Chat, reply: Reply, identity: str, waits: Paragraph) -> Reply:
        """Return `reply` with the paragraph that something waits, and the buttons that decide on it."""
        shown = reply.extended(waits)
        return replace(shown, buttons=(*shown.buttons, *consent_buttons(chat, reply.language, identity)))

    def _offer_again(self, chat: Chat, identity: str) -> Pressed:
        """Offer to pass a question on although there is a case with it."""
        new = self._offered(chat, identity)
        if new is None:
            return Pressed(say(self._preference.of(chat), "cases.choice_over"), buttons=())
        return Pressed(buttons=(), replies=(self._offer(chat, new, identity, is_known=True),))

    def offer_exchange(self, chat: Chat, consultation: str) -> Reply:
        """Offer to pass on the question of a consultation; ask for one where it was not kept."""
        turn = self._consultations.find(consultation, chat.key) if consultation else None
        if turn and turn.outcome == "clarify":
            self._consultations.choose(turn.id, chat.key, A_PERSON)
        if turn is None or not turn.question:
            return self._expect(chat)
        if known := self._cases.of_consultation(consultation):
            language = self._preference.of(chat)
            see = Button(say(language, "cases.see"), f"mine:{known.number}")
            return replace(sentence(language, "cases.known", number=known.number), buttons=((see,),), case=known.number)
        return self._offer(chat, self._case_of(chat, turn), consultation)

    def _offer_last(self, chat: Chat) -> Reply:
        """Offer to pass on the last question if it was left open and has no case; else ask for a question."""
        last = self._consultations.recent(chat.key, RECENT, 1)
        turn = last[0] if last else None
        if not turn or turn.outcome not in _OPEN or not turn.question or self._cases.of_consultation(turn.id):
            return self._expect(chat)
        offer = self._offer(chat, self._case_of(chat, turn), turn.id)
        other = Button(say(offer.language, "cases.other"), "person:")
        return replace(offer, buttons=(*offer.buttons[:-1], (other,), offer.buttons[-1]))

    def _expect(self, chat: Chat) -> Reply:
        self._consent_requests.expect(chat.key, Actor.of(chat).key)
        return sentence(self._preference.of(chat), "cases.write")

    def _advised(self, chat: Chat, text: str) -> Answer:
        language, is_pinned = self._preference.of(chat), self._preference.is_pinned(chat)
        inquiry = Inquiry(text, language=language, is_pinned=is_pinned, readers=self._readers.of(chat))
        return self._advisor.advise(inquiry)

    def _offer_text(self, chat: Chat, text: str, answer: Answer) -> Reply:
        """Keep the text, redacted, and offer to pass it on."""
        self._preference.remember(chat, answer.language)
        history = self._consultations.recent(chat.key, RECENT) if chat.is_private else []
        asked = self._in_full(text, history, answer.language)
        whole = answer if asked == text else self._advised(chat, asked)  # a bare follow-up finds another matter
        titles, theme = self._titles(one.id for one in whole.passages), self._theme(_matter(whole))
        question = redact(asked, answer.language).text
        # The bot has answered nothing: what it would have found is for the staff alone.
        new = NewCase(answer.language, question, "person", _topic(titles), "", titles, chat=chat.key, theme=theme)
        return self._offer(chat, new, self._consent_requests.keep(Actor.of(chat).key, new))

    def _offer_wish(self, chat: Chat, text: str) -> Reply:
        """Offer to pass on the wish for a person, as it was written, with what was asked before it, if anything was."""
        language = self._preference.of(chat)
        history = self._consultations.recent(chat.key, RECENT) if chat.is_private else []
        asked = [turn for turn in history if turn.question and turn.outcome not in ("smalltalk", "check")]
        new = NewCase(language, redact(text, language).text, "person", outcome=NO_QUESTION, chat=chat.key)
        if asked:
            about = say(language, "cases.about", question=text, before=asked[-1].question)
            before, question = self._case_of(chat, asked[-1]), redact(about, language).text
            theme = self._theme_asked(chat, asked[-1].id, before.question)
            new = replace(before, question=question, kind="person", outcome="", consultation="", theme=theme)
        return self._offer(chat, new, self._consent_requests.keep(Actor.of(chat).key, new))

    def _in_full(self, question: str, history: Sequence[Turn], language: Language) -> str:
        """Return a question with what it refers to, if it refers to an exchange before."""
        real = [turn for turn in history if turn.question and turn.outcome != "smalltalk"]
        turns = [PastExchange(turn.question, turn.answer) for turn in real]
        before = referred_to(question, turns)
        return say(language, "cases.about", question=question, before=before) if before else question

    def _case_of(self, chat: Chat, turn: Turn) -> NewCase:
        """Return the question of an exchange as a new case; of a check its result."""
        titles = self._titles((*turn.passages, *turn.related))
        kind: CaseKind = "check" if turn.outcome == "check" else "question"
        is_a_wish = turn.outcome == "smalltalk" and read_wish(turn.question).kind != "reword"  # for help
        stands_alone = not chat.is_private or kind == "check" or is_a_wish
        earlier = [] if stands_alone else self._consultations.before(turn, chat.key, RECENT)
        asked = turn.answer if kind == "check" else self._in_full(turn.question, earlier, turn.language)
        if earlier and kind == "question" and continues_letter(turn.question, earlier[-1].question):
            asked = f"{earlier[-1].question}\n\n{turn.question}"
        # A result is the procedure's own words and what was redacted when it was typed: its labels are nobody's name.
        question = asked if kind == "check" else redact(asked, turn.language).text
        topic = "" if turn.is_rejected else _topic(self._titles(turn.passages))
        return NewCase(turn.language, question, kind, topic, turn.outcome, titles, turn.id, chat.key)

    def _theme_asked(self, chat: Chat, identity: str, question: str) -> str:
        """Return the theme of what an exchange asked; empty where its answer was about something else."""
        turn = self._consultations.find(identity, chat.key)
        if turn is None or turn.is_rejected:
            return ""
        return self._theme(_matter(self._advised(chat, question)) if turn.outcome == "not_covered" else turn.passages)

    def _titles(self, passages: Iterable[str]) -> tuple[str, ...]:
        """Return the titles of passages in the staff's language, three at most."""
        return _few([self._title(identity, self._cases.staff_language) for identity in passages])

    def _offer(self, chat: Chat, new: NewCase, identity: str, is_known: bool = False) -> Reply:
        """Return the offer: the question, the role that answers and the due date, and the request for consent.

        The buttons carry `identity`, the id of what is offered, so that a press is about nothing else. A question that
        has a case already is offered as that, unless that `is_known` to the person.
        """
        language = self._preference.of(chat)
        if not is_known and (same := self._cases.same_question(chat.key, new.question)):
            return known_case(same, language, identity)
        self._consent_requests.note_offer(chat.key, Actor.of(chat).key, identity)
        opening = say(language, "cases.offer_check" if new.kind == "check" else "cases.offer")
        texts = (opening, truncated(new.question, _LONGEST_SHOWN), self._promise(language, "no_promise"))
        paragraphs = [Paragraph(text, "quote" if n == 1 else "plain") for n, text in enumerate(texts)]
        consent = [Paragraph(say(language, "cases.consent"))] if chat.address else []
        return Reply(language, (*paragraphs, *consent), consent_buttons(chat, language, identity))

    def _opened(self, case: Case, language: Language, identity: str) -> Reply:
        where = "cases.comes_here" if case.address else "cases.comes_not"
        return Reply(
            language,
            (
                Paragraph(say(language, "cases.opened", number=case.number), "title"),
                Paragraph(self._promise(language, "no_date", case)),
                Paragraph(say(language, where)),
            ),
            case=case.number,
            settles=settled_action(identity),
        )

    def _promise(self, language: Language, unstaffed: str, case: Case | None = None) -> str:
        """Return the promise of an answer: its author and the due date; without a staff group the text `unstaffed`."""
        due = day_in_words(case.due if case else self._cases.next_due(), language)
        key = "promise" if self._cases.has_staff_chat() else unstaffed
        return say(language, f"cases.{key}", role=self._cases.staff_role(language), due=due)


def _matter(answer: Answer) -> list[str]:
    """Return the ids of what an answer is about: of its passages, or of the gaps that the question falls into."""
    gaps = [finding.gap.id for finding in answer.findings if finding.gap]
    return [passage.id for passage in answer.passages] or gaps


def _is_confidential(answer: Answer) -> bool:
    """Tell whether a message must not be passed on: it tells of danger, or lists people."""
    return any(finding.outcome in _NOT_PASSED_ON or finding.intent in _NOT_PASSED_ON for finding in answer.findings)


def _few(titles: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, titles)))[:3]


def _topic(titles: Sequence[str]) -> str:
    return titles[0].partition(" › ")[0] if titles else ""
