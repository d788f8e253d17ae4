"""What does not fit in the demonstration year: each fault on its own switch, to be found by the reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd

from demo.world import Frames, frame
from kgcore.registers import terms

MISSED_FOOD, MISSED_DAY = "大米", dt.date(2026, 4, 30)
WRONG_PRICE_MONTH = "2026-05"
SAMPLE_GRAMS_SHORT = 90.0


def _missed_stocktake(made: Frames) -> None:
    counts = made["counts"]
    at = (counts["item"] == MISSED_FOOD) & (counts["date"] == pd.Timestamp(MISSED_DAY))
    made["counts"] = counts[~(at & (counts["ledger"] == terms.CHILDREN_LEDGER))].reset_index(drop=True)


def _wrong_unit_price(made: Frames) -> None:
    rows = made["movements"].copy()
    bought = rows[(rows["kind"] == terms.PURCHASE) & (rows["ledger"] == terms.CHILDREN_LEDGER)]
    may = bought[bought["date"].dt.strftime("%Y-%m") == WRONG_PRICE_MONTH]
    row = may.sort_values("quantity_g", kind="stable").index[len(may) // 4]
    rows.loc[row, ["unit_cost_fen", "amount_fen"]] = rows.loc[row, ["unit_cost_fen", "amount_fen"]] * 10
    made["movements"] = rows


def _short_sample(made: Frames) -> None:
    samples = made["samples"].copy()
    row = samples.index[samples["date"] == pd.Timestamp(2026, 5, 13)][0]
    samples.loc[row, "grams"] = SAMPLE_GRAMS_SHORT
    made["samples"] = samples


def _unsigned_invoice(made: Frames) -> None:
    invoices = made["invoices"].copy()
    row = invoices.index[(invoices["date"].dt.strftime("%Y-%m") == "2026-05") & invoices["paid_on"].notna()][0]
    invoices.loc[row, "approved_by"] = None
    invoices.loc[row, "approved_on"] = pd.NaT
    made["invoices"] = invoices


def _veto(made: Frames) -> None:
    made["vetoes"] = frame(
        "vetoes",
        [{"date": dt.date(2026, 4, 10), "staff": "S030", "reason": "责任事故", "description": "离园后未锁窗，已整改"}],
    )


def _visitor_stays(made: Frames) -> None:
    visitors = made["visitors"].copy()
    visitors.loc[visitors.index[visitors["date"] == pd.Timestamp(2026, 5, 14)][0], "left_at"] = None
    made["visitors"] = visitors


def _hazard_open(made: Frames) -> None:
    hazards = made["hazards"].copy()
    hazards.loc[hazards.index[-1], "fixed_on"] = pd.NaT
    made["hazards"] = hazards


def _asset_missing(made: Frames) -> None:
    counts = made["asset_counts"].copy()
    counts.loc[counts.index[2], "pieces"] = counts.loc[counts.index[2], "pieces"] - 3
    made["asset_counts"] = counts


PLANTED: dict[str, Callable[[Frames], None]] = {
    "missed_stocktake": _missed_stocktake,
    "wrong_unit_price": _wrong_unit_price,
    "short_sample": _short_sample,
    "unsigned_invoice": _unsigned_invoice,
    "veto": _veto,
    "visitor_stays": _visitor_stays,
    "hazard_open": _hazard_open,
    "asset_missing": _asset_missing,
}
ALL_FAULTS = frozenset({*PLANTED, "hfmd_cluster"})


def plant(made: Frames, faults: frozenset[str]) -> Frames:
    """Return the frames with the chosen faults planted; `hfmd_cluster` is planted where illness is drawn."""
    changed = dict(made)
    for name, change in PLANTED.items():
        if name in faults:
            change(changed)
    return changed
