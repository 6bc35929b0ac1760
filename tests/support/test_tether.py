"""What a killed test started does not outlive it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_SLEEPER = (
    "[sys.executable, '-m', 'tests.support.tether', 'timeit', '-n', '1', '-r', '1', 'import time; time.sleep(60)']"
)
_PARENT = f"import subprocess, sys, time; subprocess.Popen({_SLEEPER}); time.sleep(1.5)"


def test_a_process_ends_soon_after_its_parent() -> None:
    """It holds its parent's output open, so that the output ends when both have: long before the minute is over."""
    done = subprocess.run([sys.executable, "-c", _PARENT], cwd=_ROOT, stdout=subprocess.PIPE, timeout=30)
    assert done.returncode == 0
