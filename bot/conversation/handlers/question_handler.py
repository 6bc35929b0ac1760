"""Questions to the texts: answered and logged, with buttons that rate an answer or show more of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.answering.answer import Answer, Finding
from bot.answering.inquiry import Advises, AnswerStream, Inquiry, PastExchange
from bot.answering.understanding import ambiguity_in
from bot.conversation.answer_reply import compose, partial_reply, passages_in_full, person_button
from bot.conversation.handler import ChatHandler, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence
from bot.safety.redaction.redaction import redact
from bot.storage.consultations import Consultation, ConsultationLog, Turn
from corpus.language import Language
from index.library import Library
from index.passage import Passage

AnswerDanger = Callable[[Chat, Message, str, Language], Reply]  # answers a message, given the kind of danger

REASONS = ("wrong", "unclear", "other", "outdated")  # of a bad rating
_UNLOGGED = {"personal_data", "people"}  # outcomes and intents of exchanges whose texts are not logged


class QuestionHandler(ChatHandler):
    """Takes every message that no other handler takes. `answer_danger` answers one that turns out to tell of danger."""

    actions = frozenset({"sources", "more", "up", "down", "why", "sense", "stop", "original"})

    def __init__(
        self,
        advisor: Advises,
        library: Library,
        consultations: ConsultationLog,
        preference: LanguagePreference,
        memory: timedelta,
        answer_danger: AnswerDanger,
    ) -> None:
        self._advisor, self._library, self._consultations = advisor, library, consultations
        self._preference, self._memory, self._answer_danger = preference, memory, answer_danger

    def handle(self, chat: Chat, message: Message) -> Reply:
        """Answer a message and log the exchange."""
        if sense := self._numbered_sense(chat, message.text):
            return self._choose_sense(chat, sense).replies[0]
        if not _says_something(message.text):
            language = self._preference.of(chat)
            return sentence(language, "error.empty")
        # In a group the question before may be someone else's: only a reply to an answer refers to what came before.
        history = self._history(chat) if chat.is_private or message.answers is not None else []
        answer = self._advisor.advise(self._inquiry(chat, message, history))
        if answer.outcome == "safeguarding":
            kinds = [finding.danger for finding in answer.findings if finding.danger]
            return self._answer_danger(chat, message, kinds[0] if kinds else "other", answer.language)
        self._preference.remember(chat, answer.language)
        return self._logged(chat, message.text, answer)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Act on a button under an answer; for an answer that is not in this chat's log, say so and do nothing."""
        match action:
            case "sense":
                return self._choose_sense(chat, argument)
            case "stop":  # the stream was cancelled when the press arrived
                return Pressed(notice=say(self._preference.of(chat), "notice.stopped"))
            case "why":
                return self._explain(chat, argument)
        turn = self._consultations.find(argument, chat.key)
        if turn is None:
            return inactive_button(self._preference.of(chat))
        if action in ("up", "down"):
            self._consultations.rate(turn.id, chat.key, "up" if action == "up" else "down")
            offer = (_offer_of_a_person(turn),) if action == "down" else ()
            return Pressed(notice=say(turn.language, f"notice.thanks_{action}"), replies=offer)
        if action == "original":
            return self._show(chat, turn, self._foreign(turn))
        return self._show(chat, turn, turn.passages if action == "sources" else turn.related)

    def reset(self, chat: Chat) -> None:
        """Exclude earlier exchanges from the context of the next question."""
        self._consultations.exclude_earlier(chat.key)

    def _explain(self, chat: Chat, argument: str) -> Pressed:
        """Log the reason for a bad rating."""
        reason, _, consultation = argument.partition(":")
        language = self._preference.of(chat)
        if reason not in REASONS or not self._consultations.explain(consultation, chat.key, reason):
            return inactive_button(language)
        return Pressed(notice=say(language, "notice.thanks_down"))

    def _inquiry(self, chat: Chat, message: Message, history: Sequence[PastExchange]) -> Inquiry:
        return Inquiry(
            message.text,
            history,
            language=self._preference.of(chat),
            is_pinned=self._preference.is_pinned(chat),
            declared_safe=message.declared_safe,
            stream=_ReplyStream(message.stream),
            chat=chat.key,
        )

    def _logged(self, chat: Chat, text: str, answer: Answer) -> Reply:
        return compose(answer, self._record(chat, text, answer))

    def _record(self, chat: Chat, text: str, answer: Answer) -> str:
        is_unlogged = any(finding.outcome in _UNLOGGED or finding.intent in _UNLOGGED for finding in answer.findings)
        generation = self._library.generation
        related = [passage.id for finding in answer.findings for passage in finding.related]
        scores = {passage.id: round(f.score, 3) for f in answer.findings for passage in f.passages}
        return self._consultations.add(
            Consultation(
                chat=chat.key,
                language=answer.language,
                question="" if is_unlogged else redact(text).text,
                outcome=answer.outcome,
                answer="" if is_unlogged else redact(compose(answer).plain, answer.language).text,
                passages=tuple({"id": passage.id, "score": scores[passage.id]} for passage in answer.passages),
                related=tuple(related),
                latency=answer.timings,
                model=generation.model if generation else "",
                index=generation.id if generation else "",
                path=answer.origin.path,
                why=answer.origin.why,
                digest=answer.origin.digest,
            )
        )

    def _history(self, chat: Chat) -> list[PastExchange]:
        turns = self._consultations.recent(chat.key, self._memory)
        return [PastExchange(turn.question, turn.answer, turn.language) for turn in turns if turn.question]

    def _show(self, chat: Chat, turn: Turn, identities: Sequence[str]) -> Pressed:
        searcher = self._library.searcher()
        found = [searcher.passage(identity, turn.language) for identity in dict.fromkeys(identities)]
        passages: list[Passage] = [passage for passage in found if passage]
        if not passages:
            return inactive_button(self._preference.of(chat))
        return Pressed(replies=(passages_in_full(passages, turn.language),))

    def _foreign(self, turn: Turn) -> list[str]:
        """Return the passages of a turn that exist only in the other language."""
        searcher = self._library.searcher()
        found = [searcher.passage(identity, turn.language) for identity in turn.passages]
        return [passage.id for passage in found if passage and passage.language != turn.language]

    def _numbered_sense(self, chat: Chat, text: str) -> str:
        """Return the sense that a bare number chooses, right after the choice was offered; else empty."""
        if not text.strip().isdecimal():
            return ""
        last = self._consultations.recent(chat.key, self._memory, 1)
        unclear = last and ambiguity_in(last[0].question, last[0].language, self._library.corpus.ambiguities)
        place = int(text) - 1
        return f"{unclear.id}:{place}" if unclear and 0 <= place < len(unclear.senses) else ""

    def _choose_sense(self, chat: Chat, argument: str) -> Pressed:
        identity, _, place = argument.partition(":")
        unclear, language = self._library.corpus.ambiguities.get(identity), self._preference.of(chat)
        if unclear is None or not place.isdecimal() or int(place) >= len(unclear.senses):
            return inactive_button(self._preference.of(chat))
        question = unclear.senses[int(place)].question[language]
        return Pressed(replies=(self.handle(chat, Message(question)) if question else _out_of_scope(language),))


