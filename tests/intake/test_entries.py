"""Entries of sheets imported again: the same number, a correction asked and made as reversal and new entry."""

import datetime as dt

import pytest

from kgcore.intake import import_sheets
from kgcore.intake.rows import AMEND, ANOTHER
from kgcore.periods import read_span
from kgcore.testing import tiny_office
from tests.sheets.books import book

TODAY = dt.date(2026, 6, 30)
HEADS = ["品名", "单位", "数量", "金额", "供货商"]


def purchases(path, *rows):
    return book(path, [["采购清单 2026年6月8日"], HEADS, *rows])


def bought(office, day="2026-06-08"):
    """Return kilograms and yuan that the ledger holds of each food of a day, reversals taken off."""
    rows = office.read("movements")
    rows = rows[rows["date"] == day]
    sign = rows["kind"].map({"采购": 1, "冲正": -1})
    sums = rows.assign(kg=sign * rows["quantity_g"] / 1000, yuan=sign * rows["amount_fen"] / 100)
    return {food: (float(part["kg"].sum()), float(part["yuan"].sum())) for food, part in sums.groupby("food")}


def answer(office, questions, text):
    office.write({"answers": questions.assign(answer=text)}, who="S002")


@pytest.mark.parametrize("text", [AMEND, ANOTHER])
def test_a_corrected_figure_is_asked_and_never_counted_twice(tmp_path, text):
    path = tmp_path / "采购.xlsx"
    with tiny_office() as office:
        purchases(
            path, ["鸡蛋", "斤", 10, 54, "甲行"], ["大米", "斤", 100, 260, "甲行"], ["大米", "斤", 20, 52, "甲行"]
        )
        assert not import_sheets(office, [path], who="S002", today=TODAY).is_open
        assert bought(office) == {"鸡蛋": (5, 54), "大米": (60, 312)}
        purchases(
            path, ["大米", "斤", 100, 260, "甲行"], ["鸡蛋", "斤", 8, 43.2, "甲行"], ["大米", "斤", 20, 52, "甲行"]
        )
        asked = import_sheets(office, [path], who="S002", today=TODAY)
        assert asked.questions["about"].tolist() == ["与已记的不同"] and bought(office)["鸡蛋"] == (5, 54)
        assert "鸡蛋：已记 5 kg 54 元，表上 4 kg 43.2 元" in asked.questions["written"].iloc[0]
        answer(office, asked.questions, text)
        done = import_sheets(office, [path], who="S002", today=TODAY)
        assert not done.is_open
        if text == AMEND:
            assert bought(office) == {"鸡蛋": (4, 43.2), "大米": (60, 312)}
            assert "更正 1 笔" in "\n".join(done.lines())
            # The corrected entry may be corrected again, and read again from another file it is the same.
            again = purchases(tmp_path / "采购（新）.xlsx", ["鸡蛋", "斤", 8, 43.2, "甲行"])
            assert not import_sheets(office, [again], who="S002", today=TODAY).is_open
            assert bought(office)["鸡蛋"] == (4, 43.2)
        else:
            assert bought(office)["鸡蛋"] == (9, 97.2)


def test_an_order_of_rows_changes_no_number(tmp_path):
    rows = [["鸡蛋", "斤", 10, 54, "甲行"], ["大米", "斤", 100, 260, "甲行"], ["鸡蛋", "斤", 6, 30, "乙行"]]
    with tiny_office() as office:
        import_sheets(office, [purchases(tmp_path / "甲.xlsx", *rows)], who="S002", today=TODAY)
        before = len(office.read("movements"))
        turned = import_sheets(office, [purchases(tmp_path / "乙.xlsx", *rows[::-1])], who="S002", today=TODAY)
        assert not turned.is_open and len(office.read("movements")) == before


def test_children_become_codes_whose_names_lie_beside_the_database(tmp_path):
    heads = ["班级", "姓名", "体检日期", "身高(cm)", "体重（kg）"]
    first = [["新一班", "王小朵", "2026-06-08", 108.5, 18.2], ["新一班", "李一诺", "2026-06-08", 103, 16]]
    later = [["新一班", "李 一诺", "2026-06-22", 103.4, 16.2], ["新一班", "陈果果", "2026-06-22", 110, 19]]
    with tiny_office() as office:
        classes = office.read("classes")
        office.write({"classes": classes.head(1).assign(class_name="新一班")}, who="S002")
        path = book(tmp_path / "体检.xlsx", [["幼儿体检登记表"], heads, *first])
        done = import_sheets(office, [path], who="S002", today=TODAY)
        assert not done.is_open, done.lines()
        mapping = office.folder / "幼儿对照.csv"
        assert str(mapping) in "\n".join(done.lines()) and "王小朵" in mapping.read_text(encoding="utf-8")
        assert (office.folder / ".gitignore").read_text(encoding="utf-8").split() == ["幼儿对照.csv"]
        kept = office.read("children").set_index("child")
        codes = list(kept.index[kept["class_name"] == "新一班"])
        assert len(codes) == 2 and kept.loc[codes, "sex"].isna().all()
        path = book(tmp_path / "体检2.xlsx", [["幼儿体检登记表"], heads, *later])
        asked = import_sheets(office, [path], who="S002", today=TODAY)
        assert asked.questions["written"].str.startswith("新一班 1 名没有登记的幼儿").tolist() == [True]
        answer(office, asked.questions, asked.questions["proposals"].iloc[0].split(";")[0])
        assert not import_sheets(office, [path], who="S002", today=TODAY).is_open
        rows = office.read("measurements")
        assert rows[rows["child"] == codes[1]]["height_cm"].tolist() == [103, 103.4]
        assert b"\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x9c\xb5" not in (office.folder / "office.db").read_bytes()


