"""Every template, filled, opened and saved by LibreOffice, imports as before; skipped where there is no soffice."""

import datetime as dt
import shutil
import subprocess

import pytest

from kgcore import registers
from kgcore.exporting import export_files
from kgcore.importing import import_files
from kgcore.office import Office
from kgcore.testing import tiny_office

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="soffice is not installed")
FEW = [
    "sites",
    "calendar",
    "classes",
    "children",
    "attendance",
    "staff",
    "receipts",
    "invoices",
    "fee_rates",
    "suppliers",
]
"""With dates, months, money, whole and decimal numbers, long numbers as text, yes and no, drop-downs."""


def saved_by_libreoffice(paths, folder):
    """Return workbooks as LibreOffice saves them after opening."""
    command = [
        SOFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
        "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "saved"), *map(str, paths),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    saved = [folder / "saved" / path.name for path in paths]
    assert all(path.is_file() for path in saved)
    assert all(path.read_bytes() != own.read_bytes() for path, own in zip(saved, paths, strict=True))
    return saved


@pytest.mark.parametrize(
    "names", [FEW, pytest.param(list(registers.REGISTERS), marks=pytest.mark.full)], ids=["few", "all"]
)
def test_what_libreoffice_saves_imports_into_an_equal_database(names, tmp_path):
    with tiny_office() as office, Office.open(tmp_path / "again.db") as again:
        paths = export_files(office, tmp_path / "导出", names)
        result = import_files(again, saved_by_libreoffice(paths, tmp_path), who="甲", today=dt.date(2026, 12, 31))
        assert result.faults == []
        assert again.store.fingerprint(names) == office.store.fingerprint(names)
