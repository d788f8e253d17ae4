"""While a menu is sought: bound and gap on stderr, Ctrl-C keeps the best, and stdout stays the result's."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from kgcore.cli.output import progress


class Watch:
    """Tells how far the search is; once stopped it asks the search to end with the best menu so far."""

    def __init__(self) -> None:
        self.stopped = False
        self._last_line = ""

    def __call__(self, points: float, bound: float, gap: float) -> bool:
        """Tell a new best menu or bound; return whether to stop."""
        text = f"目前 {points:.2f} 分，上界 {bound:.2f}，差距 {gap:.2%}"
        if gap < float("inf") and text != self._last_line:
            progress(text)
            self._last_line = text
        return self.stopped

    def stop(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a signal handler's signature
        """Ask to stop; a second time end at once."""
        if self.stopped:
            raise KeyboardInterrupt
        self.stopped = True
        progress("正在停止，保留目前最好的食谱 …（再按一次 Ctrl-C 立即退出）")


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch a search: Ctrl-C stops it, and nothing that a solver's library prints reaches stdout."""
    watch = Watch()
    before = signal.signal(signal.SIGINT, watch.stop)
    try:
        with silent_libraries():
            yield watch
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def silent_libraries() -> Iterator[None]:
    """Keep libraries off stdout, which belongs to the result: HiGHS prints there before it can be silenced."""
    sys.stdout.flush()
    stdout, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        with suppress(OSError, TypeError, AttributeError):  # what a library still holds must not come out later
            ctypes.CDLL(None).fflush(None)
        os.dup2(stdout, 1)
        os.close(stdout)
        os.close(nowhere)
