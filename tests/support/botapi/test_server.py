"""The server is as strict as the real one: raw HTTP, sentence by sentence."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.support.botapi import BotApiServer, Person
from tests.support.botapi.api_error import CONFLICT, NOT_MODIFIED, QUERY_TOO_OLD

pytestmark = pytest.mark.asyncio


class Client:
    """Call the server as bluntly as curl does."""

    def __init__(self, server: BotApiServer, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    async def __call__(self, method: str, **params: Any) -> tuple[int, Any]:
        """Return the status and the ``result``, or the ``description`` of an error."""
        url = f"{self.server.base_url}{self.server.token}/{method}"
        async with self.session.post(url, json=params) as response:
            body = await response.json()
            return response.status, body["result"] if body["ok"] else body["description"]


@pytest_asyncio.fixture
async def call(botapi: BotApiServer) -> AsyncIterator[Client]:
    """Open a plain HTTP client to the server."""
    async with aiohttp.ClientSession() as session:
        yield Client(botapi, session)


def ids(updates: list[dict[str, Any]]) -> list[int]:
    """Return the ids of some updates."""
    return [update["update_id"] for update in updates]


def keyboard(*buttons: dict[str, str]) -> dict[str, Any]:
    """Make an inline keyboard of one button a row."""
    return {"inline_keyboard": [[button] for button in buttons]}


async def test_a_wrong_token_is_unauthorized_and_an_unknown_method_not_found(
    botapi: BotApiServer, call: Client
) -> None:
    """401 for the token, 404 for the method, whatever the case of a known one."""
    async with call.session.get(f"{botapi.base_url}1:wrong/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await call("sendTelepathy") == (404, "Not Found: method not found")
    assert (await call("GETME"))[1]["username"] == "relais_bot"


async def test_parameters_come_in_any_encoding(botapi: BotApiServer, call: Client, person: Person) -> None:
    """JSON, urlencoded, multipart and the query string say the same."""
    await person.say("Bonjour")
    url = f"{botapi.base_url}{botapi.token}/sendMessage"
    fields = {"chat_id": str(person.id), "text": "é"}
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    for sent in ({"json": fields}, {"data": fields}, {"data": multipart}, {"params": fields}):
        async with call.session.post(url, **sent) as response:
            assert (await response.json())["result"]["text"] == "é"


async def test_an_offset_confirms_and_forgets_what_is_below_it(call: Client, person: Person) -> None:
    """Without an offset updates come back each time; with one, the lower ids are gone for good."""
    for text in ("un", "deux", "trois"):
        await person.say(text)
    first, second, third = ids((await call("getUpdates"))[1])
    assert (second, third) == (first + 1, first + 2)
    assert ids((await call("getUpdates", limit=1))[1]) == [first]
    assert ids((await call("getUpdates", offset=second))[1]) == [second, third]
    assert ids((await call("getUpdates", offset=0))[1]) == [second, third]
    assert ids((await call("getUpdates", offset=-1))[1]) == [third]
    assert (await call("getUpdates", offset=third + 1))[1] == []


async def test_a_long_poll_returns_at_once_with_the_first_update(call: Client, person: Person) -> None:
    """The poll waits for news, not for its timeout; with none it returns empty."""
    poll = asyncio.create_task(call("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    await person.say("/start maintenant 😀 @relais_bot")
    updates = (await asyncio.wait_for(poll, 2))[1]
    message = updates[0]["message"]
    assert message["from"] == {"id": 1001, "is_bot": False, "first_name": "Awa", "language_code": "fr"}
    assert message["entities"] == [
        {"type": "bot_command", "offset": 0, "length": 6},
        {"type": "mention", "offset": 21, "length": 11},
    ]
    assert (await call("getUpdates", offset=updates[0]["update_id"] + 1, timeout=1))[1] == []


async def test_a_second_poll_ends_the_first_with_a_conflict(call: Client, person: Person) -> None:
    """It is the older poll that is told, and the newer one that gets the update."""
    older = asyncio.create_task(call("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(call("getUpdates", timeout=30))
    assert await asyncio.wait_for(older, 2) == (409, CONFLICT)
    await person.say("Bonjour")
    assert len((await asyncio.wait_for(newer, 2))[1]) == 1


async def test_allowed_updates_leave_out_the_other_kinds(call: Client, person: Person) -> None:
    """The restriction holds until another call lifts it."""
    await call("getUpdates", allowed_updates=["callback_query"])
    await person.say("ignoré")
    assert (await call("getUpdates"))[1] == []
    await call("getUpdates", allowed_updates=[])
    await person.say("reçu")
    assert [update["message"]["text"] for update in (await call("getUpdates"))[1]] == ["reçu"]


async def test_deleting_the_webhook_can_drop_what_is_pending(call: Client, person: Person) -> None:
    """drop_pending_updates forgets, and getUpdates is refused while a webhook is set."""
    await person.say("vieux")
    assert (await call("getWebhookInfo"))[1]["pending_update_count"] == 1
    await call("setWebhook", url="https://example.org/hook")
    status, description = await call("getUpdates")
    assert (status, "can't use getUpdates" in description) == (409, True)
    assert await call("deleteWebhook", drop_pending_updates=True) == (200, True)
    assert (await call("getUpdates"))[1] == []


async def test_nobody_is_written_to_before_they_write(call: Client, person: Person) -> None:
    """A chat exists once the person opened it, and closes when they block the bot."""
    assert await call("sendMessage", chat_id=person.id, text="Coucou") == (400, "Bad Request: chat not found")
    await person.say("/start")
    assert (await call("sendMessage", chat_id=person.id, text="Bonjour"))[0] == 200
    await person.block()
    refused = (403, "Forbidden: bot was blocked by the user")
    assert await call("sendMessage", chat_id=person.id, text="Revenez") == refused
    changed = (await call("getUpdates"))[1][-1]["my_chat_member"]
    statuses = changed["old_chat_member"]["status"], changed["new_chat_member"]["status"]
    assert statuses == ("member", "kicked")


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "message text is empty"),
        ("<b></b>", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("é" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("a < b", "can't parse entities: Unsupported start tag \"\" at byte offset 2"),
        ("<br>", "can't parse entities: Unsupported start tag \"br\" at byte offset 0"),
        ("<b>x", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<i>é<b>x</i></b>",
         "can't parse entities: Unmatched end tag at byte offset 9, expected \"</b>\", found \"</i>\""),
    ],
)  # fmt: skip  # one refusal a line
async def test_a_text_telegram_would_refuse_is_refused(
    call: Client, person: Person, text: str, description: str
) -> None:
    """The sentence is the real one, offsets counted in bytes."""
    await person.say("/start")
    answer = await call("sendMessage", chat_id=person.id, text=text, parse_mode="HTML")
    assert answer == (400, f"Bad Request: {description}")


async def test_markup_does_not_count_towards_the_length(call: Client, person: Person) -> None:
    """4096 UTF-16 code units are allowed once tags and character references are gone."""
    await person.say("/start")
    text = f"<b>{'😀' * 2047}</b>&amp;&lt;"
    status, message = await call("sendMessage", chat_id=person.id, text=text, parse_mode="HTML")
    assert (status, message["entities"]) == (200, [{"type": "bold", "offset": 0, "length": 4094}])
    assert (await person.wait_reply()).spans("bold") == ["😀" * 2047]


async def test_offsets_follow_the_trimmed_text(call: Client, person: Person) -> None:
    """Blanks around a message are dropped, its entities move with it, and links are found in it."""
    await person.say("/start")
    text = "\n  <b>voir</b> https://exemple.fr/a et <a href='https://b.fr'>@relais_bot</a>\r\n "
    await call("sendMessage", chat_id=person.id, text=text, parse_mode="html")
    shown = await person.wait_reply()
    assert shown.text == "voir https://exemple.fr/a et @relais_bot"
    assert [entity["type"] for entity in shown.entities] == ["bold", "url", "text_link"]
    assert shown.spans("url") == ["https://exemple.fr/a"]


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ({"text": "Oui", "callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "Oui"},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": "Site", "url": "http://localhost"},
         "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL"),
    ],
)  # fmt: skip  # one refusal a line
async def test_a_button_telegram_would_refuse_is_refused(
    call: Client, person: Person, button: dict[str, str], description: str
) -> None:
    """callback_data takes 64 bytes, not characters; a button must do something."""
    await person.say("/start")
    answer = await call("sendMessage", chat_id=person.id, text="?", reply_markup=keyboard(button))
    assert answer == (400, f"Bad Request: {description}")


async def test_a_keyboard_takes_a_hundred_buttons(call: Client, person: Person) -> None:
    """One more is too long."""
    await person.say("/start")
    button = {"text": "x", "callback_data": "x" * 64}
    sent = await call("sendMessage", chat_id=person.id, text="?", reply_markup=keyboard(*[button] * 100))
    assert sent[0] == 200
    refused = await call("sendMessage", chat_id=person.id, text="?", reply_markup=keyboard(*[button] * 101))
    assert refused == (400, "Bad Request: reply markup is too long")


async def test_an_edit_must_change_something_and_find_its_message(call: Client, person: Person) -> None:
    """The keyboard counts as content, and one that is not given again goes."""
    said = await person.say("/start")
    markup = keyboard({"text": "Oui", "callback_data": "y"})
    sent = (await call("sendMessage", chat_id=person.id, text="Un", reply_markup=markup))[1]
    target = {"chat_id": person.id, "message_id": sent["message_id"]}
    assert await call("editMessageText", **target, text=" Un ", reply_markup=markup) == (400, NOT_MODIFIED)
    assert (await call("editMessageText", **target, text="Un"))[0] == 200
    assert (await person.wait_edit()).buttons == ()
    assert await call("editMessageReplyMarkup", **target) == (400, NOT_MODIFIED)
    assert (await call("editMessageReplyMarkup", **target, reply_markup=markup))[0] == 200
    assert (await person.wait_edit()).labels == ("Oui",)
    assert await call("editMessageText", **target, text="x" * 4097) == (400, "Bad Request: MESSAGE_TOO_LONG")
    missing = await call("editMessageText", chat_id=person.id, message_id=999, text="?")
    assert missing == (400, "Bad Request: message to edit not found")
    theirs = await call("editMessageText", chat_id=person.id, message_id=said, text="?")
    assert theirs == (400, "Bad Request: message can't be edited")


async def test_a_deleted_message_cannot_be_replied_to_or_deleted_again(call: Client, person: Person) -> None:
    """Unless sending without the reply is allowed."""
    said = await person.say("/start")
    assert await call("deleteMessage", chat_id=person.id, message_id=said) == (200, True)
    again = await call("deleteMessage", chat_id=person.id, message_id=said)
    assert again == (400, "Bad Request: message to delete not found")
    reply = {"chat_id": person.id, "text": "Oui ?"}
    refused = await call("sendMessage", **reply, reply_parameters={"message_id": said})
    assert refused == (400, "Bad Request: message to be replied not found")
    optional = {"message_id": said, "allow_sending_without_reply": True}
    assert (await call("sendMessage", **reply, reply_parameters=optional))[0] == 200
    assert (await person.wait_reply()).reply_to is None


async def test_a_press_is_answered_once_and_in_time(call: Client, person: Person) -> None:
    """A second answer, a late one and an unknown id are all too old."""
    await person.say("/start")
    markup = keyboard({"text": "Oui, merci", "callback_data": "yes"})
    await call("sendMessage", chat_id=person.id, text="?", reply_markup=markup)
    press = await person.press("Oui, merci")
    query = (await call("getUpdates", offset=-1))[1][0]["callback_query"]
    assert (query["data"], query["message"]["text"], query["from"]["id"]) == ("yes", "?", person.id)
    too_long = await call("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)
    assert too_long == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert await call("answerCallbackQuery", callback_query_id=query["id"], text="Noté") == (200, True)
    assert await press.answered() == {"text": "Noté", "show_alert": False}
    assert await call("answerCallbackQuery", callback_query_id=query["id"]) == (400, QUERY_TOO_OLD)
    late = await person.press("yes")
    late.expire()
    assert await call("answerCallbackQuery", callback_query_id=late.query.id) == (400, QUERY_TOO_OLD)
    with pytest.raises(LookupError, match="the buttons are \\['Oui, merci'\\]"):
        await person.press("Non")


async def test_the_profile_is_kept_by_scope_and_language(call: Client) -> None:
    """A language without its own text shows the default; too long a text is refused."""
    commands = [{"command": "aide", "description": "Obtenir de l'aide"}]
    scope = {"type": "all_private_chats"}
    assert await call("setMyCommands", commands=commands, scope=scope, language_code="fr") == (200, True)
    assert (await call("getMyCommands", scope=scope, language_code="fr"))[1] == commands
    assert (await call("getMyCommands", language_code="fr"))[1] == []
    await call("deleteMyCommands", scope=scope, language_code="fr")
    assert (await call("getMyCommands", scope=scope, language_code="fr"))[1] == []
    bad = [{"command": "Aide!", "description": "x"}]
    assert await call("setMyCommands", commands=bad) == (400, "Bad Request: BOT_COMMAND_INVALID")
    await call("setMyDescription", description="Par défaut")
    await call("setMyDescription", description="In English", language_code="en")
    assert (await call("getMyDescription", language_code="fr"))[1] == {"description": "Par défaut"}
    assert (await call("getMyDescription", language_code="en"))[1] == {"description": "In English"}
    assert (await call("setMyDescription", description="x" * 513))[0] == 400
    assert (await call("setMyShortDescription", short_description="x" * 121))[0] == 400


async def test_too_many_messages_in_a_chat_are_refused_with_the_time_to_wait(
    botapi: BotApiServer, call: Client, person: Person
) -> None:
    """The 429 names the seconds in words, in parameters and in a header; another chat is not concerned."""
    other = botapi.person(2002)
    await person.say("/start")
    await other.say("/start")
    botapi.limit_flood(2, per=1.0)
    url = f"{botapi.base_url}{botapi.token}/sendMessage"
    for expected in (200, 200, 429):
        async with call.session.post(url, json={"chat_id": person.id, "text": "x"}) as response:
            assert response.status == expected
            body = await response.json()
    assert body["description"] == "Too Many Requests: retry after 1"
    assert (body["parameters"], response.headers["Retry-After"]) == ({"retry_after": 1}, "1")
    assert (await call("sendMessage", chat_id=other.id, text="x"))[0] == 200
    await asyncio.sleep(1)
    assert (await call("sendMessage", chat_id=person.id, text="x"))[0] == 200


async def test_a_group_shows_the_bot_what_is_meant_for_it(botapi: BotApiServer, call: Client) -> None:
    """Under privacy: commands, mentions and replies to the bot; as an administrator: everything."""
    awa, ali = botapi.person(1), botapi.person(2, first_name="Ali")
    group = botapi.group(members=(awa, ali))
    await group.say(awa, "Bonjour à tous")
    await group.say(awa, "/aide@autre_bot")
    await group.say(ali, "dis-moi @Relais_Bot, quand ?")
    await call("sendMessage", chat_id=group.id, text="Demain")
    await group.say(awa, "Merci", reply_to=await group.wait_reply())
    await group.say(ali, "/aide@relais_bot")
    await group.promote_bot(awa)
    await group.say(ali, "on entend tout")
    updates = (await call("getUpdates"))[1]
    received = [update["message"]["text"] for update in updates if "message" in update]
    assert received == ["dis-moi @Relais_Bot, quand ?", "Merci", "/aide@relais_bot", "on entend tout"]
    assert (await call("getChatMember", chat_id=group.id, user_id=1))[1]["status"] == "member"
    await group.remove_bot(awa)
    refused = (403, "Forbidden: bot was kicked from the supergroup chat")
    assert await call("sendMessage", chat_id=group.id, text="Au revoir") == refused


async def test_a_reset_is_seen_as_one_and_a_server_restart_too(
    botapi: BotApiServer, call: Client, person: Person
) -> None:
    """The client's socket gets ECONNRESET, not an orderly end; after the restart the port is the same."""
    botapi.fail("getMe", kind="reset")
    with pytest.raises(aiohttp.ClientOSError) as caught:
        await call("getMe")
    assert caught.value.errno == errno.ECONNRESET
    poll = asyncio.create_task(call("getUpdates", timeout=30))
    await asyncio.sleep(0.1)
    port = botapi.port
    await botapi.stop()
    with pytest.raises(aiohttp.ClientError):
        await asyncio.wait_for(poll, 2)
    with pytest.raises(aiohttp.ClientConnectorError):
        await call("getMe")
    await person.say("pendant la panne")
    await botapi.start()
    assert botapi.port == port
    assert len((await call("getUpdates"))[1]) == 1


async def test_a_patient_server_holds_back_a_hasty_poller(call: Client) -> None:
    """When asked to, it makes a repeated offset wait up to 3 s, as the real one does."""
    call.server.inbox.slows_polls = True
    loop = asyncio.get_running_loop()
    await call("getUpdates")
    start = loop.time()
    await call("getUpdates")
    assert loop.time() - start >= 2.9


async def test_conflicts_in_a_row_are_told_slowly(call: Client) -> None:
    """The first is told at once, the next one within 3 s only after as many."""
    polls = [asyncio.create_task(call("getUpdates", timeout=5))]
    for _ in range(2):
        await asyncio.sleep(0.1)
        polls.append(asyncio.create_task(call("getUpdates", timeout=5)))
    assert await asyncio.wait_for(polls[0], 1) == (409, CONFLICT)
    done, _ = await asyncio.wait({polls[1]}, timeout=1)
    assert done == set()
    assert await polls[1] == (409, CONFLICT)
    assert await polls[2] == (200, [])
