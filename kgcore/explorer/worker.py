"""Worker: one job at a time beside the kernel's loop, so that a press on 停止 is heard while the planner runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from kgcore import disk
from kgcore.explorer.errors import BenchError
from kgcore.menu import Infeasible, MenuError, PostingError, SolverMissing
from kgcore.office import OfficeError
from kgcore.periods import PeriodError
from kgcore.present.fonts import GlyphError
from kgcore.store import StoreError

FORESEEN = (
    BenchError,
    MenuError,
    PostingError,
    SolverMissing,
    OfficeError,
    PeriodError,
    StoreError,
    GlyphError,
    OSError,
)

log = logging.getLogger("kgcore.explorer")


def said(error: Exception) -> str:
    """Return what went wrong as Chinese sentences; what nobody foresaw goes to the log with its trace."""
    if isinstance(error, OSError):
        return disk.said(error)
    if isinstance(error, Infeasible):
        return "\n".join(["排不出食谱：", *error.faults])
    if isinstance(error, FORESEEN):
        return str(error)
    log.error("unforeseen at the bench", exc_info=error)
    what = f"{type(error).__name__}：{error}"
    return f"程序出了没有料到的错（{what}）。食谱没有变，可以接着做；请把这句话告诉管理员"


class Worker:
    """Runs jobs.

    Parameters
    ----------
    busy : told what is being done, and None when it is over.
    failed : told in Chinese what went wrong.
    after : done after every job, whether it failed or not.
    """

    def __init__(
        self, busy: Callable[[str | None], None], failed: Callable[[str], None], after: Callable[[], None]
    ) -> None:
        self.busy, self.fail, self.after = busy, failed, after
        self._thread: threading.Thread | None = None
        self._lock = threading.RLock()
        self._doing: str | None = None
        self._next: tuple[str, Callable[[], object]] | None = None

    def run(self, doing: str, job: Callable[[], object]) -> None:
        """Start a job; while one runs, only the latest other request waits, and equal requests are done once.

        The browser greys the buttons only after a moment: what is pressed before must not be lost.
        """
        with self._lock:
            if self._doing is not None:
                if doing != self._doing:
                    self._next = (doing, job)
                return
            self._doing = doing
            self.busy(doing)
            self._thread = threading.Thread(target=self._work, args=(job,), daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Return when nothing runs and nothing waits."""
        if self._thread is not None:
            self._thread.join()

    def _work(self, job: Callable[[], object] | None) -> None:
        while job is not None:
            for step in (job, self.after):
                try:
                    step()
                except Exception as error:
                    self.fail(said(error))
            with self._lock:
                waiting, self._next = self._next, None
                self._doing, job = waiting or (None, None)
                self.busy(self._doing)
