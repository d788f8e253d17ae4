"""The stock ledger at size: a year of one kitchen beside pandas' own sum, and a million movements of 25 kitchens.

Rows a second and the balance that must hold to the fen are in `extra_info`. The year that is reported and traced is the
demonstration's in a SQLite file, every movement made four times: 37,000 of them with all that a report reads.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import kgcore
from kgcore import money
from kgcore.registers import terms
from tests import demo_office

YEAR, FOODS = 40_000, 200


def ledger(rows: int, kitchens: int) -> pd.DataFrame:
    """Return a ledger: of each food three purchases of 5 kg, then issues of 1 kg, day by day."""
    random = np.random.default_rng(7)
    each = rows // kitchens
    number = np.arange(each)
    bought = number % 4 == 0
    food = (number // 4) % FOODS
    one = pd.DataFrame(
        {
            "entry": [f"M{n:09d}" for n in number],
            "date": pd.Timestamp("2026-01-01") + pd.to_timedelta(number * 300 // each, unit="D"),
            "kind": np.where(bought, terms.PURCHASE, terms.ISSUE),
            "ledger": terms.CHILDREN_LEDGER,
            "food": [f"食物{n:03d}" for n in food],
            "quantity_g": np.where(bought, 5000, 1000),
            "reverses": None,
        }
    )
    amounts = [one.assign(site=f"k{n:02d}", amount_fen=random.integers(500, 20_000, each)) for n in range(kitchens)]
    made = pd.concat(amounts, ignore_index=True)
    made["amount_fen"] = made["amount_fen"].where(made["kind"] == terms.PURCHASE).astype("Int64")
    return made


@pytest.mark.parametrize("valuation", ["weighted_average", "fifo"])
@pytest.mark.parametrize(("rows", "kitchens"), [(YEAR, 1), (25 * YEAR, 25)])
def test_ledger(benchmark, rows, kitchens, valuation):
    movements = ledger(rows, kitchens)
    valued = benchmark.pedantic(money.value, args=(movements, valuation), rounds=1, iterations=1)
    assert valued["booked_fen"].sum() - valued["consumed_fen"].sum() == money.closing(valued)["fen"].sum()
    benchmark.extra_info["rows a second"] = round(rows / benchmark.stats.stats.mean)


def test_sums_of_pandas_alone(benchmark):
    movements = ledger(25 * YEAR, 25)
    benchmark.pedantic(lambda: movements.groupby(["site", "food", "kind"])["quantity_g"].sum(), rounds=1, iterations=1)


TIMES = 4
"""The demonstration keeps 9,200 movements over seven months of school; four times that are a large kitchen's year."""
READ = ["sites", "classes", "calendar", "children", "staff", "suppliers", "fee_rates", "attendance", "staff_meals",
        "symptoms", "menus", "prices", "acceptance", "counts", "samples", "receipts", "refunds", "meal_charges",
        "invoices", "budgets", "foods", "dishes", "dish_ingredients"]  # fmt: skip


def repeated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every entry several times, each time under a number of its own, a reversal naming its own original."""
    parts = []
    for part in range(TIMES):
        piece = rows.assign(entry=rows["entry"] + f"-{part}")
        if "reverses" in rows:
            piece["reverses"] = (rows["reverses"] + f"-{part}").where(rows["reverses"].notna())
        parts.append(piece)
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    demo = demo_office.office()
    frames = {name: demo.read(name, sites="all") for name in READ}
    frames["movements"] = repeated(demo.read("movements"))
    frames["acceptance"] = repeated(frames["acceptance"])
    frames["counts"] = frames["counts"].assign(quantity_g=frames["counts"]["quantity_g"] * TIMES)
    with kgcore.open(tmp_path_factory.mktemp("year") / "office.db") as office:
        office.write(frames, who="bench")
        yield office


def test_a_year_is_reported(benchmark, year):
    """The month's account with the term and year so far, variance, forecast, findings, read from the file."""
    found = benchmark.pedantic(money.month, args=(year, "2026-10"), rounds=3, iterations=1)
    assert found.accounts.loc[("month", "main"), "consumption_fen"] > 0
    benchmark.extra_info["movements"] = len(year.read("movements"))


def test_a_term_is_reported(benchmark, year):
    assert benchmark.pedantic(money.term, args=(year, "2026-autumn"), rounds=3, iterations=1).account.days > 0


def test_a_batch_is_traced(benchmark, year):
    """Milk of one morning: the food with the most entries."""
    found = benchmark.pedantic(money.forward, args=(year, "B20260507-M"), rounds=3, iterations=1)
    assert found.diners["diners"].sum() > 0
    benchmark.extra_info["deliveries"] = len(found.inflows)


def test_a_meal_is_traced(benchmark, year):
    day = dt.date(2026, 10, 14)
    found = benchmark.pedantic(money.backward, args=(year, day, terms.LUNCH), rounds=3, iterations=1)
    assert len(found.inflows)
    benchmark.extra_info["deliveries"] = len(found.inflows)
