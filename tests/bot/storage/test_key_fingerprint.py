"""A process with another secret key than the database's is refused: it would recognise nobody."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.container import Container
from bot.examination.doctor import examine_key
from bot.examination.remedies import explain
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.key_fingerprint import KeyFingerprint
from bot.storage.keys import ChatKeys
from bot.storage.transactions import OtherKeyError

OURS, THEIRS = ChatKeys(b"a" * 32), ChatKeys(b"b" * 32)


def test_the_first_key_is_the_databases(database: Database) -> None:
    """A copy of it is taken, any other one refused with both fingerprints, in words that hold nothing of a key."""
    first = KeyFingerprint(database, OURS)
    first.claim()
    KeyFingerprint(database, OURS).claim()
    other = KeyFingerprint(database, THEIRS)
    for act in (other.claim, other.check):
        with pytest.raises(OtherKeyError) as refused:
            act()
    told = explain(refused.value)
    assert [word in told for word in (first.own, other.own, "secret.key", "relais key adopt")] == [True] * 4
    assert first.own not in (OURS.key("fingerprint"), OURS.tag("fingerprint"))
    assert first.check() == first.own


def test_of_two_first_starts_at_once_one_wins(database: Database) -> None:
    """And the other one is refused."""

    def start(keys: ChatKeys) -> bool:
        try:
            KeyFingerprint(database, keys).claim()
        except OtherKeyError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(start, (OURS, THEIRS))) == [False, True]


def test_a_key_that_is_gone_for_good_gives_way(database: Database) -> None:
    """When that is asked for; then the former one is refused."""
    KeyFingerprint(database, OURS).claim()
    KeyFingerprint(database, THEIRS).adopt()
    KeyFingerprint(database, THEIRS).claim()
    with pytest.raises(OtherKeyError):
        KeyFingerprint(database, OURS).check()


@pytest.mark.parametrize("serve", [Container.serve, lambda container: container.serve_desk(lambda: None)])
@pytest.mark.sqlite
def test_nothing_is_served_with_another_key(
    database: Database, tmp_path: Path, serve: Callable[[Container], None]
) -> None:
    """Neither Telegram nor the desk; the doctor names it as a fault."""
    KeyFingerprint(database, OURS).claim()
    token = "1234:" + "a" * 35
    with Container(Settings.model_validate({"home": tmp_path, "telegram_token": token})) as container:
        with pytest.raises(OtherKeyError):
            serve(container)
        found = examine_key(container)
        assert found.is_fault and "relais key adopt" in found.text
        container.key_fingerprint.adopt()
        assert not examine_key(container).is_fault


@pytest.mark.sqlite
def test_a_key_that_was_replaced_or_taken_goes_with_the_database(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`relais key rotate` records the new one, `relais key adopt` one that was put in place by hand."""
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    for command in (["rotate", "--erase"], ["adopt"]):
        if command == ["adopt"]:
            (tmp_path / "secret.key").write_bytes(b"c" * 32)
            with Container(Settings(home=tmp_path)) as container:
                assert examine_key(container).is_fault
        done = CliRunner().invoke(main, ["key", *command, "--yes"], catch_exceptions=False)
        assert done.exit_code == 0
        with Container(Settings(home=tmp_path)) as container:
            container.key_fingerprint.claim()
