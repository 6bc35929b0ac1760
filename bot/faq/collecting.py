"""Find in the log what people ask again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.faq.cluster import Cluster, ranked
from bot.faq.entry import FaqEntry
from bot.faq.logged import Logged
from bot.faq.shelf import FaqShelf
from corpus.language import LANGUAGES
from index.grouping import group
from index.library import Library

FEWEST = 20  # questions in the log, below which nothing repeats itself for certain
_BATCH = 32
_VARIANTS = 5  # wordings kept for each language beside the question itself

Progress = Callable[[int, int], None]


def collect(logged: list[Logged], library: Library, progress: Progress) -> list[Cluster]:
    """Return clusters of the questions that ask the same thing, those first that most deserve an answer.

    Empty while fewer than FEWEST were logged.
    """
    if len(logged) < FEWEST:
        return []
    languages = [one.language for one in logged]
    vectors: list[list[float]] = []
    progress(0, len(logged))
    for start in range(0, len(logged), _BATCH):
        batch = logged[start : start + _BATCH]
        vectors += library.embeddings.embed_queries(
            [library.reader.read(one.question, one.language).text for one in batch]
        )
        progress(len(vectors), len(logged))
    found = group(vectors, languages, library.searcher().question_means())
    return ranked([[logged[place] for place in places] for places in found])


def propose(clusters: Iterable[Cluster], shelf: FaqShelf) -> list[FaqEntry]:
    """Keep a draft for each cluster that is not in an entry yet, and return the drafts.

    A cluster that has grown adds its new questions to its entry, whatever the state of that: nobody reviews twice.
    """
    known = {member: entry for entry in shelf.entries() for member in entry.members}
    drafts = []
    for cluster in clusters:
        held = [known[member.id] for member in cluster.members if member.id in known]
        if len(held) * 2 >= len(cluster.members):
            grown = tuple(dict.fromkeys((*held[0].members, *(member.id for member in cluster.members))))
            shelf.put(_with_members(held[0], grown))
        else:
            drafts.append(shelf.put(_draft(cluster)))
    return drafts


def _with_members(entry: FaqEntry, members: tuple[str, ...]) -> FaqEntry:
    return replace(entry, members=members, asked=max(entry.asked, len(members)))


def _draft(cluster: Cluster) -> FaqEntry:
    questions = {language: cluster.representative(language) for language in LANGUAGES}
    variants = {
        language: tuple(
            dict.fromkeys(
                member.question
                for member in cluster.members
                if member.language == language and member.question != questions[language]
            )
        )[:_VARIANTS]
        for language in LANGUAGES
    }
    members = tuple(member.id for member in cluster.members)
    return FaqEntry(cluster.id, questions=questions, variants=variants, members=members, asked=len(members))
