"""进销存 with headings in two rows: totals of a month, whatever is merged; never purchases."""

from decimal import Decimal

import pytest

from tests.sheets.books import book, tables

TITLE = ["食堂进销存月报 2026年10月"]
PHASES = ("期初", "入库", "出库", "结存"), ("上期结存", "本期收入", "本期发出", "本期结存")
MERGED = ["C2:E2", "F2:H2", "I2:K2", "L2:N2"]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("phases", PHASES)
@pytest.mark.parametrize("merge", [[], MERGED, ["A2:A3", "B2:B3", *MERGED]])
@pytest.mark.parametrize("measures", [("数量", "单价", "金额"), ("单价", "数量", "金额")])
def test_totals_of_a_month(tmp_path, suffix, phases, merge, measures):
    figures = [(10, 5, 50), (100, 5, 500), (90, 5, 450), (20, 5, 100)]
    if measures[0] == "单价":
        figures = [(price, number, amount) for number, price, amount in figures]
    heads = [cell for phase in phases for cell in (phase, None, None)]
    rows = [TITLE, ["品名", "单位", *heads], [None, None, *measures * 4]]
    rows += [["大米", "公斤", *(number for three in figures for number in three)]]
    (table,) = tables(book(tmp_path / f"进销存{suffix}", rows, merge=merge))
    rice, total = table.controls
    assert not table.rows and not table.asks and not table.faults
    kilograms = {
        f"{name}_kg": number
        for name, number in zip(("opening", "bought", "used", "closing"), (10, 100, 90, 20), strict=True)
    }
    assert {name: rice[name] for name in kilograms} == kilograms
    assert (total["bought_yuan"], total["spent_yuan"]) == (Decimal(500), Decimal(450))
