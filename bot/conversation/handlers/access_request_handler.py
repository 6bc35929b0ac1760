"""Requests for access in the chat: made for strangers, decided by admins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from bot.answering.wishes import read_wish
from bot.conversation.handler import ChatHandler, Command, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.introductions import is_introduction, taken_back, without_contact_data
from bot.conversation.small_intents import says_cancel, says_courtesy
from bot.domain.access.access_control import AccessControl
from bot.domain.access.access_decisions import AccessDecisions
from bot.domain.access.request_cards import RequestCards, choices
from bot.domain.access.requests import (
    LONGEST_INTRODUCTION,
    LONGEST_MESSAGE,
    MOST_MESSAGES,
    AccessRequest,
    QueuedMessage,
    message_to,
)
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence, truncated
from bot.safety.ephemeral_cache import EphemeralCache
from bot.safety.redaction.people_lists import holds_a_list_of_people
from bot.safety.redaction.redaction import redact
from bot.storage.outbox import Outbox
from corpus.language import Language

LONGEST_LINE = 80  # characters of a message in a list
SHOWN = 10  # requests in a list; the others follow when these are decided


def _hold_nothing(chat: Chat, message: Message) -> Reply | None:
    """Return no notice: nobody wrote of a danger."""
    return None


class AccessRequestHandler(ChatHandler):
    """Queues the messages of strangers until an admin decides, and answers them once access is granted.

    `answer` answers a queued message. A message that `is_urgent` tells of danger: it is left to other handlers and
    never queued. What is written after a sign of danger is answered by `hold` and changes no request. One that
    introduces its writer, or that follows a bare /access and asks nothing, is their introduction; a greeting, thanks,
    a yes or a no are not kept. A stop, or words that call off, erase what is queued.
    """

    commands = (Command.of("acces", "access", last="stranger"), Command.of("demandes", "requests"))
    actions = frozenset({"admit"})

    def __init__(
        self,
        access: AccessControl,
        decisions: AccessDecisions,
        cards: RequestCards,
        outbox: Outbox,
        preference: LanguagePreference,
        answer: Callable[[Chat, str, int | None], Reply],
        is_urgent: Callable[[str], bool],
        hold: Callable[[Chat, Message], Reply | None] = _hold_nothing,
    ) -> None:
        self._access, self._decisions, self._cards = access, decisions, cards
        self._outbox, self._preference, self._answer = outbox, preference, answer
        self._is_urgent, self._hold, self._lock = is_urgent, hold, Lock()
        self._expected = EphemeralCache[bool]()  # who was asked to introduce themself

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Open a request for a stranger and queue the message."""
        if chat.role != "stranger" or (not message.declared_safe and self._is_urgent(message.text)):
            return None
        language = self._preference.of(chat)
        if not chat.is_private:
            return sentence(language, "admission.in_private")
        if held := self._hold(chat, message):
            return held
        known = self._access.request_of(chat.person)
        if known and known.state == "declined":
            return sentence(language, "admission.declined")
        if known and (reply := self._take_back(known, message.text, language)):
            return reply
        if says_cancel(message.text) and (reply := self._call_off(chat)):
            return reply
        if says_cancel(message.text) or says_courtesy(message.text) or read_wish(message.text).is_talk:
            return Reply(language, (Paragraph(self._state_for(chat, language)),))
        is_former = self._access.has_lost_access(chat.person)
        if not holds_a_list_of_people(message.text) and self._introduces(chat, message.text, language):
            return self._introduce(chat, known, message.text, language)
        request = known or self._open_request(chat, language)
        if holds_a_list_of_people(message.text):
            return sentence(language, "smalltalk.people")
        kept = self._access.queue(request, QueuedMessage(redact(message.text, language).text, message.id))
        request = self._access.request_of(chat.person) or request
        limits = {"number": request.number, "most": MOST_MESSAGES, "longest": LONGEST_MESSAGE}
        if kept == "none":
            return sentence(language, "admission.full", **limits)
        if known:
            self._cards.update(request)
            reply = sentence(language, "admission.waiting", **limits)
        else:
            reply = self._asked(request, language, is_former, is_announced=self._cards.send(request))
        return reply.extended(Paragraph(say(language, "admission.cut", **limits))) if kept == "part" else reply

    def halt(self, chat: Chat, answers: int | None) -> Reply | None:
        """Erase the queued messages of a stranger who stops; nothing is said of them, since others may read along."""
        self._call_off(chat)
        return None

    def reset(self, chat: Chat) -> None:
        """Expect no introduction any more."""
        self._expected.discard(chat.member_key)

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Add a stranger's introduction to the request, or explain how to send one; list the requests for an admin."""
        language, text = self._preference.of(chat), " ".join(argument.split())
        if key == "requests":
            return self._list(language)
        if chat.role != "stranger":
            return sentence(language, "admission.admitted")
        if held := self._hold(chat, Message(text)):
            return held
        known = self._access.request_of(chat.person)
        if known and known.state == "declined":
            return sentence(language, "admission.declined")
        if not text:
            self._expected.put(chat.member_key, True)
            return sentence(language, "admission.how")
        return self._introduce(chat, known, text, language)

    def _introduces(self, chat: Chat, text: str, language: Language) -> bool:
        """Tell whether a message is the introduction that was asked for, or one by its words."""
        return is_introduction(text, language) or bool(self._expected.get(chat.member_key) and "?" not in text)

    def _introduce(self, chat: Chat, known: AccessRequest | None, text: str, language: Language) -> Reply:
        """Store what a stranger tells about themself, in place of what they told before, and show it to the admins."""
        self._expected.discard(chat.member_key)
        text = " ".join(text.split())
        request = self._access.introduce(known or self._open_request(chat, language), text)
        is_announced = (known is not None and self._cards.update(request)) or self._cards.send(request)
        reply = sentence(
            language,
            "admission.reintroduced" if known and known.introduction else "admission.introduced",
            number=request.number,
        )
        if len(text) > LONGEST_INTRODUCTION:
            reply = reply.extended(Paragraph(say(language, "admission.cut", longest=LONGEST_INTRODUCTION)))
        return reply if is_announced else reply.extended(Paragraph(say(language, "admission.unreached")))

    def _call_off(self, chat: Chat) -> Reply | None:
        """Erase the queued messages of a stranger and say so; None if none are queued."""
        is_asking = chat.role == "stranger" and chat.is_private
        request = self._access.request_of(chat.person) if is_asking else None
        if request is None or not request.messages:
            return None
        self._access.clear_queue(chat.person)
        self._cards.update(replace(request, messages=()))
        return sentence(self._preference.of(chat), "admission.called_off", number=request.number)

    def _take_back(self, known: AccessRequest, text: str, language: Language) -> Reply | None:
        """Take back from an introduction what its writer wants forgotten; None if they want nothing of the kind."""
        wish = taken_back(text)
        if not wish or not known.introduction:
            return None
        left = without_contact_data(known.introduction) if wish == "contact" else ""
        request = self._access.introduce(known, left)
        self._cards.update(request)
        key = "admission.taken_back" if left else "admission.taken_back_all"
        return sentence(language, key, number=request.number, text=left)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """List the requests, or grant or refuse access; of several admins the first decides.

        The card under which the button stood is changed with all others; a list is shown anew.
        """
        language = self._preference.of(chat)
        verb, _, rest = argument.partition(":")
        number, _, origin = rest.partition(":")
        if verb == "list":
            return Pressed(replies=(self._list(language),))
        if not number:
            return inactive_button(language)
        decided = self._decisions.decide(chat.person, chat.name, number, verb == "yes")
        if decided and verb == "yes":
            self.tick()
        notice = say(language, f"admission.decided_{verb}" if decided else "admission.decided_before", number=number)
        if origin and chat.is_private:
            return Pressed(notice, revised=self._list(language, notice))
        return Pressed(notice, buttons=())

    def tick(self) -> None:
        """Welcome the people whose requests were granted, here or on the command line, and answer their messages."""
        with self._lock:
            for request in self._access.admitted():
                self._welcome(request)
        self._cards.show_expired()

    def _welcome(self, request: AccessRequest) -> None:
        if not self._access.was_invited(request.person):  # the code was answered with a welcome
            self._send(request, sentence(request.language, "admission.welcome"))
        chat = Chat(request.chat, request.language, request.person, request.address)
        for message in request.messages:
            self._send(request, self._answer(chat, message.text, message.identity), message.identity)
        self._access.complete(request)

    def decorate(self, chat: Chat, reply: Reply) -> Reply:
        """Add to a stranger's greeting that access is restricted, and to an admin's the requests that wait."""
        if reply.consultation or chat.role not in ("stranger", "admin"):
            return reply
        language = reply.language
        if chat.role == "stranger":
            return reply.extended(Paragraph(self._state_for(chat, language)))
        count = len(self._access.requests.pending()) if chat.is_private else 0
        if not count:
            return reply
        button = Button(say(language, "admission.show", count=count), "admit:list")
        waiting = reply.extended(Paragraph(say(language, "admission.pending", count=count)))
        return replace(waiting, buttons=(*reply.buttons, (button,)))

    def _state_for(self, chat: Chat, language: Language) -> str:
        """Return a stranger's next step: ask for access, or wait for the decision on what they asked."""
        if not chat.is_private:
            return say(language, "admission.in_private")
        known = self._access.request_of(chat.person)
        if known is None or known.state == "admitted":
            greeting = say(language, "admission.greeting")
            is_former = self._access.has_lost_access(chat.person)
            return f"{say(language, 'admission.ended')} {greeting}" if is_former else greeting
        if known.state == "declined":
            return say(language, "admission.declined")
        return say(language, "admission.undecided", number=known.number, count=len(known.messages), most=MOST_MESSAGES)

    def _open_request(self, chat: Chat, language: Language) -> AccessRequest:
        return self._access.request(AccessRequest("", chat.person, chat.key, chat.address, language))

    def _asked(self, request: AccessRequest, language: Language, is_former: bool, is_announced: bool) -> Reply:
        """Return the state of a new request: it is noted, and perhaps nobody could be told of it yet."""
        first = say(language, "admission.ended" if is_former else "admission.restricted")
        noted = say(language, "admission.asked", number=request.number)
        unreached = () if is_announced else (Paragraph(say(language, "admission.unreached")),)
        return Reply(language, (Paragraph(f"{first} {noted}"), *unreached))

    def _list(self, language: Language, notice: str = "") -> Reply:
        """Return the pending requests with two buttons each, under the notice of what was just done."""
        pending = self._access.requests.pending()
        title = Paragraph(say(language, "admission.title"), "title")
        lines = [_line(request, language) for request in pending[:SHOWN]] or [say(language, "admission.none")]
        if len(pending) > SHOWN:
            lines.append(say(language, "admission.more", count=len(pending) - SHOWN))
        paragraphs = (*([Paragraph(notice)] if notice else []), title, Paragraph("\n".join(lines)))
        return Reply(language, paragraphs, tuple(choices(request, language, "list") for request in pending[:SHOWN]))

    def _send(self, request: AccessRequest, reply: Reply, quotes: int | None = None) -> None:
        if reply.paragraphs:
            self._outbox.add(message_to(request, reply, quotes))


def _line(request: AccessRequest, language: Language) -> str:
    told = [say(language, "admission.card_introduction", text=request.introduction)] if request.introduction else []
    told += [
        say(language, "admission.line_message", text=truncated(one.text, LONGEST_LINE)) for one in request.messages[:1]
    ]
    return " ".join((f"• {request.number}", *told))
