"""Answers and hits as the command line prints them: plain text for people, JSON objects for programs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer
from bot.answering.inquiry import Inquiry, PastExchange
from bot.answering.language_wish import answer_language
from bot.answering.suggestions import suggestions
from bot.answering.titles import titles
from bot.conversation.answer_reply import plain_text
from bot.conversation.texts_reply import TextsReply
from bot.errors import BatchError
from bot.replies.reply import Reply
from corpus.language import Language
from index.library import STAFF, Audience, Library
from index.passage import Hit
from index.text.language_detection import detect


def answer(
    library: Library, question: str, language: str | None, as_json: bool, readers: frozenset[Audience] = STAFF
) -> str:
    """Return the answer to `question` as plain text or as one JSON object."""
    advisor = _loaded_advisor(library)
    is_pinned = language is not None
    if listed := _texts_asked_for(library, question, _language(language), is_pinned, readers):
        return _dump(_reply_object(listed)) if as_json else listed.plain
    found = advisor.advise(Inquiry(question, language=_language(language), is_pinned=is_pinned, readers=readers))
    return _dump(_answer_object(found)) if as_json else plain_text(found)


def answer_lines(library: Library, lines: Iterable[str], readers: frozenset[Audience] = STAFF) -> Iterator[str]:
    """Yield one JSON object for each line of {"id", "text", "history"?}, with its id.

    Raise BatchError on a bad line.
    """
    advisor = _loaded_advisor(library)
    for record in _records(lines):
        if listed := _texts_asked_for(library, record["text"], _default_language(record), False, readers):
            yield _dump({"id": record.get("id")} | _reply_object(listed))
            continue
        found = advisor.advise(Inquiry(record["text"], _history(record), _default_language(record), readers=readers))
        yield _dump({"id": record.get("id")} | _answer_object(found))


def search(library: Library, query: str, count: int, language: str | None, as_json: bool) -> str:
    """Return the hits of `query` as a table or as one JSON object."""
    found = _search(library, query, count, language)
    return _dump(found) if as_json else "\n".join(_hit_line(hit) for hit in found["hits"])


def search_lines(library: Library, lines: Iterable[str], count: int) -> Iterator[str]:
    """Yield one JSON object for each line of {"id", "text"}, with its id. Raise BatchError on a bad line."""
    for record in _records(lines):
        yield _dump({"id": record.get("id")} | _search(library, record["text"], count, None))


def _loaded_advisor(library: Library) -> Advisor:
    """Return an advisor with model and index loaded, so that the time of an answer does not include the loading."""
    with ThreadPoolExecutor(1) as beside:
        model = beside.submit(library.embeddings.recall, [""])
        library.searcher()
        model.result()
    return Advisor(library)


def _texts_asked_for(
    library: Library, question: str, language: Language, is_pinned: bool, readers: frozenset[Audience]
) -> Reply | None:
    """Return the reply to who asks which texts there are, as in the chat; None for another question."""
    return TextsReply(library).answer(question, answer_language(question, language, is_pinned), readers)


def _reply_object(reply: Reply) -> dict[str, Any]:
    """Return the object of a reply that no passage is cited in."""
    return {
        "answer": reply.plain,
        "outcome": "answered",
        "language": reply.language,
        "citations": [],
        "suggestions": [],
        "confidence": None,
        "timings_ms": {},
    }


def _answer_object(found: Answer) -> dict[str, Any]:
    suggested = suggestions(found)
    return {
        "answer": plain_text(found),
        "outcome": found.outcome,
        "language": found.language,
        "citations": [
            {
                "n": n,
                "id": p.id,
                "owner": p.owner,
                "title": p.title,
                "section": p.section or found.heading(p),
                "date": p.date,
                "authority": p.authority,
                "unsaid": p.unsaid,
            }
            for n, p in enumerate(found.passages, 1)
        ],
        "suggestions": [
            {"id": passage.id, "title": title, "text": passage.text}
            for passage, title in zip(suggested, titles(suggested, found.excerpts), strict=True)
        ],
        "confidence": None if found.confidence is None else round(found.confidence, 2),
        "timings_ms": found.timings,
    }


def _search(library: Library, query: str, count: int, language: str | None) -> dict[str, Any]:
    started = time.perf_counter()
    asked_in = _language(language) if language else detect(query)
    hits = library.searcher(STAFF).search(library.reader.read(query, asked_in), count)
    return {
        "query": query,
        "language": asked_in,
        "hits": [_hit_object(hit) for hit in hits],
        "timings_ms": {"total": round((time.perf_counter() - started) * 1000)},
    }


def _hit_object(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "rank": hit.rank,
        "id": passage.id,
        "owner": passage.owner,
        "title": passage.title,
        "section": passage.section,
        "language": passage.language,
        "text": passage.text,
        "scores": {name: round(score, 4) for name, score in hit.scores.items()},
        "ranks": hit.ranks,
        "question": hit.question,
    }


def _hit_line(hit: dict[str, Any]) -> str:
    scores = "  ".join(f"{name} {value:.2f} (#{hit['ranks'].get(name, '–')})" for name, value in hit["scores"].items())
    matched = f"\n     by: {hit['question']}" if hit["question"] else ""
    source = f"{hit['owner']}, {hit['title']}, {hit['section']}"
    return f"{hit['rank']:>2}. {hit['id']} [{hit['language']}]  {scores}\n     {source}{matched}"


def _records(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise BatchError(f'Line {number} of the batch must be a JSON object with a "text".')
        history = record.get("history") or []
        if not isinstance(history, list) or not all(isinstance(message, dict) for message in history):
            raise BatchError(f'The "history" in line {number} of the batch must be a list of {{"role", "content"}}.')
        yield record


def _history(record: dict[str, Any]) -> list[PastExchange]:
    """Return the earlier turns of a record: each user message with the assistant message after it."""
    turns: list[PastExchange] = []
    for message in record.get("history") or []:
        if message.get("role") == "user":
            turns.append(PastExchange(str(message.get("content", ""))))
        elif turns:
            turns[-1] = PastExchange(turns[-1].question, str(message.get("content", "")))
    return turns


def _default_language(record: dict[str, Any]) -> Language:
    """Return the language of the last question in the history; French without a history."""
    turns = _history(record)
    return detect(turns[-1].question) if turns else "fr"


def _language(name: str | None) -> Language:
    return "en" if name == "en" else "fr"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
