"""Sources: named as a professional names them, doubted where nobody read the document, listed until somebody has."""

import ast
import csv
import re
from pathlib import Path

import pandas as pd
import pytest

import kgcore
from kgcore.health.anaemia import grades
from kgcore.health.settings import settings
from kgcore.menu.problem.settings import settings_table
from kgcore.money.refunds import ChildDay, refund_of
from kgcore.standards import CONFIDENCE, TABLES, Profile, load
from kgcore.standards.declaration import DOUBT
from kgcore.standards.unconfirmed import rendered, unconfirmed

PACKAGE = Path(kgcore.__file__).parent
STANDARDS_PAGE = PACKAGE.parent / "docs" / "standards.md"
ADDRESS = re.compile(
    r"github|heathcare|https?://|www\.|[\w-]+\.(?:com|cn|net|org|xyz|sql|java)\b|凭记忆|未见原文|未核(?!对)",
    re.IGNORECASE,
)
"""A web address, a repository, a file of a program, or a source that is none."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def tables_of(folder):
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield path, list(csv.DictReader(stream))


def test_no_packaged_table_prints_an_address_or_a_memory():
    faults = [
        (path.name, column, cell)
        for path, rows in tables_of(PACKAGE)
        for row in rows
        for column, cell in row.items()
        if column != "seen_in" and cell and (ADDRESS.search(cell) or ("source" in column and "own-knowledge" in cell))
    ]
    assert not faults


def texts(path):
    """Chinese texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    scopes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, scopes) and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_no_text_of_the_package_prints_an_address_or_a_memory():
    faults = [
        (path.name, text)
        for path in sorted(PACKAGE.rglob("*.py"))
        for text in texts(path)
        if CHINESE.search(text) and ADDRESS.search(text.replace("http://", ""))
    ]
    pages = [path for path in PACKAGE.rglob("*") if path.suffix in {".md", ".toml", ".j2", ".typ"}]
    faults += [(path.name, line) for path in pages for line in path.read_text(encoding="utf-8").splitlines()
               if ADDRESS.search(line)]  # fmt: skip
    assert not faults


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_figure_not_read_in_its_document_is_marked_where_it_is_printed(name):
    table = load(name)
    for confidence, sources in table.groupby("confidence")["source"]:
        mark = DOUBT.get(confidence, "")
        assert sources.str.endswith(mark).all(), confidence
        assert mark or not sources.str.contains("待核|推算").any(), confidence


def test_house_rules_are_not_in_doubt_and_borrowed_ones_are():
    table = settings_table()
    assert set(table["confidence"]) <= set(CONFIDENCE)
    house = table[table["source"].str.startswith("本园设定")]
    assert set(house["confidence"]) == {"house"}
    assert not house["source"].str.contains("待核").any()
    assert table.set_index(["rule", "key"]).loc[("frequency", "鱼"), "source"].endswith("（待核）")
    assert set(settings()["confidence"]) <= set(CONFIDENCE)


def test_a_local_figure_is_printed_without_doubt():
    note = Profile.of({"override": {"sample_grams": 200, "energy_share": 0.5}}).describe().set_index("item")["source"]
    assert note["每种食品留样克数"].startswith("本园自定（标准为125克，GB 31654-2021")


def test_the_page_of_standards_lists_every_figure_still_unconfirmed():
    page = STANDARDS_PAGE.read_text(encoding="utf-8")
    assert rendered(page) == page, "python3 tasks.py docs"
    table = unconfirmed()
    counted = sum(int((~load(name)["confidence"].isin(["seen", "house"])).sum())
                  for name in TABLES if name not in ("places", "schemes"))  # fmt: skip
    assert table["rows"].sum() == counted
    with pytest.raises(ValueError, match="unconfirmed"):
        rendered("# Prescribed figures")


@pytest.mark.parametrize(
    ("table", "row", "column", "figure"),
    [
        ("isolation", {"scheme": "default", "disease": "麻疹"}, "isolation_days", 5),
        ("safety_norms", {"item": "core_temperature"}, "operator", ">="),
        ("safety_norms", {"item": "receiving_chilled"}, "high", 4),
        ("safety_norms", {"item": "receiving_frozen"}, "high", -18),
        ("safety_norms", {"item": "hot_holding"}, "low", 60),
        ("disinfection", {"scheme": "norm2012", "object": "毛巾", "method": "曝晒"}, "minutes_low", 360),
        ("disinfection", {"scheme": "norm2012", "object": "餐具水杯", "method": "浸泡"}, "mg_per_l_low", 250),
        ("disinfection", {"scheme": "norm2012", "object": "餐具水杯", "method": "浸泡"}, "minutes_low", 5),
        ("disinfection", {"scheme": "norm2012", "object": "餐具水杯", "method": "消毒柜"}, "minutes_low", 10),
        ("staffing_ratios", {"scheme": "regulation2016", "role": "混龄班"}, "high", 30),
        ("staffing_ratios", {"scheme": "regulation2016", "role": "全园"}, "high", 360),
        ("outbreak_thresholds", {"jurisdiction": "phe_report", "disease": "诺如病毒"}, "cases", 20),
        ("outbreak_thresholds", {"jurisdiction": "phe_report", "disease": "麻疹"}, "cases", 10),
        ("outbreak_thresholds", {"jurisdiction": "phe_report", "disease": "风疹"}, "cases", 10),
        ("outbreak_thresholds", {"jurisdiction": "phe_report", "disease": "猩红热"}, "cases", 10),
        ("outbreak_thresholds", {"jurisdiction": "phe_report", "disease": "水痘"}, "report_hours", 2),
        ("outbreak_thresholds", {"jurisdiction": "hfmd2012", "level": "暴发"}, "report_hours", 24),
        ("food_guide", {"scheme": "cdg2022_table", "age_low": 2, "food_group": "盐"}, "operator", "<="),
    ],
)
def test_figures_taken_over_from_the_references(table, row, column, figure):
    rows = load(table)
    for name, value in row.items():
        rows = rows[rows[name] == value]
    assert rows[column].tolist() == [figure]


@pytest.mark.parametrize(("hb", "grade"), [(59.9, "重度贫血"), (30, "重度贫血"), (29.9, "极重度贫血")])
def test_haemoglobin_below_30_is_anaemia_of_the_fourth_degree(hb, grade):
    rules = Profile.load().chosen("anaemia_scheme")
    assert grades(pd.Series([hb]), pd.Series([48.0]), rules).tolist() == [grade]


def test_a_whole_month_after_leaving_is_paid_back_whole():
    profile = Profile.of({"refund_rule": "half_month"})
    assert refund_of([ChildDay(False, 1500, left=True)] * 20, profile) == 30000
    assert refund_of([ChildDay(True, 1500)] * 20, profile) == 24000
