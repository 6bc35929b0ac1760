"""Run a module as ``python -m MODULE …`` would, and end when the process that started it is gone.

``python -m tests.support.child_process MODULE [ARGUMENT …]``: a bot ends even if the test that
started it is killed.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
import time

INTERVAL = 1.0  # seconds between two looks at the parent


def end_with_parent() -> None:
    """End this process, whatever it is doing, soon after its parent has ended."""
    parent = os.getppid()  # when it ends, the system gives this process another one

    def wait() -> None:
        while os.getppid() == parent:
            time.sleep(INTERVAL)
        os._exit(1)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()


def main() -> None:
    """Run the module that the command line names."""
    end_with_parent()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
