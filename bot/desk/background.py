"""Work of the desk that takes longer than a request: done one after the other in a thread, with its progress."""

from __future__ import annotations

import itertools
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import Any, Literal

from bot.logs import safe_traceback
from index.errors import IndexFailure
from index.library import Progress, Stage
from index.statement import Statement

TaskState = Literal["waiting", "running", "done", "refused", "failed"]
OVER: tuple[TaskState, ...] = ("done", "refused", "failed")
_KEPT = 20  # tasks that are over and can still be seen

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The result of a task: `said` is a text of section `task_result`, `value` whatever the page shows."""

    said: str
    value: Any = None
    is_refused: bool = False


Work = Callable[[Progress], TaskResult]


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it is now. `kind` is a text of section `task`, `name` what it is done to, `key` by what it is found.

    `percent` is of the whole task. `said` is a text of section `task_result`; `problem` tells a failure of the index.
    """

    number: int
    kind: str
    name: str
    key: str = ""
    state: TaskState = "waiting"
    stage: Stage | None = None
    percent: int = 0
    said: str = ""
    problem: Statement | None = None
    value: Any = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in OVER


class BackgroundTasks:
    """Does tasks in the order in which they were started, in one thread that ends with the process.

    They are known to this process alone: what is under way when it ends is not taken up again. `explain` tells what
    kept the index from being changed, with the remedy.
    """

    def __init__(self, name: str, explain: Callable[[Exception], Statement]) -> None:
        self._explain = explain
        self._name, self._numbers = name, itertools.count(1)
        self._lock = threading.Lock()
        self._tasks: dict[int, Task] = {}
        self._over: deque[int] = deque()
        self._queue: SimpleQueue[tuple[int, Work]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self, kind: str, name: str, work: Work, key: str = "", value: Any = None) -> Task:
        """Queue a task and return it; its `value` stays until the result has one."""
        with self._lock:
            task = Task(next(self._numbers), kind, name, key, value=value)
            self._tasks[task.number] = task
            self._queue.put((task.number, work))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
        return task

    def all(self) -> Sequence[Task]:
        """Return the tasks that are known, the latest first."""
        with self._lock:
            return [self._tasks[number] for number in sorted(self._tasks, reverse=True)]

    def latest(self, key: str) -> Task | None:
        """Return the latest task of that key, or None."""
        return next((task for task in self.all() if task.key == key), None)

    def forget(self, key: str) -> None:
        """Forget the tasks of that key that are over."""
        with self._lock:
            for task in [task for task in self._tasks.values() if task.key == key and task.is_over]:
                del self._tasks[task.number]
                self._over.remove(task.number)

    def _run(self) -> None:
        while True:
            number, work = self._queue.get()
            self._change(number, state="running")
            self._end(number, _done(work, _Shown(self, number), self._explain))

    def _change(self, number: int, **values: Any) -> None:
        with self._lock:
            self._tasks[number] = replace(self._tasks[number], **values)

    def _end(self, number: int, values: dict[str, Any]) -> None:
        with self._lock:
            self._tasks[number] = replace(self._tasks[number], percent=100, **values)
            self._over.append(number)
            if len(self._over) > _KEPT:
                del self._tasks[self._over.popleft()]


class _Shown:
    """Shows how far a task has come."""

    def __init__(self, tasks: BackgroundTasks, number: int) -> None:
        self._tasks, self._number = tasks, number

    def __call__(self, done: int, total: int, /) -> None:
        """Show that `done` of `total` is done."""
        self._tasks._change(self._number, percent=100 * done // total if total else 0)

    def enter(self, stage: Stage) -> None:
        """Show that `stage` begins."""
        self._tasks._change(self._number, stage=stage)


def _done(work: Work, progress: Progress, explain: Callable[[Exception], Statement]) -> dict[str, Any]:
    """Do the work, and return what the task is at its end."""
    try:
        result = work(progress)
    except IndexFailure as error:
        return {"state": "failed", "said": "index", "problem": explain(error)}
    except Exception as error:  # noqa: BLE001 - whatever it is, the tasks after it are done
        _log.error("A task of the desk failed:\n%s", safe_traceback(error))
        return {"state": "failed", "said": "fault"}
    state = "refused" if result.is_refused else "done"
    return {"state": state, "said": result.said} | ({} if result.value is None else {"value": result.value})
