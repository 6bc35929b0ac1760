"""What a person wrote of a danger within the last minutes, by the place of each message in its case; in memory only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.chat import Chat


@dataclass(frozen=True, slots=True)
class Disclosures:
    """The messages of a person that tell of danger, all in one case; `kinds` are the kinds of danger.

    `latest` is the place of the last one, from 1, and `is_child` tells that a child wrote it. `meant` is the number of
    those not declared mistaken.
    """

    number: str
    kinds: tuple[str, ...] = ()
    latest: int = 0
    meant: int = 0
    is_child: bool = False

    def with_another(self, kind: str) -> Disclosures:
        """Return them with another message, about danger of this kind."""
        return replace(self, kinds=(*self.kinds, kind), latest=self.latest + 1, meant=self.meant + 1)


def message_key_of(chat: Chat, argument: str) -> str:
    """Return the key of the message "number:place"."""
    number, _, place = argument.partition(":")
    return message_key(chat, number, int(place) if place.isdecimal() else 0)


def message_key(chat: Chat, number: str, place: int) -> str:
    """Return the key under which a message of a case is kept, by its place there.

    >>> message_key(Chat("awa"), "R-2026-0001", 2)
    'awa R-2026-0001:2'
    """
    return f"{chat.member_key} {number}:{place}"
