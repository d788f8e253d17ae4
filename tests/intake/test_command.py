"""`kg import` of a sheet of the office's own: questions in a workbook or at the terminal, exit codes, JSON."""

import json

import openpyxl
import pytest

from kgcore.cli import questions
from kgcore.cli.application import run
from kgcore.testing import tiny_office


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with tiny_office() as office:
        (tmp_path / "office.db").write_bytes((office.folder / "office.db").read_bytes())
    book = openpyxl.Workbook()
    for row in (
        ["领料单"],
        ["领用日期：2026年5月28日"],
        ["品名", "规格", "单位", "实发数量"],
        ["鸡蛋", "约1斤/盘", "盘", 2],
    ):
        book.active.append(row)
    book.save("领料.xlsx")
    return tmp_path


def test_questions_lie_in_a_workbook_that_is_imported_back(place, capsys):
    assert run(["import", "领料.xlsx"]) == 1
    said = capsys.readouterr().out
    assert "待确认" in said and "kg import 待确认.xlsx 领料.xlsx" in said
    book = openpyxl.load_workbook("待确认.xlsx")
    page = book["待确认"]
    column = {cell.value: cell.column for cell in page[1]}
    assert len(page.data_validations.dataValidation) > 0  # one for each question with proposals
    for row in range(2, page.max_row + 1):
        proposals = page.cell(row, column["建议"]).value
        page.cell(row, column["答案"]).value = proposals.split(";")[0]
    book.save("待确认.xlsx")
    assert run(["import", "待确认.xlsx", "领料.xlsx", "--yes"]) == 0
    assert "领料.xlsx：已导入 出入库 1 行" in capsys.readouterr().out


def test_the_terminal_asks_one_after_the_other(place, capsys, monkeypatch):
    texts = iter(["1"] * 20)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(questions.typer, "prompt", lambda *_, **__: next(texts))
    assert run(["import", "领料.xlsx"]) == 0
    assert "已导入 出入库 1 行" in capsys.readouterr().out


def test_a_dry_run_tells_files_sheets_tables_and_writes_nothing(place, capsys):
    assert run(["import", "领料.xlsx", "--dry-run", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    table = document["files"][0]["sheets"][0]["tables"][0]
    assert table["kind"] == "出库/领料" and table["register"] == "movements"
    assert table["rows"] == [
        {
            "date": "2026-05-28",
            "kind": "领用",
            "food_written": "鸡蛋",
            "food": "鸡蛋",
            "quantity_kg": 1,
            "asked": ["quantity_kg"],
        }
    ]
    assert table["asks"] == [{"about": "kg", "written": "鸡蛋·盘(约1斤/盘)", "proposals": ["0.5"]}]
    assert {"made", "controls", "faults", "asks", "skipped", "never"} <= table.keys()
    assert not (place / "待确认.xlsx").exists()


def test_faults_are_named_by_file_sheet_and_cell_in_print_and_in_json(place, capsys):
    book = openpyxl.Workbook()
    heads = ["日期", "品名", "单位", "数量", "金额"]
    rows = [
        ["2026-05-28", "鸡蛋", "斤", "三十", 54],
        ["5月45日", "鸡蛋", "斤", 10, 54],
        ["2026-05-28", "大米", "斤", 0, 9],
    ]
    for row in (["采购清单"], heads, *rows):
        book.active.append(row)
    book.save("采购.xlsx")
    assert run(["import", "采购.xlsx", "--dry-run", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [(fault["sheet"], fault["cell"], fault["value"]) for fault in document["faults"]] == [
        ("Sheet", "D3", "三十"), ("Sheet", "A4", "5月45日"),
    ]  # fmt: skip
    assert "D3" in str(document["files"][0]["sheets"][0]["tables"][0]["faults"])
    for row in (3, 4):
        book.active.cell(row, 1).value, book.active.cell(row, 4).value = "2026-05-28", 10
    book.save("采购.xlsx")
    for flags in (["--dry-run"], []):
        assert run(["import", "采购.xlsx", *flags]) == 1
        assert "采购.xlsx，工作表《Sheet》 D5（数量）：写的是“0”；不得小于 0.001 kg" in capsys.readouterr().out


def test_rows_are_taken_out_only_with_consent(place, capsys):
    book = openpyxl.Workbook()
    for row in (
        ["采购清单 2026年5月28日"],
        ["品名", "单位", "数量", "金额"],
        ["鸡蛋", "斤", 10, 54],
        ["大米", "斤", 10, 26],
    ):
        book.active.append(row)
    book.save("采购.xlsx")
    assert run(["import", "采购.xlsx"]) == 0
    book.active.delete_rows(4)
    book.save("采购.xlsx")
    assert run(["import", "采购.xlsx", "--replace", "2026-05"]) == 1
    said = capsys.readouterr()
    assert "2026-05-28 大米 5 kg 26 元" in said.err and "--yes" in said.err and "没有写入" in said.out
    assert run(["import", "采购.xlsx", "--replace", "2026-05", "--yes"]) == 0
    assert run(["undo", "--yes"]) == 0
