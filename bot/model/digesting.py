"""What the log keeps of an exchange with a model: a digest of its prompt, of the model and of what was passed on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from bot.model.prompt import prompt


def digest(name: str, model: str, passages: Iterable[str] = ()) -> str:
    """Return 16 hex digits for the prompt called `name`, the model and the passages; people's words are no part of it.

    >>> digest("answer", "openai:m", ["a"]) == digest("answer", "openai:m", ["a"]), len(digest("condense", "openai:m"))
    (True, 16)
    """
    known = "\x00".join((prompt(name).digest, model, *passages))
    return hashlib.sha256(known.encode()).hexdigest()[:16]
