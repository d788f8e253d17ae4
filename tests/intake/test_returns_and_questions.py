"""Returns in the figures, every question in the answer, and grams of a day held against the recipes."""

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from kgcore import money
from kgcore.counted_use import with_counted_issues
from kgcore.intake import import_sheets, is_form
from kgcore.office import Office
from kgcore.standards import Profile
from kgcore.testing import tiny_office

TODAY = dt.date(2026, 6, 30)
HEADS = ["品名", "单位", "数量", "金额", "供货商"]


def sheet(path, *rows, title="Sheet1"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def office():
    with tiny_office() as office:
        yield office


def foods_of(office):
    """Return two foods that nobody has bought."""
    return [food for food in office.read("foods")["food"] if food not in set(office.read("movements")["food"])][:2]


def test_what_was_given_back_was_neither_paid_nor_eaten(tmp_path):
    """50 kg for 250.00 of which 30 are left, 5 kg for 15.00 of which 2 go back for 6.00: 100.00 + 9.00 are used."""
    with tiny_office() as tiny:
        first, second = foods_of(tiny)
        rows = [[first, "公斤", 50, 250, "城东粮油"], [second, "公斤", 5, 15, "城东粮油"]]
        paths = [
            sheet(tmp_path / "采购.xlsx", ["采购清单 2026年6月8日"], HEADS, *rows),
            sheet(tmp_path / "退货.xlsx", ["采购清单 2026年6月9日"], HEADS, [second, "公斤", -2, -6, "城东粮油"]),
        ]
        count = tiny.read("counts").head(1).assign(date=pd.Timestamp("2026-06-30"), item=first, quantity_g=30_000)
        tiny.write({"counts": count}, who="S001")
        result = import_sheets(tiny, paths, who="S002", today=TODAY)
        assert not result.is_open and any("记为退货 2 kg，6 元" in text for text in result.notices)
        kept = tiny.read("movements").tail(1)
        assert kept[["kind", "quantity_g", "amount_fen"]].to_numpy().tolist() == [["退货", 2_000, 600]]
        office = Office(tiny.store, "main", Profile.of({"consumption": "stocktake"}))
        used = money.month(office, "2026-06").foods
        assert int(used.loc[used.index.isin([first, second]), "consumption_fen"].sum()) == 10_900
        book = with_counted_issues(tiny.read("movements"), tiny.read("counts"))
        eaten = book[(book["kind"] == "领用") & (book["food"] == second)]
        assert eaten["quantity_g"].tolist() == [3_000]


def test_every_open_question_is_told_and_printed(office, tmp_path):
    first, _ = foods_of(office)
    path = sheet(tmp_path / "采购.xlsx", ["采购清单 2026年6月8日"], HEADS, [first, "公斤", 50, 250, "城东粮油"])
    import_sheets(office, [path], who="S002", today=TODAY)
    sheet(path, ["采购清单 2026年6月8日"], HEADS, [first, "公斤", 50, 260, "城东粮油"])
    result = import_sheets(office, [path], who="S002", dry_run=True, today=TODAY)
    [table] = result.described()[0]["sheets"][0]["tables"]
    assert [ask["about"] for ask in table["asks"]] == ["entry"]
    assert table["asks"][0]["written"] in result.questions["written"].tolist()
    assert "与已记的不同" in "\n".join(result.lines())


def test_grams_of_a_day_are_held_against_the_recipes(office, tmp_path):
    recipe = office.read("dish_ingredients").dropna(subset=["net_g_small", "net_g_large"]).iloc[0]
    right, wrong = recipe["net_g_middle"], 3 * recipe["net_g_large"] + 10
    days = ["周一", "周二", "周三", "周四", "周五"]
    path = sheet(
        tmp_path / "食谱.xlsx",
        ["第15周食谱（2026年6月8日—6月12日）"],
        ["餐次", *days],
        ["早点", *[None] * 5],
        ["午餐", *[recipe["dish"]] * 5],
        ["午点", *[None] * 5],
        ["带量（克/人）", *[f"{recipe['food']}{grams:g}克" for grams in (right, wrong, right, right, right)]],
    )
    result = import_sheets(office, [path], who="S002", dry_run=True, today=TODAY)
    [text] = [text for text in result.notices if "每人带量" in text]
    assert f"5 项，1 项与当天菜点的配料不同（2026-06-09 {recipe['food']} 表上 {wrong:g} g" in text


@pytest.mark.parametrize(
    ("name", "heads"), [("食谱", ["日期", "餐次", "菜点"]), ("就餐人数", ["日期", "班级", "餐次", "人数"])]
)
def test_a_sheet_that_lacks_what_a_register_requires_is_no_form(tmp_path, name, heads):
    assert not is_form(sheet(tmp_path / f"{name}.xlsx", heads, ["2026-06-08", "小一班", "午餐", 20], title=name))
