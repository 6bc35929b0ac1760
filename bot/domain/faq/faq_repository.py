"""Take the words of a chat that is forgotten out of the FAQ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.faq.faq_entry import FaqEntry, FaqState
from bot.errors import FaqError
from bot.storage.database import Database
from corpus.language import LANGUAGES, Language

_JSON = ("questions", "answers", "variants", "cards", "members")


class FaqRepository:
    """FAQ entries in the table `faq`; safe to use from several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, *states: FaqState) -> list[FaqEntry]:
        """Return the entries in one of `states` (all if none is named), the most asked first."""
        with self._database.read() as db:
            rows = db.select("faq", order_by="asked desc, id")
        return [entry for entry in map(_entry, rows) if not states or entry.state in states]

    def find(self, identity: str) -> FaqEntry:
        """Return an entry. Raise FaqError if there is none of that name."""
        with self._database.read() as db:
            rows = db.select("faq", "id = ?", [identity])
        if not rows:
            raise FaqError(f"There is no FAQ entry {identity[:20]}: see `relais faq list`.")
        return _entry(rows[0])

    def put(self, entry: FaqEntry) -> FaqEntry:
        """Keep an entry, in place of an earlier one of that id."""
        row = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
        row |= {name: json.dumps(row[name], ensure_ascii=False) for name in _JSON}
        with self._database.write() as db:
            db.upsert("faq", row, "id")
        return entry

    def publish(self, entry: FaqEntry, today: date) -> FaqEntry:
        """Keep a complete entry as published from `today` on. Raise FaqError if something is missing."""
        entry.check(today)
        return self.put(replace(entry, state="published", published=today.isoformat()))

    def count(self, identity: str) -> None:
        """Note that an entry answered once more."""
        with self._database.write() as db:
            db.execute("UPDATE faq SET asked = asked + 1 WHERE id = ?", [identity])

    def expire(self, digests: dict[str, str], today: date) -> list[FaqEntry]:
        """Take back the published entries whose day has come or whose cards have changed; return them."""
        if not self._due(digests, today):
            return []
        with self._database.write():  # what another process publishes meanwhile is not overwritten
            return [self.put(replace(entry, state="expired")) for entry in self._due(digests, today)]

    def _due(self, digests: dict[str, str], today: date) -> list[FaqEntry]:
        return [entry for entry in self.entries("published") if entry.is_due(digests, today)]

    def members(self) -> set[str]:
        """Return the ids of the consultations that belong to an entry already."""
        return {member for entry in self.entries() for member in entry.members}


def _entry(row: dict[str, Any]) -> FaqEntry:
    held = row | {name: json.loads(row[name]) for name in _JSON}
    variants = {language: tuple(held["variants"].get(language, ())) for language in LANGUAGES}
    return FaqEntry(**held | {"variants": variants, "members": tuple(held["members"])})


def merged(entry: FaqEntry, others: Iterable[FaqEntry]) -> FaqEntry:
    """Return `entry` with the questions of `others` as further wordings of its own, and an answer if it has none."""
    for other in others:
        variants = {
            language: tuple(
                dict.fromkeys(
                    wording
                    for wording in (*entry.variants.get(language, ()), *other.wordings(language))
                    if wording and wording != entry.questions.get(language)
                )
            )
            for language in LANGUAGES
        }
        questions = {
            language: entry.questions.get(language) or other.questions.get(language, "") for language in LANGUAGES
        }
        if not any(entry.answers.values()):
            entry = replace(entry, answers=other.answers, reply=other.reply)
        entry = replace(
            entry,
            questions=questions,
            variants=variants,
            members=tuple(dict.fromkeys((*entry.members, *other.members))),
            asked=entry.asked + other.asked,
        )
    return entry


class FaqForgetting:
    """Called with a chat's key while its consultations and cases are still there.

    Drafts lose its questions, and are erased where nothing else is left. A published question is somebody's writing,
    under their name; it keeps its words and loses the wordings that it was found by.
    """

    def __init__(self, database: Database, shelf: FaqRepository) -> None:
        self._database, self._shelf = database, shelf

    def __call__(self, chat: str) -> None:
        """Take them out."""
        with self._database.write() as db:
            asked = {row["id"]: row["question"] for row in db.select("consultations", "chat = ?", [chat])}
            cases = {row["number"]: row["question"] for row in db.select("cases", "chat = ?", [chat])}
            words = {text.strip() for text in (*asked.values(), *cases.values())} - {""}
            for entry in self._shelf.entries():
                kept = _without(entry, words, set(asked))
                was_published = entry.state in ("published", "expired")
                if not was_published and (entry.id in cases or not any(kept.questions.values())):
                    db.delete("faq", "id = ?", [entry.id])
                elif kept != entry:
                    self._shelf.put(kept)


def _without(entry: FaqEntry, words: Set[str], members: Set[str]) -> FaqEntry:
    """Return the entry without these words and members; a draft's question gives way to another wording."""
    variants: dict[Language, tuple[str, ...]] = {
        language: tuple(one for one in wordings if one.strip() not in words)
        for language, wordings in entry.variants.items()
    }
    questions = dict(entry.questions)
    if entry.state in ("draft", "dismissed"):
        for language, question in entry.questions.items():
            if question.strip() in words:
                questions[language] = next(iter(variants.get(language, ())), "")
    left = tuple(one for one in entry.members if one not in members)
    return replace(entry, questions=questions, variants=variants, members=left)
