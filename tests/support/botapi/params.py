"""Parameters of one call, whatever the encoding: query string, JSON, urlencoded or multipart."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.support.botapi.api_error import bad_request


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the bot uploaded."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """Named values as the real server sees them: strings, with nested values as JSON text."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a value, or the empty string when it is absent: the real server makes no difference."""
        return self.values.get(name, "")

    def integer(self, name: str, default: int, low: int = -(2**31), high: int = 2**31 - 1) -> int:
        """Return an integer clamped to ``low..high``; nonsense reads as ``default``, as for the real one."""
        try:
            number = int(self.text(name))
        except ValueError:
            number = default
        return max(low, min(high, number))

    def boolean(self, name: str) -> bool:
        """Read ``true``, ``yes`` and ``1`` as true, all else as false."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def decoded(self, name: str, what: str) -> Any:
        """Decode a JSON value, or None when absent; 400 "can't parse <what> JSON object" when malformed."""
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError as error:
            raise bad_request(f"can't parse {what} JSON object") from error

    def uploaded(self, name: str) -> StoredFile | None:
        """Find the file of a field, sent in it directly or through ``attach://<other field>``."""
        reference = self.text(name)
        return self.files.get(reference.removeprefix("attach://") if reference.startswith("attach://") else name)


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


async def read_params(request: web.Request) -> Params:
    """Read query string and body; the body wins. A null in JSON counts as absent."""
    values = dict(request.query)
    files: dict[str, StoredFile] = {}
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError as error:
            raise bad_request("can't parse JSON object in request body") from error
        if not isinstance(body, dict):
            raise bad_request("object expected as request body")
        values |= {name: _as_text(value) for name, value in body.items() if value is not None}
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = StoredFile(value.filename, value.content_type, value.file.read())
            else:
                values[name] = str(value)
    return Params(values, files)
