"""The kitchen's sheets are the registers' sums, and tell no child."""

import io
import json
import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from kgcore.menu import variants
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.present import menu as show
from kgcore.present import mime
from kgcore.reports.exporters import export
from tests.menu.check.test_evaluation import good
from tests.menu.conftest import MONDAY, dishes
from tests.menu.office.test_posted_menu import CHILDREN, SITES, posted
from tests.present.test_menu import FORMATS, content, notebook, pages, words


def of_milk(rows):
    """The rows of milk on Monday."""
    return rows[(rows["dish"] == "牛奶") & (rows["date"] == MONDAY)]


@pytest.fixture(scope="module")
def week():
    return posted()


@pytest.fixture(scope="module")
def nobody(week):
    """Special menus of a kitchen where every child eats everything."""
    columns = ["site", "class_name", "band", "child", "allergens", "enrolled_on", "left_on"]
    eater = pd.DataFrame(
        [("main", "大一班", "大班", "C00004", None, pd.Timestamp("2025-09-01"), pd.NaT)], columns=columns
    )
    return variants(week.plan, eater)


@pytest.fixture(scope="module")
def special(week):
    """Two children of 小一班 and one of 大一班 must not get egg, one of 乙园's nobody knows what."""
    children = pd.DataFrame(
        [
            ("main", "小一班", "小班", "C00001", "蛋"), ("main", "小一班", "小班", "C00002", "蛋"),
            ("main", "大一班", "大班", "C00003", "蛋"), ("longma", "大一班", "大班", "C05001", "未知"),
            ("main", "大一班", "大班", "C00004", None),
        ],
        columns=["site", "class_name", "band", "child", "allergens"],
    )  # fmt: skip
    return variants(week.plan, children.assign(enrolled_on=pd.Timestamp("2025-09-01"), left_on=pd.NaT))


def kitchen(week, special):
    displays = (
        show.kitchen_headline(week), show.week_table(week), show.day_sheets(week, special),
        show.special_cooking(week, special), show.special_classes(week, special), show.purchases(week, special),
        show.findings(week),
    )  # fmt: skip
    return notebook(*displays)


def rows_of(display):
    table = content(display, mime.TABLE)
    names = [column["name"] for column in table["columns"]]
    return [dict(zip(names, row, strict=True)) for row in table["rows"]]


# 蛋羹 on Monday: not for the three without egg, nor for the one nobody knows; 甲园 has 小一班 and 大一班
def test_special_plates_are_counted_by_pot_and_by_class(week, special):
    cooking = [r for r in rows_of(show.special_cooking(week, special)) if r["dish"] == "蛋羹"]
    assert sum(row["children"] for row in cooking) == 4
    plates = [r for r in rows_of(show.special_classes(week, special)) if r["dish"] == "蛋羹"]
    assert [row["main"] for row in plates if row["main"]] == [3]
    assert [row["longma"] for row in plates if row["longma"]] == [1]
    # the teacher of 小一班 finds on her list the number that stands on the pot
    numbers = {row["number"] for row in cooking if row["avoid"] == "蛋"}
    of_class = special.class_list().query("class_name == '小一班' and dish == '蛋羹'")
    assert set(of_class["number"]) <= numbers
    assert len(of_class) == 2


def test_the_kitchen_learns_neither_band_nor_kindergarten_of_a_plate(week, special):
    """Whoever the allergic children are, the kitchen's sheets are the same: so no join tells who they are."""
    moved = special.eaters.assign(
        site=special.eaters["site"].map({"main": "longma", "longma": "main"}),
        band=special.eaters["band"].map({"小班": "大班", "中班": "小班", "大班": "中班"}),
    )
    attendance = special.attendance.rename({"main": "longma", "longma": "main"}, level=0)
    attendance = attendance.rename({"小班": "大班", "中班": "小班", "大班": "中班"}, level=1)
    others = replace(special, eaters=moved, attendance=attendance)
    assert not others.away().equals(special.away())
    for name in ("special_cooking", "day_sheets", "purchases"):
        show_one, kind = getattr(show, name), mime.SHEETS if name == "day_sheets" else mime.TABLE
        assert content(show_one(week, others), kind) == content(show_one(week, special), kind)
    plates = content(show.special_plates(week, special), mime.SHEETS)["sections"]
    assert "C0" in str(plates)
    assert "不得含" not in str(plates)


