"""The stock ledger at size: a year of one kitchen beside pandas' own sum, and a million movements of 25 kitchens.

Rows a second and the balance that must hold to the fen are in `extra_info`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kgcore import money
from kgcore.registers import terms

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
