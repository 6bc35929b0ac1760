"""The conversation in a terminal: numbered buttons, files saved in a folder."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TextIO

from bot.conversation.handler import Message
from bot.conversation.router import Conversation
from bot.domain.chat import TERMINAL, Chat
from bot.replies.reply import Attachment, Button, Reply
from bot.replies.texts import say
from bot.storage.transactions import StorageError

_log = logging.getLogger(__name__)
_CHAT = Chat(TERMINAL, person=TERMINAL)


@dataclass(frozen=True, slots=True)
class Screen:
    """Shows replies by `write`, and saves the files that come with them in `folder`."""

    write: Callable[[str], object]
    folder: Path

    def show(self, reply: Reply) -> list[Button]:
        """Show a reply with the addresses that it leads to, save its files, and return its buttons in their order."""
        buttons = [button for row in reply.buttons for button in row]
        menu = "  ".join(f"[{n}] {button.label}" for n, button in enumerate(buttons, 1))
        links = dict.fromkeys(paragraph.link for paragraph in reply.paragraphs if paragraph.link)
        self.write(f"\n{reply.plain}\n" + "".join(f"→ {link}\n" for link in links) + (f"\n{menu}\n" if menu else ""))
        for attachment in reply.attachments:
            self.write(self._saved(attachment) or f"({say(reply.language, 'error.storage')})\n")
        return buttons

    def _saved(self, attachment: Attachment) -> str:
        """Save a file and return the line that names it; empty if the disk refuses it."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = save(attachment, self.folder)
        except OSError as error:
            _log.warning("A file can't be saved: %s", error)
            return ""
        return " ".join(filter(None, ("→", str(path), attachment.caption))) + "\n"


def converse(conversation: Conversation, lines: TextIO, screen: Screen) -> None:
    """Answer each line of `lines` until its end, "/quit" or an interrupt.

    A number presses that button of the last message.
    """
    buttons = screen.show(conversation.start(_CHAT))
    try:
        for line in lines:
            text = line.strip()
            if text in ("/quit", "/exit"):
                return
            if text:
                try:
                    buttons = _answer(conversation, text, buttons, screen)
                except StorageError as error:
                    _log.error("Answered without the database: %s", error)
                    buttons = screen.show(_without_database(conversation, text))
    except KeyboardInterrupt:
        return


def save(attachment: Attachment, folder: Path) -> Path:
    """Write the file into `folder`, with mode 0600, under a name that is free there; return its path."""
    name = Path(attachment.name)
    for number in count(1):
        path = folder / (name.name if number == 1 else f"{name.stem}-{number}{name.suffix}")
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(attachment.data)
        except FileExistsError:
            continue
        return path
    raise AssertionError("numbers never end")


def _answer(conversation: Conversation, text: str, buttons: list[Button], screen: Screen) -> list[Button]:
    if text.isdigit() and 0 < int(text) <= len(buttons):
        pressed = conversation.press(_CHAT, buttons[int(text) - 1].action)
        if pressed.notice:
            screen.write(f"({pressed.notice})\n")
        for reply in (*([pressed.revised] if pressed.revised else []), *pressed.replies):
            buttons = screen.show(reply) or buttons
        return buttons
    if text.startswith("/"):
        name, _, argument = text[1:].partition(" ")
        reply = conversation.start(_CHAT, argument) if name == "start" else conversation.command(_CHAT, name, argument)
    else:
        reply = conversation.ask(_CHAT, text)
    return screen.show(reply)


def _without_database(conversation: Conversation, text: str) -> Reply:
    """Answer while the database server is away, as a person waits here; a number or a command is told that it is."""
    is_question = not (text.isdigit() or text.startswith("/"))
    return conversation.answer_unlogged(_CHAT, Message(text if is_question else ""))
