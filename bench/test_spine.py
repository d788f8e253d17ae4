"""The spine's two long jobs: reading a large workbook, and a month of one kitchen and of a hundred.

Each figure stands beside its alternative in the same run; rows a second and memory are in `extra_info`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import psutil
import pytest

import kgcore
from kgcore import nutrition
from kgcore.cli.seeding import seed
from kgcore.importing import import_files
from kgcore.workbook import read_workbook, write_workbook

ROWS = 100_000
KITCHENS = 100
DATA = Path(__file__).parents[1] / "data"
MONTHLY = ("attendance", "staff_meals", "menus", "movements", "counts")

sys.path.insert(0, str(DATA))
import make_demo  # noqa: E402


def resident_mb() -> float:
    return psutil.Process().memory_info().rss / 2**20


@pytest.fixture(scope="module")
def made() -> dict[str, pd.DataFrame]:
    return make_demo.frames()


def month_of(made: dict[str, pd.DataFrame], name: str) -> pd.DataFrame:
    rows = made[name]
    return rows[(rows["date"] >= "2026-04-30") & (rows["date"] < "2026-06-01")]


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A workbook of 100,000 attendance rows of one term."""
    days = pd.date_range("2026-02-25", "2026-06-30")
    per_day = ROWS // len(days) + 1
    rows = pd.DataFrame({"date": days.repeat(per_day), "class_name": [f"大{n}班" for n in range(per_day)] * len(days)})
    rows = rows.assign(site="main", meal="午餐", diners=30).head(ROWS)
    return write_workbook(tmp_path_factory.mktemp("large") / "large.xlsx", {"attendance": rows})


def office_for(path: Path, large: Path) -> kgcore.office.Office:
    office = kgcore.open(path)
    rows = read_workbook(large).frames["attendance"]
    classes, days = rows["class_name"].unique(), rows["date"].unique()
    office.write(
        {
            "sites": pd.DataFrame({"site": ["main"], "name": ["园"], "kitchen": ["main"]}),
            "calendar": pd.DataFrame({"site": "main", "date": days, "term": "2026-spring", "school_day": True}),
            "classes": pd.DataFrame(
                {"site": "main", "term": "2026-spring", "class_name": classes, "band": "大班", "enrolled": 35}
            ),
        },
        who="bench",
    )
    return office


@pytest.mark.benchmark(group="reading 100,000 rows")
def test_reading_with_every_check(benchmark, large):
    reading = benchmark.pedantic(read_workbook, (large,), rounds=3)
    assert len(reading.frames["attendance"]) == ROWS
    benchmark.extra_info["rows_per_second"] = round(ROWS / benchmark.stats["median"])
    benchmark.extra_info["resident_mb"] = round(resident_mb())


@pytest.mark.benchmark(group="reading 100,000 rows")
def test_reading_by_pandas_and_openpyxl_unchecked(benchmark, large):
    frame = benchmark.pedantic(pd.read_excel, (large,), {"sheet_name": "就餐人数", "engine": "openpyxl"}, rounds=1)
    assert len(frame) == ROWS


@pytest.mark.benchmark(group="importing 100,000 rows")
def test_importing_into_sqlite(benchmark, large, tmp_path):
    count = iter(range(100))

    def fresh():
        return (office_for(tmp_path / f"{next(count)}.db", large), [large]), {"who": "bench"}

    result = benchmark.pedantic(import_files, setup=fresh, rounds=3)
    assert not result.faults, result.lines()
    assert result.written == {"large.xlsx": {"attendance": ROWS}}
    benchmark.extra_info["rows_per_second"] = round(ROWS / benchmark.stats["median"])
    benchmark.extra_info["resident_mb"] = round(resident_mb())


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    with kgcore.open(tmp_path_factory.mktemp("one") / "office.db") as office:
        seed(office, "示范幼儿园")
        assert not import_files(office, sorted(DATA.glob("*.xlsx")), who="bench").faults
        yield office


@pytest.fixture(scope="module")
def hundred(tmp_path_factory, one, made) -> list[kgcore.office.Office]:
    """A hundred kitchens in one database, each with the month of the demonstration's own children."""
    store = kgcore.open(tmp_path_factory.mktemp("hundred") / "district.db").store
    standing = {name: one.read(name) for name in ("foods", "dishes", "dish_ingredients", "staff", "suppliers")}
    standing |= {name: one.read(name) for name in ("classes", "calendar", "children")}
    monthly = {name: month_of(made, name) for name in MONTHLY}
    monthly["movements"] = monthly["movements"][monthly["movements"]["reverses"].isna()]
    sites = [f"k{n:03d}" for n in range(KITCHENS)]
    for site in sites:
        frames = {name: rows[rows["site"] == "main"].assign(site=site) for name, rows in (standing | monthly).items()}
        store.write({"sites": pd.DataFrame({"site": [site], "name": [site], "kitchen": [site]}), **frames}, who="bench")
    return [kgcore.office.Office(store, site, one.profile) for site in sites]


@pytest.mark.benchmark(group="one month's nutrition")
def test_one_kitchen(benchmark, one):
    month = benchmark.pedantic(nutrition.month, (one, "2026-05"), rounds=3)
    assert month.nutrients.loc["energy_kcal", "amount"] > 0
    benchmark.extra_info["movements_per_second"] = round(
        len(one.read("movements", "2026-05")) / benchmark.stats["median"]
    )
    benchmark.extra_info["resident_mb"] = round(resident_mb())


@pytest.mark.benchmark(group="one month's nutrition")
def test_a_hundred_kitchens(benchmark, hundred):
    def all_of_them():
        return [nutrition.month(office, "2026-05") for office in hundred]

    months = benchmark.pedantic(all_of_them, rounds=1)
    assert len(months) == KITCHENS
    benchmark.extra_info["kitchens_per_second"] = round(KITCHENS / benchmark.stats["median"], 1)
    benchmark.extra_info["resident_mb"] = round(resident_mb())
