"""Take the words of a chat that is forgotten out of the FAQ."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from bot.faq.entry import FaqEntry
from bot.faq.shelf import FaqShelf
from bot.records.database import Database
from corpus.language import Language


class FaqForgetting:
    """Called with a chat's key while its consultations and cases are still there.

    Drafts lose its questions, and are erased where nothing else is left. A published question is somebody's writing,
    under their name; it keeps its words and loses the wordings that it was found by.
    """

    def __init__(self, database: Database, shelf: FaqShelf) -> None:
        self._database, self._shelf = database, shelf

    def __call__(self, chat: str) -> None:
        """Take them out."""
        with self._database.transaction() as db:
            asked = {row["id"]: row["question"] for row in db["consultations"].rows_where("chat = ?", [chat])}
            cases = {row["number"]: row["question"] for row in db["cases"].rows_where("chat = ?", [chat])}
            words = {text.strip() for text in (*asked.values(), *cases.values())} - {""}
            for entry in self._shelf.entries():
                kept = _without(entry, words, set(asked))
                was_published = entry.state in ("published", "expired")
                if not was_published and (entry.id in cases or not any(kept.questions.values())):
                    db.table("faq").delete(entry.id)
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
