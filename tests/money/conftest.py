"""A kitchen of two kindergartens and two school days whose accounts can be worked out by hand.

Lunch only, fee 10.00. main: 10 children a day, longma: 5; so 30 child-days, two thirds of them main's.
Stock in fen: rice opening 600 (1000 g), eggs bought 30000 (2000 g); used: eggs 1000 g = 15000 and 100 g lost = 1500,
rice 500 g = 300. Consumption 16800, of it main 11000 + 200, longma 5500 + 100.
"""

import pandas as pd
import pytest

import kgcore

HANDS = {"buyer": "S002", "storekeeper": "S003", "bookkeeper": "S004", "approver": "S001"}


def movement(entry, date, kind, food, grams, fen=None, **more):
    row = {
        "site": "main", "entry": entry, "date": date, "kind": kind, "ledger": "幼儿", "food": food,
        "quantity_g": grams, "amount_fen": fen, **HANDS, **more,
    }  # fmt: skip
    if fen is not None and "unit_cost_fen" not in row:
        row["unit_cost_fen"] = round(fen * 1000 / grams)
    return row


def tiny_frames():
    both = ["main", "longma"]
    attended = [
        {"site": site, "date": day, "class_name": "小一班", "meal": "午餐", "diners": diners}
        for day in ("2026-05-06", "2026-05-07")
        for site, diners in (("main", 10), ("longma", 5))
    ]
    receipts = [
        ("main", "R0001", "预收膳费", 25000),
        ("longma", "R0001", "预收膳费", 12000),
        ("main", "R0002", "代收龙马膳费", 10000),
    ]
    return {
        "sites": pd.DataFrame({"site": both, "name": ["示范幼儿园", "龙马幼儿园"], "kitchen": "main"}),
        "calendar": pd.DataFrame(
            [
                {"site": "main", "date": day, "term": "2026-spring", "school_day": True}
                for day in ("2026-05-06", "2026-05-07", "2026-06-01", "2026-06-02")
            ]
        ),
        "classes": pd.DataFrame(
            {"site": both, "term": "2026-spring", "class_name": "小一班", "band": "小班", "enrolled": [12, 6]}
        ),
        "staff": pd.DataFrame(
            {
                "site": "main", "staff": ["S001", "S002", "S003", "S004", "S005"],
                "role": ["园长", "后勤主任", "营养员", "财务", "营养员"], "certificate": "中级",
                "hired_on": "2019-09-01",
            }
        ),
        "children": pd.DataFrame(
            {
                "site": both, "child": ["C00001", "C05001"], "class_name": "小一班", "sex": "F",
                "birth_month": "2022-03", "enrolled_on": "2025-09-01",
            }
        ),
        "foods": pd.DataFrame(
            {
                "site": "main", "food": ["鸡蛋", "大米"], "guide_group": ["蛋类", "谷类"],
                "origin": ["animal", "cereal"],
                "season_months": "5", "purchase": "store", "edible_pct": [87.0, 100.0], "source": "own-knowledge",
                "confidence": "own-knowledge",
            }
        ),
        "suppliers": pd.DataFrame(
            {"site": "main", "supplier": ["V01"], "name": "甲", "supplies": "蛋", "licence_expires": "2027-12-31"}
        ),
        "fee_rates": pd.DataFrame({"site": both, "valid_from": "2026-02-01", "band": "小班", "fee_fen": 1000}),
        "attendance": pd.DataFrame(attended),
        "receipts": pd.DataFrame(
            [
                {"site": site, "entry": entry, "date": "2026-05-06", "month": "2026-05", "purpose": purpose,
                 "amount_fen": fen, "approver": "S001"}
                for site, entry, purpose, fen in receipts
            ]
        ),
        "refunds": pd.DataFrame(
            [
                {"site": site, "entry": "F0001", "date": "2026-05-29", "month": "2026-05", "child": child,
                 "absent_days": 5, "amount_fen": fen, "approver": "S001"}
                for site, child, fen in (("main", "C00001", 5000), ("longma", "C05001", 2000))
            ]
        ),
        "movements": pd.DataFrame(
            [
                movement("M0001", "2026-05-06", "期初", "大米", 1000, 600),
                movement("M0002", "2026-05-06", "采购", "鸡蛋", 2000, 30000, supplier="V01"),
                movement("M0003", "2026-05-07", "领用", "鸡蛋", 1000),
                movement("M0004", "2026-05-07", "领用", "大米", 500),
                movement("M0005", "2026-05-07", "损耗", "鸡蛋", 100),
            ]
        ),
        "acceptance": pd.DataFrame(
            [
                {"site": "main", "entry": "M0002", "date": "2026-05-06", "delivered_g": 2000, "quality": "合格",
                 "certificate_seen": True, "acceptor": "S005"}
            ]
        ),
        "counts": pd.DataFrame(
            [
                {"site": "main", "date": "2026-05-29", "warehouse": "食堂", "ledger": "幼儿", "item": "鸡蛋",
                 "quantity_g": 850, "scope": "月盘", "counted_by": "S003", "checked_by": "S004"}
            ]
        ),
        "meal_charges": pd.DataFrame(
            [{"site": "main", "month": "2026-05", "item": "人工", "amount_fen": 700, "allowed": False}]
        ),
    }  # fmt: skip


@pytest.fixture
def frames():
    return tiny_frames()


@pytest.fixture
def opened(tmp_path):
    """Open an office that holds the given frames."""
    offices = []

    def make(frames, site="main"):
        office = kgcore.open(tmp_path / "office.db", site=site)
        offices.append(office)
        if frames:
            office.write({name: frame for name, frame in frames.items() if len(frame)}, who="测试")
        return office

    yield make
    for office in offices:
        office.close()
