"""Fixtures of all tests: no network, and one real library for the whole run."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from bot.container import Container
from bot.conversation.router import Conversation
from bot.safety.redaction.redaction import use_learned
from bot.settings import Settings
from bot.storage import sqlite_database
from index.library import Library
from tests.support.new_database import open_new
from tests.support.offline.sitecustomize import RECORD, refuse_network
from tests.support.run_order import place

_ATTEMPTS = pytest.StashKey[Path]()
_PREBUILT = "RELAIS_TEST_HOME"  # a home whose index is brought up to date and used, instead of a new one


def pytest_configure(config: pytest.Config) -> None:
    """Keep this process and its children on this machine, and free of whatever the person who runs them has set."""
    attempts = Path(tempfile.mkdtemp(prefix="relais-tests-")) / "attempts"
    config.stash[_ATTEMPTS] = attempts
    for key in [key for key in os.environ if key.startswith("RELAIS_") and key != _PREBUILT]:
        del os.environ[key]
    path = (str(Path(__file__).parent / "support" / "offline"), os.environ.get("PYTHONPATH"))
    os.environ |= {RECORD: str(attempts), "PYTHONPATH": os.pathsep.join(filter(None, path))}
    os.environ |= {"OMP_NUM_THREADS": "1"}  # each worker of a run computes beside the others
    os.environ |= {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "TOKENIZERS_PARALLELISM": "false"}
    sys.addaudithook(refuse_network)
    sqlite_database.SYNCHRONOUS = "OFF"  # no test cuts the power: thousands of tests need not wait for the disk
    sqlite_database.open_sqlite = open_new


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage among what is collected, now or later: the modules and tests live to the end of the run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest."""
    items.sort(key=lambda item: place(item.path))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind in the folder for temporary files."""
    shutil.rmtree(config.stash[_ATTEMPTS].parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def _offline(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test during which a socket would have left the machine."""
    yield
    attempts = request.config.stash[_ATTEMPTS]
    if attempts.exists():
        said = attempts.read_text(encoding="utf-8")
        attempts.unlink()
        pytest.fail(f"A socket would have left this machine:\n{said}")


@pytest.fixture(autouse=True)
def _redaction_by_rules() -> Iterator[None]:
    """Redact by the rules alone, unless the test itself builds a bot: then its message model takes part."""
    use_learned(None)
    yield
    use_learned(None)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the run, which all its workers share."""
    own = tmp_path_factory.getbasetemp()  # of a worker: a folder of its own in that of the run
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def home(run_folder: Path) -> Path:
    """Return the folder of the library."""
    return Path(os.environ.get(_PREBUILT) or run_folder / "home")


@pytest.fixture(scope="session")
def library(home: Path) -> Library:
    """Return the real library: our cards, our model. No test adds to it. Of several workers the first builds it."""
    home.mkdir(parents=True, exist_ok=True)
    shared = Container(Settings(home=home)).library
    with FileLock(home / "library.lock"):
        if shared.is_stale():
            shared.build(lambda done, total: None)
    return shared


@pytest.fixture
def conversation(library: Library, tmp_path: Path) -> Iterator[Conversation]:
    """Return a conversation over the real library, with a log of its own."""
    with Container(Settings(home=tmp_path), library=library) as container:
        yield container.conversation
