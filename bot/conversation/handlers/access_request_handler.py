"""Requests for access in the chat, where people are to be let in: asked by strangers, decided by admins."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from bot.conversation.handler import ChatHandler, Command
from bot.conversation.language_preference import LanguagePreference
from bot.conversation.message import Message
from bot.domain.access.access_control import AccessControl
from bot.domain.access.requests import AccessRequest, QueuedMessage
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.reply_json import pack
from bot.replies.texts import say, sentence
from bot.storage.outbox import Outbox, OutgoingMessage
from corpus.language import Language


class AccessRequestHandler(ChatHandler):
    """Takes what strangers write, keeps it for as long as nobody has decided, and answers it once they are let in.

    `answer` answers a message of someone who was let in, `redact` takes personal data out of what is kept,
    `language_at` tells the language of the chat at an address, `is_urgent` whether a message tells of danger: that is
    left to those who answer it, and is never kept.
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
        redact: Callable[[str, Language], str],
        language_at: Callable[[str], Language],
        is_urgent: Callable[[str], bool],
    ) -> None:
        self._access, self._outbox, self._preference = access, outbox, preference
        self._answer, self._redact, self._language_at = answer, redact, language_at
        self._is_urgent, self._lock = is_urgent, Lock()

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Ask for access on behalf of a stranger, and keep the message for later."""
        if chat.role != "stranger" or (not message.declared_safe and self._is_urgent(message.text)):
            return None
        language = self._preference.of(chat)
        if not chat.is_private:
            return sentence(language, "admission.in_private")
        known = self._access.requests.of(chat.person)
        if known and known.state == "declined":
            return sentence(language, "admission.declined")
        request = known or self._asked(chat, language)
        kept = QueuedMessage(self._redact(message.text, language), message.id)
        self._access.requests.add(request, kept)
        return sentence(language, "admission.waiting" if known else "admission.asked", number=request.number)

    def reset(self, chat: Chat) -> None:
        """Let go of what a stranger wrote; the request stands."""
        if chat.role == "stranger" and (known := self._access.requests.of(chat.person)):
            self._access.requests.clear_messages(known)

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Pass on how a stranger introduces themself, or say how that is done."""
        language, text = self._preference.of(chat), " ".join(argument.split())
        if chat.role != "stranger":
            return sentence(language, "admission.admitted")
        if not chat.is_private:
            return sentence(language, "admission.in_private")
        known = self._access.requests.of(chat.person)
        if known and known.state == "declined":
            return sentence(language, "admission.declined")
        if not text:
            return sentence(language, "admission.how")
        request = self._access.requests.set_introduction(known or self._asked(chat, language, tell=False), text)
        if known is None or not known.introduction:  # who says it again and again is not passed on again and again
            self._tell_admins(request)
        return sentence(language, "admission.introduced", number=request.number)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Let someone in, or not; of several admins the first decides."""
        language = self._preference.of(chat)
        verb, _, number = argument.partition(":")
        if verb not in ("yes", "no") or not number:
            return Pressed(notice=say(language, "notice.gone"))
        if not self.decide(chat.person, number, verb == "yes"):
            return Pressed(notice=say(language, "admission.decided_before"), buttons=())
        return Pressed(notice=say(language, f"admission.decided_{verb}", number=number), buttons=())

    def decide(self, actor: str, number: str, admit: bool) -> bool:
        """Decide a request and tell the person; False if it was decided before, or has lapsed."""
        request = self._access.decide(actor, number, "admitted" if admit else "declined")
        if request:
            self._outbox.drop(f"access:{request.number}")
        if request and admit:
            self.tick()
        elif request:
            self._outbox.add(refusal(request))
        return request is not None

    def tick(self) -> None:
        """Welcome those who were let in, here or by the command line, and answer what waited."""
        with self._lock:
            for request in self._access.requests.admitted():
                self._receive(request)

    def _receive(self, request: AccessRequest) -> None:
        self._outbox.drop(f"access:{request.number}")  # no admin need hear of it any more
        self._write(request, sentence(request.language, "admission.welcome"))
        chat = Chat(request.chat, request.language, request.person, request.address)
        for message in request.messages:
            self._write(request, self._answer(chat, message.text, message.identity), message.identity)
        self._access.requests.remove(request.person)

    def decorate(self, chat: Chat, reply: Reply) -> Reply:
        """Tell a stranger who is greeted that one has to be let in."""
        if chat.role != "stranger" or reply.consultation:
            return reply
        paragraphs = (*reply.paragraphs, Paragraph(say(reply.language, "admission.greeting")))
        return Reply(reply.language, paragraphs, reply.buttons)

    def _asked(self, chat: Chat, language: Language, tell: bool = True) -> AccessRequest:
        request = self._access.request(AccessRequest("", chat.person, chat.key, chat.address, language))
        if tell:
            self._tell_admins(request)
        return request

    def _tell_admins(self, request: AccessRequest) -> None:
        for address, role in self._access.roles.displayed().items():
            if role == "admin":
                reply = _card(request, self._language_at(address))
                self._outbox.add(OutgoingMessage(address, reply.language, pack(reply), f"access:{request.number}"))

    def _write(self, request: AccessRequest, reply: Reply, quotes: int | None = None) -> None:
        if reply.paragraphs:
            self._outbox.add(_letter(request, reply, quotes))


def refusal(request: AccessRequest) -> OutgoingMessage:
    """Return what tells someone that they were not let in."""
    return _letter(request, sentence(request.language, "admission.refused"))


def _letter(request: AccessRequest, reply: Reply, quotes: int | None = None) -> OutgoingMessage:
    return OutgoingMessage(
        request.address, reply.language, pack(reply), f"access:{request.number}:reply", quotes=quotes
    )


def _card(request: AccessRequest, language: Language) -> Reply:
    said = [say(language, "admission.card", number=request.number)]
    if request.introduction:
        said.append(say(language, "admission.card_introduction", text=request.introduction))
    row = tuple(Button(say(language, f"admission.{verb}"), f"admit:{verb}:{request.number}") for verb in ("yes", "no"))
    return Reply(language, tuple(map(Paragraph, said)), (row,))
