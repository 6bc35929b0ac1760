"""A conversation with a script for answers, to see how the Telegram channel delivers them."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import cast

from bot.answering.inquiry import SILENT, AnswerStream
from bot.conversation.router import Conversation
from bot.domain.access.roles import Role
from bot.domain.chat import Chat
from bot.replies.reply import Attachment, Button, Paragraph, Pressed, Reply
from corpus.language import Language

LATE = "Désolé pour l’attente."
APOLOGY = "Une erreur est survenue."
REFUSAL = "Je ne peux pas prendre de message."
FILE = Attachment("note à joindre.txt", "Été\n".encode(), "text/plain")
PICTURE = Attachment("page-7.jpg", b"\xff\xd8\xff picture", "image/jpeg", "[1] « Guide <R&D> », p. 7")
LONG = tuple(Paragraph(f"{number}. " + "Un long paragraphe, sans fin aucune. " * 22) for number in range(12))


class ScriptedConversation:
    """Answers "réponse à …".

    "flux N" shows N sentences as they come, "lent N …" takes N seconds, "attend PATH …" until there is a file,
    "long" is long, "fichier" brings a file, "image" a picture, "panne" breaks.
    """

    def __init__(self) -> None:
        self.languages: dict[str, Language] = {}
        self.presses: list[tuple[str, str]] = []
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def start(self, chat: Chat, argument: str = "") -> Reply:
        """Return the greeting."""
        return self._say(chat, "Bonjour !")

    def command(self, chat: Chat, name: str, argument: str = "") -> Reply:
        """Repeat the command; `langue` sets the chat's language, `stop` takes the buttons away."""
        if name in ("langue", "language"):
            self.languages[chat.key] = "en" if argument.startswith("en") else "fr"
        return replace(self._say(chat, f"commande {name} {argument} {self.language_of(chat)}"), clears=name == "stop")

    def writing_notice(self, language: Language) -> Reply:
        """Say that it writes."""
        return Reply("fr", (Paragraph("J’écris…"),), ((Button("Arrêter", "stop:"),),))

    def ask(
        self,
        chat: Chat,
        text: str,
        answers: int | None = None,
        identity: int | None = None,
        stream: AnswerStream[Reply] = SILENT,
        *,
        media: str = "",
        is_forwarded: bool = False,
    ) -> Reply:
        """Answer as the first word orders."""
        with self._lock:
            self.asked.append(text)
        word, _, rest = text.partition(" ")
        if word == "lent":
            time.sleep(float(rest.split()[0]))
        if word == "attend":
            _wait_for(Path(rest.split()[0]))
        if word == "flux":
            return self._flow(chat, stream, [f"Phrase {n}." for n in range(1, int(rest.split()[0]) + 1)])
        if word == "panne":
            raise ValueError(f"secret: {text}")
        buttons = ((Button("Sources", "sources:1"), Button("👍", "good:1")),)
        if word == "long":
            return Reply(self.language_of(chat), LONG[: int(rest or 12)], buttons)
        if word == "fichier":
            return Reply(self.language_of(chat), (Paragraph("Voici."),), buttons, attachments=(FILE,))
        if word == "image":
            return Reply(self.language_of(chat), (Paragraph("Voici."),), buttons, attachments=(PICTURE,))
        title = Paragraph("Titre <&>", "title")
        return Reply(self.language_of(chat), (title, Paragraph(f"réponse à {text}")), buttons, "1")

    def _flow(self, chat: Chat, stream: AnswerStream[Reply], sentences: list[str]) -> Reply:
        """Show one more sentence each tenth of a second, until told to stop."""
        stream.show(Reply("fr", ()))
        for count in range(1, len(sentences) + 1):
            time.sleep(0.1)
            if stream.is_cancelled():
                return self._say(chat, "Arrêté.")
            stream.show(Reply("fr", (Paragraph(" ".join(sentences[:count])),)))
        return self._say(chat, " ".join(sentences) + " [1]")

    def press(self, chat: Chat, action: str) -> Pressed:
        """Remember the press and act on the buttons that exist."""
        self.presses.append((chat.key, action))
        if action == "good:1":
            return Pressed("Merci", buttons=())
        if action == "sources:1":
            sources = (Paragraph("Citation", "quote"), Paragraph("UNICEF", "source"))
            return Pressed(replies=(Reply("fr", sources),))
        if action == "panne":
            raise ValueError(action)
        return Pressed("Ce bouton n’est plus valable.")

    def unsupported(self, chat: Chat, kind: str, answers: int | None = None, identity: int | None = None) -> Reply:
        """Name what was sent."""
        return self._say(chat, f"je ne lis pas : {kind}")

    def apology(self, chat: Chat, error: Exception | None = None) -> Reply:
        """Say the fixed apology."""
        return self._say(chat, APOLOGY)

    def fallback(self, chat: Chat, text: str) -> Reply | None:
        """Find nobody in danger."""
        return None

    def refusal(self, chat: Chat, text: str) -> Reply:
        """Say that nothing is taken now."""
        return self._say(chat, REFUSAL)

    def late_notice(self, chat: Chat) -> str:
        """Return the fixed first line."""
        return LATE

    def is_stop(self, name: str, text: str) -> bool:
        """Tell whether it is /stop."""
        return name == "stop"

    def tick(self) -> None:
        """Do nothing: no task is due."""

    def command_names(self, role: str = "admin") -> frozenset[str]:
        """Return the names of the commands."""
        return frozenset({"start", "help", "aide", "langue", "sources", "glossaire", "stop"})

    def counts_members(self, name: str) -> bool:
        """Need the number of members for no command."""
        return False

    def commands(self, language: Language, role: Role = "everyone", place: str = "private") -> list[tuple[str, str]]:
        """Return three commands."""
        return [("help", "Aide"), ("langue", "Langue"), ("sources", "Sources")]

    def description(self, language: Language) -> tuple[str, str]:
        """Return two texts that name the language."""
        return f"Longue {language}", f"Courte {language}"

    def language_of(self, chat: Chat) -> Language:
        """Return the chat's language."""
        return self.languages.get(chat.key, chat.hint or "fr")

    def _say(self, chat: Chat, text: str) -> Reply:
        return Reply(self.language_of(chat), (Paragraph(text),))


def _wait_for(path: Path) -> None:
    """Wait until there is a file."""
    while not path.exists():
        time.sleep(0.05)


def conversation() -> Conversation:
    """Return a scripted conversation typed as a Conversation."""
    return cast(Conversation, ScriptedConversation())
