"""What keeps a file from being read."""

from __future__ import annotations

from index.document import Fault
from index.errors import IndexFault


class Obstacle(IndexFault):
    """A file's text can't be had. Becomes a `Refusal`; seen by whoever adds documents."""

    def __init__(self, fault: Fault, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.fault: Fault = fault