def test_a_row_deleted_from_a_sheet_is_told_and_taken_out_with_replace(tmp_path):
    path, month = tmp_path / "采购.xlsx", read_span("2026-06")
    rows = [["鸡蛋", "斤", 10, 54, "甲行"], ["大米", "斤", 100, 260, "乙行"], ["牛奶", "斤", 4, 20, "乙行"]]
    with tiny_office() as office:
        office.write({"movements": own_entry(office)}, who="S002")
        import_sheets(office, [purchases(path, *rows)], who="S002", today=TODAY)
        done = import_sheets(office, [purchases(path, rows[0], rows[2])], who="S002", today=TODAY)
        said = "\n".join(done.lines())
        assert "采购.xlsx：以前导入的有 1 行现在不在表里：《出入库》1 行（2026-06-08 大米 50 kg 260 元）" in said
        assert "--replace 2026-06-08..2026-06-08" in said and bought(office)["大米"] == (50, 260)
        dry = import_sheets(office, [path], who="S002", today=TODAY, replace_days=month, dry_run=True)
        assert dry.removals and bought(office)["大米"] == (50, 260)
        refused = import_sheets(office, [path], who="S002", today=TODAY, replace_days=month, consent=lambda _: False)
        assert refused.is_open and bought(office)["大米"] == (50, 260)
        done = import_sheets(office, [path], who="S002", today=TODAY, replace_days=month)
        assert not done.is_open, done.lines()
        assert bought(office) == {"鸡蛋": (5, 54), "大米": (0, 0), "牛奶": (2, 20)}
        assert "M20260609-901" in set(office.read("movements")["entry"])  # no ordinary sheet brought it
        again = import_sheets(office, [path], who="S002", today=TODAY, replace_days=month)
        assert not again.is_open and not again.removals
        office.store.undo(who="S002")
        assert bought(office)["大米"] == (50, 260)


def own_entry(office):
    """Return a purchase that somebody entered by hand in the same month."""
    row = office.read("movements").query("kind == '采购'").head(1)
    return row.assign(entry="M20260609-901", date="2026-06-09")


def test_rows_outside_the_days_to_replace_are_named_by_cell(tmp_path):
    path = book(
        tmp_path / "采购.xlsx",
        [
            ["采购清单"],
            ["日期", *HEADS],
            ["2026-06-08", "鸡蛋", "斤", 10, 54, "甲行"],
            ["2026-07-01", "鸡蛋", "斤", 9, 50],
        ],
    )
    with tiny_office() as office:
        done = import_sheets(office, [path], who="S002", today=dt.date(2026, 7, 9), replace_days=read_span("2026-06"))
        assert [(fault.sheet, fault.cell, fault.value) for fault in done.faults] == [("Sheet1", "A4", "2026-07-01")]
        assert not done.row_counts


def test_counts_of_a_class_that_is_no_longer_in_its_sheet_are_removed(tmp_path):
    path = tmp_path / "就餐人数.xlsx"
    head = [["2026年6月8日就餐人数登记表"], ["班级", "午餐", "午点"]]
    with tiny_office() as office:
        names = office.read("classes")["class_name"].tolist()
        rows = [[name, 8, 7] for name in names]
        assert not import_sheets(office, [book(path, [*head, *rows])], who="S002", today=TODAY).is_open
        book(path, [*head, *rows[:1]])
        told = import_sheets(office, [path], who="S002", today=TODAY)
        assert "《就餐人数》2 行" in "\n".join(told.lines()) and len(counted(office)) == 4
        done = import_sheets(office, [path], who="S002", today=TODAY, replace_days=read_span("2026-06-08..2026-06-08"))
        assert not done.is_open, done.lines()
        assert set(counted(office)["class_name"]) == {names[0]}
        office.store.undo(who="S002")
        assert len(counted(office)) == 4


def counted(office):
    rows = office.read("attendance")
    return rows[rows["date"] == "2026-06-08"]


def test_two_like_lines_of_a_sheet_are_two_purchases_and_the_same_list_sent_twice_is_told(tmp_path):
    rows = [["鸡蛋", "斤", 10, 54, "甲行"], ["鸡蛋", "斤", 10, 54, "甲行"]]
    with tiny_office() as office:
        import_sheets(office, [purchases(tmp_path / "采购.xlsx", *rows)], who="S002", today=TODAY)
        assert bought(office) == {"鸡蛋": (10, 108)}
        twice = purchases(tmp_path / "送货单.xlsx", ["鸡蛋", "斤", 10, 54, "甲行"], ["大米", "斤", 20, 52, "甲行"])
        said = "\n".join(import_sheets(office, [twice], who="S002", today=TODAY).lines())
        assert (
            "送货单.xlsx《Sheet1》第 3 行与以前从 采购.xlsx 导入的相同（2026-06-08 鸡蛋 5 kg 54 元），只记一次" in said
        )
        assert bought(office) == {"鸡蛋": (10, 108), "大米": (10, 52)}
        sheets = {name: [["采购清单 2026年6月9日"], HEADS, ["大米", "斤", 20, 52, "甲行"]] for name in ("一", "二")}
        said = import_sheets(office, [book(tmp_path / "两张.xlsx", [], sheets=sheets)], who="S002", today=TODAY).lines()
        assert "两张.xlsx《二》第 3 行与《一》第 3 行相同，记成两笔" in "\n".join(said)
