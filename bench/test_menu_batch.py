"""A district: kitchens with random fees, prices and tastings planned on two processes from their own databases.

KGCORE_BENCH_KITCHENS sets how many; 20 by default. The target is 1,000 in 30 minutes, 95 % within 1 %.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from pathlib import Path

import numpy as np
import pandas as pd

import kgcore
from kgcore import periods
from kgcore.menu import PlanRequest
from kgcore.menu.office.batch import KitchenDatabase, plan_kitchens, share_within
from kgcore.standards import food

KITCHENS = int(os.environ.get("KGCORE_BENCH_KITCHENS", "20"))
BANDS = ["小班", "中班", "大班"]
MONDAY = dt.date(2026, 5, 11)


def first(path: Path) -> None:
    """The registers that all kitchens share: packaged foods and dishes, a calendar, a supplier, classes."""
    days = pd.to_datetime([MONDAY + dt.timedelta(days=n) for n in range(7)])
    classes = [f"{band[0]}{number}班" for band in BANDS for number in "一二三"]
    frames = {name: food.load(name) for name in ("foods", "dishes", "dish_ingredients")} | {
        "sites": pd.DataFrame({"site": ["main"], "name": ["甲"], "kitchen": ["main"]}),
        "calendar": pd.DataFrame({"date": days, "term": "2026-spring", "school_day": days.day_of_week < 5}),
        "classes": pd.DataFrame(
            {"term": "2026-spring", "class_name": classes, "band": np.repeat(BANDS, 3), "enrolled": 35}
        ),
        "suppliers": pd.DataFrame(
            {"supplier": ["V01"], "name": ["甲"], "supplies": ["谷类"], "licence_expires": pd.Timestamp("2027-01-01")}
        ),
    }
    with kgcore.open(path) as office:
        office.write(frames, who="bench")


def made(folder: Path, number: int) -> KitchenDatabase:
    """A kitchen of its own: fee 12 to 18 yuan, prices within a quarter of the reference, 60 dishes tasted twice."""
    random = np.random.default_rng(number)
    path = folder / f"{number:04d}.db"
    shutil.copy(folder / "first.db", path)
    foods = food.load("foods").dropna(subset=["price_fen_per_kg"])
    prices = (foods["price_fen_per_kg"].astype("float64") * random.uniform(0.75, 1.25, len(foods))).round()
    tasted = random.choice(food.load("dishes")["dish"], size=60, replace=False)
    liked = random.normal(4.0, 0.5, 60)
    tastings = [
        {"date": pd.Timestamp(day), "dish": dish, "occasion": "幼儿自助餐", "class_name": "大一班", "raters": 30,
         "rating": round(float(np.clip(mean + random.normal(0, 0.2), 1, 5)), 1)}
        for day in ("2026-03-10", "2026-04-14") for dish, mean in zip(tasted, liked, strict=True)
    ]  # fmt: skip
    with kgcore.open(path) as office:
        office.write(
            {
                "fee_rates": pd.DataFrame({"valid_from": pd.Timestamp("2026-02-01"), "band": BANDS,
                                           "fee_fen": int(random.integers(1200, 1800))}),
                "prices": pd.DataFrame({"date": pd.Timestamp("2026-04-27"), "food": foods["food"], "supplier": "V01",
                                        "price_fen_per_kg": prices.astype("Int64")}),
                "tastings": pd.DataFrame(tastings),
            },
            who="bench",
        )  # fmt: skip
    return KitchenDatabase(str(path), "main")


def test_a_district(benchmark, tmp_path):
    first(tmp_path / "first.db")
    kitchens = [made(tmp_path, number) for number in range(KITCHENS)]
    request = PlanRequest(periods.week_of(MONDAY))
    began = time.perf_counter()
    found = benchmark.pedantic(
        plan_kitchens, args=(kitchens, request, tmp_path / "out"), kwargs={"processes": 2}, rounds=1
    )
    seconds = time.perf_counter() - began
    assert [outcome.state for outcome in found] == ["planned"] * KITCHENS
    cpu = np.array([outcome.cpu_seconds for outcome in found])
    again = plan_kitchens(kitchens[:2], request, tmp_path / "out", processes=1)
    assert [outcome.state for outcome in again] == ["kept"] * 2
    benchmark.extra_info.update(
        {
            "kitchens": KITCHENS,
            "per minute, wall": round(60 * KITCHENS / seconds, 1),
            "per minute on 2 free cores, from CPU": round(2 * 60 / cpu.mean(), 1),
            "CPU s each mean/p90/max": f"{cpu.mean():.2f}/{np.quantile(cpu, 0.9):.2f}/{cpu.max():.2f}",
            "CPU s to keep one": round(float(np.mean([outcome.cpu_seconds for outcome in again])), 2),
            "within 1 %": f"{share_within(found, 0.01):.1%}",
            "gap max": f"{max(outcome.gap for outcome in found):.2%}",
        }
    )
