"""A sheet of the office's own: it waits for its answers, goes in whole, and is asked about once."""

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from kgcore.importing import import_files
from kgcore.intake import answer_workbook, import_sheets, is_form
from kgcore.testing import tiny_office
from kgcore.workbook import write_template

TODAY = dt.date(2026, 6, 30)


@pytest.fixture(scope="module")
def office():
    with tiny_office() as office:
        yield office


def sheet(path, *rows, title="Sheet1"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def purchases(path, eggs=10):
    return sheet(
        path,
        ["食堂采购清单 2026年6月8日"],
        ["品名", "规格", "单位", "数量", "单价", "金额", "供货商", "经手人"],
        ["鸡蛋", None, "板", eggs / 2, 10.8, eggs * 5.4, "城南蛋行", "王师傅"],
        ["大米", "25kg/袋", "袋", 2, 130, 260, "城东粮油", "王师傅"],
        ["合计", None, None, None, None, eggs * 5.4 + 260, None, None],
    )


def answered(questions, **own):
    """Return the questions answered by their first proposals, or as given."""
    first = questions["proposals"].str.split(";").str[0].fillna("1")
    return questions.assign(
        answer=[own.get(text, answer) for text, answer in zip(questions["written"], first, strict=True)]
    )


@pytest.mark.parametrize("way", ["workbook", "register"])
def test_a_sheet_waits_for_its_answers_and_then_goes_in_whole(tmp_path, way):
    path = purchases(tmp_path / "采购.xlsx")
    with tiny_office() as office:
        before = len(office.read("movements"))
        first = import_sheets(office, [path], who="S002", today=TODAY)
        assert first.is_open and not first.row_counts and len(office.read("movements")) == before
        assert first.open_sheets[0]["first_day"] == dt.date(2026, 6, 8)
        assert first.questions["written"].tolist() == ["鸡蛋·板"]
        if way == "workbook":
            form = answer_workbook(tmp_path / "待确认.xlsx", answered(first.questions), office.site)
            assert is_form(form)
            assert not import_files(office, [form], who="S002").faults
        else:
            office.write({"answers": answered(first.questions)}, who="S002")
        second = import_sheets(office, [path], who="S002", today=TODAY)
        assert not second.is_open and len(second.questions) == 0, second.lines()
        rows = office.read("movements").tail(2).set_index("food")
        assert rows["quantity_g"].to_dict() == {"鸡蛋": 8250, "大米": 50000}
        assert rows["amount_fen"].to_dict() == {"鸡蛋": 5400, "大米": 26000}
        suppliers = office.read("suppliers").set_index("supplier")
        named = suppliers.loc[rows["supplier"], "name"]
        assert dict(zip(rows.index, named, strict=True)) == {"鸡蛋": "城南蛋行", "大米": "城东粮油"}
        assert suppliers.loc[rows["supplier"], "licence_expires"].isna().all()
        assert office.read("waiting_sheets")["questions"].tolist() == [0]
        again = import_sheets(office, [path], who="S002", today=TODAY)
        assert again.repeats and not again.row_counts and len(office.read("movements")) == before + 2
        office.store.undo(who="S002")
        assert len(office.read("movements")) == before


def test_nothing_personal_is_kept_and_it_is_told_by_its_heading(office, tmp_path):
    result = import_sheets(office, [purchases(tmp_path / "采购.xlsx")], who="S002", dry_run=True, today=TODAY)
    assert "没有读入、也不保存：经手人" in "\n".join(result.lines())
    assert "王师傅" not in str(result.described())


def test_a_dry_run_keeps_nothing(office, tmp_path):
    before = office.store.fingerprint(["answers", "waiting_sheets", "suppliers", "movements"])
    result = import_sheets(office, [purchases(tmp_path / "采购.xlsx")], who="S002", dry_run=True, today=TODAY)
    assert len(result.questions)
    assert office.store.fingerprint(["answers", "waiting_sheets", "suppliers", "movements"]) == before


def test_a_sum_that_is_not_number_times_price_is_told_beside_the_rows(office, tmp_path):
    path = sheet(
        tmp_path / "采购.xlsx",
        ["采购清单 2026年6月8日"],
        ["品名", "单位", "数量", "单价", "金额"],
        ["鸡蛋", "斤", 10, 5.4, 64],
    )
    table = import_sheets(office, [path], who="S002", dry_run=True, today=TODAY).readings[0].sheets[0].tables[0]
    assert len(table.rows) == 1
    assert table.faults == ["第 3 行 鸡蛋：金额 64.00 元与数量 × 单价 54.00 元不符"]


@pytest.mark.parametrize(
    ("unit", "specification", "proposal"), [("桶", "20L/桶", "20"), ("箱", "100g*40杯", "4"), ("条", None, None)]
)
def test_what_a_piece_weighs_is_asked_and_remembered_by_food_and_unit(tmp_path, unit, specification, proposal):
    rows = [["入库单 2026年6月8日"], ["品名", "规格", "单位", "数量", "金额"], ["鸡蛋", specification, unit, 3, 90]]
    path = sheet(tmp_path / "入库.xlsx", *rows)
    with tiny_office() as office:
        questions = import_sheets(office, [path], who="S002", today=TODAY).questions
        weight = questions[questions["about"] == "一件合几千克"].iloc[0]
        assert weight["proposals"] == proposal or (proposal is None and pd.isna(weight["proposals"]))
        office.write({"answers": answered(questions, **{weight["written"]: "1.5"})}, who="S002")
        assert not import_sheets(office, [path], who="S002", today=TODAY).is_open
        assert office.read("movements")["quantity_g"].iloc[-1] == 4500


def test_a_row_that_is_not_wanted_is_left_out(tmp_path):
    path = sheet(
        tmp_path / "采购.xlsx",
        ["采购清单 2026年6月8日"],
        ["品名", "单位", "数量", "金额"],
        ["卫生纸", "斤", 3, 20],
        ["鸡蛋", "斤", 10, 54],
    )
    with tiny_office() as office:
        before = len(office.read("movements"))
        questions = import_sheets(office, [path], who="S002", today=TODAY).questions
        office.write({"answers": answered(questions, 卫生纸="不要")}, who="S002")
        result = import_sheets(office, [path], who="S002", today=TODAY)
        assert not result.is_open, result.lines()
        assert office.read("movements")["food"].tolist()[before:] == ["鸡蛋"]


def test_a_template_is_a_form_and_a_sheet_with_a_registers_name_is_not(tmp_path):
    assert is_form(write_template(tmp_path / "模板.xlsx", ["samples"]))
    own = sheet(tmp_path / "留样.xlsx", ["食品留样记录表"], ["日期", "餐次", "饭菜名称", "留样数量"], title="留样")
    assert not is_form(own)
    (tmp_path / "x.csv").write_text("品名,数量\n", encoding="utf-8")
    assert not is_form(tmp_path / "x.csv")


def test_what_a_waiting_sheet_would_make_is_made_by_the_sheet_that_goes_in(tmp_path):
    heads = ["品名", "单位", "数量", "金额", "供货商"]
    book = openpyxl.Workbook()
    book.remove(book.active)
    for day, unit in ((8, "板"), (9, "斤")):
        page = book.create_sheet(f"6.{day}")
        for row in ([f"采购清单 2026年6月{day}日"], heads, ["鸡蛋", unit, 2, 20, "新来的行"]):
            page.append(row)
    book.save(tmp_path / "采购.xlsx")
    with tiny_office() as office:
        first = import_sheets(office, [tmp_path / "采购.xlsx"], who="S002", today=TODAY)
        assert not first.faults and first.row_counts["采购.xlsx"] == {"suppliers": 1, "movements": 1}, first.lines()
        office.write({"answers": answered(first.questions)}, who="S002")
        second = import_sheets(office, [tmp_path / "采购.xlsx"], who="S002", today=TODAY)
        assert second.row_counts["采购.xlsx"] == {"movements": 1}, second.lines()
        assert office.read("suppliers")["name"].tolist().count("新来的行") == 1


def test_a_sheet_with_the_name_of_a_register_and_headings_of_its_own_is_no_form(tmp_path):
    heads = ["日期", "来访时间", "姓名", "单位", "身份证号", "电话", "事由", "被访人", "离开时间"]
    visitor = ["2026-10-12", "9:00", "", "区教育局", "", "", "检查", "园长", "9:40"]
    assert not is_form(sheet(tmp_path / "访客.xlsx", ["访客登记表"], heads, visitor, title="访客"))
    heads[1:] = ["访客牌号", "进门时间", "事由", "接待人"]  # copied out of the template
    assert is_form(sheet(tmp_path / "模板.xlsx", heads, title="访客"))
