"""What a page of the desk is made of: the request as it sees it, what it answers, and its routes. No web library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from bot.desk.sessions import Session
from bot.domain.access.roles import Role
from bot.domain.cases.case import Actor
from corpus.language import Language


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """A request of somebody who is signed in and may make it.

    `path` holds the parts of the address that vary, `query` what comes after the question mark, `form` what was sent,
    `files` uploaded ones by the name of their field. A field that is missing is an empty text. `once` is what the form
    before says to this page, which is gone at the next request and not to be trusted.
    """

    session: Session
    role: Role
    language: Language
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Sequence[UploadedFile]] = field(default_factory=dict)
    once: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def actor(self) -> Actor:
        """The person as one who acts on cases."""
        return Actor(self.session.person, self.session.name)


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that was sent with a form: its name as the browser gave it, which is not to be trusted, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """A page to show: a template with its values. Nothing was written but what `detail` says in the audit trail.

    `said` are the values in the sentence about what was done before.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    detail: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """Something was written: the browser goes on to `path`, which says `done.…` of the texts, once.

    Several of these texts are named with a dot between them ("release.told").
    `detail` says in the audit trail what it was written on, such as the number of a case; never a word of anybody.
    `subject` is the key of another person whom it is about.
    `secret` is for the page at `path`, among what it is given `once`.
    """

    path: str
    done: str = ""
    detail: str = ""
    secret: str = field(default="", repr=False)
    subject: str = ""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Nothing was written: the browser goes on to `path`, a preview or a page that says why not.

    The page is given `once`, and says `done` as after a `Written`. It can be reloaded and returned to: no form is sent
    again for that, and what it was given is not said again.
    """

    path: str
    done: str = ""
    once: Mapping[str, str] = field(default_factory=dict)


Answer: TypeAlias = Page | Written | GoTo


@dataclass(frozen=True, slots=True)
class Read:
    """A page at `path` for who may do `action` (`bot.domain.access.desk_permissions`)."""

    path: str
    action: str
    handle: Callable[[DeskRequest], Page]


@dataclass(frozen=True, slots=True)
class Write:
    """A form that is sent to `path` by who may do `action`, which is also its name in the audit trail.

    It is one transaction with its entry there, unless it `takes_long`: then the entry follows. It `is_noted` unless the
    service that writes makes an entry of its own.
    """

    path: str
    action: str
    handle: Callable[[DeskRequest], Answer]
    takes_long: bool = False
    is_noted: bool = True


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the menu: the name of its text in section `menu`, its address and the action that it needs.

    `is_for` says for which people (keyed hashes) it stands there, if not for all who may take the action.
    """

    name: str
    path: str
    action: str
    is_for: Callable[[str], bool] = lambda person: True


class DeskPages(Protocol):
    """The pages about one thing."""

    @property
    def menu(self) -> MenuEntry | None:
        """Their entry of the menu; None if they have none."""

    @property
    def routes(self) -> Sequence[Read | Write]:
        """Their addresses. A part that varies stands in braces ("/cases/{number}")."""


class NotFound(Exception):  # noqa: N818 - it is the answer, not a fault
    """There is no such thing, or none that this person may see: both are said in the same words."""
