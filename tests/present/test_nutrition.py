"""The displays of the nutrition report, drawn from the two days in May that tests/nutrition works out by hand."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import kgcore
from kgcore import nutrition
from kgcore.present import mime
from kgcore.present import nutrition as show


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    path = Path(__file__).parents[1] / "nutrition" / "test_analysis.py"
    spec = importlib.util.spec_from_file_location("tiny_kitchen", path)
    tiny = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tiny)
    with kgcore.open(tmp_path_factory.mktemp("office") / "office.db") as office:
        office.write(tiny.frames(), who="测试")
        return nutrition.month(office, "2026-05"), office.profile


@pytest.fixture
def month(analysed):
    return analysed[0]


def rows(display, kind=mime.TABLE):
    content = display._repr_mimebundle_()[kind]
    table = content["table"] if kind == mime.CHART else content
    names = [column["name"] for column in table["columns"]]
    return {row[0]: dict(zip(names, row, strict=True)) for row in table["rows"]}


def test_headline_names_what_is_short_and_what_is_too_much(month):
    content = show.headline(month)._repr_mimebundle_()[mime.HEADLINE]
    assert content["tone"] == "severe"
    assert "不足：膳食纤维 55%" in content["sentence"]
    assert "偏高：能量 120%、钠 177%" in content["sentence"]
    figures = {figure["label"]: figure for figure in content["figures"]}
    assert len(figures) == 6
    assert figures["优质蛋白质占比"]["value"] == pytest.approx(3 / 21)
    assert figures["每日食物种类"]["note"] == "2 天少于规定种数"
    assert figures["食盐"]["tone"] == "warning"


def test_nutrient_table_shows_no_zero_for_what_is_not_determined(month):
    table = rows(show.nutrients(month))
    assert table["钙"]["ratio"] == pytest.approx(220 / 240)
    assert table["维生素A"]["amount"] is None
    assert table["维生素A"]["verdict"] == "数据不足"


def test_nutrient_chart_shows_the_band_of_the_profile(analysed):
    chart = show.nutrients_chart(*analysed)
    table = rows(chart, mime.CHART)
    assert "低于适宜区间的有膳食纤维" in chart.content["alt"]
    assert (table["能量"]["low"], table["能量"]["high"]) == (0.9, 1.1)
    assert (table["钠"]["low"], table["钠"]["high"]) == (None, 1.0)


def test_quality_shows_fractions_as_percent(month):
    table = rows(show.quality(month))
    assert table["动物性脂肪占比"]["measured"] == pytest.approx(60.0)
    assert table["动物性脂肪占比"]["unit"] == "%"
    assert table["钙磷比"]["measured"] == pytest.approx(220 / 330)


def test_consumption_is_shown_in_kilograms(month):
    rice = rows(show.consumption(month))["大米"]
    assert [rice[name] for name in ("opening_g", "purchased_g", "closing_g", "consumed_g")] == [2.0, 6.0, 1.6, 6.4]


def test_titles_are_all_different(analysed):
    month, profile = analysed
    shown = [
        show.nutrients_chart(month, profile) if name == "nutrients_chart" else getattr(show, name)(month)
        for name in show.__all__
    ]
    bundles = [display._repr_mimebundle_() for display in shown]
    titles = [bundle[kind]["title"] for bundle in bundles for kind in (mime.TABLE, mime.CHART) if kind in bundle]
    assert len(titles) == len(set(titles)) == len(shown) - 4  # but headline, findings, decision
    assert all(bundle["text/html"] for bundle in bundles if mime.NOTHING not in bundle)


def test_groups_are_drawn_as_they_are_judged_and_listed_as_served(month):
    converted = replace(month, groups=month.groups.assign(as_served_g=month.groups["as_served_g"] * 5 + 1))
    drawn, table = rows(show.groups_chart(converted), mime.CHART), show.groups(converted)
    listed = rows(table)
    served = next(column["name"] for column in table.content["columns"] if column["heading"] == "食用量")
    for group, found in converted.groups.iterrows():
        base = found["high"] if pd.isna(found["low"]) else found["low"]
        assert drawn[group]["value"] == pytest.approx(found["grams"] / base)
        assert listed[group][served] == pytest.approx(found["as_served_g"])


def test_a_decision_is_shown_beside_what_came_of_it(month):
    rows = pd.DataFrame(
        [("面粉", 26.9, -12.0, 14.9, 15.1, 0.98, "S001"), ("鸡蛋", 15.0, 5.0, 20.0, 15.5, 0.1, None)],
        columns=["food", "before_g", "change_g", "after_g", "measured_g", "fraction", "responsible"],
    ).assign(due_on=pd.Timestamp("2026-05-31"), done=None, measured_month="2026-05")
    effects = pd.DataFrame(
        [("nutrients.ca_mg", "钙", "mg", 210.0, 240.0, 238.0, "within", True)],
        columns=["figure", "title", "unit", "before", "promised", "measured", "verdict", "repairs"],
    ).assign(measured_month="2026-05")
    reviewed = replace(month, decided_changes=rows, decided_effects=effects)
    page = show.decided(reviewed)._repr_mimebundle_()["text/html"]
    assert page.count("没有做到") == 1 and "98%" in page and "S001" in page
    assert "240.00" in show.decided_effects(reviewed)._repr_mimebundle_()["text/html"]
    assert mime.NOTHING in show.decided(month)._repr_mimebundle_()
