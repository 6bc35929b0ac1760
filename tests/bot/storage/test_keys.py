"""Keys need this installation's secret, and the secret is made once."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.storage.keys import ChatKeys, load_secret
from bot.storage.transactions import StorageError


def test_the_secret_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    """The same 32 bytes every time, for the owner's eyes."""
    home = tmp_path / "new"
    secret = load_secret(home)
    assert (len(secret), load_secret(home)) == (32, secret)
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600
    assert [file.name for file in home.iterdir()] == ["secret.key"]


def test_two_starts_at_once_agree(tmp_path: Path) -> None:
    """Of many that make it at the same moment, one wins."""
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(load_secret, [tmp_path] * 64))) == 1


def test_a_damaged_secret_is_an_error(tmp_path: Path) -> None:
    """A new one would orphan every key that was made with the old."""
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(StorageError, match="restore it from a backup"):
        load_secret(tmp_path)


def test_a_weak_secret_is_an_error() -> None:
    """An empty one above all."""
    with pytest.raises(ValueError, match="32 bytes"):
        ChatKeys(b"")
