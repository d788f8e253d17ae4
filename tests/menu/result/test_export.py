"""A menu as a workbook: Chinese headings, numbers as numbers, no file overwritten unasked."""

from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from kgcore.menu.result import export


@pytest.fixture(scope="session")
def path(small_plan, tmp_path_factory):
    return small_plan.to_excel(tmp_path_factory.mktemp("menus") / "食谱.xlsx")


def sheet(path, title):
    return pd.read_excel(path, sheet_name=title, engine="openpyxl")


def test_the_sheets_and_their_headings(path):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["食谱", "营养", "花费", "采购", "评价"]
    assert [cell.value for cell in book["食谱"][1]] == ["餐次", "类别", "2026-05-04 周一", "2026-05-05 周二"]
    headings = [cell.value for page in book for cell in page[1]]
    assert not [heading for heading in headings if heading.isascii()]


def test_numbers_are_numbers_and_say_what_the_plan_says(small_plan, path):
    cost = sheet(path, "花费")
    assert cost["平均每人（元）"].sum() * 100 / 2 == pytest.approx(small_plan.cost_fen)
    nutrition = sheet(path, "营养")
    assert nutrition["占目标"].tolist() == pytest.approx(small_plan.nutrition("week")["ratio"].tolist(), nan_ok=True)
    purchases = sheet(path, "采购")
    assert purchases["金额（元）"].sum() * 100 == pytest.approx(small_plan.purchases()["cost_fen"].sum())
    assert set(purchases["采购方式"]) == {"库存", "鲜购"}
    assert pd.api.types.is_datetime64_any_dtype(purchases["日期"])
    assert len(sheet(path, "评价")) == len(small_plan.findings())


def test_every_dish_is_in_its_place(small_plan, path):
    table = sheet(path, "食谱").set_index(["餐次", "类别"])
    for serving in small_plan.servings:
        day = f"{serving.date} 周{'一二'[serving.date.weekday()]}"
        assert table.loc[(serving.meal, serving.course), day] == serving.dish


def test_a_file_that_is_there_is_replaced_only_when_asked(small_plan, path):
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match=r"食谱\.xlsx 已存在；换个名字"):
        small_plan.to_excel(path)
    assert path.read_bytes() == before
    small_plan.to_excel(str(path), overwrite=True)
    with pytest.raises(ValueError, match=r"要以 \.xlsx 结尾，不是“食谱\.csv”"):
        small_plan.to_excel(path.with_suffix(".csv"))


def test_a_name_that_begins_with_an_equals_sign_is_text(small_plan, tmp_path):
    dishes = small_plan.problem.dishes
    names = dishes.assign(dish=[f"=1+{n}" for n in range(len(dishes))])
    plan = replace(small_plan, problem=replace(small_plan.problem, dishes=names, pins=(), bans=frozenset()))
    content = export._workbook({"食谱": export.menu_sheet(plan)})
    (tmp_path / "a.xlsx").write_bytes(content)
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["食谱"].iter_rows(min_row=2) for cell in row]
    assert any(str(cell.value).startswith("=1+") for cell in cells)
    assert all(cell.data_type == "s" for cell in cells)