def test_numbers_of_plates_change_from_day_to_day(week, special):
    rows = special.class_list()[["date", "meal", "course", "child", "number"]]
    assert (rows.groupby("date")["number"].max() <= rows.groupby("date")["number"].nunique()).all()
    by_day = rows.groupby("date")["number"].agg(list)
    assert len({tuple(numbers) for numbers in by_day}) == len(by_day)


def test_the_class_list_gives_no_class_no_reason_and_no_child(week, special):
    text = json.dumps(content(show.special_classes(week, special), mime.TABLE), ensure_ascii=False)
    assert not re.search("[小大]一班", text)
    assert "过敏" not in text
    assert "不得含" not in text
    assert not re.search(r"C\d{5}", text)


def test_a_place_where_nothing_fits_is_said_to_the_kitchen(week, special):
    milk = [
        r
        for r in rows_of(show.special_cooking(week, special))
        if r["avoid"] == "任何常见过敏原" and r["dish"] == "牛奶"
    ]
    assert [row["substitute"] for row in milk] == ["没有可换的菜，不供应"]
    assert milk[0]["kg"] is None


# counted child by child: every diner eats the common dish, or what her diet gets in its place, or nothing
def test_what_is_bought_is_what_each_diner_gets(week, special):
    recipes = dishes()[1].set_index("dish")
    column = {"小班": "net_g_small", "中班": "net_g_middle", "大班": "net_g_large"}
    swaps = special.class_list()
    eaten: dict[str, float] = {}

    def eat(dish, band, plates):
        rows = recipes.loc[[dish]]
        for food, grams in zip(rows["food"], rows[column[band]], strict=True):
            eaten[food] = eaten.get(food, 0.0) + plates * grams / 1000

    for date, meal, course, dish in week.servings.itertuples(index=False, name=None):
        plates = {(site, band): heads for site, row in week.problem.children.iterrows() for band, heads in row.items()}
        other = swaps[(swaps["date"] == date) & (swaps["meal"] == meal) & (swaps["course"] == course)]
        for row in other[other["dish"] == dish].merge(special.eaters[["site", "child", "band"]]).itertuples():
            plates[row.site, row.band] -= 1
            if isinstance(row.substitute, str):
                eat(row.substitute, row.band, 1)
        for (_, band), heads in plates.items():
            eat(dish, band, heads)
    edible = week.problem.foods["edible_pct"] / 100
    bought = week.purchases(special).groupby("food")["needed_kg"].sum() * edible
    assert bought.dropna().to_dict() == pytest.approx({food: kg for food, kg in eaten.items() if kg > 0})
    plain = week.purchases().groupby("food")["needed_kg"].sum()
    assert bought["奶"] < plain["奶"] * edible["奶"]


def test_the_days_sheet_is_spared_the_plates_of_special_menus(week, special):
    """Nobody with a milk allergy is cooked milk for, and the sheet says how many plates fewer."""
    milk = of_milk(special.kitchen())["children"].sum()
    group = next(
        g for g in content(show.day_sheets(week, special), mime.SHEETS)["sections"][0]["groups"] if "牛奶" in g["head"]
    )
    assert f"已减去预计来吃替代餐的 {milk} 份" in group["hint"]
    fed = of_milk(week.needed(special))["edible_kg"].sum()
    assert group["values"][5] == pytest.approx(fed, abs=0.2)
    assert fed < of_milk(week.needed())["edible_kg"].sum()


def test_a_dish_in_a_place_it_is_not_registered_for_is_named(week):
    odd = good()
    odd.loc[odd["dish"] == "蛋羹", "dish"] = "红烧肉"
    found = content(show.findings(WeekMenu.posted(week.problem, odd, SITES)), mime.FINDINGS)["findings"]
    assert any(row["code"] == "menu.misplaced" and "红烧肉" in row["text"] for row in found)


