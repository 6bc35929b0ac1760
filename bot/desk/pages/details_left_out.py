"""What a detail of a document that is left out of a form will be, in words: the rule is that of `DocumentDetails`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.desk_texts import desk_text
from bot.replies.texts import say
from corpus.language import Language
from index.library import Document


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is known when a file is added: the document as it was read, None before that.

    `same` is the document with the same bytes, `older` the chosen one whose place it takes. If it `may_replace`, one
    can still be chosen.
    """

    language: Language
    read: Document | None
    same: Document | None = None
    older: Document | None = None
    may_replace: bool = False

    def words(self) -> dict[str, str]:
        """Return by field what it will be if it is left out."""
        before = self.same or self.older
        stated = self.read.owner if self.read else ""
        dated = self.same.date if self.same else self.read.date if self.read else ""
        owner = (self.same.owner if self.same else "") or stated or (self.older.owner if self.older else "")
        return {
            "owner": self._field(owner or say(self.language, "answer.added"), is_from_older=not stated),
            "date": self._text("field_new", dated or say(self.language, "answer.undated")),
            "authority": self._choice("authority", before.authority if before else "official"),
            "readers": self._choice("readers", before.readers if before else "all"),
        }

    def _field(self, value: str, *, is_from_older: bool) -> str:
        if self.same or (self.older and is_from_older):
            return self._text("field_before", value)
        return self._text("field_replaced" if self.may_replace and is_from_older else "field_new", value)

    def _choice(self, section: str, value: str) -> str:
        name = desk_text(self.language, f"{section}.{value}")
        if self.same or self.older:
            return self._text("before", name)
        return self._text("replaced", name) if self.may_replace else ""

    def _text(self, key: str, value: str) -> str:
        return desk_text(self.language, f"texts.left_{key}", value=value)


def unchanged(language: Language) -> dict[str, str]:
    """Return the same for a document that is there, whose choices show what they are."""
    kept = desk_text(language, "texts.left_kept")
    return {"owner": kept, "date": kept, "authority": "", "readers": ""}
