"""Another kindergarten gets in: from `kg init` by its own sheets to nutrition, surplus, notice and next week's menu.

Every figure is worked out here from the numbers of the sheets, by plain arithmetic.
"""

import json
import os
import re
from pathlib import Path

import pytest

import kgcore
from kgcore import money, nutrition
from kgcore.cli.application import run
from kgcore.present import money as show
from tests import first_month as sheets

MONTH, NEXT_WEEK = "2026-11", "2026-W50"
WANTED = ["--classes", "托一班4、小一班6、大一班8", "--fee", "5", "--term", "2026-autumn", "--use", "盘点"]
KEPT = ["--registers", "考勤、采购、盘点、食谱"]

PERSON_DAYS = (4 * 21 - 3) + (6 * 21 - 5) + (8 * 21 - 4)  # children × school days − absences, by class
KG = {  # bought − left: bags, barrels, trays, boxes by their weight, 斤 by half a kilogram
    "大米": 25 - 6, "豆油": 4.6 - 1.15, "食盐": 2 * 0.4 - 0.32, "牛奶": (8 + 8 - 2) * 4.944, "鸡蛋": (3 + 2) * 1.65,
    "青菜": (22 + 24) / 2, "猪里脊": (10 + 8) / 2, "土豆": 26 / 2, "番茄": 6, "苹果": 30, "豆腐": 6,
}  # fmt: skip
TABLE = {  # food → edible part, kcal per 100 g edible: 中国食物成分表
    "大米": (1.00, 346), "豆油": (1.00, 899), "食盐": (1.00, 0), "牛奶": (1.00, 65), "鸡蛋": (0.87, 139),
    "青菜": (0.96, 14), "猪里脊": (1.00, 150), "土豆": (0.94, 81), "番茄": (0.97, 15), "苹果": (0.85, 53),
    "豆腐": (1.00, 84),
}  # fmt: skip
KCAL = sum(KG[food] * 1000 * part * kcal / 100 for food, (part, kcal) in TABLE.items()) / PERSON_DAYS
INCOME_FEN = PERSON_DAYS * 500
BOUGHT_FEN = 13750 + 6000 + 500 + 38400 + 4950 + 5500 + 19000 + 5200 + 4200 + 40000 + 24000 + 3600 + 6600 + 3400 + 15600
LEFT_FEN = 13750 * 6 // 25 + 6000 // 4 + 500 * 32 // 80 + (38400 + 40000) * 2 // 16  # rice, oil, salt, milk
USED_FEN = BOUGHT_FEN - LEFT_FEN


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The folder of the office after `kg init`, the import with its questions, and the answers imported back."""
    folder, before = tmp_path_factory.mktemp("园"), Path.cwd()
    assert run(["init", str(folder / "青山"), "--name", sheets.NAME, *WANTED, *KEPT]) == 0
    os.chdir(folder / "青山")
    try:
        names = sheets.write_sheets(Path())
        assert run(["import", *names]) == 1  # something waits
        assert sheets.answer(Path("待确认.xlsx")) == []
        assert run(["import", "待确认.xlsx", *names]) == 0
        yield folder / "青山"
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def office(place):
    with kgcore.open(place / "office.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def diet(office):
    return nutrition.month(office, MONTH)


@pytest.fixture(scope="module")
def balance(office):
    return money.month(office, MONTH)


def test_nutrition_is_what_the_sheets_say(diet):
    facts = diet.facts.set_index("item")["value"]
    assert facts["person_days"] == PERSON_DAYS == 366
    assert facts["days_served"] == 21 and facts["days_planned"] == 5
    foods = diet.consumption.set_index("food")
    assert (foods["consumed_g"] / 1000).to_dict() == pytest.approx(KG)
    assert foods["edible_g_per_child_day"]["牛奶"] == pytest.approx(14 * 24 * 200 * 1.03 / 366)
    assert facts["energy_kcal"] == pytest.approx(KCAL) == pytest.approx(540.0)


def test_the_menu_of_one_week_is_not_spread_over_the_month(diet):
    assert diet.plan.set_index("food")["planned_g"]["苹果"] == pytest.approx(100)  # one of 100 g for each, each day
    codes = {finding.code for finding in diet.findings}
    assert not codes & {"nutrition.grams_outlier", "nutrition.doubtful", "nutrition.plan", "nutrition.ages_assumed"}


def test_the_surplus_is_income_less_what_was_used(balance):
    account = balance.account()
    assert (INCOME_FEN, BOUGHT_FEN, LEFT_FEN, USED_FEN) == (183_000, 190_700, 14_800, 175_900)
    assert (account.days, account.net_fen, account.spent_fen) == (366, 183_000, 175_900)
    assert account.surplus_fen == 7_100 and account.rate == pytest.approx(7_100 / 183_000)
    left = balance.foods[balance.foods["closing_fen"] > 0]["closing_fen"].to_dict()
    assert left == {"大米": 3_300, "豆油": 1_500, "食盐": 200, "牛奶": 9_800}


def test_the_notice_says_the_same(balance):
    headline = show.notice_headline(balance).content
    figures = {figure["label"]: figure["value"] for figure in headline["figures"]}
    assert figures["每人每日实际吃到"] == pytest.approx(175_900 / 366)  # 4.81 yuan
    assert "盈余71.00元（+3.88%）" in headline["sentence"]


def test_the_check_speaks_of_what_is_kept_alone(place, capsys):
    run(["check", "--period", MONTH])
    said = capsys.readouterr().out
    assert "main" not in said and "漏盘" not in said
    assert said.count("不登记、因此不评价") == 1


def test_next_week_is_planned_posted_and_bought_for(place, capsys):
    assert run(["menu", "plan", "--week", NEXT_WEEK, "--nodes", "1", "--post"]) == 0
    assert "每人每日" in capsys.readouterr().out
    assert run(["menu", "purchases", "--week", NEXT_WEEK]) == 0
    assert not re.search(r"\bV0\d\b", capsys.readouterr().out)  # suppliers by their names
    assert run(["menu", "purchases", "--week", NEXT_WEEK, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    stock_kg = {}
    for row in document["purchases"]:
        stock_kg[row["food"]] = stock_kg.get(row["food"], 0.0) + row["stock_kg"]
    on_shelf = {"大米": 6, "豆油": 1.15, "食盐": 0.32, "牛奶": 2 * 4.944}
    bought_only = {food for food in KG if food not in on_shelf}
    first = {row["food"]: row["stock_kg"] for row in reversed(document["purchases"])}
    assert all(first.get(food, 0.0) == 0.0 for food in bought_only)  # eaten, by the stocktake that does not list it
    assert all(first[food] <= kg + 1e-9 for food, kg in on_shelf.items() if food in first)
