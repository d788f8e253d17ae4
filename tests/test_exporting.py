"""An office goes out into workbooks and comes back the same; a sheet is compared with what is there before."""

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

from kgcore import registers
from kgcore.cli.application import run
from kgcore.exporting import export_files
from kgcore.importing import import_files
from kgcore.office import Office, OfficeError
from kgcore.periods import parse
from kgcore.store import StoreError
from kgcore.workbook import write_workbook

NAMES = list(registers.REGISTERS)
LATER = dt.date(2026, 12, 31)


@pytest.fixture
def office(tiny):
    return tiny


@pytest.fixture
def command(tiny_address, tmp_path, monkeypatch):
    """Call kg in an empty folder, on the office."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KGCORE_DATABASE", tiny_address)
    return lambda *words: run(list(words))


def load(office, *paths, **options):
    return import_files(office, list(paths), who="甲", today=LATER, **options)


@pytest.mark.core
def test_what_is_exported_is_imported_into_an_equal_database(office, address, tmp_path):
    paths = export_files(office, tmp_path / "导出")
    with Office.open(address) as again:
        result = load(again, *paths)
        assert result.faults == []
        assert again.store.fingerprint(NAMES) == office.store.fingerprint(NAMES)
        assert again.store.discrepancies().empty


def test_kindergartens_that_a_later_one_feeds_come_back(tmp_path, address):
    rows = [
        ("annex", "分园", "kitchen"),
        ("kitchen", "食堂园", "zhu"),
        ("other", "别园", "other"),
        ("zhu", "主园", "zhu"),
    ]
    sites = pd.DataFrame(rows, columns=["site", "name", "kitchen"])
    with Office.open(address) as office:
        result = load(office, write_workbook(tmp_path / "园所.xlsx", {"sites": sites}))
        assert result.faults == []
        assert office.store.read("sites")["site"].tolist() == ["annex", "kitchen", "other", "zhu"]
        office.store.undo(who="甲")
        assert office.store.read("sites").empty


def test_some_registers_and_a_span(office, tmp_path):
    paths = export_files(office, tmp_path / "周", ["attendance", "suppliers"], span=parse("2026-W20"))
    assert [path.name for path in paths] == ["就餐人数.xlsx", "供应商.xlsx"]
    result = load(office, paths[0])
    week = len(office.read("attendance", "2026-W20"))
    assert result.comparisons["就餐人数.xlsx"]["attendance"].same_rows == week
    assert result.comparisons["就餐人数.xlsx"]["attendance"].only_in_store == 0
    with pytest.raises(OfficeError, match="换一个空文件夹"):
        export_files(office, tmp_path / "周")
    with pytest.raises(OfficeError, match="没有可以导出的行"):
        export_files(office, tmp_path / "空", ["attendance"], span=parse("2020-05"))


def sheet(office, tmp_path, rows, name="就餐人数"):
    return write_workbook(Path(tmp_path) / f"{name}.xlsx", {"attendance": rows})


def test_new_changed_same_and_only_in_the_database_are_told(office, tmp_path):
    rows = office.read("attendance", "2026-05")
    changed = rows.iloc[1:].reset_index(drop=True)
    changed.loc[0, "diners"] -= 1
    result = load(office, sheet(office, tmp_path, changed))
    comparison = result.comparisons["就餐人数.xlsx"]["attendance"]
    assert (comparison.new_rows, comparison.changed_rows) == (0, 1)
    assert comparison.same_rows == len(rows) - 2
    assert comparison.only_in_store == 1
    assert "改动 1 行" in "\n".join(result.lines())
    assert "库里另有 1 行不在表里，没有动" in "\n".join(result.lines())
    assert len(office.read("attendance", "2026-05")) == len(rows)


@pytest.mark.core
def test_a_sheet_that_is_the_truth_removes_what_it_lacks_and_can_be_taken_back(office, tmp_path):
    before = office.store.fingerprint(NAMES)
    rows = office.read("attendance", "2026-05")
    result = load(office, sheet(office, tmp_path, rows.iloc[2:]), replace=parse("2026-05"))
    assert result.faults == []
    assert "删去表里没有的 2 行" in "\n".join(result.lines())
    assert len(office.read("attendance", "2026-05")) == len(rows) - 2
    last = office.store.journal().iloc[-1]
    assert (last["rows_removed"], last["rows_same"]) == (2, len(rows) - 2)
    office.store.undo(who="甲")
    assert office.store.fingerprint(NAMES) == before
    assert office.store.discrepancies().empty


@pytest.mark.core
def test_rows_outside_the_days_and_entries_of_a_ledger_are_not_replaced(office, tmp_path):
    rows = office.read("attendance", "2026-05")
    with pytest.raises(StoreError, match="不在要替换的 2026-W20 之内"):
        load(office, sheet(office, tmp_path, rows), replace=parse("2026-W20"))
    ledger = write_workbook(tmp_path / "出入库.xlsx", {"movements": office.read("movements", "2026-05").iloc[1:]})
    with pytest.raises(StoreError, match="只增不改，不能删去"):
        load(office, ledger, replace=parse("2026-05"))


def test_many_changes_are_asked_for(office, command, tmp_path, capsys):
    rows = office.read("attendance", "2026-05")
    sheet(office, tmp_path, rows.assign(diners=rows["diners"] - 1))
    before = office.store.fingerprint(["attendance"])
    assert command("import", "就餐人数.xlsx") == 1
    said = capsys.readouterr()
    assert "要改动已有的 108 行" in said.err
    assert "没有写入" in said.out
    assert office.store.fingerprint(["attendance"]) == before
    assert command("import", "就餐人数.xlsx", "--yes", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["comparisons"]["就餐人数.xlsx"]["attendance"]["changed_rows"] == 108


def test_an_office_is_exported_by_the_command_line(command, capsys):
    assert command("export", "导出", "--register", "就餐人数", "--register", "suppliers", "--span", "2026-W20") == 0
    assert "已导出 2 个台账" in capsys.readouterr().out
    assert command("export", "导出", "--register", "没有的") == 2
    assert command("export", "导出") == 1
    assert "换一个空文件夹" in capsys.readouterr().err
