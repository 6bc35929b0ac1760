"""Where colleagues are: the group that sees the cases, and the role that answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.cases.binding import Binding
from bot.chat.wording import say
from bot.records.consultation import ChatLanguages
from corpus.language import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Staff:
    """A group of colleagues. `key_of` turns an address into a chat's key; `roles` names who answers, if it was set.

    `title` is the key of the text that names the role otherwise.
    """

    binding: Binding
    languages: ChatLanguages
    key_of: Callable[[str], str]
    roles: Mapping[Language, str] = field(default_factory=dict)
    title: str = "cases.role"

    @property
    def address(self) -> str:
        """Where the group is; empty if there is none."""
        return self.binding.address

    @property
    def key(self) -> str:
        """The group's key as chats have it; empty if there is none."""
        return self.key_of(self.address.partition("/")[0]) if self.address else ""

    @property
    def language(self) -> Language:
        """The language of the group."""
        return self.languages.get(self.key)[0] or LANGUAGES[0]

    def role(self, language: Language) -> str:
        """Return who answers, as the person who asks is told."""
        return self.roles.get(language) or say(language, self.title)
