"""The claims that a model states, each with the passages that it cites, read while they are being written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

LONGEST = 600  # characters of one claim
_MARK = re.compile(r"\s*[\[(](?:p\d+(?:\s*[,;]\s*)?)+[\])]", re.IGNORECASE)
_ID = re.compile(r"p\d+", re.IGNORECASE)
_ARRAY = re.compile(r'"claims"\s*:\s*\[')
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")


class StatedClaim(BaseModel):
    """One sentence and the ids of the passages that it cites, as the model gives them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST)
    passages: list[str]


class StatedClaims(BaseModel):
    """Sentences that answer a question, each with the passages that support it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claims: list[StatedClaim]


def schema(ids: Sequence[str]) -> dict[str, Any]:
    """Return the JSON Schema of an answer that cites only `ids`, so that a server that enforces it can invent none.

    >>> schema(["p1"])["$defs"]["StatedClaim"]["properties"]["passages"]["items"]
    {'type': 'string', 'enum': ['p1']}
    """
    made = StatedClaims.model_json_schema()
    claim = made["$defs"]["StatedClaim"]["properties"]
    claim["passages"]["items"] = {"type": "string", "enum": list(ids)}
    for limit in ("minLength", "maxLength"):  # not every server accepts them
        claim["text"].pop(limit)
    return made


class ClaimReader:
    """Parses claims from a growing text: JSON as requested, or else plain lines that cite [p1].

    `malformed` counts what could not be read as a claim.
    """

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids, self._text, self._at = ids, "", -1
        self.malformed = 0

    def feed(self, piece: str) -> list[StatedClaim]:
        """Return the claims that `piece` completes.

        >>> reader = ClaimReader(["p1"])
        >>> reader.feed('{"claims": [{"text": "A.", "passages": ["p')
        []
        >>> reader.feed('1"]}, {"text"')[0].text
        'A.'
        """
        self._text += piece
        if self._at < 0 and (opening := _ARRAY.search(self._text)):
            self._at = opening.end()
        return list(self._objects()) if self._at >= 0 else []

    @property
    def unread(self) -> int:
        """The number of characters of the incomplete claim at the end; 0 for a text without JSON.

        >>> reader = ClaimReader(["p1"])
        >>> reader.feed('{"claims": [{"text": "A')
        []
        >>> reader.unread
        11
        """
        return len(self._text) - self._at if self._at >= 0 else 0

    def close(self) -> list[StatedClaim]:
        """Return the claims of a text without JSON, now that it has ended.

        >>> reader = ClaimReader(["p1", "p2"])
        >>> reader.feed("- A partnership may end. [p2]")
        []
        >>> reader.close()
        [StatedClaim(text='A partnership may end.', passages=['p2'])]
        """
        if self._at >= 0 or "{" in self._text:
            return []
        lines = (_BULLET.sub("", line).strip() for line in self._text.splitlines())
        return [claim for line in lines if line and (claim := self._claim(line, _ID.findall(line)))]

    def _objects(self) -> Iterator[StatedClaim]:
        decoder = json.JSONDecoder()
        while True:
            while self._at < len(self._text) and self._text[self._at] in " \t\r\n,":
                self._at += 1
            if self._at >= len(self._text) or self._text[self._at] == "]":
                return
            try:
                held, self._at = decoder.raw_decode(self._text, self._at)
            except ValueError:
                return  # not complete yet
            held = held if isinstance(held, dict) else {}
            if claim := self._claim(held.get("text"), held.get("passages")):
                yield claim

    def _claim(self, text: object, passages: object) -> StatedClaim | None:
        """Return the claim without citation marks; without any citation, it cites the passage if there is only one."""
        plain = " ".join(_MARK.sub("", text).split()) if isinstance(text, str) else text
        ids = (
            [each.lower() if isinstance(each, str) else each for each in passages] if isinstance(passages, list) else []
        )
        cited = list(dict.fromkeys(ids)) or (list(self._ids) if len(self._ids) == 1 else [])
        try:
            return StatedClaim.model_validate({"text": plain, "passages": cited})
        except ValidationError:
            self.malformed += 1
            return None
