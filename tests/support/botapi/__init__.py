"""A Telegram Bot API server on loopback, strict as the real one, and the people who talk to the bot.

A test starts a `BotApiServer`, gives its ``base_url`` and ``token`` to the bot, and then acts as people do:

    async with BotApiServer() as server:
        awa = server.person(language_code="fr")
        await awa.say("/start")
        reply = await awa.wait_reply()        # a `Shown`: text, entities and buttons, as on the screen
        await awa.press(reply.labels[0])
        group = server.group(members=(awa,))
        server.fail("sendMessage", 2, "502")  # `ScriptedFaults`: errors, floods, resets, stalls

The server checks what the real one checks (lengths, markup, callback data, offsets, rate limits) and answers with its
exact sentences. Everything is kept in memory, nothing leaves the machine, and a failed wait prints the transcript.

| module | content |
|---|---|
| `server`, `methods`, `params`, `api_error` | HTTP, the methods by name, their parameters, refusals |
| `chats`, `messages`, `keyboards`, `message_entities`, `profile` | what the server stores and checks |
| `bot_inbox` | the updates that the bot has not confirmed yet |
| `faults` | scripted failures and rate limits |
| `person`, `chat_view`, `shown`, `waiting`, `transcript` | the people's side: saying, pressing, seeing, waiting |
| `fixtures` | the pytest fixtures `botapi` and `person` |

``python -m tests.support.botapi`` serves one person at a terminal, to talk to a bot by hand.
"""

from tests.support.botapi.chat_view import Press
from tests.support.botapi.message_entities import utf16_length
from tests.support.botapi.person import Group, Person
from tests.support.botapi.server import TOKEN, BotApiServer
from tests.support.botapi.shown import Shown, ShownButton
from tests.support.botapi.transcript import Entry

__all__ = ["TOKEN", "BotApiServer", "Entry", "Group", "Person", "Press", "Shown", "ShownButton", "utf16_length"]
