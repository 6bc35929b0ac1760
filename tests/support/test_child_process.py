"""A process that a test starts ends soon after the test is killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_WAITING = "'timeit', '-n', '1', '-r', '1', 'import time; time.sleep(60)'"
_CHILD = f"[sys.executable, '-m', 'tests.support.child_process', {_WAITING}]"
_PARENT = f"import subprocess, sys, time; subprocess.Popen({_CHILD}); time.sleep(1.5)"


def test_a_process_ends_soon_after_its_parent() -> None:
    """It holds its parent's output open, so that the output ends when both have: long before the minute is over."""
    done = subprocess.run([sys.executable, "-c", _PARENT], cwd=_ROOT, stdout=subprocess.PIPE, timeout=30)
    assert done.returncode == 0
