"""Processes whose processor time and memory are measured; other work on the machine changes them little."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_LEAVE = 60.0  # seconds that a process has to stop when it is told to
# Prints what the child used, on the last line of its standard error.
_MEASURED = """
import resource, runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"\\nUSED {used.ru_utime + used.ru_stime} {used.ru_maxrss}", file=sys.stderr)
"""


class Used(NamedTuple):
    """Processor seconds, and the most memory at once in MB."""

    cpu: float
    memory: float


def environment(home: Path, **chosen: str) -> dict[str, str]:
    """Return the environment of a command of Relais at `home`, without settings of the person who measures.

    As `make run` and what is deployed do, it has the C library keep few heaps apart.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RELAIS_")}
    own = {"RELAIS_HOME": str(home), "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2"}
    return kept | own | chosen


def run(home: Path, module: str, *words: str) -> Used:
    """Run a module in a process of its own. Raise CalledProcessError if it fails."""
    command = [sys.executable, "-c", _MEASURED, module, *words]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True, check=True)
    cpu, kilobytes = done.stderr.rsplit("USED ", 1)[1].split()[:2]
    return Used(float(cpu), float(kilobytes) / 1000)


@contextmanager
def running(home: Path, module: str, *words: str, **chosen: str) -> Iterator[int]:
    """Run a module in a process of its own until the block ends, however it ends; yield its id."""
    command = [sys.executable, "-m", module, *words]
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment(home, **chosen), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield child.pid
    finally:
        child.terminate()
        try:
            child.wait(_LEAVE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def has_ended(pid: int) -> bool:
    """Tell whether a child of this process has ended, on Linux."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Let SIGTERM end the block as an error does, so that what it started ends too."""
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def used_by(pid: int) -> Used:
    """Return the use of a running process so far, on Linux; its memory is what it holds now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return Used(seconds, int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6)


def timed(started: float) -> float:
    """Return the milliseconds of processor time of this process since `started`, by `time.process_time`."""
    return (time.process_time() - started) * 1000
