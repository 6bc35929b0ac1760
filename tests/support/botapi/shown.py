"""Messages as a person sees them on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.botapi.api_error import Json
from tests.support.botapi.message_entities import cut
from tests.support.botapi.transcript import content_of


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button under a message: ``data`` for the bot, or ``url`` to open."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message at one moment: a later edit makes another ``Shown`` with the same ``message_id``."""

    message_id: int
    text: str
    by_bot: bool
    rows: tuple[tuple[ShownButton, ...], ...]
    raw: Json

    @property
    def buttons(self) -> tuple[ShownButton, ...]:
        """Return the buttons in reading order."""
        return tuple(button for row in self.rows for button in row)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the buttons' labels in reading order."""
        return tuple(button.text for button in self.buttons)

    @property
    def entities(self) -> list[Json]:
        """Return the entities of the text or caption, as the Bot API gives them."""
        return list(self.raw.get("entities") or self.raw.get("caption_entities") or [])

    @property
    def reply_to(self) -> int | None:
        """Return the id of the message this one answers."""
        original = self.raw.get("reply_to_message")
        return original["message_id"] if original else None

    def spans(self, kind: str) -> list[str]:
        """Return the pieces of text under an entity type: ``shown.spans("bold")``."""
        return [cut(self.text, e["offset"], e["length"]) for e in self.entities if e["type"] == kind]

    def find_button(self, wanted: str) -> ShownButton | None:
        """Find a button by its label, else by its data, else by a part of one label alone."""
        for button in self.buttons:
            if wanted in (button.text, button.data):
                return button
        partial = [button for button in self.buttons if wanted in button.text]
        return partial[0] if len(partial) == 1 else None


def show(message: Json) -> Shown:
    """Make a ``Shown`` of a Bot API message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return Shown(
        message_id=message["message_id"],
        text=content_of(message),
        by_bot=message["from"]["is_bot"],
        rows=tuple(
            tuple(ShownButton(b["text"], b.get("callback_data", ""), b.get("url", "")) for b in row) for row in rows
        ),
        raw=message,
    )
