"""Talk to a bot by hand: ``python -m tests.support.botapi --port 8081 --token T``.

Type a text to say it; ``/press N`` presses the Nth button of the latest keyboard, ``/edit TEXT`` rewrites
the last message, ``/block`` and ``/unblock`` do as they say, ``/quit`` ends.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import dataclass

from tests.support.botapi.api_error import Json
from tests.support.botapi.chat_view import ChatView
from tests.support.botapi.person import Person
from tests.support.botapi.server import TOKEN, BotApiServer
from tests.support.botapi.shown import show


@dataclass(slots=True)
class PrintedChat:
    """A chat at a terminal: prints each event of it once."""

    conversation: ChatView
    printed: int = 0

    def has_news(self) -> bool | None:
        """Return True when something is still to be printed, else None."""
        return True if len(self.conversation.chat.events) > self.printed else None

    def refresh(self) -> None:
        """Print what the bot did since the last time."""
        for event in self.conversation.chat.events[self.printed :]:
            self.printed += 1
            _print_event(event.kind, event.message)

    async def follow(self) -> None:
        """Print each act of the bot as it comes."""
        while True:
            await self.conversation.server.changed.wait_for(self.has_news, 3600)
            self.refresh()


def _print_event(kind: str, message: Json) -> None:
    if kind == "action":
        print(f"   ({message['action']}...)", flush=True)
        return
    shown = show(message)
    print(f"<< {kind} {shown.message_id}\n{shown.text}", flush=True)
    for number, button in enumerate(shown.buttons, 1):
        print(f"   [{number}] {button.text}  {button.url or button.data}", flush=True)


async def _act(person: Person, line: str, last_id: int) -> int:
    command, _, rest = line.partition(" ")
    if command == "/press":
        with_buttons = [shown for shown in person.replies if shown.buttons][-1]
        await person.press(with_buttons.buttons[int(rest) - 1].data, message_id=with_buttons.message_id)
    elif command == "/edit":
        await person.edit(last_id, rest)
    elif command in {"/block", "/unblock"}:
        await (person.block() if command == "/block" else person.unblock())
    else:
        return await person.say(line)
    return last_id


async def _talk(arguments: argparse.Namespace) -> None:
    async with BotApiServer(arguments.token, port=arguments.port) as server:
        print(f"base_url {server.base_url}\ntoken    {server.token}", flush=True)
        person = server.person(language_code=arguments.language)
        printed = PrintedChat(person)
        following = asyncio.create_task(printed.follow())
        last_id = 0
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip() == "/quit":
                break
            try:
                last_id = await _act(person, line.strip(), last_id) if line.strip() else last_id
            except (LookupError, ValueError) as error:
                print(f"?? {error}", flush=True)
        following.cancel()
        printed.refresh()  # what came in together with the last line is not lost


def main() -> None:
    """Serve until the end of input."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.botapi", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--language", default="fr", help="language code of the person (default: fr)")
    asyncio.run(_talk(parser.parse_args()))


if __name__ == "__main__":
    main()
