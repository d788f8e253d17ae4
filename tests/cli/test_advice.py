"""`kg advice`: a month's plan is decided once, said in lines, taken back, and refused in words where there is none."""

import json

import pytest

from kgcore.cli.application import run


@pytest.fixture
def office(tiny, tiny_address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KGCORE_DATABASE", tiny_address)
    return tiny


def kg(capsys, *arguments):
    code = run(list(arguments))
    return code, capsys.readouterr()


@pytest.mark.core
def test_a_plan_is_decided_once_and_taken_back(office, capsys):
    code, said = kg(capsys, "advice", "2026-05", "--due", "2026-06-12", "--json")
    assert code == 0
    told = json.loads(said.out)
    kept = office.store.read("diet_changes")
    assert len(kept) == len(told["lines"]) > 0
    assert kept["due_on"].dt.strftime("%Y-%m-%d").unique().tolist() == ["2026-06-12"]
    assert len(office.store.read("diet_promises"))
    code, said = kg(capsys, "advice", "2026-05")
    assert (code, "已经采纳过" in said.err) == (1, True)
    assert kg(capsys, "undo", str(told["journal"]), "--yes")[0] == 0
    assert office.store.read("diet_changes").empty
    assert kg(capsys, "advice", "2026-05")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2026-13"], "不是可用的期间"),
        (["2026-spring"], "按月"),
        (["2026-05", "--due", "6月"], "不是日期"),
        (["2026-05", "--responsible", "S999"], "S999"),
        (["2026-01"], "没有就餐人日"),
    ],
)
def test_what_cannot_be_decided_is_said_and_nothing_is_written(office, capsys, arguments, said):
    code, told = kg(capsys, "advice", *arguments)
    assert code in (1, 2)
    assert said in told.err
    assert "Traceback" not in told.err
    assert office.store.read("diet_changes").empty
