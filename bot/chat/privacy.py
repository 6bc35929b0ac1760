"""What is kept of a chat: said at first use and when asked, handed out, erased."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.chat import Chat
from bot.chat.handout import hand_out
from bot.chat.replies import Button, Paragraph, Pressed, Reply
from bot.chat.room import Command, Room
from bot.chat.tongue import Tongue
from bot.chat.wording import say
from bot.model.endpoint import Endpoint
from bot.records.consultation import ConsultationLog
from bot.records.holdings import Holdings, Retention, Subject
from bot.records.notices import Notices
from corpus.language import Language

_ALONE = {"clarify"}  # a question is to end with its choices


class Privacy(Room):
    """Answers /privacy, /mydata and /forget, and gives notice once in each chat. `model` is who words the answers."""

    commands = (
        Command.of("confidentialite", "privacy", role="stranger"),
        Command.of("mesdonnees", "mydata", role="stranger"),
        Command.of("oublier", "forget", role="stranger"),
    )
    actions = frozenset({"forget"})
    role = "stranger"

    def __init__(
        self,
        holdings: Holdings,
        notices: Notices,
        log: ConsultationLog,
        tongue: Tongue,
        retention: Retention,
        model: Endpoint | None = None,
    ) -> None:
        self._holdings, self._notices, self._log = holdings, notices, log
        self._tongue, self._retention, self._model = tongue, retention, model

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Say what is kept, hand it out, or ask whether to erase it."""
        language = self._tongue.of(chat)
        if key == "privacy":
            return self._statement(language)
        if not chat.is_private:  # one member does not decide for all, nor get what others wrote
            return _said(language, "privacy.group")
        return self._handed_out(chat, language) if key == "mydata" else self._asked(chat, language)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Erase everything, or leave it as it is."""
        language = self._tongue.of(chat)
        if argument not in ("yes", "no") or not chat.is_private:
            return Pressed(notice=say(language, "notice.gone"))
        if argument == "yes":
            self._holdings.erase(Subject(chat.key, chat.address))
        return Pressed(replies=(_said(language, f"forget.{argument}"),), buttons=())

    def amend(self, chat: Chat, reply: Reply) -> Reply:
        """Add the notice to the first greeting or logged answer of a chat; what is in `_ALONE` stays alone."""
        turn = self._log.find(reply.consultation, chat.key)
        if (turn and turn.outcome in _ALONE) or not self._notices.give(chat.key):
            return reply
        return replace(reply, paragraphs=(*reply.paragraphs, Paragraph(say(reply.language, "privacy.notice"))))

    def _statement(self, language: Language) -> Reply:
        kept = [say(language, f"privacy.{name}") for name in ("kept", "passing", "danger")]
        days = {"days": self._retention.days, "disclosure_days": self._retention.disclosure_days}
        time, who = say(language, "privacy.time", **days), say(language, "privacy.who")
        said = [*kept, time, who, self._wording(language), say(language, "privacy.rights")]
        return Reply(language, (Paragraph(say(language, "privacy.title"), "title"), *map(Paragraph, said)))

    def _wording(self, language: Language) -> str:
        """Return who words the answers, and where."""
        if self._model is None:
            return say(language, "privacy.no_model")
        key = "privacy.model_here" if self._model.is_here else "privacy.model_away"
        return say(language, key, model=self._model.model, place=self._model.place)

    def _handed_out(self, chat: Chat, language: Language) -> Reply:
        kept = self._holdings.collect(Subject(chat.key, chat.address))
        said = Paragraph(say(language, "mydata.sent"))
        return Reply(language, (said,), attachments=hand_out(kept, language))

    def _asked(self, chat: Chat, language: Language) -> Reply:
        """Ask back, and say so if the person would have to be let in again."""
        ends = "roles" in self._holdings.collect(Subject(chat.key, chat.address))
        said = [Paragraph(say(language, key)) for key in ("forget.ask", *(["forget.access"] if ends else []))]
        buttons = tuple((Button(say(language, f"forget.button_{name}"), f"forget:{name}"),) for name in ("yes", "no"))
        return Reply(language, tuple(said), buttons)


def _said(language: Language, key: str) -> Reply:
    return Reply(language, (Paragraph(say(language, key)),))
