"""Erase the words of a chat from the FAQ."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.storage.database import Database
from corpus.language import Language


class FaqErasure:
    """Erases the words of a chat from the FAQ; called while the chat's consultations and cases are still there.

    Drafts lose the chat's questions, and are erased if nothing else is left. A published question was written by its
    author: it stays, and only loses the chat's questions among its wordings.
    """

    def __init__(self, database: Database, repository: FaqRepository) -> None:
        self._database, self._repository = database, repository

    def __call__(self, chat: str) -> None:
        """Erase the words of the chat with that key."""
        with self._database.write() as db:
            asked = {row["id"]: row["question"] for row in db.select("consultations", "chat = ?", [chat])}
            cases = {row["number"]: row["question"] for row in db.select("cases", "chat = ?", [chat])}
            words = {text.strip() for text in (*asked.values(), *cases.values())} - {""}
            for entry in self._repository.entries():
                kept = _without(entry, words, set(asked))
                was_published = entry.state in ("published", "expired")
                if not was_published and (entry.id in cases or not any(kept.questions.values())):
                    db.delete("faq", "id = ?", [entry.id])
                elif kept != entry:
                    self._repository.put(kept)


def _without(entry: FaqEntry, words: Set[str], members: Set[str]) -> FaqEntry:
    """Return the entry without these words and members; another wording replaces the question of a draft."""
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
