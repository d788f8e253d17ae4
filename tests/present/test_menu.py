"""The parents' page carries dishes, allergens and nutrition alone; the kitchen's sheets are the registers' sums."""

import io
import json
import re
import shutil
import subprocess
from dataclasses import replace

import nbformat
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from kgcore.menu import variants
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.present import Closing, mime
from kgcore.present import menu as show
from kgcore.present.menu import allergens
from kgcore.registers import terms
from kgcore.reports.exporters import export
from tests.menu.check.test_evaluation import good
from tests.menu.conftest import MONDAY, dishes, foods, make
from tests.menu.office.test_posted_menu import CHILDREN, SITES, posted

FORMATS = ("html", "pdf", "xlsx")


@pytest.fixture(scope="module")
def week():
    return posted()


def content(display, kind):
    return display._repr_mimebundle_()[kind]


def notebook(*displays, poster=False):
    """An executed notebook that shows the displays, as the exporters get it."""
    made = nbformat.v4.new_notebook()
    for display in displays:
        output = nbformat.v4.new_output("display_data", data=display._repr_mimebundle_())
        made.cells.append(nbformat.v4.new_code_cell("x", execution_count=1, outputs=[output]))
    closing = Closing("甲园", "示范园口径", [], "f" * 64)
    made.cells.append(
        nbformat.v4.new_code_cell(
            "x", outputs=[nbformat.v4.new_output("display_data", data=closing._repr_mimebundle_())]
        )
    )
    made.metadata["kgcore"] = {
        "name": "一周食谱", "period_title": "2026年第19周", "poster": poster, "final": True, "revision": 0,
        "changes": [], "when": "2026-05-01T08:00+08:00",
    }  # fmt: skip
    return made


def parents(week):
    return notebook(show.headline(week), show.poster(week), poster=True)


def pages(whole):
    return PdfReader(io.BytesIO(whole)).pages


@pytest.fixture(scope="module")
def page(week):
    """The parents' page in every format."""
    made = parents(week)
    return {name: export(made, name) for name in FORMATS}


def words(whole, name):
    """Return all text of a format."""
    if name == "html":
        return re.sub(r"<style>.*?</style>|<[^>]+>", " ", whole.decode(), flags=re.S)
    if name == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(whole)).pages)
    return "\n".join(str(c.value) for sheet in openpyxl.load_workbook(io.BytesIO(whole)) for row in sheet for c in row)


@pytest.mark.parametrize("name", FORMATS)
def test_parents_see_no_grams_no_money_no_numbers_of_children(page, name):
    text = words(page[name], name)
    assert "米饭" in text
    assert "周一" in text
    assert not re.search(r"克|元|成本|膳费|采购|就餐|人数|kg(?!core)|[0-9]g", text)
    assert not {400, 60, 460, 110, 220, 130} & {int(n) for n in re.findall(r"\d+", text)}
    assert not re.search(r"C\d{5}", text)


@pytest.mark.parametrize("name", FORMATS)
def test_parents_read_every_dish_with_its_allergens_and_the_legend(page, name):
    text = re.sub(r"\s", "", words(page[name], name))
    for dish in good()["dish"]:
        assert dish in text
    for mark in ("奶", "蛋", "豆", "麦"):
        assert allergens.legend([mark])[0]["words"] in text


def test_the_same_week_gives_the_same_bytes(week, page):
    again = parents(week)
    assert {name: export(again, name) for name in FORMATS} == page


def marks_of(dish, table, parts):
    made, ingredients = dishes()
    extra = pd.DataFrame(
        [{"dish": dish, "food": food, "net_g_small": g, "net_g_middle": g, "net_g_large": g} for food, g in parts]
    )
    problem = make(foods=table, dishes=made, dish_ingredients=pd.concat([ingredients, extra]))
    rows = content(show.poster(WeekMenu.posted(problem, good(), SITES)), mime.MENU)["rows"]
    return next(d["marks"] for row in rows for cell in row["cells"] for d in cell if d["dish"] == dish)


def test_a_composite_food_brings_all_its_allergens():
    table = foods()
    table.loc[table["food"] == "盐", "allergens"] = "大豆;小麦"
    # 炒菠菜 has no allergen of its own; its seasoning has two
    assert marks_of("炒菠菜", table, []) == ["豆", "麦"]


def test_an_allergen_nobody_looked_up_is_unknown_whatever_the_register_calls_it():
    table = foods()
    table.loc[table["food"] == "菠菜", "allergens"] = "未知"
    assert marks_of("炒菠菜", table, []) == ["不明"]
    table.loc[table["food"] == "菠菜", "allergens"] = "鱼;没查过"
    assert marks_of("炒菠菜", table, []) == ["鱼", "不明"]


