"""The help: what the bot does, and the commands that the person has in the chat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.conversation.handler import Command
from bot.domain.access.permissions import PLACES, Permissions, Place, exists_for
from bot.domain.access.roles import Role, may
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say, sentence, texts
from corpus.language import Language


def offered(commands: Iterable[Command], role: Role, places: Iterable[Place] = PLACES) -> list[Command]:
    """Return the commands that someone of `role` is offered in one of the places."""
    return [one for one in commands if may(one.last, role) and exists_for(role, one.action, places)]


def help_reply(chat: Chat, language: Language, commands: Sequence[Command], permissions: Permissions) -> Reply:
    """Return the help for the person in the chat; for admins with a part about what only they may do."""
    places = permissions.places(chat)
    usual = [one for one in offered(commands, chat.role, places) if not _is_for_admins(one)]
    # In private an admin reads of everything that they may do, also of what is done in a group.
    reserved = [one for one in offered(commands, chat.role, PLACES if chat.is_private else places) if one not in usual]
    body = [
        Paragraph(say(language, "help.body")),
        *([] if chat.is_private else [Paragraph(say(language, "help.group"))]),
    ]
    parts = [Paragraph(say(language, "help.title"), "title"), *body, _lines(usual, language)]
    if admins := [one for one in reserved if _is_for_admins(one)]:
        parts += [Paragraph(say(language, "help.admin"), "title"), _lines(admins, language)]
    return Reply(language, tuple(parts))


def unknown_command(chat: Chat, language: Language, commands: Sequence[Command], permissions: Permissions) -> Reply:
    """Return the answer to an unknown command: the help in private, one line in a group."""
    if not chat.is_private:
        return sentence(language, "help.unknown_in_group")
    reply = help_reply(chat, language, commands, permissions)
    return Reply(language, (Paragraph(say(language, "help.unknown")), *reply.paragraphs))


def _is_for_admins(command: Command) -> bool:
    return not exists_for("staff", command.action)


def _lines(commands: Iterable[Command], language: Language) -> Paragraph:
    colon, known = say(language, "help.colon"), texts(language)["commands"]
    return Paragraph(
        "\n".join(f"/{one.names[language]}{colon}{known[one.key]}" for one in commands if one.key != "start")
    )
