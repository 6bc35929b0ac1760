"""Run a module as ``python -m MODULE …`` would, and end when the process that started it is gone.

``python -m tests.support.tether MODULE [ARGUMENT …]``: a test that is killed leaves no bot behind that runs for ever.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
import time

LOOK_SECONDS = 1.0


def hold() -> None:
    """End this process, whatever it is doing, soon after its parent has ended."""
    parent = os.getppid()  # another one adopts us when it ends

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="tether", daemon=True).start()


def main() -> None:
    """Run the module that the command line names."""
    hold()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
