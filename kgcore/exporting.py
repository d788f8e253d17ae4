"""An office out into filled workbooks that `importing.import_files` reads back to an equal database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kgcore import registers
from kgcore.office import Office, OfficeError
from kgcore.periods import Span
from kgcore.store import period_column
from kgcore.workbook import write_workbook

MOST_ROWS = 1_000_000
"""Rows of one workbook; Excel ends at 1,048,576."""


def export_files(
    office: Office,
    folder: Path,
    names: Sequence[str] | None = None,
    *,
    span: Span | None = None,
    progress: Callable[[Path], None] | None = None,
) -> list[Path]:
    """Write registers of an office, every site of its database, into a folder: one workbook for each that has rows.

    Parameters
    ----------
    office : what is exported.
    folder : where to; it is made when it is missing, and must hold no workbook yet.
    names : registers; None = all.
    span : days of the registers kept by date, month or term, both ends included; the others are written whole.
        None = everything.
    progress : called with each workbook written.

    Raises
    ------
    OfficeError
        when the folder holds workbooks, or nothing is there to be written.
    KeyError
        when a name is no register.

    Examples
    --------
    >>> import tempfile
    >>> from kgcore.testing import tiny_office
    >>> with tempfile.TemporaryDirectory() as parent, tiny_office() as office:
    ...     [path.name for path in export_files(office, Path(parent) / "导出", ["sites", "attendance"])]
    ['园所.xlsx', '就餐人数.xlsx']
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.glob("*.xlsx")):
        raise OfficeError(f"{folder} 里已有 Excel 文件，导出不覆盖。请换一个空文件夹")
    paths = []
    for name in registers.REGISTERS if names is None else names:
        register = registers.get(name)
        if span is None or period_column(register) is None:
            rows = office.store.read(name)
        else:
            rows = office.store.read(name, start=span.start, end=span.end)
        title = registers.meta(register).title
        for part, first in enumerate(range(0, len(rows), MOST_ROWS), start=1):
            path = folder / (f"{title}.xlsx" if len(rows) <= MOST_ROWS else f"{title}-{part}.xlsx")
            write_workbook(path, {name: rows.iloc[first : first + MOST_ROWS].reset_index(drop=True)})
            paths.append(path)
            if progress is not None:
                progress(path)
    if not paths:
        raise OfficeError("没有可以导出的行" + (f"：{span.title}没有登记" if span else ""))
    return paths


__all__ = ["export_files"]