class _ReplyStream:
    """Adapts a stream of replies to the advisor, which streams answers."""

    def __init__(self, stream: AnswerStream[Reply]) -> None:
        self._stream = stream

    def show(self, partial: Answer) -> None:
        """Show the sentences so far."""
        self._stream.show(partial_reply(partial))

    def is_cancelled(self) -> bool:
        """Tell whether the person has stopped the answer."""
        return self._stream.is_cancelled()


def _offer_of_a_person(turn: Turn) -> Reply:
    """Return the reply to a bad rating: four reasons to choose from, and the offer of a person."""
    question = Paragraph(say(turn.language, "not_covered.downvoted"))
    reasons = [Button(say(turn.language, f"buttons.{reason}"), f"why:{reason}:{turn.id}") for reason in REASONS]
    rows = (tuple(reasons[:2]), tuple(reasons[2:]), (person_button(turn.language, turn.id),))
    return Reply(turn.language, (question,), rows)


def _out_of_scope(language: Language) -> Reply:
    return compose(Answer(language, (Finding("", "out_of_scope"),)))


def _says_something(text: str) -> bool:
    """Tell whether a message holds more than digits, punctuation and white space.

    >>> _says_something("2"), _says_something("👍"), _says_something("DEI ?")
    (False, True, True)
    """
    return any(unicodedata.category(character)[0] in "LS" for character in text)
