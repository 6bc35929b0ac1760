"""Keys need this installation's secret, and the secret is made once."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.container import Container
from bot.settings import Settings
from bot.storage.keys import ChatKeys, load_secret, read_secret
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


def test_a_key_that_is_given_is_used_and_never_made(tmp_path: Path) -> None:
    """Machines that share a database need the same one: a missing file is an error."""
    file = tmp_path / "given"
    with pytest.raises(StorageError, match="can't be read"):
        read_secret(file)
    file.write_bytes(b"k" * 32)
    with Container(Settings(home=tmp_path / "home", secret_key_file=file)) as container:
        assert container.keys.key(7) == ChatKeys(b"k" * 32).key(7)
    assert not (tmp_path / "home" / "secret.key").exists()
