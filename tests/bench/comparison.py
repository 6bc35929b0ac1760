"""Measure what users wait for, and compare it with another revision in the same run.

Each figure is also a multiple of a fixed reference workload, so that figures of different machines can be told apart
from changes of the code. The other revision is checked out into a temporary folder and both are measured in turn: noise
of the machine then falls on both alike. A ratio below 1 is faster.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    "Why can a partnership stop before its end?",
    "Et c'est combien de jours, le préavis ?",
    "Who follows up the corrective measures?",
    "Notre projet n'avance pas, on fait quoi ?",
    "What are the benefits of a partnership for us and who pays the evaluation?",
)
PAGE = "# Travel\n\nTravel costs are paid within {number} working days once the invoices are there.\n"


class Checkout:
    """One checkout of Relais with a home of its own, in which commands are run and timed."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root, self._home = root, home

    def run(self, *words: str) -> tuple[float, str]:
        """Return the seconds that `relais WORDS` took, and what it printed. Raise CalledProcessError if it failed."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RELAIS_")}
        environment = kept | {"RELAIS_HOME": str(self._home), "HF_HUB_OFFLINE": "1"}
        command = [sys.executable, "-m", "bot", *words]
        started = time.perf_counter()
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=True)
        return time.perf_counter() - started, done.stdout


def show_help(tree: Checkout, _: Path) -> float:
    """Return the seconds until the help is shown."""
    return tree.run("--help")[0]


def ask_cold(tree: Checkout, _: Path) -> float:
    """Return the seconds until the first answer of a new process."""
    return tree.run("ask", QUESTIONS[0])[0]


def ask_warm(tree: Checkout, folder: Path) -> float:
    """Return the median seconds of a question in a process that has answered one before."""
    batch = folder / "batch.jsonl"
    batch.write_text("".join(json.dumps({"id": n, "text": q}) + "\n" for n, q in enumerate(QUESTIONS * 4)))
    answers = [json.loads(line) for line in tree.run("ask", "--batch", str(batch))[1].splitlines()]
    return float(median(answer["timings_ms"]["total"] for answer in answers[len(QUESTIONS) :])) / 1000


def add_page(tree: Checkout, folder: Path) -> float:
    """Return the seconds for adding one page to the index."""
    page = folder / "travel.md"
    page.write_text(PAGE.format(number=time.time_ns()), encoding="utf-8")
    return tree.run("index", "add", str(page))[0]


MEASURES: dict[str, Callable[[Checkout, Path], float]] = {
    "relais --help": show_help,
    "relais ask, cold": ask_cold,
    "one question, warm": ask_warm,
    "relais index add, one page": add_page,
}


def reference() -> float:
    """Return the seconds of a fixed workload of interpreted code and matrix products."""
    import numpy as np

    matrix = np.random.default_rng(0).random((500, 500))
    started = time.perf_counter()
    for _ in range(20):
        matrix = matrix @ matrix / np.linalg.norm(matrix)
        sum(number * number for number in range(50_000))
    return time.perf_counter() - started


@contextmanager
def checkout(revision: str) -> Iterator[Path]:
    """Yield a temporary folder that holds `revision`."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--detach", str(root), revision], check=True, capture_output=True)
        try:
            yield root
        finally:
            subprocess.run([*git, "remove", "--force", str(root)], check=True, capture_output=True)


def measure(roots: list[Path], repetitions: int) -> None:
    """Print a line a measure: the median of `repetitions` for each tree, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        trees = [Checkout(root, Path(folder) / f"home-{number}") for number, root in enumerate(roots)]
        for tree in trees:
            tree.run("index", "build")
        unit = median(reference() for _ in range(5))
        print(f"{'':32}{'seconds':>10}{'x reference':>13}" + (f"{'other':>10}{'ratio':>8}" if len(trees) > 1 else ""))
        for name, timed in MEASURES.items():
            taken = [[timed(tree, Path(folder)) for tree in trees] for _ in range(repetitions)]
            here, *others = (median(one) for one in zip(*taken, strict=True))
            compared = f"{others[0]:10.3f}{here / others[0]:8.2f}" if others else ""
            print(f"{name:32}{here:10.3f}{here / unit:13.1f}{compared}", flush=True)


def compare(revision: str, repetitions: int) -> None:
    """Print how this tree compares with `revision`, each measured so many times."""
    with checkout(revision) as other:
        measure([ROOT, other], repetitions)
