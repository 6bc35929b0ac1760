"""Invitations in the chat: made and withdrawn by admins, redeemed with /start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import TypeAlias

from bot.clock import now
from bot.conversation.handler import ChatHandler, Command, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.access.access_control import AccessControl, Visitor
from bot.domain.access.access_decisions import AccessDecisions
from bot.domain.access.invitations import CODE, Invitation, plain_code, resembles_code
from bot.domain.access.permissions import Permissions
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
Granted: TypeAlias = RoleHolder | Invitation


@dataclass(frozen=True, slots=True)
class InvitationSpec:
    """The invitation that an admin asks for: role, None if none was named; validity in days, note."""

    role: Role | None = None
    days: int = DAYS
    note: str = ""


class InvitationHandler(ChatHandler):
    """Answers /invite and /revoke, and redeems the codes that come with /start."""

    commands = (
        Command.of("inviter", "invite"),
        Command.of("retirer", "revoke"),
    )
    actions = frozenset({"invite", "revoke"})

    def __init__(
        self,
        access: AccessControl,
        decisions: AccessDecisions,
        preference: LanguagePreference,
        permissions: Permissions,
    ) -> None:
        self._access, self._decisions = access, decisions
        self._preference, self._permissions = preference, permissions

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Make an invitation, or list what can be revoked."""
        language = self._preference.of(chat)
        return self._invited(chat, language, argument) if key == "invite" else self._list(language, argument)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Make an invitation for the chosen role; revoke a role or withdraw an invitation, and show the rest."""
        language = self._preference.of(chat)
        if action == "invite":
            role = next((role for role in self._choices() if role == argument), None)
            made = role and self._make(chat, language, InvitationSpec(role))
            return Pressed(buttons=(), replies=(made,)) if made else inactive_button(language)
        kind, _, number = argument.partition(":")
        if not number.isdecimal() or kind not in ("role", "code"):
            return inactive_button(language)
        end = self._decisions.revoke if kind == "role" else self._access.withdraw
        ended: Granted | None = end(chat.person, int(number))
        notice = say(language, "revoke.done" if ended else "revoke.gone")
        told = say(language, "revoke.ended", name=chat.name, line=_line(ended, language)) if ended else notice
        return Pressed(notice=notice, revised=self._list(language, first=told))

    def handle_start(self, chat: Chat, argument: str) -> Reply | None:
        """Redeem the code in `argument`, if it is one."""
        language, code = self._preference.of(chat), plain_code(argument)
        if not CODE.fullmatch(code):
            return sentence(language, "welcome.invalid") if chat.is_private and resembles_code(argument) else None
        if not self._permissions.allows(chat, "code"):
            return sentence(language, "invite.in_private")
        visitor = Visitor(chat.person, chat.address)
        if seconds := self._access.retry_after(visitor):
            when = say(language, "rate_limit.minutes", minutes=ceil(seconds / 60)) if seconds > 60 else ""
            return sentence(language, "welcome.slow", when=when or say(language, "rate_limit.soon"))
        role = self._access.redeem(visitor, code)
        if role is None:
            return sentence(language, "welcome.invalid")
        self._preference.remember(chat, language)  # in which they will be told that the role is revoked
        next_step = say(language, "welcome.kept" if may(role, "staff") else "welcome.ask")
        return Reply(language, (Paragraph(say(language, f"welcome.{role}")), Paragraph(next_step)))

    def _choices(self) -> tuple[Role, ...]:
        """Return the roles that a person can be invited to: where everybody may ask, partners need no invitation."""
        return ("everyone", "staff", "admin") if self._access.roles.default == "stranger" else ("staff", "admin")

    def _invited(self, chat: Chat, language: Language, argument: str) -> Reply:
        """Make the invitation that is described; ask for the role if none is named."""
        spec = read_spec(argument)
        if spec.role is None:
            return self._ask_role(language, " ".join(argument.split()))
        if spec.role not in self._choices():
            return sentence(language, "invite.needless")
        return self._make(chat, language, spec)

    def _ask_role(self, language: Language, argument: str) -> Reply:
        """Return the question which role is meant: with buttons, or with what to write where more was said."""
        names = [(role, say(language, f"roles.{role}")) for role in self._choices()]
        if not argument:
            rows = tuple((Button(capitalised(name), f"invite:{role}"),) for role, name in names)
            return Reply(language, (Paragraph(say(language, "invite.which")),), rows)
        command = say(language, "invite.command")
        lines = "\n".join(f"{command} {name} {argument}" for _, name in names)
        return Reply(language, (Paragraph(say(language, "invite.which_words")), Paragraph(lines)))

    def _make(self, chat: Chat, language: Language, spec: InvitationSpec) -> Reply:
        role = spec.role or "staff"
        code = self._access.invite(chat.person, role, spec.days, spec.note)
        until = day_in_words(now().date() + timedelta(days=spec.days), language)
        made = say(language, "invite.made", role=say(language, f"roles.{role}"), until=until)
        key = say(language, "invite.open" if chat.start_link else "invite.type")
        link = chat.start_link + code if chat.start_link else f"/start {code}"
        paragraphs = (made, key, link, say(language, "invite.pass_on"))
        return Reply(language, tuple(map(Paragraph, paragraphs)))

    def _list(self, language: Language, argument: str = "", first: str = "") -> Reply:
        """Return what was granted, with a button each: all of it, or that with `argument` in its note."""
        wanted, head = argument.strip().casefold(), [Paragraph(first)] if first else []
        granted: list[Granted] = [*self._access.holders(), *self._access.open_invitations()]
        found = [one for one in granted if wanted in one.note.casefold()]
        if not found:
            return Reply(language, (*head, Paragraph(say(language, "revoke.nobody"))))
        lines = "\n".join(_line(one, language) for one in found[:SHOWN])
        rest = [Paragraph(say(language, "revoke.more", count=len(found) - SHOWN))] if len(found) > SHOWN else []
        listed = (*head, Paragraph(say(language, "revoke.title"), "title"), Paragraph(lines), *rest)
        return Reply(language, listed, _in_rows([_button(one, language) for one in found[:SHOWN]]))


def read_spec(argument: str) -> InvitationSpec:
    """Return the invitation described by a role, a number of days and a note, each optional.

    >>> read_spec("admin 3 point focal Bobo")
    InvitationSpec(role='admin', days=3, note='point focal Bobo')
    >>> read_spec("")
    InvitationSpec(role=None, days=7, note='')
    """
    words, days = argument.split(), DAYS
    role: Role | None = None
    if words and words[0].casefold() in ROLE_NAMES:
        role = ROLE_NAMES[words.pop(0).casefold()]
    if words and words[0].isdecimal():
        days = min(max(int(words.pop(0)), 1), MOST_DAYS)
    return InvitationSpec(role, days, " ".join(words)[:LONGEST_NOTE])


def capitalised(word: str) -> str:
    """Return the word with a capital at its beginning.

    >>> capitalised("équipe")
    'Équipe'
    """
    return word[:1].upper() + word[1:]


def _line(granted: Granted, language: Language) -> str:
    return _holder_line(granted, language) if isinstance(granted, RoleHolder) else _code_line(granted, language)


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


def _button(granted: Granted, language: Language) -> Button:
    kind, number = "role" if isinstance(granted, RoleHolder) else "code", granted.id
    return Button(say(language, f"revoke.button_{kind}", number=number), f"revoke:{kind}:{number}")


def _in_rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
