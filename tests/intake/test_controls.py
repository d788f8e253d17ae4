"""Month totals that an office's own sheet prints are held against its registers, and differences are named."""

import json

from kgcore import money
from kgcore.cli.application import run
from kgcore.intake import import_sheets
from kgcore.testing import tiny_office
from tests.sheets.books import book


def month_sheet(path, income, spent):
    rows = [
        ["幼儿伙食费收支表（2026年5月）", None, None, None],
        ["支出项目", "金额", "本月收入", income],
        ["粮食", spent - 1000, "本月支出", spent],
        ["蔬菜", 1000, "本月结余", income - spent],
        ["合计", spent, None, None],
    ]
    return book(path, rows)


def test_totals_that_agree_and_totals_that_differ(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with tiny_office() as office:
        account = money.month(office, "2026-05").account()
        income, spent = account.gross_fen / 100, account.spent_fen / 100
        month_sheet(tmp_path / "收支.xlsx", income, spent + 50)
        done = import_sheets(office, [tmp_path / "收支.xlsx"], who="S002")
        assert not done.is_open and done.control_months == ["2026-05"], done.lines()
        table = money.month(office, "2026-05").controls.set_index("figure")
        assert table["difference"].to_dict()["income"] == 0 and table["difference"].to_dict()["spent"] == 5000
        findings = [f for f in money.month(office, "2026-05").findings if f.code == "money.control_differs"]
        assert any("本月支出" in finding.text and "差 50.00 元" in finding.text for finding in findings)
        (tmp_path / "office.db").write_bytes((office.folder / "office.db").read_bytes())
    month_sheet(tmp_path / "收支.xlsx", income, income + 100)  # a month that went over
    run(["import", "收支.xlsx", "--yes"])
    assert "项与台账核对" in capsys.readouterr().out
    assert run(["import", "收支.xlsx", "--dry-run", "--json"]) == 0
    assert (
        json.loads(capsys.readouterr().out)["files"][0]["sheets"][0]["tables"][0]["controls"][0]["month"] == "2026-05"
    )


def test_stock_by_food_of_a_month_is_a_total_too(tmp_path):
    rows = [
        ["2026年5月食堂进销存表", None, None, None, None],
        ["品名", "期初", "购入", "消耗", "期末"],
        ["大米", 100, 500, 450, 150],
        ["鸡蛋", 20, 300, 310, 10],
        ["合计", 120, 800, 760, 160],
    ]
    with tiny_office() as office:
        path = book(tmp_path / "进销存.xlsx", rows)
        asked = import_sheets(office, [path], who="S002").questions  # kilograms or yuan: nothing says which
        assert asked["about"].tolist() == ["单位"]
        office.write({"answers": asked.assign(answer="元")}, who="S002")
        done = import_sheets(office, [path], who="S002")
        assert not done.is_open, done.lines()
        kept = office.read("control_figures").set_index("figure")["amount_fen"].to_dict()
        assert kept == {"opening_stock": 12000, "bought": 80000, "spent": 76000, "closing_stock": 16000}
        assert len(office.read("movements")) == len(office.read("movements", "2026-05"))
