"""Requests for access in the chat: made for strangers, decided by admins."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from bot.conversation.handler import ChatHandler, Command, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.access.access_control import AccessControl
from bot.domain.access.requests import AccessRequest, QueuedMessage, message_to, refusal
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply, pack
from bot.replies.texts import say, sentence
from bot.safety.redaction.redaction import redact
from bot.storage.outbox import Outbox, OutgoingMessage
from corpus.language import Language


class AccessRequestHandler(ChatHandler):
    """Queues the messages of strangers until an admin decides, and answers them once access is granted.

    `answer` answers a queued message, `language_at` returns the language of the chat at an address. A message that
    `is_urgent` tells of danger: it is left to other handlers and never queued.
    """

    commands = (Command.of("acces", "access", role="stranger"),)
    actions = frozenset({"admit"})
    role = "admin"

    def __init__(
        self,
        access: AccessControl,
        outbox: Outbox,
        preference: LanguagePreference,
        answer: Callable[[Chat, str, int | None], Reply],
        language_at: Callable[[str], Language],
        is_urgent: Callable[[str], bool],
    ) -> None:
        self._access, self._outbox, self._preference = access, outbox, preference
        self._answer, self._language_at = answer, language_at
        self._is_urgent, self._lock = is_urgent, Lock()

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Open a request for a stranger and queue the message."""
        if chat.role != "stranger" or (not message.declared_safe and self._is_urgent(message.text)):
            return None
        language = self._preference.of(chat)
        if not chat.is_private:
            return sentence(language, "admission.in_private")
        known = self._access.request_of(chat.person)
        if known and known.state == "declined":
            return sentence(language, "admission.declined")
        request = known or self._open_request(chat, language)
        self._access.queue(request, QueuedMessage(redact(message.text, language).text, message.id))
        return sentence(language, "admission.waiting" if known else "admission.asked", number=request.number)

    def reset(self, chat: Chat) -> None:
        """Discard the queued messages of a stranger; the request stays."""
        if chat.role == "stranger":
            self._access.clear_queue(chat.person)

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Add a stranger's introduction to the request, or explain how to send one."""
        language, text = self._preference.of(chat), " ".join(argument.split())
        if chat.role != "stranger":
            return sentence(language, "admission.admitted")
        if not chat.is_private:
            return sentence(language, "admission.in_private")
        known = self._access.request_of(chat.person)
        if known and known.state == "declined":
            return sentence(language, "admission.declined")
        if not text:
            return sentence(language, "admission.how")
        request = self._access.introduce(known or self._open_request(chat, language, notify=False), text)
        if known is None or not known.introduction:  # only the first is news
            self._notify_admins(request)
        return sentence(language, "admission.introduced", number=request.number)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Grant or refuse access; of several admins the first decides."""
        language = self._preference.of(chat)
        verb, _, number = argument.partition(":")
        if verb not in ("yes", "no") or not number:
            return inactive_button(language)
        if not self.decide(chat.person, number, verb == "yes"):
            return Pressed(notice=say(language, "admission.decided_before"), buttons=())
        return Pressed(notice=say(language, f"admission.decided_{verb}", number=number), buttons=())

    def decide(self, actor: str, number: str, admit: bool) -> bool:
        """Decide a request and tell the person; return False if it was decided before or has expired."""
        request = self._access.decide(actor, number, "admitted" if admit else "declined")
        if request:
            self._outbox.withdraw_all(f"access:{request.number}")
        if request and admit:
            self.tick()
        elif request:
            self._outbox.add(refusal(request))
        return request is not None

    def tick(self) -> None:
        """Welcome the people whose requests were granted, here or on the command line, and answer their messages."""
        with self._lock:
            for request in self._access.admitted():
                self._welcome(request)

    def _welcome(self, request: AccessRequest) -> None:
        self._outbox.withdraw_all(f"access:{request.number}")  # decided: no admin needs the message any more
        self._send(request, sentence(request.language, "admission.welcome"))
        chat = Chat(request.chat, request.language, request.person, request.address)
        for message in request.messages:
            self._send(request, self._answer(chat, message.text, message.identity), message.identity)
        self._access.complete(request)

    def decorate(self, chat: Chat, reply: Reply) -> Reply:
        """Add to a stranger's greeting that access is restricted."""
        if chat.role != "stranger" or reply.consultation:
            return reply
        paragraphs = (*reply.paragraphs, Paragraph(say(reply.language, "admission.greeting")))
        return Reply(reply.language, paragraphs, reply.buttons)

    def _open_request(self, chat: Chat, language: Language, notify: bool = True) -> AccessRequest:
        request = self._access.request(AccessRequest("", chat.person, chat.key, chat.address, language))
        if notify:
            self._notify_admins(request)
        return request

    def _notify_admins(self, request: AccessRequest) -> None:
        for address in self._access.admin_addresses():
            reply = _notice(request, self._language_at(address))
            self._outbox.add(OutgoingMessage(address, reply.language, pack(reply), f"access:{request.number}"))

    def _send(self, request: AccessRequest, reply: Reply, quotes: int | None = None) -> None:
        if reply.paragraphs:
            self._outbox.add(message_to(request, reply, quotes))


def _notice(request: AccessRequest, language: Language) -> Reply:
    sentences = [say(language, "admission.card", number=request.number)]
    if request.introduction:
        sentences.append(say(language, "admission.card_introduction", text=request.introduction))
    row = tuple(Button(say(language, f"admission.{verb}"), f"admit:{verb}:{request.number}") for verb in ("yes", "no"))
    return Reply(language, tuple(map(Paragraph, sentences)), (row,))
