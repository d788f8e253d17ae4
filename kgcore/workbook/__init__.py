"""Excel in and out: templates, filled workbooks, and the reading that names every fault by sheet and cell."""

from __future__ import annotations

from kgcore.workbook.faults import CellFault, faults_workbook, listing
from kgcore.workbook.reading import Reading, read_workbook
from kgcore.workbook.sheet_rows import SheetRows
from kgcore.workbook.template import write_template, write_workbook

__all__ = [
    "CellFault",
    "Reading",
    "SheetRows",
    "faults_workbook",
    "listing",
    "read_workbook",
    "write_template",
    "write_workbook",
]
