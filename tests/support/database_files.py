"""The bytes of a database on the disk, for tests of what is erased."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.support.botapi.waiting import PATIENCE


def held(folder: Path, *words: str) -> list[str]:
    """Return those of `words` that any file of the database in `folder` holds."""
    files = b"".join(path.read_bytes() for path in folder.glob("relais.db*"))
    return [word for word in words if word.encode() in files]


async def wait_until_erased(folder: Path, *words: str) -> None:
    """Wait until the database in `folder` holds none of `words`: an update is erased after its reply went out."""
    for _ in range(round(PATIENCE / 0.05)):
        if not held(folder, *words):
            return
        await asyncio.sleep(0.05)
    assert held(folder, *words) == []