def test_a_trace_counts_as_much_as_a_plateful():
    assert marks_of("米饭", foods(), [("蛋", 0.0)]) == ["蛋"]


def test_every_allergen_of_the_register_has_a_mark():
    assert set(allergens.MARKS) == set(terms.ALLERGENS)
    assert len({mark for mark, _ in allergens.MARKS.values()}) == len(allergens.MARKS)


def test_a_proposal_says_so_on_every_format(week, page):
    proposal = parents(WeekMenu(week.servings, week.plan, SITES, proposal=True))
    for name in FORMATS:
        assert "草案" in words(export(proposal, name), name)
        assert "草案" not in words(page[name], name)


def test_a_day_nobody_posted_is_said(week):
    half = WeekMenu.posted(week.problem, good()[good()["date"] == MONDAY], SITES)
    days = content(show.poster(half), mime.MENU)["days"]
    assert [day["note"] for day in days] == ["", "未公布"]
    assert "未公布" in words(export(parents(half), "pdf"), "pdf")


def test_the_page_is_one_sheet_of_landscape_a4(page):
    (sheet,) = pages(page["pdf"])
    assert (round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) == (842, 595)


@pytest.mark.parametrize("known", [3, 4])
def test_the_legend_holds_any_number_of_marks_and_the_doubtful_one(week, known):
    marks = [*[mark for mark, _ in allergens.MARKS.values()][:known], "不明"]
    shown = show.poster(week).content | {"legend": allergens.legend(marks)}
    made = notebook(show.headline(week), show.Poster(shown), poster=True)
    assert all(row["words"] in words(export(made, "pdf"), "pdf") for row in shown["legend"])


def test_a_crowded_week_of_long_names_still_stands_on_one_page(week):
    shown = show.poster(week)
    cell = [{"dish": "番茄金针菇牛肉汤饭", "marks": [mark for mark, _ in allergens.MARKS.values()]}]
    meals = ["早餐"] * 2 + ["早点"] * 2 + ["午餐"] * 5 + ["午点"] * 2 + ["晚餐"] * 4
    spans = {0: 2, 2: 2, 4: 5, 9: 2, 11: 4}
    crowded = shown.content | {
        "days": [{"date": "2026-05-04", "weekday": f"周{w}", "day": "12月31日", "note": ""} for w in "一二三四五六"],
        "rows": [
            {"meal": meal, "course": "大荤", "span": spans.get(n, 0), "cells": [cell] * 6}
            for n, meal in enumerate(meals)
        ],
        "legend": allergens.legend([mark for mark, _ in allergens.MARKS.values()] + ["不明"]),
    }  # fmt: skip
    made = notebook(show.headline(week), show.Poster(crowded), poster=True)
    assert len(pages(export(made, "pdf"))) == 1
    assert export(made, "xlsx")


@pytest.mark.browser
def test_a_browser_prints_the_parents_page_on_one_sheet(page, tmp_path):
    browser = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("no Chromium")
    (tmp_path / "page.html").write_bytes(page["html"])
    out = tmp_path / "page.pdf"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={tmp_path}/c"]
    address = (tmp_path / "page.html").as_uri()
    subprocess.run([browser, *options, f"--print-to-pdf={out}", address], check=True, capture_output=True, timeout=120)
    (sheet,) = PdfReader(out).pages
    assert round(float(sheet.mediabox.width)) in (841, 842)
    assert "过敏原标记" in re.sub(r"\s", "", sheet.extract_text())


def test_a_dish_is_never_markup(week):
    shown = json.loads(json.dumps(show.poster(week).content))
    shown["rows"][0]["cells"][0] = [{"dish": "<script>alert(1)</script>", "marks": ["<b>"]}]
    page = export(notebook(show.headline(week), show.Poster(shown), poster=True), "html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


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
    milk = special.kitchen().query("dish == '牛奶' and date == @MONDAY")["children"].sum()
    group = next(
        g for g in content(show.day_sheets(week, special), mime.SHEETS)["sections"][0]["groups"] if "牛奶" in g["head"]
    )
    assert f"已减去预计来吃替代餐的 {milk} 份" in group["hint"]
    fed = week.needed(special).query("dish == '牛奶' and date == @MONDAY")["edible_kg"].sum()
    assert group["values"][5] == pytest.approx(fed, abs=0.2)
    assert fed < week.needed().query("dish == '牛奶' and date == @MONDAY")["edible_kg"].sum()


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
