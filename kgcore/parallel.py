"""Independent tasks side by side on the machine's processes; threads stay inside one solve (menu/planning/search.py).

A process that is killed, as by a machine short of memory, loses its own task only; another takes its place.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class KilledError(RuntimeError):
    """A process ended in the middle of its task; `exitcode` as the operating system gave it."""

    def __init__(self, exitcode: int | None) -> None:
        super().__init__(f"计算进程中途被终止（退出码 {exitcode}），可能是内存不够；再运行一次会补上")
        self.exitcode = exitcode


def each(
    task: Callable[[Item], Result], items: Sequence[Item], *, processes: int | None = None,
    fallback: Callable[[Item, KilledError], Result] | None = None,
    progress: Callable[[int, int, Result], None] | None = None,
) -> list[Result]:  # fmt: skip
    """Return the result of a task for each item, in the order of the items; one alone runs in this process.

    Parameters
    ----------
    task : a function of a module; its item and result small enough to send.
    processes : at most so many at a time; None = one for each core.
    fallback : gives the result of an item whose process was killed; None = KilledError is raised.
    progress : called with how many are done, how many there are, and the last result.

    Raises
    ------
    Exception
        what the task raised, after the processes are stopped.

    Examples
    --------
    >>> each(abs, [-2])
    [2]
    """
    if len(items) < 2 and fallback is None:
        return [task(item) for item in items]
    results: dict[int, Result] = {}
    queue = list(reversed(range(len(items))))
    crew = [_Worker[Result](task) for _ in range(min(processes or os.cpu_count() or 1, len(items)))]
    try:
        while len(results) < len(items):
            for worker in crew:
                if worker.number is None and queue:
                    number = queue.pop()
                    worker.give(number, items[number])
            busy: list[Any] = [worker.pipe for worker in crew if worker.number is not None]
            for pipe in wait(busy):
                worker = next(member for member in crew if member.pipe is pipe)
                number, answer = worker.take()
                if isinstance(answer, KilledError) and fallback is not None:
                    answer = fallback(items[number], answer)
                elif isinstance(answer, Exception):
                    raise answer
                results[number] = answer
                if progress:
                    progress(len(results), len(items), answer)
    finally:
        for worker in crew:
            worker.end()
    return [results[number] for number in range(len(items))]


class _Worker(Generic[Result]):
    """A process that does one task after another; when it is killed, a new one is started."""

    def __init__(self, task: Callable[[Any], Result]) -> None:
        self.task = task
        self.number: int | None = None
        self._start()

    def _start(self) -> None:
        # spawned, not forked: a solver's threads do not survive a fork
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(theirs, self.task), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, number: int, item: object) -> None:
        try:
            self.pipe.send(item)
        except OSError:  # it was killed while it had nothing to do
            self.end()
            self._start()
            self.pipe.send(item)
        self.number = number

    def take(self) -> tuple[int, Any]:
        """Return the number of the item and its result, or the exception that stands for it."""
        assert self.number is not None
        number, self.number = self.number, None
        try:
            return number, self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            fault = KilledError(self.process.exitcode)
            self.pipe.close()
            self._start()
            return number, fault

    def end(self) -> None:
        self.pipe.close()
        if self.number is not None:
            self.process.terminate()
        self.process.join()


def _work(pipe: Connection, task: Callable[[Any], Any]) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # libraries greet on stdout, which belongs to whoever started us
    while True:
        try:
            item = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            answer: Any = task(item)
        except KeyboardInterrupt:
            return
        except Exception as fault:
            answer = fault
        pipe.send(answer)


__all__ = ["KilledError", "each"]
