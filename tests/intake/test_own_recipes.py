"""A 带量食谱: dishes that nobody keeps are made with the foods of the sheet; grams go to the bands of the office."""

import pytest

from kgcore.intake import import_sheets
from kgcore.standards import Profile
from kgcore.testing import tiny_office
from tests.intake.test_service import TODAY, sheet
from tests.sheets.books import book


@pytest.fixture
def office():
    with tiny_office() as office:
        yield office


def imported(office, path):
    result = import_sheets(office, [path], who="S002", today=TODAY)
    assert not result.is_open, result.lines()
    return "\n".join(result.lines())


def grams(office, dish, column="net_g_middle"):
    rows = office.read("dish_ingredients")
    return rows[rows["dish"] == dish].set_index("food")[column]


def band_grams(office, dish):
    rows = office.read("band_portions")
    return rows[rows["dish"] == dish].set_index(["band", "food"])["net_g"].to_dict()


TITLE = ["2026年6月8日带量食谱（净重，克/人）"]


def test_a_new_dish_takes_the_foods_of_its_sheet_and_the_oil_of_its_draft(tmp_path, office):
    rows = [
        ["餐次", "菜名", "食物", "小班", "中班", "大班"],
        ["午餐", "番茄鸡蛋烩苹果", "番茄", 40, 50, 60],
        ["", "", "鸡蛋", 20, 25, 30],
    ]
    imported(office, sheet(tmp_path / "带量.xlsx", TITLE, *rows))
    kept = grams(office, "番茄鸡蛋烩苹果")
    assert kept[["番茄", "鸡蛋"]].tolist() == [50, 25]
    assert "苹果" not in kept and {"菜籽油", "食盐"} < set(kept.index)


def test_grams_of_toddlers_and_mixed_classes_are_portions_by_band(tmp_path, office):
    rows = [
        ["餐次", "菜名", "食物", "托班", "小班", "中班", "大班", "混龄班用量"],
        ["午餐", "番茄炒蛋", "番茄", 30, 40, 50, 60, 48],
        ["", "", "鸡蛋", 15, 20, 25, 30, 24],
    ]
    imported(office, sheet(tmp_path / "带量.xlsx", TITLE, *rows))
    assert grams(office, "番茄炒蛋")[["番茄", "鸡蛋"]].tolist() == [50, 25]
    assert band_grams(office, "番茄炒蛋") == {
        ("托班", "番茄"): 30, ("托班", "鸡蛋"): 15, ("混龄班", "番茄"): 48, ("混龄班", "鸡蛋"): 24,
    }  # fmt: skip


def test_a_band_that_the_office_does_not_have_is_told_and_goes_in_once_it_has(tmp_path, office):
    rows = [
        ["餐次", "菜名", "食物", "托班", "亲子班", "小班", "中班", "大班"],
        ["午餐", "番茄炒蛋", "番茄", 30, 20, 40, 50, 60],
        ["", "", "鸡蛋", 15, 10, 20, 25, 30],
    ]
    path = sheet(tmp_path / "带量.xlsx", TITLE, *rows)
    usual = office.profile
    office.profile = Profile.of({"age_bands": [{"name": "小班", "months": [36, 48]}]})
    said = imported(office, path)
    assert (
        "托班的克数（2 行）没有读入：本园的年龄段是小班。有托班的，请在 profile.toml 的 age_bands 里写上它和月龄"
        in said
    )
    assert "亲子班的克数（2 行）没有读入" in said and band_grams(office, "番茄炒蛋") == {}
    office.profile = usual
    imported(office, path)
    assert band_grams(office, "番茄炒蛋") == {("托班", "番茄"): 30, ("托班", "鸡蛋"): 15}


def test_a_sheet_for_each_band_tells_one_band_and_leaves_the_others(tmp_path, office):
    before = grams(office, "番茄炒蛋", "net_g_large")
    heads = ["餐次", "菜名", "食物", "用量（克）"]
    sheets = {
        "托班": [TITLE, heads, ["午餐", "番茄炒蛋", "番茄", 31], ["", "", "鹌鹑蛋", 12]],
        "小一班": [TITLE, heads, ["午餐", "番茄炒蛋", "番茄", 41], ["", "", "鸡蛋", 21]],
        "中班": [TITLE, heads, ["午餐", "番茄炒蛋", "番茄", 51], ["", "", "鸡蛋", 26]],
    }
    imported(office, book(tmp_path / "带量食谱.xlsx", [], sheets=sheets))
    assert grams(office, "番茄炒蛋", "net_g_small")[["番茄", "鸡蛋", "鹌鹑蛋"]].tolist() == [41, 21, 0]
    assert grams(office, "番茄炒蛋")[["番茄", "鸡蛋"]].tolist() == [51, 26]
    after = grams(office, "番茄炒蛋", "net_g_large")
    assert after[before.index].tolist() == before.tolist() and after["鹌鹑蛋"] == 0
    own = band_grams(office, "番茄炒蛋")
    assert own["托班", "番茄"] == 31 and own["托班", "鹌鹑蛋"] == 12
