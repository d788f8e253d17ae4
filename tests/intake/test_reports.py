"""A report whose period has a sheet that waits for an answer names it and is not final."""

import pandas as pd

from kgcore import reports
from kgcore.reports import inputs, record
from kgcore.testing import tiny_office
from tests.reports.conftest import NOTEBOOKS


def test_a_sheet_waits_in_the_periods_that_its_days_touch():
    rows = pd.DataFrame(
        {
            "file": ["五月.xlsx", "六月.xlsx", "不知哪天.xlsx", "已导入.xlsx"],
            "sheet": "Sheet1",
            "kind": "采购/入库/验收/送货",
            "first_day": pd.to_datetime(["2026-05-30", "2026-06-02", None, "2026-05-01"]),
            "last_day": pd.to_datetime(["2026-05-31", "2026-06-03", None, "2026-05-02"]),
            "questions": [1, 2, 1, 0],
        }
    )
    with tiny_office() as office:
        office.write({"waiting_sheets": rows}, who="S002")
        values = {"database": str(office.folder / "office.db"), "site": "main"}
        assert inputs.open_sheets(values | {"period": "2026-05"}) == ["不知哪天.xlsx", "五月.xlsx"]
        assert inputs.open_sheets(values | {"period": "2026-W23"}) == ["不知哪天.xlsx", "六月.xlsx"]
    assert inputs.open_sheets({"period": "2026-05"}) == []


def test_such_a_report_is_a_draft_until_the_sheet_is_in(tmp_path, monkeypatch):
    def state():
        outcome = reports.run("small", {"period": "2026-05"}, tmp_path, notebooks=NOTEBOOKS, formats=["html"])
        return outcome.status, record.state(record.read(outcome.folder))

    monkeypatch.setattr(inputs, "open_sheets", lambda values: ["采购.xlsx"])
    assert state() == ("published", "初稿（采购.xlsx 待确认，没有计入）")
    assert state()[0] == "unchanged"
    monkeypatch.setattr(inputs, "open_sheets", lambda values: [])
    assert state() == ("published", "正式")
