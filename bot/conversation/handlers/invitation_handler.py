"""Invitations in the chat: made and withdrawn by admins, redeemed with /start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from bot.clock import now
from bot.conversation.handler import ChatHandler, Command, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.access.access_control import AccessControl, Visitor
from bot.domain.access.invitations import CODE, Invitation, plain_code
from bot.domain.access.roles import Role, RoleHolder, may
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import day_in_words, say, sentence
from corpus.language import Language
from corpus.word_list import word_lists

_ROLE_OF: dict[str, Role] = {"admin": "admin", "staff": "staff", "partner": "everyone"}
ROLE_NAMES = {name: _ROLE_OF[key] for key, names in word_lists("roles").items() for name in names.of()}
DAYS, MOST_DAYS, LONGEST_NOTE = 7, 90, 60
SHOWN = 20  # in one list; more is found by a word of the note


@dataclass(frozen=True, slots=True)
class InvitationSpec:
    """The invitation that an admin asks for: role, validity in days, note."""

    role: Role = "staff"
    days: int = DAYS
    note: str = ""


class InvitationHandler(ChatHandler):
    """Answers /invite and /revoke, and redeems the codes that come with /start."""

    commands = (
        Command.of("inviter", "invite", role="admin"),
        Command.of("retirer", "revoke", role="admin"),
    )
    actions = frozenset({"revoke"})
    role = "admin"

    def __init__(self, access: AccessControl, preference: LanguagePreference) -> None:
        self._access, self._preference = access, preference

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Make an invitation, or list what can be revoked; not in a group, where everyone could use the code."""
        language = self._preference.of(chat)
        if not chat.is_private:
            return sentence(language, "invite.in_private")
        return self._make(chat, language, argument) if key == "invite" else self._list(language, argument)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Revoke a role or withdraw an invitation."""
        language = self._preference.of(chat)
        kind, _, number = argument.partition(":")
        if not number.isdecimal() or kind not in ("role", "code"):
            return inactive_button(language)
        end = self._access.revoke if kind == "role" else self._access.withdraw
        ended = end(chat.person, int(number))
        return Pressed(notice=say(language, "revoke.done" if ended else "revoke.gone"))

    def handle_start(self, chat: Chat, argument: str) -> Reply | None:
        """Redeem the code in `argument`, if it is one."""
        language, code = self._preference.of(chat), plain_code(argument)
        if not CODE.fullmatch(code):
            return None
        if not chat.is_private:
            return sentence(language, "invite.in_private")
        visitor = Visitor(chat.person, chat.address)
        if seconds := self._access.retry_after(visitor):
            when = say(language, "rate_limit.minutes", minutes=ceil(seconds / 60)) if seconds > 60 else ""
            return sentence(language, "welcome.slow", when=when or say(language, "rate_limit.soon"))
        role = self._access.redeem(visitor, code)
        if role is None:
            return sentence(language, "welcome.invalid")
        next_step = say(language, "welcome.kept" if may(role, "staff") else "welcome.ask")
        return Reply(language, (Paragraph(say(language, f"welcome.{role}")), Paragraph(next_step)))

    def _make(self, chat: Chat, language: Language, argument: str) -> Reply:
        spec = read_spec(argument)
        code = self._access.invite(chat.person, spec.role, spec.days, spec.note)
        until = day_in_words(now().date() + timedelta(days=spec.days), language)
        made = say(language, "invite.made", role=say(language, f"roles.{spec.role}"), until=until)
        key = say(language, "invite.open" if chat.start_link else "invite.type")
        link = chat.start_link + code if chat.start_link else f"/start {code}"
        paragraphs = (made, key, link, say(language, "invite.pass_on"))
        return Reply(language, tuple(map(Paragraph, paragraphs)))

    def _list(self, language: Language, argument: str) -> Reply:
        wanted = argument.strip().casefold()
        holders = [one for one in self._access.holders() if wanted in one.note.casefold()]
        invitations = [one for one in self._access.open_invitations() if wanted in one.note.casefold()]
        if not holders and not invitations:
            return sentence(language, "revoke.nobody")
        lines = [_holder_line(one, language) for one in holders] + [_code_line(one, language) for one in invitations]
        buttons = [_button("role", one.id, language) for one in holders]
        buttons += [_button("code", one.id, language) for one in invitations]
        rest = [Paragraph(say(language, "revoke.more", count=len(lines) - SHOWN))] if len(lines) > SHOWN else []
        listed = (Paragraph(say(language, "revoke.title"), "title"), Paragraph("\n".join(lines[:SHOWN])), *rest)
        return Reply(language, listed, _in_rows(buttons[:SHOWN]))


def read_spec(argument: str) -> InvitationSpec:
    """Return the invitation described by a role, a number of days and a note, each optional.

    >>> read_spec("admin 3 point focal Bobo")
    InvitationSpec(role='admin', days=3, note='point focal Bobo')
    >>> read_spec("")
    InvitationSpec(role='staff', days=7, note='')
    """
    words, days = argument.split(), DAYS
    role: Role = "staff"
    if words and words[0].casefold() in ROLE_NAMES:
        role = ROLE_NAMES[words.pop(0).casefold()]
    if words and words[0].isdecimal():
        days = min(max(int(words.pop(0)), 1), MOST_DAYS)
    return InvitationSpec(role, days, " ".join(words)[:LONGEST_NOTE])


def _holder_line(holder: RoleHolder, language: Language) -> str:
    role, since = say(language, f"roles.{holder.role}"), day_in_words(date.fromisoformat(holder.at[:10]), language)
    return say(language, "revoke.holder", number=holder.id, role=role, since=since) + _noted(holder.note, language)


def _code_line(invitation: Invitation, language: Language) -> str:
    role, until = (
        say(language, f"roles.{invitation.role}"),
        day_in_words(date.fromisoformat(invitation.until[:10]), language),
    )
    line = say(language, "revoke.invitation", number=invitation.id, role=role, until=until)
    return line + _noted(invitation.note, language)


def _noted(note: str, language: Language) -> str:
    return say(language, "revoke.note", note=note) if note else ""


def _button(kind: str, number: int, language: Language) -> Button:
    return Button(say(language, f"revoke.button_{kind}", number=number), f"revoke:{kind}:{number}")


def _in_rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
