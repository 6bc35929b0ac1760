"""One run of a story: the Bot API server, the real bot as a process of its own, the people and the staff group."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.replies.texts import say
from corpus.language import Language
from tests.stories.script import script
from tests.support.botapi import BotApiServer, Entry, Group, Person, Shown
from tests.support.botapi.chat_view import ChatView

ROOT = Path(__file__).parents[2]
TIMEOUT = 120.0  # seconds for each act of the bot, its start included
PAUSE = 0.6  # seconds without an act, after which the bot is taken to have finished
STAFF = -1001000000001
COLLEAGUES = range(5001, 5010)  # who has the role "staff" in every story
OTHER: dict[Language, Language] = {"fr": "en", "en": "fr"}


class StoryRun:
    """One bot with a home of its own, and everyone who talks to it. `language` is that of the story."""

    def __init__(self, server: BotApiServer, home: Path, language: Language) -> None:
        self.server, self.home, self.language = server, home, language
        self.names: dict[str, str] = {}
        self._bot: asyncio.subprocess.Process | None = None
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("RELAIS_")},
            "RELAIS_HOME": str(home),
            "RELAIS_TELEGRAM_TOKEN": server.token,
            "RELAIS_TELEGRAM_BASE_URL": f"http://127.0.0.1:{server.port}",
            "RELAIS_STAFF_CHAT": str(STAFF),
            "RELAIS_STAFF": ",".join(map(str, COLLEAGUES)),
            "RELAIS_UNDO_SECONDS": "5",
            "HF_HUB_OFFLINE": "1",
        }

    # --- the people ---------------------------------------------------------------------------------------

    def person(self, id: int, name: str, language: Language | None = None) -> Person:
        """Return a person; whose telephone speaks the story's language if no other is named."""
        self.names[str(id)] = name
        return self.server.person(id, language_code=language or self.language, first_name=name)

    async def staff(self, *members: Person) -> Group:
        """Return the staff's group: the first of its members chooses its language."""
        group = self.server.group(STAFF, title={"fr": "Équipe", "en": "Team"}[self.language], members=members)
        self.names[str(STAFF)] = group.chat.api_object["title"]
        await self.after(group, group.say(members[0], f"/language@relais_bot {self.language}"))
        return group

    def group(self, id: int, titles: dict[Language, str], *members: Person) -> Group:
        """Return a group that is not the staff's; its title is that of the story's language."""
        self.names[str(id)] = titles[self.language]
        return self.server.group(id, title=titles[self.language], members=members)

    async def ask(self, person: Person, text: str, reply_to: Shown | None = None) -> Shown:
        """Say something and return the last thing that the bot says to it."""
        return await self.after(person, person.say(text, reply_to=reply_to))

    async def press(self, where: Person | Group, label: str, by: Person | None = None) -> Shown:
        """Press a button, and return the last message of the chat once the bot has done what it does."""
        if isinstance(where, Group):
            assert by is not None, "a group presses no button: name who does"
            pressed = await where.press(by, label)
        else:
            pressed = await where.press(label)
        await pressed.answered(TIMEOUT)
        return await self.wait_until_idle(where)

    async def after(self, where: ChatView, act: Awaitable[object]) -> Shown:
        """Do something, wait until the bot has reacted in a chat, and return its last message there."""
        before = count_acts(where)
        await act
        return await self.wait_for_more(where, before)

    async def wait_for_more(self, where: ChatView, before: int) -> Shown:
        """Wait until the bot has done more in a chat than it had `before`, and is idle."""
        if not await self.server.changed.wait_for(lambda: count_acts(where) > before or None, TIMEOUT):
            raise AssertionError(f"the bot said nothing within {TIMEOUT:.0f} s\n{self.server.story()}")
        return await self.wait_until_idle(where)

    async def wait_until_idle(self, where: ChatView) -> Shown:
        """Wait until the bot does nothing more in a chat, and return its last message there."""
        before = -1
        while before != count_acts(where):
            before = count_acts(where)
            await asyncio.sleep(PAUSE)
        return where.replies[-1]

    # --- the bot ------------------------------------------------------------------------------------------

    async def launch(self, **settings: str) -> None:
        """Start the bot, with settings that hold from now on, and wait until it takes messages."""
        self._environment |= {f"RELAIS_{name.upper()}": value for name, value in settings.items()}
        before = self.server.calls["getUpdates"]
        with (self.home / "log").open("ab") as log:
            self._bot = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.support.child_process",
                "bot",
                "run",
                stderr=log,
                cwd=ROOT,
                env=self._environment,
            )
        if not await self.server.changed.wait_for(lambda: self.server.calls["getUpdates"] > before or None, TIMEOUT):
            raise AssertionError(f"the bot did not start:\n{(self.home / 'log').read_text()[-2000:]}")

    async def kill(self) -> None:
        """Kill the bot outright, as a power cut does."""
        await self._end(signal.SIGKILL)
        self.note("The bot is killed (kill -9).")

    async def close(self) -> None:
        """Stop the bot, if it runs."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        if self._bot is not None and self._bot.returncode is None:
            self._bot.send_signal(how)
            await asyncio.wait_for(self._bot.wait(), TIMEOUT)

    async def command(self, *arguments: str) -> str:
        """Run a `relais` command beside the bot, and return what it prints."""
        self.note("$ relais " + " ".join(f'"{one}"' if " " in one else one for one in arguments))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=ROOT, env=self._environment,
            stdout=asyncio.subprocess.PIPE, stderr=(self.home / "log").open("ab"),
        )  # fmt: skip
        printed = (await asyncio.wait_for(process.communicate(), TIMEOUT))[0].decode()
        assert process.returncode == 0, f"{arguments} failed:\n{(self.home / 'log').read_text()[-2000:]}"
        self.note(printed.strip().replace("\n", "\n   "))
        return printed

    # --- what is printed ----------------------------------------------------------------------------------

    def note(self, what: str) -> None:
        """Write a line into the transcript about something that happens outside the chats."""
        self.server.note("note", "", "note", what)

    async def unprinted(self, acts: Callable[[], Awaitable[object]], what: str) -> None:
        """Do something that the script does not show, but for the line `what`."""
        start = len(self.server.transcript)
        await acts()
        del self.server.transcript[start:]
        self.note(what)

    def say(self, key: str, **values: object) -> str:
        """Return one of the bot's own wordings in the story's language, to press or to expect."""
        return say(self.language, key, **values)

    def check(self) -> None:
        """Raise AssertionError with the end of the bot's log if it had to apologise for a fault of its own."""
        apologies = {say(language, "error.apology") for language in OTHER}
        if any(apology in entry.text for entry in self.entries for apology in apologies):
            raise AssertionError(f"the bot apologised:\n{(self.home / 'log').read_text()[-4000:]}")

    @property
    def entries(self) -> list[Entry]:
        """Everything that happened so far."""
        return self.server.transcript

    @property
    def script(self) -> str:
        """The script of everything that happened so far."""
        return script(self.entries, self.names)


def count_acts(where: ChatView) -> int:
    """Return the number of the bot's messages, edits and deletions in a chat so far."""
    return sum(event.kind != "action" for event in where.chat.events)


@asynccontextmanager
async def open_story(prebuilt: Path, home: Path, language: Language) -> AsyncIterator[StoryRun]:
    """Open a story whose home begins as a copy of one with an index, and close it at the end."""
    shutil.copytree(prebuilt / "index", home / "index")
    (home / "models").symlink_to((prebuilt / "models").resolve())
    async with BotApiServer() as server:
        story = StoryRun(server, home, language)
        try:
            yield story
        finally:
            await story.close()
