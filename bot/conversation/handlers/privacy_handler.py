"""Personal data in the chat: the notice at first use, the privacy statement, the export, the erasure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bot.answering.llm.endpoint import Endpoint
from bot.conversation.handler import ChatHandler, Command, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.chat import Chat
from bot.replies.reply import Attachment, Button, Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence, texts
from bot.storage.consultations import ConsultationLog, PrivacyNotices
from bot.storage.personal_data import DataSubject, PersonalData, Retention
from corpus.language import Language

Rows: TypeAlias = Sequence[Mapping[str, Any]]

_WITHOUT_NOTICE = {"clarify"}  # a question must end with its choices


class PrivacyHandler(ChatHandler):
    """Answers /privacy, /mydata and /forget, and adds the notice once in each chat.

    `model` is the language model that writes the answers, if any.
    """

    commands = (
        Command.of("confidentialite", "privacy"),
        Command.of("mesdonnees", "mydata"),
        Command.of("oublier", "forget"),
    )
    actions = frozenset({"forget"})

    def __init__(
        self,
        personal_data: PersonalData,
        notices: PrivacyNotices,
        consultations: ConsultationLog,
        preference: LanguagePreference,
        retention: Retention,
        model: Endpoint | None = None,
    ) -> None:
        self._personal_data, self._notices, self._consultations = personal_data, notices, consultations
        self._preference, self._retention, self._model = preference, retention, model

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """State which data are stored, export them, or ask for confirmation to erase them."""
        language = self._preference.of(chat)
        if key == "privacy":
            return self._statement(chat, language)
        return self._exported(chat, language) if key == "mydata" else self._ask_to_erase(chat, language)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Erase everything, or nothing."""
        language = self._preference.of(chat)
        if argument not in ("yes", "no"):
            return inactive_button(language)
        if argument == "yes":
            self._personal_data.erase(DataSubject(chat.key, chat.address))
        return Pressed(replies=(sentence(language, f"forget.{argument}"),), buttons=())

    def decorate(self, chat: Chat, reply: Reply) -> Reply:
        """Add the notice to the first greeting or logged answer of a chat; outcomes in `_WITHOUT_NOTICE` get none."""
        turn = self._consultations.find(reply.consultation, chat.key)
        if (turn and turn.outcome in _WITHOUT_NOTICE) or not self._notices.give(chat.key):
            return reply
        key = "privacy.notice" if chat.is_private else "privacy.notice_in_group"
        return reply.extended(Paragraph(say(reply.language, key)))

    def _statement(self, chat: Chat, language: Language) -> Reply:
        kept = [say(language, f"privacy.{name}") for name in ("kept", "passing", "danger")]
        days = {"days": self._retention.days, "disclosure_days": self._retention.disclosure_days}
        time, who = say(language, "privacy.time", **days), say(language, "privacy.who")
        rights = say(language, "privacy.rights" if chat.is_private else "privacy.group")
        sentences = [*kept, time, who, self._model_statement(language), rights]
        return Reply(language, (Paragraph(say(language, "privacy.title"), "title"), *map(Paragraph, sentences)))

    def _model_statement(self, language: Language) -> str:
        """Return the sentence about the model that writes the answers, and the place where it runs."""
        if self._model is None:
            return say(language, "privacy.no_model")
        key = "privacy.model_here" if self._model.is_local else "privacy.model_away"
        return say(language, key, model=self._model.model, place=self._model.destination)

    def _exported(self, chat: Chat, language: Language) -> Reply:
        kept = self._personal_data.collect(DataSubject(chat.key, chat.address))
        notice = Paragraph(say(language, "mydata.sent"))
        return Reply(language, (notice,), attachments=personal_data_files(kept, language))

    def _ask_to_erase(self, chat: Chat, language: Language) -> Reply:
        """Return the question to confirm, with a warning if access would end too."""
        ends = "roles" in self._personal_data.collect(DataSubject(chat.key, chat.address))
        paragraphs = [Paragraph(say(language, key)) for key in ("forget.ask", *(["forget.access"] if ends else []))]
        buttons = tuple((Button(say(language, f"forget.button_{name}"), f"forget:{name}"),) for name in ("yes", "no"))
        return Reply(language, tuple(paragraphs), buttons)


def personal_data_files(kept: Mapping[str, Rows], language: Language) -> tuple[Attachment, ...]:
    """Return the rows of each table as two files: a readable text, and JSON (RFC 8259) with every column."""
    name = say(language, "mydata.file")
    everything = {table: [_decoded(row) for row in rows] for table, rows in kept.items()}
    data = json.dumps(everything, ensure_ascii=False, indent=2)
    return (
        Attachment(f"{name}.txt", _as_text(kept, language).encode(errors="replace"), "text/plain"),
        # Half a character alone, which a message on its way may hold in JSON, has no form in UTF-8.
        Attachment(f"{name}.json", data.encode(errors="replace"), "application/json"),
    )


def _as_text(kept: Mapping[str, Rows], language: Language) -> str:
    """Return every exchange as text, and the number of rows of every table."""
    exchanges = [_exchange(row, language) for row in kept.get("consultations", ())]
    counts = [
        f"• {_table_name(table, language)}{say(language, 'help.colon')}{len(rows)}" for table, rows in kept.items()
    ]
    parts = [say(language, "mydata.heading"), "\n".join(counts), *exchanges, say(language, "mydata.rest")]
    return "\n\n".join(parts) + "\n"


def _exchange(row: Mapping[str, Any], language: Language) -> str:
    if not row["question"]:
        return say(language, "mydata.discreet", at=_readable_time(row["at"]))
    opinion = say(language, f"buttons.{row['feedback']}") if row["feedback"] else ""
    return say(
        language,
        "mydata.exchange",
        at=_readable_time(row["at"]),
        question=row["question"],
        answer=row["answer"],
        opinion=opinion,
    ).rstrip()


def _table_name(table: str, language: Language) -> str:
    return texts(language)["mydata_tables"].get(table, table)


def _readable_time(at: str) -> str:
    """Return a time of the log in a readable form.

    >>> _readable_time("2026-11-22T09:05:31+00:00")
    '2026-11-22 09:05 UTC'
    """
    return f"{at[:16].replace('T', ' ')} UTC"


def _decoded(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with its JSON columns decoded."""
    return {column: _value(value) for column, value in row.items()}


def _value(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