# every figure below from the registers' rows: grams of the recipe x diners of the site, weighed, then summed
def test_the_kitchens_kilograms_are_the_registers_grams_times_the_diners(week, nobody):
    recipes = dishes()[1]
    heads = CHILDREN.pivot_table(index="site", columns="band", values="diners")
    sections = content(show.day_sheets(week, nobody), mime.SHEETS)["sections"]
    seen = 0
    for day, section in enumerate(sections):
        for group in section["groups"]:
            dish = group["head"].split("　")[1]
            rows = recipes[recipes["dish"] == dish].set_index("food")
            assert {row["head"] for row in group["rows"]} == set(rows.index)
            for row in group["rows"]:
                small, middle, large = rows.loc[row["head"], ["net_g_small", "net_g_middle", "net_g_large"]]
                assert row["values"][:3] == pytest.approx([small, middle, large], abs=0.051)
                for place, site in ((3, "main"), (4, "longma")):
                    h = heads.loc[site]
                    kg = (small * h["小班"] + middle * h["中班"] + large * h["大班"]) / 1000
                    step = 0.01 if kg < 1 else 0.05 if kg < 10 else 0.1
                    assert abs(row["values"][place] - kg) <= max(step / 2, step - kg) + 1e-9
                assert row["values"][5] == pytest.approx(row["values"][3] + row["values"][4])
                seen += 1
            assert group["values"][5] == pytest.approx(sum(row["values"][5] for row in group["rows"]))
        assert {group["head"].split("　")[1] for group in section["groups"]} == set(
            good().loc[good()["date"] == week.problem.days[day], "dish"]
        )
    assert seen == 35


def test_a_day_sheet_names_diners_equipment_and_minutes(week, nobody):
    section = content(show.day_sheets(week, nobody), mime.SHEETS)["sections"][0]
    assert "甲园 小班100 中班200 大班100" in section["notes"][0]
    assert "共 460 人" in section["notes"][0]
    # 米饭 is steamed, 红烧肉, 蛋羹 and 炒菠菜 want the wok, 豆腐汤 the soup pot
    assert "午餐炒锅 3/3" in section["notes"][1]
    assert "午餐汤锅 1/3" in section["notes"][1]


def test_the_purchase_list_counts_packs_and_says_what_is_in_stock(week, special):
    rows = {row["food"]: row for row in rows_of(show.purchases(week, special))}
    # 米: 22 + 3.52 kg on Monday, and 米糕 and others; cereals come in bags of 10 kg
    assert rows["米"]["buy_kg"] % 10 == 0
    assert rows["米"]["packs"] == f"10 kg × {rows['米']['buy_kg'] / 10:.0f}"
    assert rows["菠菜"]["packs"] == "散称"
    assert rows["菠菜"]["how"] == "鲜购"


def test_the_kitchen_gets_a_page_a_day_and_numbers_as_numbers(week, special):
    made = kitchen(week, special)
    texts = [sheet.extract_text() for sheet in pages(export(made, "pdf"))]
    assert [n for n, text in enumerate(texts) if "预计就餐：" in text] == [1, 2]
    book = openpyxl.load_workbook(io.BytesIO(export(made, "xlsx")))
    sheet = book["5月4日 周一 备餐单"]
    numbers = [cell.value for row in sheet.iter_rows(min_row=5) for cell in row[1:]]
    assert numbers
    assert all(isinstance(value, int | float) for value in numbers)


def test_the_kitchens_wall_names_no_child(week, special):
    made = kitchen(week, special)
    for name in FORMATS:
        assert not re.search(r"C\d{5}", words(export(made, name), name))


def test_the_contents_are_plain(week, special):
    for display in (show.poster(week), show.day_sheets(week, special)):
        kind = mime.MENU if isinstance(display, show.Poster) else mime.SHEETS
        assert json.loads(json.dumps(content(display, kind), allow_nan=False)) == content(display, kind)
