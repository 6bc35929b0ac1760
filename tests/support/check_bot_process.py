"""The bot with real checks, and no other answers, as a process of its own: for tests that kill it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

from pydantic import SecretStr

from bot import logs
from bot.container import Container
from bot.conversation.handler import ChatHandler, Message
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Reply
from bot.safety.danger_detector import DetectedDanger
from bot.settings import Settings
from tests.support.staff_service import ScriptedLibrary

DANGER = "au secours"


class OtherHandlers(ChatHandler):
    """Takes the place of every handler after the checks."""

    def handle(self, chat: Chat, message: Message) -> Reply:
        """Say that it has the message."""
        return Reply("fr", (Paragraph("autre salle"),))


class PhraseDangerDetector:
    """Detects danger in one phrase."""

    def detect(self, text: str) -> DetectedDanger | None:
        """Return the danger."""
        return DetectedDanger("abuse") if DANGER in text else None


def main(token: str, url: str, home: Path) -> None:
    """Serve until told to stop, or killed."""
    logs.configure("INFO")
    settings = Settings(telegram_token=SecretStr(token), telegram_base_url=url, home=home)
    advisor = SimpleNamespace(warm_up=lambda: None)
    library = ScriptedLibrary()
    container = Container(settings, library=library, text_advisor=advisor, danger_detector=PhraseDangerDetector())
    container.handlers = (container.language_handler, container.check_handler, OtherHandlers())
    container.serve()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
