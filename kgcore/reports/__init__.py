"""Reports: the catalogue, execution, verification, publication, and one nbconvert exporter for each format."""

from kgcore.reports.catalogue import Entry, entries, find
from kgcore.reports.due import due_periods, run_due
from kgcore.reports.errors import CallError, RunError
from kgcore.reports.runner import ReportOutcome, run, run_all

__all__ = [
    "CallError",
    "Entry",
    "ReportOutcome",
    "RunError",
    "due_periods",
    "entries",
    "find",
    "run",
    "run_all",
    "run_due",
]
