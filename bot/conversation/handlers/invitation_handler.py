"""Invitations in the chat: made and withdrawn by admins, redeemed with /start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil
from typing import TypeAlias

from bot.clock import now
from bot.conversation.handler import ChatHandler, Command, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.invitation_line import LONGEST_NOTE, MOST_DAYS, InvitationSpec, Misread, read_line
from bot.domain.access.access_control import AccessControl, Visitor
from bot.domain.access.access_decisions import AccessDecisions
from bot.domain.access.invitations import CODE, Invitation, plain_code, resembles_code
from bot.domain.access.permissions import Permissions
from bot.domain.access.roles import Role, RoleHolder, may
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import day_in_words, say, sentence, truncated
from bot.safety.ephemeral_cache import EphemeralCache
from corpus.language import LANGUAGES, Language
from corpus.word_list import alternations
from index.text.folding import fold, unaccented

SHOWN = 20  # in one list; more is found by a word of the note
_LONGEST_NAME = 20  # characters of a note on a button
_CHOSEN = re.compile(rf"(?:{alternations('roles')['around_number']} )*(\d+)")
_MAY_BE_CODE = re.compile(r"(?=\S*\d)[\w-]{4,}|[A-Z]{5,}")  # one word with a digit, or in capitals
Granted: TypeAlias = RoleHolder | Invitation


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
        self._asked = EphemeralCache[str]()  # the command whose question was the last thing said

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Make an invitation, or list what can be revoked; what is written next may choose the role, or one listed."""
        language = self._preference.of(chat)
        if key == "revoke" or not _names_role(argument):
            self._asked.put(chat.member_key, key)
        return self._invited(chat, language, argument) if key == "invite" else self._list(language, argument)

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Take the first message after a command for the role that it asked for, or for what is meant of its list."""
        key, language = self._asked.get(chat.member_key), self._preference.of(chat)
        self._asked.discard(chat.member_key)
        if key is None or message.is_forwarded or not self._permissions.allows(chat, f"/{key}"):
            return None
        if key == "invite":
            if "?" in message.text or not _begins_with_role(message.text):
                return None
            if not _names_role(message.text):  # the line is written once more
                self._asked.put(chat.member_key, key)
            return self._invited(chat, language, message.text)
        chosen = _CHOSEN.fullmatch(fold(message.text).strip(" .!"))
        if chosen is None:
            return None
        self._asked.put(chat.member_key, key)
        return self._list(language, chosen[1])

    def reset(self, chat: Chat) -> None:
        """Expect no choice any more."""
        self._asked.discard(chat.member_key)

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
        told = self._ended(chat, ended, language) if ended else notice
        return Pressed(notice=notice, revised=self._list(language, first=told))

    def _ended(self, chat: Chat, ended: Granted, language: Language) -> str:
        """Return whose role or which invitation was ended, what it let them do, and how they learn of it."""
        role, note = say(language, f"roles.{ended.role}"), ended.note or say(language, "revoke.unnamed")
        values = {"name": chat.name, "role": role, "who": note, "number": ended.id}
        if isinstance(ended, Invitation):
            return say(language, "revoke.ended_code", **values)
        could = say(language, f"roles.could_{ended.role}")
        left = self._access.roles.of(ended.person)
        learns = "revoke.learns_now" if ended.address else "revoke.learns_later"
        texts = ["revoke.ended_role", "revoke.lost_now" if left == "stranger" else "revoke.kept_now", learns]
        if may(left, ended.role):
            texts[1:] = ["revoke.same_now", "revoke.learns_not"]
        return " ".join(say(language, key, **values, could=could) for key in texts)

    def handle_start(self, chat: Chat, argument: str) -> Reply | None:
        """Redeem the code in `argument`, if it is one."""
        language, code = self._preference.of(chat), plain_code(argument)
        if not CODE.fullmatch(code):
            is_tried = resembles_code(argument) or _MAY_BE_CODE.fullmatch(argument.strip())
            return sentence(language, "welcome.invalid") if chat.is_private and is_tried else None
        if not self._permissions.allows(chat, "code"):
            return sentence(language, "invite.in_private")
        visitor = Visitor(chat.person, chat.address, chat.name)
        if seconds := self._access.retry_after(visitor):
            when = say(language, "rate_limit.minutes", minutes=ceil(seconds / 60)) if seconds > 60 else ""
            return sentence(language, "welcome.slow", when=when or say(language, "rate_limit.soon"))
        role = self._decisions.redeem(visitor, code)
        if role is None:
            return sentence(language, "welcome.invalid")
        self._preference.remember(chat, language)  # in which they will be told that the role is revoked
        next_step = say(language, "welcome.kept" if may(role, "staff") else "welcome.ask")
        return Reply(language, (Paragraph(say(language, f"welcome.{role}")), Paragraph(next_step)))

    def _choices(self) -> tuple[Role, ...]:
        """Return the roles that a person can be invited to: where everybody may ask, partners need no invitation."""
        return ("everyone", "staff", "admin") if self._access.roles.default == "stranger" else ("staff", "admin")

    def _invited(self, chat: Chat, language: Language, argument: str) -> Reply:
        """Make the invitation that is described; ask for the role if none is named.

        None is made from a line that was not understood whole.
        """
        spec = read_line(argument)
        if isinstance(spec, Misread):
            return self._misread(language, spec)
        if spec.role is None:
            return self._ask_role(language, " ".join(argument.split()))
        if spec.role not in self._choices():
            return sentence(language, "invite.needless")
        return self._make(chat, language, spec)

    def _misread(self, language: Language, misread: Misread) -> Reply:
        """Say what was not understood of a line, and how one is written."""
        limits = {"most": MOST_DAYS, "longest": LONGEST_NOTE}
        why = say(language, f"invite.misread_{misread.fault}", said=misread.said, **limits)
        roles = ", ".join(say(language, f"roles.{role}") for role in self._choices())
        how = say(language, "invite.line", roles=roles, **limits)
        texts = (say(language, "invite.none_made", why=why), how, say(language, "invite.example"))
        return Reply(language, tuple(map(Paragraph, texts)))

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
        same = [one for one in self._access.open_invitations() if (one.role, one.note) == (role, spec.note)]
        code = self._access.invite(chat.person, role, spec.days, spec.note)
        made_now = self._access.invitations.find(code)
        until = day_in_words(now().date() + timedelta(days=spec.days), language)
        made = say(
            language,
            "invite.made",
            number=made_now.id if made_now else "",
            role=say(language, f"roles.{role}"),
            until=until,
        )
        if spec.note:
            made = f"{made} {say(language, 'invite.noted', note=spec.note)}"
        key = say(language, "invite.open" if chat.start_link else "invite.type")
        link = chat.start_link + code if chat.start_link else f"/start {code}"
        paragraphs = [made, key, link, say(language, "invite.pass_on")]
        if spec.note and same:
            numbers = ", ".join(str(one.id) for one in reversed(same))
            paragraphs.append(say(language, "invite.same_note", numbers=numbers))
        return Reply(language, tuple(map(Paragraph, paragraphs)))

    def _list(self, language: Language, argument: str = "", first: str = "") -> Reply:
        """Return the grants, with a button each: all of it, or what `argument` fits; of several it asks which."""
        wanted, head = " ".join(argument.split()), [Paragraph(first)] if first else []
        granted: list[Granted] = [*self._access.holders(), *self._access.open_invitations()]
        found = [one for one in granted if _fits(one, wanted)]
        if not found:
            key = "revoke.none_fits" if wanted else "revoke.nobody"
            return Reply(language, (*head, Paragraph(say(language, key, said=wanted[:LONGEST_NOTE]))))
        title = "title" if not wanted else "one_fits" if len(found) == 1 else "several_fit"
        lines = "\n".join(_line(one, language) for one in found[:SHOWN])
        rest = [Paragraph(say(language, "revoke.more", count=len(found) - SHOWN))] if len(found) > SHOWN else []
        title_line = say(language, f"revoke.{title}", said=wanted[:LONGEST_NOTE], count=len(found))
        listed = (*head, Paragraph(title_line, "title"), Paragraph(lines), *rest)
        return Reply(language, listed, _in_rows([_button(one, language) for one in found[:SHOWN]]))


def _names_role(line: str) -> bool:
    """Tell whether a line describes an invitation whole, with its role."""
    spec = read_line(line)
    return isinstance(spec, InvitationSpec) and spec.role is not None


def _begins_with_role(line: str) -> bool:
    """Tell whether a line begins with a role, whatever is wrong with what follows."""
    return _names_role(" ".join(line.split()[:1])) and (
        _names_role(line) or any(word.isdecimal() for word in line.split()[1:3])
    )


def capitalised(word: str) -> str:
    """Return the word with a capital at its beginning.

    >>> capitalised("équipe")
    'Équipe'
    """
    return word[:1].upper() + word[1:]


def _fits(granted: Granted, wanted: str) -> bool:
    """Tell whether a number, a role, or a word of the note is meant by what an admin wrote."""
    said = unaccented(wanted)
    names = {unaccented(say(language, f"roles.{granted.role}")) for language in LANGUAGES}
    return said == str(granted.id) or said in names or said in unaccented(granted.note)


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
    label = say(language, f"revoke.button_{kind}", number=number)
    named = f"{label} · {truncated(granted.note, _LONGEST_NAME)}" if granted.note else label
    return Button(named, f"revoke:{kind}:{number}")


def _in_rows(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
