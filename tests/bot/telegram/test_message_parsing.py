"""What is meant for the bot, and what it asks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from telegram import Bot, Message, User

from bot.telegram.message_parsing import ParsedMessage, parse_message

ME = User(99, "Relais", is_bot=True, username="relais_bot")
AWA = {"id": 7, "is_bot": False, "first_name": "Awa"}
COMMANDS = frozenset({"help", "aide", "start", "sources"})


def message(chat: str = "private", **content: Any) -> Message:
    """Return a message from Awa."""
    data = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": chat}, "from": AWA, **content}
    return Message.de_json(data, Bot("1:A"))


def ask(chat: str = "private", **content: Any) -> ParsedMessage | None:
    """Return such a message parsed."""
    return parse_message(message(chat, **content), ME, COMMANDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start abc", ParsedMessage("start", text="abc")),
        ("/AIDE", ParsedMessage("command", name="aide")),
        ("/glossaire  OSC \n", ParsedMessage("command", name="glossaire", text="OSC")),
        ("/3 jours, c’est tout ?", ParsedMessage("command", name="3", text="jours, c’est tout ?")),
        (" Qui décide ? ", ParsedMessage("question", text="Qui décide ?")),
        ("et/ou ?", ParsedMessage("question", text="et/ou ?")),
        ("/", ParsedMessage("question", text="/")),
    ],
)
def test_private_messages(text: str, expected: ParsedMessage) -> None:
    """Everything written in private is meant for the bot."""
    assert ask(text=text) == expected


@pytest.mark.parametrize("chat", ["group", "supergroup"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bonjour", None),
        ("/sources", ParsedMessage("command", name="sources", bare_command="sources")),
        ("/sources@RELAIS_bot", ParsedMessage("command", name="sources")),
        ("/sources@autre_bot @relais_bot", None),
        ("/ban", None),
        ("a@relais_bot.org", None),
        ("@relais_bot", ParsedMessage("command", name="help")),
        ("dis, @relais_bot : qui décide ?", ParsedMessage("question", text="dis, : qui décide ?")),
        ("@relais_bot /sources", ParsedMessage("question", text="/sources")),
    ],
)
def test_group_messages(chat: str, text: str, expected: ParsedMessage | None) -> None:
    """In a group, what names the bot is meant for it."""
    assert ask(chat, text=text) == expected


def test_a_mention_by_name_is_a_mention() -> None:
    """Bots without a visible username are mentioned by an entity; offsets count UTF-16 units."""
    entity = {"type": "text_mention", "offset": 3, "length": 6, "user": ME.to_dict()}
    assert ask("group", text="😀 Relais qui ?", entities=[entity]) == ParsedMessage("question", text="😀 qui ?")


def test_a_reply_to_the_bot_is_meant_for_it() -> None:
    """And a reply to somebody else is not."""
    mine = {"message_id": 2, "date": 1, "chat": {"id": 7, "type": "group"}, "from": ME.to_dict(), "text": "x\ny"}
    assert ask("group", text="et ?", reply_to_message=mine) == ParsedMessage(
        "question", text="et ?", answers=2, answered_title="x"
    )
    assert ask("group", text="et ?", reply_to_message={**mine, "from": AWA}) is None


def test_a_command_of_another_role_is_none_in_a_group() -> None:
    """It asks nothing, or is a question if it replies to the bot; with the bot's name it is a command for everybody."""
    mine = {"message_id": 2, "date": 1, "chat": {"id": 7, "type": "group"}, "from": ME.to_dict(), "text": "x\ny"}
    bare, reply = ask("group", text="/sources"), ask("group", text="/sources", reply_to_message=mine)
    named = ask("group", text="/sources@relais_bot")
    assert bare and reply and named
    assert [one.permitted(COMMANDS) for one in (bare, reply, named)] == [bare, reply, named]
    assert bare.permitted(frozenset()) is None
    assert reply.permitted(frozenset()) == ParsedMessage("question", text="/sources", answers=2, answered_title="x")
    assert named.permitted(frozenset()) == named


