"""Questions to the texts: answered and logged, with buttons that rate an answer or show more of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.answering.answer import Answer, Finding
from bot.answering.follow_up import asks_for_language
from bot.answering.inquiry import Advises, Inquiry, PastExchange
from bot.answering.more import with_more
from bot.answering.person_wish import says_its_matter
from bot.answering.places import LAST
from bot.answering.quoting import excerpts_of
from bot.answering.suggestions import heading, suggestions
from bot.answering.typed_choice import typed_place
from bot.answering.understanding import ambiguity_in, as_read
from bot.answering.wishes import read_wish
from bot.conversation.answer_reply import compose, passages_in_full, person_button
from bot.conversation.captions import asks_about_the_picture, picture_reply, without_lead
from bot.conversation.handler import ChatHandler, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.origins import Origins
from bot.conversation.page_pictures import page_pictures
from bot.conversation.past_exchanges import past_exchanges, says_something
from bot.conversation.reply_stream import ReplyStream
from bot.conversation.small_intents import agrees_by_noun, says_cancel
from bot.conversation.source_reply import page_words, passage_sources
from bot.conversation.stored_answer import stored_answer
from bot.conversation.suggestion_reply import chosen_answer
from bot.domain.access.readers import DocumentReaders
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence
from bot.safety.redaction.redaction import redact
from bot.storage.consultations import Consultation, ConsultationLog, Turn
from corpus.language import Language
from index.library import Library
from index.passage import Passage
from index.text.language_detection import detect

AnswerDanger = Callable[[Chat, Message, str, Language], Reply]  # answers a message, given the kind of danger
ExchangeOf = Callable[[str, int], str]  # the id of a consultation, by the keys of chat and message
OfferExchange = Callable[[Chat, str], Reply]  # offers to pass on the question of an exchange, by its id

REASONS = ("wrong", "unclear", "other", "outdated")  # of a bad rating
_REMEMBERED = 12  # exchanges that a message may speak of
_A_PERSON = "person"  # the intent of whoever wants to talk to one
_UNLOGGED = {"personal_data", "people"}  # outcomes and intents of exchanges whose texts are not logged

_log = logging.getLogger(__name__)


class QuestionHandler(ChatHandler):
    """Takes every message that no other handler takes. `answer_danger` answers one that turns out to tell of danger.

    `offer_exchange` answers whoever chooses none of the passages under a question that is not clear, or takes the offer
    of a person. `exchange_of` returns the consultation that a message in a chat belongs to.
    """

    actions = frozenset({"sources", "see", "more", "up", "down", "why", "sense", "stop", "original"})

    def __init__(
        self,
        advisor: Advises,
        library: Library,
        consultations: ConsultationLog,
        exchange_of: ExchangeOf,
        preference: LanguagePreference,
        memory: timedelta,
        answer_danger: AnswerDanger,
        offer_exchange: OfferExchange,
        readers: DocumentReaders,
    ) -> None:
        self._advisor, self._library, self._consultations = advisor, library, consultations
        self._preference, self._memory, self._exchange_of = preference, memory, exchange_of
        self._answer_danger, self._offer_exchange = answer_danger, offer_exchange
        self._readers, self._origins = readers, Origins(library)

    def handle(self, chat: Chat, message: Message) -> Reply:
        """Answer a message and log the exchange."""
        turns = self._turns_before(chat, message)
        if turns and (taken := self._taken(chat, message.text, turns[-1])):
            return taken
        history = past_exchanges(turns)
        if message.media:
            if asks_about_the_picture(message.text):
                return self._of_picture(chat, message.text)
            message = replace(message, text=without_lead(message.text))
        if not says_something(message.text, history):
            return sentence(self._preference.of(chat), "error.empty")
        if says_cancel(message.text):
            self._consultations.call_off(chat.key, self._memory)
            return sentence(self._preference.of(chat), "clarify.cancelled")
        answer = self._advisor.advise(self._inquiry(chat, message, history))
        if answer.outcome == "safeguarding":
            kinds = [finding.danger for finding in answer.findings if finding.danger]
            return self._answer_danger(chat, message, kinds[0] if kinds else "other", answer.language)
        self._preference.remember(chat, answer.language)
        if all(finding.intent == _A_PERSON for finding in answer.findings):
            return self._offer_person(chat, message.text, answer)
        return self._logged(chat, message.text, answer)

    def _of_picture(self, chat: Chat, text: str) -> Reply:
        """Say that what the caption `text` asks about was not read, and offer a person; the exchange is logged."""
        answer = Answer(detect(text, self._preference.of(chat)), (Finding(text, "not_covered"),))
        return picture_reply(answer.language, self._record(chat, text, answer))

    def _offer_person(self, chat: Chat, text: str, answer: Answer) -> Reply:
        """Offer a person for what a wish for help says; for the message before if it says nothing but the wish."""
        if says_its_matter(text):
            return self._offer_exchange(chat, self._record(chat, text, answer))
        last = self._consultations.recent(chat.key, self._memory, 1)
        return self._offer_exchange(chat, last[0].id if last else "")

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Act on a button under an answer; for an answer that is not in this chat's log, say so and do nothing."""
        match action:
            case "sense":
                return self._choose_sense(chat, argument)
            case "stop":  # the stream was cancelled when the press arrived
                return Pressed(notice=say(self._preference.of(chat), "notice.stopped"))
            case "why":
                return self._explain(chat, argument)
            case "see":
                return self._see(chat, argument)
        turn = self._consultations.find(argument, chat.key)
        if turn is None:
            return inactive_button(self._preference.of(chat))
        if action in ("up", "down"):
            self._consultations.rate(turn.id, chat.key, "up" if action == "up" else "down")
            offer = (_offer_of_a_person(turn),) if action == "down" else ()
            return Pressed(notice=say(turn.language, f"notice.thanks_{action}"), replies=offer)
        if action == "original":
            return self._show(chat, turn, self._foreign(chat, turn))
        return self._sources(chat, turn) if action == "sources" else self._more(chat, turn)

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
            stream=ReplyStream(message.stream),
            chat=chat.key,
            readers=self._readers.of(chat),
        )

    def _logged(self, chat: Chat, text: str, answer: Answer) -> Reply:
        _log.debug("Outcome: %s, after %d ms.", answer.outcome, answer.timings.get("total", 0))
        words = partial(page_words, origins=self._origins)
        identity, is_logged = self._record(chat, text, answer), not _is_unlogged(answer)
        return compose(answer, identity, self._origins.link, words, is_logged=is_logged)

    def _record(self, chat: Chat, text: str, answer: Answer) -> str:
        is_unlogged = _is_unlogged(answer)
        generation = self._library.generation
        scores = {passage.id: round(f.score, 3) for f in answer.findings for passage in (*f.passages, *f.unsaid)}
        return self._consultations.add(
            Consultation(
                chat=chat.key,
                language=answer.language,
                question="" if is_unlogged else redact(text).text,
                outcome=answer.outcome,
                answer="" if is_unlogged else stored_answer(answer),
                passages=tuple({"id": passage.id, "score": scores[passage.id]} for passage in answer.passages),
                related=tuple(passage.id for passage in suggestions(answer)),
                latency=answer.timings,
                model=generation.model if generation else "",
                index=generation.id if generation else "",
                path=answer.origin.path,
                why=answer.origin.why,
                digest=answer.origin.digest,
            )
        )

    def _turns_before(self, chat: Chat, message: Message) -> list[Turn]:
        """Return the exchanges that a message may speak of, oldest first: up to the answer that it replies to.

        In a group the exchange before may be someone else's: only a reply to an answer refers to what came before. The
        words of somebody else refer to none.
        """
        if message.is_forwarded:
            return []
        if message.answers is None:
            return self._consultations.recent(chat.key, self._memory, _REMEMBERED) if chat.is_private else []
        answered = self._exchange_of(chat.key, message.answers)
        known = self._consultations.up_to(answered, chat.key, _REMEMBERED) if answered else []
        return known or self._consultations.recent(chat.key, self._memory, _REMEMBERED)

    def _taken(self, chat: Chat, text: str, last: Turn) -> Reply | None:
        """Answer a message that takes what the `last` answer offers: a choice, a person; None for all others."""
        if last.called_off:
            return self._repeated(chat, text, last)
        if _offers_a_person(last) and (read_wish(text).kind == "yes" or agrees_by_noun(text)):
            return self._offer_exchange(chat, last.id)
        return self._typed_choice(chat, text, last) or self._repeated(chat, text, last)

    def _sources(self, chat: Chat, turn: Turn) -> Pressed:
        """Show where the passages of an answer come from: the page or the file, and the words there."""
        passages = self._passages(chat, turn.passages, turn.language)
        if not passages:
            return inactive_button(self._preference.of(chat))
        pictures = page_pictures(passages, turn.language, self._library.page_picture)
        return Pressed(replies=(passage_sources(passages, turn, self._origins, pictures),))

    def _show(self, chat: Chat, turn: Turn, identities: Sequence[str]) -> Pressed:
        passages = self._passages(chat, identities, turn.language)
        if not passages:
            return inactive_button(self._preference.of(chat))
        pictures = page_pictures(passages, turn.language, self._library.page_picture)
        return Pressed(replies=(passages_in_full(passages, turn.language, pictures),))

    def _more(self, chat: Chat, turn: Turn) -> Pressed:
        """Show what the cited cards leave unsaid and long passages in full; without any, the related passages."""
        cited, related = (tuple(self._passages(chat, found, turn.language)) for found in (turn.passages, turn.related))
        is_all = not any(passage.unsaid or passage.document for passage in cited)
        finding = with_more(Finding(turn.question, "answered", cited, related if is_all else ()))
        if not finding.sources:
            return inactive_button(self._preference.of(chat))
        return Pressed(replies=(compose(Answer(turn.language, (finding,)), link=self._origins.link),))

    def _foreign(self, chat: Chat, turn: Turn) -> list[str]:
        """Return the passages of a turn that exist only in the other language."""
        return [one.id for one in self._passages(chat, turn.passages, turn.language) if one.language != turn.language]

    def _typed_choice(self, chat: Chat, text: str, turn: Turn) -> Reply | None:
        """Answer a number or an ordinal alone that chooses, if `turn` offered a choice; None for other texts."""
        place = typed_place(text)
        if place is None or turn.outcome != "clarify":
            return None
        if not turn.related:
            sense = self._sense(turn, place)
            return self._choose_sense(chat, sense).replies[0] if sense else None
        if place == len(turn.related):
            return self._offer_exchange(chat, turn.id)
        if place > len(turn.related):
            return sentence(turn.language, "clarify.no_such_choice", count=len(turn.related) + 1)
        return self._chosen(chat, turn, len(turn.related) - 1 if place == LAST else place)

    def _repeated(self, chat: Chat, text: str, turn: Turn) -> Reply | None:
        """Repeat the passage that was chosen in `turn` in the other language, if `text` only asks for that."""
        wanted = asks_for_language(text)
        found = self._passages(chat, turn.passages, wanted) if wanted and turn.is_chosen else []
        if not wanted or not found:
            return None
        self._preference.remember(chat, wanted)
        return self._answer_choice(chat, turn, found[0], self._passages(chat, turn.related, wanted), wanted)

    def _sense(self, turn: Turn, place: int) -> str:
        """Return the sense in that place of those that were offered; empty if there is none."""
        asked = as_read(turn.question, self._library.reader).usual
        unclear = ambiguity_in(asked, detect(asked, turn.language), self._library.corpus.ambiguities)
        count = len(unclear.senses) if unclear else 0
        return f"{unclear.id}:{place % count}" if unclear and LAST <= place < count else ""

    def _see(self, chat: Chat, argument: str) -> Pressed:
        """Answer with the passage behind a button: "CONSULTATION:PLACE"."""
        consultation, _, place = argument.partition(":")
        turn = self._consultations.find(consultation, chat.key)
        reply = self._chosen(chat, turn, int(place)) if turn and place.isdecimal() else None
        return Pressed(replies=(reply,)) if reply else inactive_button(self._preference.of(chat))

    def _chosen(self, chat: Chat, turn: Turn, place: int) -> Reply | None:
        """Answer with the suggested passage in that place, and log both; None if there is none any more."""
        offered = self._passages(chat, turn.related, turn.language)
        passage = next((one for one in offered if one.id in turn.related[place : place + 1]), None)
        if passage is None:
            return None
        self._consultations.choose(turn.id, chat.key, passage.id)
        others = [one for one in offered if one is not passage]
        if not read_wish(turn.question).picks:
            return self._answer_choice(chat, turn, passage, others, turn.language)
        listing = PastExchange(heading(passage), passage.text, turn.language, (passage.id,))
        message = Message(turn.question)  # of which list the item is wanted was not clear
        answer = self._advisor.advise(replace(self._inquiry(chat, message, [listing]), language=turn.language))
        return self._logged(chat, turn.question, answer)

    def _answer_choice(
        self, chat: Chat, turn: Turn, passage: Passage, others: Sequence[Passage], language: Language
    ) -> Reply:
        """Answer with what bears on the question of `turn`; the headings are logged, and give sense to a follow-up."""
        searcher = self._library.searcher(self._readers.of(chat))
        query = self._library.reader.read(turn.question, detect(turn.question, turn.language))
        excerpts = excerpts_of([passage, *others], query, searcher, self._library.passage_reader)
        bearing = excerpts[passage.id].heading if passage.id in excerpts else ""
        asked = passage.section.replace(" › ", ", ") or bearing or passage.title
        return self._logged(chat, asked, chosen_answer(turn.question, passage, others, language, excerpts))

    def _passages(self, chat: Chat, identities: Iterable[str], language: Language) -> list[Passage]:
        """Return those of the passages that are still in the index, in `language` where they exist in it."""
        searcher = self._library.searcher(self._readers.of(chat))
        found = [searcher.passage(identity, language) for identity in dict.fromkeys(identities)]
        return [passage for passage in found if passage]

    def _choose_sense(self, chat: Chat, argument: str) -> Pressed:
        identity, _, place = argument.partition(":")
        unclear, language = self._library.corpus.ambiguities.get(identity), self._preference.of(chat)
        if unclear is None or not place.isdecimal() or int(place) >= len(unclear.senses):
            return inactive_button(self._preference.of(chat))
        question = unclear.senses[int(place)].question[language]
        return Pressed(replies=(self.handle(chat, Message(question)) if question else _out_of_scope(language),))


def _is_unlogged(answer: Answer) -> bool:
    """Tell whether question and answer are left out of the log."""
    return any(finding.outcome in _UNLOGGED or finding.intent in _UNLOGGED for finding in answer.findings)


def _offers_a_person(turn: Turn) -> bool:
    """Tell whether a person was offered: under what is left open or not understood, or after a bad rating."""
    return (
        read_wish(turn.question).kind == "reword"
        or turn.outcome in ("not_covered", "partial", "closest")
        or turn.feedback == "down"
    )


def _offer_of_a_person(turn: Turn) -> Reply:
    """Return the reply to a bad rating: four reasons to choose from, and the offer of a person."""
    question = Paragraph(say(turn.language, "not_covered.downvoted"))
    reasons = [Button(say(turn.language, f"buttons.{reason}"), f"why:{reason}:{turn.id}") for reason in REASONS]
    rows = (tuple(reasons[:2]), tuple(reasons[2:]), (person_button(turn.language, turn.id),))
    return Reply(turn.language, (question,), rows)


def _out_of_scope(language: Language) -> Reply:
    return compose(Answer(language, (Finding("", "out_of_scope"),)))
