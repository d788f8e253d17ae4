"""A 带量食谱 with a dish that nobody keeps makes it, with the foods that the sheet tells."""

from kgcore.intake import import_sheets
from kgcore.testing import tiny_office
from tests.intake.test_service import TODAY, sheet


def test_a_new_dish_takes_the_foods_of_its_sheet_and_the_oil_of_its_draft(tmp_path):
    rows = [
        ["2026年6月8日带量食谱（净重，克/人）"],
        ["餐次", "菜名", "食物", "小班", "中班", "大班"],
        ["午餐", "番茄鸡蛋烩苹果", "番茄", 40, 50, 60],
        ["", "", "鸡蛋", 20, 25, 30],
    ]
    path = sheet(tmp_path / "带量.xlsx", *rows)
    with tiny_office() as office:
        result = import_sheets(office, [path], who="S002", today=TODAY)
        assert not result.is_open, result.lines()
        recipe = office.read("dish_ingredients")
        grams = recipe[recipe["dish"] == "番茄鸡蛋烩苹果"].set_index("food")["net_g_middle"]
        assert grams[["番茄", "鸡蛋"]].tolist() == [50, 25]
        assert "苹果" not in grams and {"菜籽油", "食盐"} < set(grams.index)
