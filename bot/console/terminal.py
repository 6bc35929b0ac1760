"""The conversation in a terminal."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TextIO

from bot.chat.chat import Chat
from bot.chat.conversation import Conversation
from bot.chat.replies import Attachment, Button, Reply

_CHAT = Chat("terminal", person="terminal")


def converse(conversation: Conversation, lines: TextIO, write: Callable[[str], object]) -> None:
    """Answer each line of `lines` until its end, "/quit" or an interrupt.

    A number presses that button of the last message.
    """
    reply = conversation.start(_CHAT)
    buttons = _show(reply, write)
    try:
        for line in lines:
            text = line.strip()
            if text in ("/quit", "/exit"):
                return
            if text:
                buttons = _answer(conversation, text, buttons, write)
    except KeyboardInterrupt:
        return


def _answer(
    conversation: Conversation, text: str, buttons: list[Button], write: Callable[[str], object]
) -> list[Button]:
    if text.isdigit() and 0 < int(text) <= len(buttons):
        pressed = conversation.press(_CHAT, buttons[int(text) - 1].action)
        if pressed.notice:
            write(f"({pressed.notice})\n")
        for reply in pressed.replies:
            buttons = _show(reply, write) or buttons
        return buttons
    if text.startswith("/"):
        name, _, argument = text[1:].partition(" ")
        reply = conversation.start(_CHAT, argument) if name == "start" else conversation.command(_CHAT, name, argument)
    else:
        reply = conversation.ask(_CHAT, text)
    return _show(reply, write)


def _show(reply: Reply, write: Callable[[str], object]) -> list[Button]:
    buttons = [button for row in reply.buttons for button in row]
    menu = "  ".join(f"[{n}] {button.label}" for n, button in enumerate(buttons, 1))
    write(f"\n{reply.plain}\n" + (f"\n{menu}\n" if menu else ""))
    for attachment in reply.attachments:
        write(f"→ {save(attachment, Path.cwd())}\n")
    return buttons


def save(attachment: Attachment, folder: Path) -> Path:
    """Write the file into `folder`, for its owner's eyes, under a name that is free there; return its path."""
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
