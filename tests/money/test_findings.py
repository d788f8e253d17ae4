"""What a month with much at fault is told, whole: each text with its figures, limit, unit and source.

The tiny kitchen of conftest with one fault of each kind, planted below; the words were read when they were approved.
After a meant change: KGCORE_REGENERATE=1 pytest tests/money/test_findings.py, and read the difference.
"""

import os
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from kgcore import money
from kgcore.findings import Finding
from tests.money.conftest import movement, tiny_frames
from tests.money.test_invoices import invoice

APPROVED = Path(__file__).parent / "approved"
MAY = "2026-05-06"


def rows(frame, *more):
    return pd.concat([frame, pd.DataFrame([*more])], ignore_index=True)


def faulty_frames():
    frames = tiny_frames()
    frames["invoices"] = pd.DataFrame([
        invoice("I0001", "1", 60_000), invoice("I0002", "1", 60_100), invoice("I0003", "3", 700, approved_by="S002"),
        invoice("I0004", "4", 700, approved_on="2026-05-13"), invoice("I0005", "5", 12_345, approved_by=None,
        approved_on=None),
    ])  # fmt: skip
    frames["budgets"] = pd.DataFrame([{"site": "main", "month": "2026-05", "category": "绿化", "amount_fen": 100_000}])
    frames["movements"] = rows(
        frames["movements"],
        movement("M0006", MAY, "采购", "鸡蛋", 3000, 36_000, supplier="V01", buyer="S003", storekeeper="S003"),
        movement("M0007", MAY, "采购", "大米", 4000, 0, supplier="V01"),
        movement("M0008", MAY, "采购", "大米", 5000, 25_000, supplier="V01"),
        movement("M0009", "2026-05-07", "领用", "大米", 2000, note="教工早餐"),
        movement("M0010", MAY, "采购", "鸡蛋", 1000, 15_000, supplier="V01"),
    )
    frames["acceptance"] = rows(
        frames["acceptance"],
        {"site": "main", "entry": "M0006", "date": MAY, "delivered_g": 2800, "quality": "合格",
         "certificate_seen": True, "acceptor": "S005"},
        {"site": "main", "entry": "M0008", "date": MAY, "delivered_g": 5000, "quality": "不合格",
         "certificate_seen": False, "acceptor": "S005"},
    )  # fmt: skip
    frames["staff_meals"] = pd.DataFrame([{"site": "main", "date": MAY, "meal": "午餐", "diners": 8}])
    frames["month_closes"] = pd.DataFrame([
        {"site": "main", "month": "2026-05", "closed_on": "2026-05-28", "bookkeeper": "S004", "approver": "S004"}
    ])  # fmt: skip
    frames["control_figures"] = pd.DataFrame([
        {"site": "main", "month": "2026-05", "figure": "spent", "amount_fen": 12_345, "file": "5月收支.xlsx"},
        {"site": "main", "month": "2026-05", "figure": "bought", "amount_fen": 76_000, "file": "5月收支.xlsx"},
    ])  # fmt: skip
    return frames


def told(findings):
    """Each finding as lines: its head, then every field that is not empty."""
    lines = []
    for finding in findings:
        values = {field.name: getattr(finding, field.name) for field in fields(Finding) if field.name != "_"}
        head = " ".join(str(values.pop(name)) for name in ("severity", "code", "period", "subject"))
        lines += [head, *(f"    {name}: {value}" for name, value in values.items() if value not in (None, "")), ""]
    return "\n".join(lines)


def refunds_frames():
    """Children who were absent or left, and refunds that are not what is due, or more than was paid."""
    frames = tiny_frames()
    frames["symptoms"] = pd.DataFrame([
        {"site": "main", "date": day, "child": "C00001", "class_name": "小一班", "leave": "事假", "asked_by": "S001"}
        for day in (MAY, "2026-05-07")
    ])  # fmt: skip
    frames["receipts"].loc[frames["receipts"]["purpose"] == "代收龙马膳费", "amount_fen"] = 9_000
    frames["receipts"] = rows(
        frames["receipts"],
        {"site": "main", "entry": "R0003", "date": MAY, "month": "2026-05", "purpose": "预收膳费", "child": "C00001",
         "amount_fen": 2000, "approver": "S001"},
    )  # fmt: skip
    return frames


def unpriced_frames():
    """Days of a class without a fee: what is due and what is to be paid back is not known, and nobody is blamed."""
    frames = refunds_frames()
    return frames | {"fee_rates": frames["fee_rates"].assign(band="中班")}


CASES = {
    "month": (money.month, "2026-05", faulty_frames),
    "term": (money.term, "2026-spring", faulty_frames),
    "guest": (money.month, "2026-05", faulty_frames),
    "refunds": (money.month, "2026-05", refunds_frames),
    "unpriced": (money.month, "2026-05", unpriced_frames),
}


@pytest.mark.parametrize("case", CASES)
def test_every_word_and_figure_is_as_approved(opened, case):
    review, period, frames = CASES[case]
    text = told(review(opened(frames(), "longma" if case == "guest" else "main"), period).findings)
    if os.environ.get("KGCORE_REGENERATE"):
        (APPROVED / f"{case}.txt").write_text(text, encoding="utf-8", newline="\n")
    assert text == (APPROVED / f"{case}.txt").read_text(encoding="utf-8")