def test_who_writes_as_the_group_itself_is_told_what_to_do() -> None:
    """Where the bot is meant: by a command, a mention, a reply."""
    group = {"id": -7, "type": "supergroup", "title": "G"}
    me = {"message_id": 2, "date": 1, "chat": group, "from": ME.to_dict(), "text": "x\ny"}
    base = {"message_id": 1, "date": 1, "chat": group, "from": AWA, "sender_chat": group}

    def parsed(content: dict[str, Any]) -> ParsedMessage | None:
        return parse_message(Message.de_json(base | content, Bot("1:A")), ME, COMMANDS)

    anonymous = ParsedMessage("unsupported", name="anonymous")
    for content in ({"text": "/sources@relais_bot"}, {"text": "@relais_bot q"}, {"text": "q", "reply_to_message": me}):
        assert parsed(content) == anonymous
    bare = parsed({"text": "/sources"})
    assert bare == replace(anonymous, bare_command="sources")
    assert (bare.permitted(COMMANDS), bare.permitted(frozenset())) == (bare, None)
    for text in ("q", "/ban", "/sources@autre_bot"):
        assert parsed({"text": text}) is None


def test_nobodys_posts_are_nobodys_questions() -> None:
    """Channels, other bots."""
    channel = {"id": -100, "type": "channel", "title": "C"}
    assert ask("supergroup", text="@relais_bot q", sender_chat=channel) is None
    assert ask("group", text="@relais_bot q", **{"from": {**AWA, "is_bot": True}}) is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
        ({"audio": {"file_id": "a", "file_unique_id": "b", "duration": 1}}, "voice"),
        ({"venue": {"location": {"latitude": 1, "longitude": 1}, "title": "t", "address": "a"}}, "location"),
        ({"a_kind_of_next_year": {}}, "other"),
    ],
)
def test_what_is_no_text_is_named(content: dict[str, Any], kind: str) -> None:
    """Kinds that Telegram has yet to invent included."""
    assert ask(**content) == ParsedMessage("unsupported", name=kind)


MEDIA: list[tuple[dict[str, Any], str]] = [
    ({"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}, "photo"),
    ({"document": {"file_id": "a", "file_unique_id": "b"}}, "document"),
    ({"video": {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "duration": 1}}, "video"),
    ({"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}, "voice"),
]


@pytest.mark.parametrize(("content", "kind"), MEDIA)
def test_a_caption_is_the_message(content: dict[str, Any], kind: str) -> None:
    """A question or a command, as if it stood alone; what it came with is named."""
    assert ask(**content, caption=" Qui décide ? ") == ParsedMessage("question", text="Qui décide ?", media=kind)
    assert ask(**content, caption="/glossaire OSC") == ParsedMessage("command", name="glossaire", text="OSC")
    assert ask("group", **content, caption="@relais_bot qui ?") == ParsedMessage("question", text="qui ?", media=kind)
    assert ask("group", **content, caption="qui ?") is None


@pytest.mark.parametrize(("content", "kind"), MEDIA)
def test_what_has_no_caption_is_named_with_what_it_answers(content: dict[str, Any], kind: str) -> None:
    """So that whoever answers a case so is told."""
    mine = {"message_id": 2, "date": 1, "chat": {"id": 7, "type": "group"}, "from": ME.to_dict(), "text": "x\ny"}
    assert ask("group", **content, reply_to_message=mine) == ParsedMessage(
        "unsupported", name=kind, answers=2, answered_title="x"
    )


def test_what_is_forwarded_is_told_apart() -> None:
    """A command in it is somebody else's, and does nothing."""
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Moussa"}
    said = ask(text="Qui décide ?", forward_origin=origin)
    assert said == ParsedMessage("question", text="Qui décide ?", is_forwarded=True)
    assert ask(text="/oublier", forward_origin=origin) == ParsedMessage("question", text="/oublier", is_forwarded=True)


def test_notices_of_telegram_ask_nothing() -> None:
    """Joining, pinning, a new title."""
    assert ask(new_chat_title="x") is None
    assert ask("group", new_chat_members=[ME.to_dict()]) is None
    assert ask("group", photo=[]) is None
