"""The same account from SQLite and PostgreSQL, and income as a published sheet computes it."""

import pandas as pd

import kgcore
from kgcore import money
from kgcore.money import records
from kgcore.money.income import due
from kgcore.periods import parse


def test_the_account_is_the_same_on_every_database(store_url, frames):
    with kgcore.open(store_url) as office:
        office.write(frames, who="测试")
        month = money.month(office, "2026-05")
    own = month.accounts.loc[("month", "main")]
    assert (own["net_fen"], own["consumption_fen"], own["surplus_fen"]) == (20000, 11200, 8800)


def test_income_of_a_published_sheet(opened, frames):
    # 161 x 10.5 x 19 + 2 x 3.4 x 19 = 32248.7 (jlyey.xbjyfw.cn/html/article6516107.html, October 2024)
    sizes = {"大一班": ("大班", 60), "大二班": ("大班", 60), "大三班": ("大班", 41), "小一班": ("小班", 2)}
    days = pd.date_range("2024-10-01", periods=19, freq="B")
    frames["classes"] = pd.DataFrame(
        [
            {"site": "main", "term": "2024-autumn", "class_name": name, "band": band, "enrolled": enrolled}
            for name, (band, enrolled) in sizes.items()
        ]
    )
    frames["attendance"] = pd.DataFrame(
        [
            {"site": "main", "date": day, "class_name": name, "meal": "午餐", "diners": enrolled}
            for day in days
            for name, (_, enrolled) in sizes.items()
        ]
    )
    frames["fee_rates"] = pd.DataFrame(
        {"site": "main", "valid_from": "2024-09-01", "band": ["大班", "小班"], "fee_fen": [1050, 340]}
    )
    kept = {name: frames[name] for name in ("sites", "classes", "attendance", "fee_rates")}
    month = parse("2024-10")
    found = due(records.read(opened(kept), month), month)
    assert found["due_fen"].sum() == 3_224_870
