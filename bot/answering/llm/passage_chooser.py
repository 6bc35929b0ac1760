"""A language model chooses among passages the one that answers, by its id: nothing else that it writes counts."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any

from bot.answering.choosing import NONE, Offered
from bot.answering.inquiry import SILENT
from bot.answering.llm.prompt import delimited, digest, numbered, prompt, tagged
from bot.answering.llm.request import IsCancelled, LanguageModel, ModelRequest, ModelSession, ModelUnavailable
from index.search.query import Query

LONGEST_PASSAGE = 1200  # characters of each passage that the model reads
LONGEST_ANSWER = 200  # characters; what comes after is not read
MOST_REQUESTS = 3  # for one message, which may ask several things
LEAST_SECONDS = 0.5  # with less time left the model is not asked
_NONE = "none"
_BARE = re.compile(rf"\bp\d+\b|\b{_NONE}\b")

_log = logging.getLogger(__name__)


class Busy(Exception):  # noqa: N818 - an expected event, no fault of the program
    """Too many messages wait for the model. No user sees it: the gate decides."""


@contextmanager
def place_in(places: BoundedSemaphore) -> Iterator[None]:
    """Hold one of the `places` while the block runs. Raise Busy if none is free: nobody waits for a slow model."""
    if not places.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        places.release()


def choice_schema(ids: Sequence[str]) -> dict[str, Any]:
    """Return the JSON Schema of a choice among `ids` or none.

    >>> choice_schema(["p1"])["properties"]["passage"]["enum"]
    ['p1', 'none']
    """
    return {
        "title": "Choice",
        "description": "The passage that answers, or none.",
        "type": "object",
        "properties": {"passage": {"type": "string", "enum": [*ids, _NONE]}},
        "required": ["passage"],
        "additionalProperties": False,
    }


def read_choice(text: str, ids: Sequence[str]) -> str | None:
    """Return the id that a model wrote, `NONE` for none, None for anything else.

    Without JSON, the id must be the only one in the text.

    >>> ids = ["p1", "p2"]
    >>> read_choice('{"passage": "p2"}', ids), read_choice("None.", ids), read_choice("p1 or p2", ids)
    ('p2', '', None)
    >>> read_choice('{"passage": "p9"}', ["p1"]), read_choice('{"passage": ["p1"]}', ["p1"]), read_choice("", ["p1"])
    (None, None, None)
    """
    try:
        held = json.loads(text[text.index("{") : text.rindex("}") + 1])
        named = held.get("passage")
    except ValueError:
        found = set(_BARE.findall(text.lower())) if "{" not in text else set()
        named = found.pop() if len(found) == 1 else None
    if not isinstance(named, str):
        return None
    return NONE if named == _NONE else named if named in ids else None


def ask(question: str, before: str, offered: Sequence[Offered], session: ModelSession) -> str | None:
    """Return the place of the passage that the model chooses as an id ("p1" …), `NONE`, or None for no valid choice.

    Raise ModelUnavailable.
    """
    given, language = numbered([one.passage for one in offered]), session.language
    texts = {key: one.text[:LONGEST_PASSAGE] for key, one in zip(given, offered, strict=True)}
    before = session.outgoing(before)
    system, user = prompt("choose").fill(
        language,
        passages=delimited(given, texts, language),
        before=tagged("before", before, language) if before else "",
        question=tagged("question", session.outgoing(question), language),
    )
    written = ""
    for piece in session.chunks(ModelRequest(system, user, choice_schema(list(given)))):
        written += piece.text
        if len(written) > LONGEST_ANSWER:
            break
    return read_choice(written, list(given))


@dataclass(slots=True)
class PassageChooser:
    """Chooses for one message, with a model, within `seconds` in all; `notes` and `digests` are for the log.

    `place` gives a place among the messages that a model may work on at once, or raises Busy.
    """

    model: LanguageModel
    seconds: float
    place: Callable[[], AbstractContextManager[None]]
    is_cancelled: IsCancelled = SILENT.is_cancelled
    spent: float = 0.0  # seconds so far
    notes: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)

    def choose(self, question: str, query: Query, offered: Sequence[Offered]) -> str | None:
        """Return the id of the passage that answers, `NONE`, or None if the model decides nothing."""
        if self.seconds - self.spent < LEAST_SECONDS or len(self.digests) >= MOST_REQUESTS:
            return self._undecided("no time left")
        started = time.perf_counter()
        self.digests.append(digest("choose", self.model.name, [one.text for one in offered]))
        try:
            with self.place():
                return self._chosen(question, query, offered)
        except ModelUnavailable as error:
            return self._undecided(error.reason)
        except Busy:
            return self._undecided("busy")
        except Exception as error:  # noqa: BLE001 - no fault in choosing may cost the answer itself
            _log.error("The model's choice failed: %s.", type(error).__name__)
            return self._undecided(f"failed, {type(error).__name__}")
        finally:
            self.spent += time.perf_counter() - started

    def _chosen(self, question: str, query: Query, offered: Sequence[Offered]) -> str | None:
        session = ModelSession(self.model, query.language, self.seconds - self.spent, self.is_cancelled)
        chosen = ask(question, query.context, offered, session)
        if chosen is None:
            return self._undecided("malformed")
        self.notes.append(f"chose {chosen or _NONE} of {len(offered)}")
        return offered[int(chosen[1:]) - 1].passage.id if chosen else NONE

    def _undecided(self, why: str) -> str | None:
        self.notes.append(f"no choice ({why})")
        return None
