"""What can go wrong with a report, told apart by whose fault it is."""

from __future__ import annotations

from typing import Any

SENTENCES = frozenset(
    {
        "BusyError", "CalendarError", "CardError", "FaultsError", "FontError", "FoundingError", "GlyphError",
        "Infeasible", "KilledError", "LedgerError",
        "MenuError", "NotAKitchenError", "NotAMenu", "NotComputableError", "NothingRecordedError", "OfficeError",
        "PeriodError",
        "PostedAlready", "PostingError", "ProfileError", "SchemaError", "ScorecardError", "SolverMissing", "StockError",
        "StoreError", "TraceError", "UnknownChildError", "UnknownFoodError", "UnknownStandardError",
        "UnknownTableError", "Unreadable",
    }
)  # fmt: skip
"""Errors of kgcore that a cell may end with, each a sentence for people. A kernel tells only the name of an error."""


class CallError(ValueError):
    """The call is at fault: no such report, an unknown or wrong parameter. The message is Chinese."""


class RunError(RuntimeError):
    """The notebook did not run to its end as it should.

    `where` names the cell for people, `trace` is what Python said, `notebook` what had been executed until then.
    `of_target`: nothing is wrong with the data, but the disk or the folder of the reports does not take the report.
    """

    def __init__(
        self, message: str, *, where: str = "", trace: str = "", notebook: Any = None, of_target: bool = False
    ) -> None:
        super().__init__(message)
        self.where = where
        self.trace = trace
        self.notebook = notebook
        self.of_target = of_target
