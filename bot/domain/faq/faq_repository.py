"""The table of FAQ entries, and the erasure of a chat's questions from it."""

from __future__ import annotations

import json
from collections.abc import Set
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.faq.faq_entry import FaqEntry, FaqState
from bot.domain.faq.logged_questions import standing_alone
from bot.errors import ChangedEntryError, UnknownEntryError
from bot.storage.database import Database
from corpus.language import LANGUAGES, Language

_JSON = ("questions", "answers", "variants", "cards", "members")


class FaqRepository:
    """The table `faq`; safe to use from several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, *states: FaqState) -> list[FaqEntry]:
        """Return the entries in one of `states` (all if none is named), the most asked first."""
        with self._database.read() as db:
            rows = db.select("faq", order_by="asked desc, id")
        return [entry for entry in map(_entry, rows) if not states or entry.state in states]

    def find(self, identity: str) -> FaqEntry:
        """Return an entry. Raise UnknownEntryError if there is none of that id."""
        with self._database.read() as db:
            rows = db.select("faq", "id = ?", [identity])
        if not rows:
            raise UnknownEntryError(f"There is no FAQ entry {identity[:20]}.")
        return _entry(rows[0])

    def put(self, entry: FaqEntry) -> FaqEntry:
        """Store an entry, in place of an earlier one of that id."""
        row = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
        row |= {name: json.dumps(row[name], ensure_ascii=False) for name in _JSON}
        with self._database.write() as db:
            db.upsert("faq", row, "id")
        return entry

    def update(self, before: FaqEntry, after: FaqEntry) -> FaqEntry:
        """Store `after` in place of `before`. Raise ChangedEntryError if that is not what is stored.

        Its questions may have been erased while somebody read it, and must not be written again.
        """
        with self._database.write():
            stored = next((entry for entry in self.entries() if entry.id == before.id), None)
            if stored is None or replace(stored, asked=before.asked) != before:
                raise ChangedEntryError(f"The FAQ entry {before.id} was erased or changed meanwhile: nothing stored.")
            return self.put(replace(after, asked=after.asked + stored.asked - before.asked))

    def publish(self, entry: FaqEntry, today: date, before: FaqEntry | None = None) -> FaqEntry:
        """Store a complete entry as published on `today`, in place of `before` if that is given.

        Raise FaqError if something is missing, ChangedEntryError if `before` is not what is stored.
        """
        entry.check(today)
        published = replace(entry, state="published", published=today.isoformat())
        return self.update(before, published) if before else self.put(published)

    def count(self, identity: str) -> None:
        """Count another question that an entry answered."""
        with self._database.write() as db:
            db.execute("UPDATE faq SET asked = asked + 1 WHERE id = ?", [identity])

    def expire(self, digests: dict[str, str], today: date) -> list[FaqEntry]:
        """Withdraw the published entries that are due for review; return them."""
        if not self._due(digests, today):
            return []
        with self._database.write():  # what another process publishes meanwhile is not overwritten
            return [self.put(replace(entry, state="expired")) for entry in self._due(digests, today)]

    def _due(self, digests: dict[str, str], today: date) -> list[FaqEntry]:
        return [entry for entry in self.entries("published") if entry.is_due(digests, today)]

    def transaction(self) -> AbstractContextManager[object]:
        """Return a transaction that holds several changes, and in which nobody else erases anything."""
        return self._database.write()

    def logged(self) -> set[str]:
        """Return the ids of the consultations that are in the log now."""
        with self._database.read() as db:
            return {row["id"] for row in db.fetch_all("SELECT id FROM consultations")}

    def members(self) -> set[str]:
        """Return the ids of the consultations that belong to an entry."""
        return {member for entry in self.entries() for member in entry.members}


class FaqErasure:
    """Erases the questions of a chat from the FAQ; called while the chat's consultations and cases are still there.

    Drafts lose the chat's questions, and are erased if nothing else is left. A published question was written by its
    author: it stays, and only loses the chat's questions among its wordings.
    """

    def __init__(self, database: Database, repository: FaqRepository) -> None:
        self._database, self._repository = database, repository

    def __call__(self, chat: str) -> None:
        """Erase the questions of the chat with that key."""
        with self._database.write() as db:
            rows = db.select("consultations", "chat = ?", [chat], order_by="rowid")
            asked, stated = {row["id"] for row in rows}, [row["question"] for row in standing_alone(rows)]
            cases = {row["number"]: row["question"] for row in db.select("cases", "chat = ?", [chat])}
            texts = [*(row["question"] for row in rows), *stated, *cases.values()]
            erased = {text.strip() for text in texts} - {""}
            for entry in self._repository.entries():
                kept = _without(entry, erased, asked)
                was_published = entry.state in ("published", "expired")
                if not was_published and (entry.id in cases or not any(kept.questions.values())):
                    db.delete("faq", "id = ?", [entry.id])
                elif kept != entry:
                    self._repository.put(kept)


def _entry(row: dict[str, Any]) -> FaqEntry:
    held = row | {name: json.loads(row[name]) for name in _JSON}
    variants = {language: tuple(held["variants"].get(language, ())) for language in LANGUAGES}
    return FaqEntry(**held | {"variants": variants, "members": tuple(held["members"])})


def _without(entry: FaqEntry, texts: Set[str], members: Set[str]) -> FaqEntry:
    """Return the entry without these texts and members; another wording replaces the question of a draft."""
    variants: dict[Language, tuple[str, ...]] = {
        language: tuple(one for one in wordings if one.strip() not in texts)
        for language, wordings in entry.variants.items()
    }
    questions = dict(entry.questions)
    if entry.state in ("draft", "dismissed"):
        for language, question in entry.questions.items():
            if question.strip() in texts:
                questions[language] = next(iter(variants.get(language, ())), "")
    left = tuple(one for one in entry.members if one not in members)
    return replace(entry, questions=questions, variants=variants, members=left)
