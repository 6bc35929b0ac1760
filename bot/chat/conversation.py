"""The conversation that every surface shares: commands, questions, buttons."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.advice.advisor import Advisor
from bot.advice.answer import Answer, Exchange, Finding
from bot.advice.clarifying import ambiguity_in
from bot.chat.composing import compose, examples, passages_in_full
from bot.chat.glossing import explain
from bot.chat.replies import Button, Paragraph, Pressed, Reply
from bot.chat.wording import say, texts
from bot.records.consultation import ChatLanguages, Consultation, ConsultationLog
from bot.safety.unsaid import Unsaid
from corpus.language import LANGUAGES, Language
from index.library import Library
from index.passage import Passage

_UNLOGGED = {"safeguarding", "personal_data"}  # what was written is nobody's business afterwards


@dataclass(frozen=True, slots=True)
class Chat:
    """Who is asking: the keyed hash of the chat's id, and the language of the person's client if known."""

    key: str
    hint: Language | None = None


class Conversation:
    """Answers a chat; safe to call from several threads at once for different chats."""

    def __init__(
        self, advisor: Advisor, library: Library, log: ConsultationLog, languages: ChatLanguages, memory: timedelta
    ) -> None:
        self._advisor, self._library, self._log = advisor, library, log
        self._languages, self._memory, self._unsaid = languages, memory, Unsaid()

    def warm_up(self) -> None:
        """Load what the first answer needs, before anyone waits for it."""
        self._advisor.warm_up()

    def start(self, chat: Chat) -> Reply:
        """Greet: what the bot is and is not, three examples, two buttons for the language."""
        language = self.language_of(chat)
        paragraphs = [Paragraph(say(language, "start.title"), "title")]
        paragraphs += [Paragraph(say(language, f"start.{name}")) for name in ("body", "limits", "try")]
        return Reply(language, (*paragraphs, *examples(language)), _language_buttons())

    def command(self, chat: Chat, name: str, argument: str = "") -> Reply:
        """Answer a command in French or English; an unknown one gets the help."""
        if name in ("langue", "language"):
            return self._choose_language(chat, argument)
        if name in ("glossaire", "glossary"):
            return explain(self._library.corpus.glossary, argument, self.language_of(chat))
        if name == "sources":
            return self._sources(self.language_of(chat))
        return _help(self.language_of(chat), known=name in ("help", "aide", ""))

    def ask(self, chat: Chat, text: str) -> Reply:
        """Answer a message and log the exchange."""
        if sense := self._numbered_sense(chat, text):
            return self._choose_sense(chat, sense).replies[0]
        if not _says_something(text):
            language = self.language_of(chat)
            return Reply(language, (Paragraph(say(language, "trouble.empty")),))
        held, pinned = self._languages.get(chat.key)
        answer = self._advisor.advise(text, self._history(chat), held or chat.hint or "fr", pinned)
        if not pinned and answer.language != held:
            self._languages.set(chat.key, answer.language, pinned=False)
        return self._logged(chat, text, answer)

    def _logged(self, chat: Chat, text: str, answer: Answer) -> Reply:
        consultation = self._record(chat, text, answer)
        if answer.outcome == "safeguarding":
            self._unsaid.keep(chat.key, text)
        return compose(answer, consultation)

    def press(self, chat: Chat, action: str) -> Pressed:
        """Act on a button. One that this chat's log does not know says so and does nothing."""
        name, _, argument = action.partition(":")
        if name == "language" and argument in LANGUAGES:
            return Pressed(replies=(self._choose_language(chat, argument),))
        language = self.language_of(chat)
        if name == "sense":
            return self._choose_sense(chat, argument)
        if name == "mistaken":
            return self._answer_after_all(chat)
        turn = self._log.find(argument, chat.key)
        if turn is None:
            return Pressed(notice=say(language, "notice.gone"))
        if name in ("up", "down"):
            self._log.rate(turn.id, chat.key, "up" if name == "up" else "down")
            return Pressed(notice=say(turn.language, f"notice.thanks_{name}"))
        if name in ("sources", "more"):
            found = self._found(turn.passages if name == "sources" else turn.related, turn.language)
            return (
                Pressed(replies=(passages_in_full(found, turn.language),))
                if found
                else Pressed(notice=say(language, "notice.gone"))
            )
        return Pressed(notice=say(language, "notice.gone"))

    def unsupported(self, chat: Chat, kind: str) -> Reply:
        """Say kindly that only text is understood and that nothing was kept."""
        language = self.language_of(chat)
        known = texts(language)["unsupported"]
        return Reply(language, (Paragraph(known.get(kind, known["other"])),))

    def apology(self, chat: Chat) -> Reply:
        """Say that something went wrong, with nothing technical in it."""
        language = self.language_of(chat)
        return Reply(language, (Paragraph(say(language, "trouble.apology")),))

    def late(self, chat: Chat) -> str:
        """Return the first paragraph of an answer that comes late."""
        return say(self.language_of(chat), "trouble.late")

    def commands(self, language: Language) -> list[tuple[str, str]]:
        """Return the names and descriptions of the commands for the client's menu."""
        return list(texts(language)["commands"].items())

    def description(self, language: Language) -> tuple[str, str]:
        """Return the bot's long (at most 512 characters) and short (at most 120) description."""
        return say(language, "description.long"), say(language, "description.short")

    def language_of(self, chat: Chat) -> Language:
        """Return the chat's language: pinned or last heard, else the client's, else French."""
        return self._languages.get(chat.key)[0] or chat.hint or "fr"

    def _choose_language(self, chat: Chat, argument: str) -> Reply:
        wanted = argument.strip().lower()[:2]
        if wanted == "an":  # "anglais"
            wanted = "en"
        if wanted not in LANGUAGES:
            language = self.language_of(chat)
            return Reply(language, (Paragraph(say(language, "language.ask")),), _language_buttons())
        chosen: Language = "fr" if wanted == "fr" else "en"
        self._languages.set(chat.key, chosen, pinned=True)
        return Reply(chosen, (Paragraph(say(chosen, "language.set")),))

    def _answer_after_all(self, chat: Chat) -> Pressed:
        """Answer as a question what was taken for a cry for help."""
        text = self._unsaid.take(chat.key)
        if not text:
            return Pressed(notice=say(self.language_of(chat), "notice.gone"))
        held, pinned = self._languages.get(chat.key)
        answer = self._advisor.advise(text, (), held or chat.hint or "fr", pinned, harmless=True)
        return Pressed(replies=(self._logged(chat, text, answer),))

    def _numbered_sense(self, chat: Chat, text: str) -> str:
        """Return the sense that a bare number chooses, right after the question which one was meant; else nothing."""
        if not text.strip().isdecimal():
            return ""
        last = self._log.recent(chat.key, self._memory, 1)
        unclear = last and ambiguity_in(last[0].question, last[0].language, self._library.corpus.ambiguities)
        place = int(text) - 1
        return f"{unclear.id}:{place}" if unclear and 0 <= place < len(unclear.senses) else ""

    def _choose_sense(self, chat: Chat, argument: str) -> Pressed:
        identity, _, place = argument.partition(":")
        unclear, language = self._library.corpus.ambiguities.get(identity), self.language_of(chat)
        if unclear is None or not place.isdecimal() or int(place) >= len(unclear.senses):
            return Pressed(notice=say(language, "notice.gone"))
        question = unclear.senses[int(place)].question[language]
        if not question:
            return Pressed(replies=(compose(Answer(language, (Finding("", "out_of_scope"),))),))
        return Pressed(replies=(self.ask(chat, question),))

    def _sources(self, language: Language) -> Reply:
        lines = [
            say(
                language,
                "sources.line",
                owner=s.owner,
                title=s.title[language],
                date=s.date or say(language, "answer.undated"),
            )
            for s in self._library.corpus.sources.values()
        ]
        lines += [
            say(language, "sources.document", owner=d.owner or say(language, "answer.added"), title=d.title)
            for d in self._library.shelf.documents()
        ]
        body = "\n".join(f"• {line}" for line in lines) or say(language, "sources.none")
        return Reply(language, (Paragraph(say(language, "sources.title"), "title"), Paragraph(body)))

    def _history(self, chat: Chat) -> list[Exchange]:
        turns = self._log.recent(chat.key, self._memory)
        return [Exchange(turn.question, turn.answer, turn.language) for turn in turns if turn.question]

    def _record(self, chat: Chat, text: str, answer: Answer) -> str:
        discreet = any(finding.outcome in _UNLOGGED or finding.intent in _UNLOGGED for finding in answer.findings)
        generation = self._library.generation
        related = [passage.id for finding in answer.findings for passage in finding.related]
        scores = {passage.id: round(f.score, 3) for f in answer.findings for passage in f.passages}
        return self._log.add(
            Consultation(
                chat=chat.key,
                language=answer.language,
                question="" if discreet else text,
                outcome=answer.outcome,
                answer="" if discreet else compose(answer).plain,
                passages=tuple({"id": passage.id, "score": scores[passage.id]} for passage in answer.passages),
                related=tuple(related),
                latency=answer.timings,
                model=generation.model if generation else "",
                index=generation.id if generation else "",
            )
        )

    def _found(self, identities: Sequence[str], language: Language) -> list[Passage]:
        searcher = self._library.searcher()
        found = [searcher.passage(identity, language) for identity in dict.fromkeys(identities)]
        return [passage for passage in found if passage]


def _says_something(text: str) -> bool:
    """Tell whether a message holds more than digits, punctuation and white space.

    >>> _says_something("2"), _says_something("👍"), _says_something("DEI ?")
    (False, True, True)
    """
    return any(unicodedata.category(character)[0] in "LS" for character in text)


def _language_buttons() -> tuple[tuple[Button, ...], ...]:
    return (tuple(Button(say("fr", f"language.{language}"), f"language:{language}") for language in LANGUAGES),)


def _help(language: Language, known: bool) -> Reply:
    lead = [] if known else [Paragraph(say(language, "help.unknown"))]
    body = [Paragraph(say(language, "help.title"), "title")] + [
        Paragraph(say(language, f"help.{name}")) for name in ("body", "commands")
    ]
    return Reply(language, (*lead, *body))
