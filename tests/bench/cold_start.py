"""The cold start: a new process until its first answer. The floor is the imports that it can't do without."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.figures import Figure, to_lines
from tests.bench.processes import run
from tests.bench.questions import questions


def measure(home: Path, size: int) -> list[Figure]:
    """Return the figures of the first of `size` questions, each in a process of its own; the least of them counts."""
    imports = run(home, "tests.bench.imports")
    helped = run(home, "bot", "--help")
    asked = [run(home, "bot", "ask", question) for question in questions(size)]
    least, most = min(one.cpu for one in asked), max(one.memory for one in asked)
    return [
        Figure("`relais --help`", helped.cpu, "s"),
        Figure("`relais ask`, to the first answer", least, "s", "imports alone", imports.cpu),
        Figure("its memory", most, "MB", "imports alone", imports.memory),
    ]


if __name__ == "__main__":
    print(to_lines(measure(Path(sys.argv[1]), int(sys.argv[2]))))
