"""The parents' page carries dishes, allergens and nutrition alone."""

import io
import json
import re
import shutil
import subprocess

import nbformat
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.present import Closing, mime
from kgcore.present import menu as show
from kgcore.present.menu import allergens
from kgcore.registers import terms
from kgcore.reports.exporters import export
from tests.menu.check.test_evaluation import good
from tests.menu.conftest import MONDAY, dishes, foods, make
from tests.menu.office.test_posted_menu import SITES, posted

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
