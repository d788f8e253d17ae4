"""The bench of an office: what is posted, eaten and sent out."""

import datetime as dt
import re
from dataclasses import replace

import pandas as pd
import pytest

from kgcore import menu, weekly
from kgcore.explorer import Bench, BenchError
from kgcore.explorer.formatting import state
from kgcore.explorer.outgoing import KITCHEN, Outgoing
from kgcore.explorer.source import OfficeSource
from kgcore.menu import PostingError, plan_problem
from kgcore.menu.office.posted_menu import WeekMenu
from kgcore.present import menu as show
from kgcore.workbook import read_workbook
from tests.explorer.test_bench import TUESDAY, at
from tests.menu.conftest import MONDAY
from tests.menu.small_office import full


def test_a_bench_of_an_office_opens_the_first_week_without_a_menu(office):
    bench = Bench.open(office)
    assert OfficeSource(office).weeks() == ["2026-W19", "2026-W20"]
    assert bench.problem.weeks == ("2026-W20",)
    assert bench.problem.fee_fen == pytest.approx(bench.source.spend("2026-W20").target)
    bench.set_fee(5)
    bench.plan_fee()
    assert bench.problem.fee_fen == pytest.approx(bench.source.spend("2026-W20").target)
    bench.ban("肉丸")
    bench.choose("2026-W19", 2)
    assert bench.problem.weeks == ("2026-W19", "2026-W20") and bench.problem.bans == {("肉丸", None)}
    with pytest.raises(BenchError, match="不是一周"):
        bench.choose("2026-05")
    assert bench.undo() and bench.problem.weeks == ("2026-W20",)


def test_what_is_posted_is_opened_and_gone_on_from(office):
    bench = Bench.open(office, "2026-W19")
    assert bench.plan.table().to_numpy().tolist() == [[MONDAY, "午餐", "主食", "米饭"]]
    assert bench.differs() == 0 and "载入公布的食谱" in bench.history.now.action
    assert any(row.rule == "courses" for row in bench.plan.violations), "the open places are told"
    bench.solve()
    assert len(bench.plan.table()) == 1 + 9 and bench.differs() == 9
    bench.pin(TUESDAY, "午餐", "大荤", at(bench, (TUESDAY, "午餐", "大荤")))
    bench.load()
    assert bench.plan.table()["dish"].tolist() == ["米饭"] and bench.differs() == 0
    assert bench.problem.pins == (), "a pin the posted menu does not serve is given up"
    assert bench.undo() and bench.problem.pins
    bench.choose("2026-W20")
    assert bench.plan is None and bench.differs() is None
    with pytest.raises(BenchError, match="2026-W20 还没有公布的食谱"):
        bench.load()


def test_a_posted_dish_in_a_wrong_place_is_named_when_it_is_opened(office):
    office.write({"menus": full("menus", pd.DataFrame({"date": [pd.Timestamp("2026-05-11")] * 2, "meal": "午餐",
                                                       "course": ["主食", "大荤"], "dish": ["米饭", "牛奶"]}))},
                 who="test")  # fmt: skip
    bench = Bench.open(office, "2026-W20")
    assert "没有载入：05-11 午餐·大荤 牛奶" in bench.history.now.action
    assert bench.differs() == 1


def test_a_posted_menu_is_withdrawn_signed_and_kept(office, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bench = Bench.open(office, "2026-W20")
    with pytest.raises(PostingError, match="没有公布的食谱"):
        bench.withdraw("营养员")
    bench.solve()
    bench.post("营养员")
    made, past = bench.plan, len(bench.history.past)
    with pytest.raises(BenchError, match="没有署名"):
        bench.withdraw(" ")
    kept = re.search(r"存为 (\S+xlsx)", bench.withdraw("保健员")).group(1)
    assert office.read("menus", "2026-W20").empty and office.store.journal()["who"].iloc[-1] == "保健员"
    assert set(read_workbook(kept).frames["menus"]["dish"]) == set(made.table()["dish"])
    assert bench.plan is made and len(bench.history.past) == past, "an entry of the register is no step of the bench"


def test_what_goes_out_is_the_report_of_the_posted_menu(office):
    bench = Bench.open(office, "2026-W20")
    with pytest.raises(BenchError, match="还没有食谱"):
        Outgoing.of(bench, "2026-W20")
    bench.solve()
    draft = Outgoing.of(bench, "2026-W20")
    assert draft.week.proposal and draft.week.sites == {"main": "甲", "longma": "乙"}
    pd.testing.assert_frame_equal(draft.week.grams(), bench.plan.grams())
    bench.post("营养员")
    out, report = Outgoing.of(bench, "2026-W20"), weekly.week_menu(office, "2026-W20")
    assert not out.week.proposal
    pd.testing.assert_frame_equal(out.week.grams(), report.grams())
    shown = [one._repr_mimebundle_()["text/html"] for one in out.displays(KITCHEN)[:-1]]
    special = menu.office_variants(office, report.plan)
    assert shown[2] == show.day_sheets(report, special)._repr_mimebundle_()["text/html"]
    assert shown[3] == show.special_cooking(report, special)._repr_mimebundle_()["text/html"]
    assert shown[4] == show.purchases(report, special)._repr_mimebundle_()["text/html"]


def test_one_week_of_several_goes_out_with_its_own_portions(office):
    single = Bench.open(office, "2026-W20")
    rows = single.solve().table()
    both = pd.concat([rows.assign(date=rows["date"] - dt.timedelta(days=7)), rows])
    both = both[both["date"] != MONDAY]  # eaten
    bench = Bench.open(office, "2026-W19", 2)
    plan = WeekMenu.posted(bench.problem, both, {}).plan
    portions = plan.portions.copy()
    portions[:, 1] = 0.8
    bench.take(replace(plan, portions=portions), "排两周")
    out = Outgoing.of(bench, "2026-W20")
    grams = bench.plan.grams()
    expected = grams[grams["date"] >= dt.date(2026, 5, 11)].reset_index(drop=True)
    pd.testing.assert_frame_equal(out.week.grams(), expected)
    assert out.week.problem.weeks == ("2026-W20",)


def test_children_with_an_allergy_get_another_dish(office):
    bench = Bench.open(office, "2026-W20")
    bench.pin(dt.date(2026, 5, 11), "午餐", "大荤", "蒸鱼")
    bench.solve()
    cooking, classes, _ = Outgoing.of(bench, "2026-W20").special_menus()
    rows = [row for row in cooking.content["rows"] if row[2] == "蒸鱼"]
    assert [(row[0], row[4], row[5]) for row in rows] == [("5月11日 周一", "鱼", 1)]
    # no class stands beside a dish: the number on the plate is on the class teacher's list
    assert any(row[:2] == ["5月11日 周一", "午餐·大荤"] and row[-1] == 1 for row in classes.content["rows"])
    assert "小一班" not in str(classes.content)
    bench.unpin(*bench.problem.pins)
    bench.avoid("鱼")
    assert Outgoing.of(bench, "2026-W20").special_menus()[0].content["rows"] == []


def test_a_saved_menu_stands_in_the_register_and_is_replaced_only_when_asked(office, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bench = Bench.open(office, "2026-W20")
    with pytest.raises(BenchError, match="还没有食谱可公布"):
        bench.post("营养员")
    bench.solve()
    with pytest.raises(BenchError, match="没有署名"):
        bench.post(" ")
    assert office.read("menus", "2026-W20").empty
    assert "食谱表写入 18 道" in bench.post("营养员")
    assert bench.differs() == 0
    assert posted(office) == set(bench.plan.table()["dish"])
    assert office.store.journal()["who"].iloc[-1] == "营养员"
    bench.ban(at(bench, (dt.date(2026, 5, 11), "午餐", "大荤")))
    with pytest.raises(BenchError, match="已有公布的食谱"):
        bench.post("营养员")
    kept = re.search(r"存为 (\S+xlsx)", bench.post("营养员", replace=True)).group(1)
    assert posted(office) == set(bench.plan.table()["dish"])
    assert bench.undo()
    assert set(read_workbook(kept).frames["menus"]["dish"]) == set(bench.plan.table()["dish"])


def test_a_day_already_eaten_stands_and_the_others_are_planned_and_posted_around_it(office, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bench = Bench.open(office, "2026-W19")
    stands = [(MONDAY, "午餐", "主食", "米饭")]
    assert "05-04 周一已经供应过，照原样不动" in state(bench)
    bench.solve()
    assert "食谱表写入 10 道，其中 1 道照旧" in bench.post("营养员")
    rows = office.read("menus", "2026-W19")[["date", "meal", "course", "dish"]]
    rows = rows.assign(date=rows["date"].dt.date)
    assert list(rows[rows["date"] == MONDAY].itertuples(index=False, name=None)) == stands
    assert (rows["date"] == TUESDAY).sum() == 9 and bench.differs() == 0
    assert not list(tmp_path.glob("*.xlsx")), "nothing was replaced"
    bench.ban(at(bench, (TUESDAY, "午餐", "大荤")))
    with pytest.raises(BenchError, match="已有公布的食谱"):
        bench.post("营养员")
    bench.post("营养员", replace=True)
    assert bench.differs() == 0 and at(bench, stands[0][:3]) == "米饭"


@pytest.mark.parametrize(
    "act",
    [
        lambda bench: bench.pin(MONDAY, "午餐", "主食", "馒头"),
        lambda bench: bench.ban("米饭", on=MONDAY),
        lambda bench: bench.take(plan_problem(bench.problem.with_(fixed_servings=())), "别处排的"),
    ],
)
def test_what_was_eaten_is_neither_pinned_nor_banned_nor_swapped(office, act):
    bench = Bench.open(office, "2026-W19")
    now = bench.history.now
    with pytest.raises(BenchError, match="05-04 周一已经供应过"):
        act(bench)
    assert bench.history.now is now


def test_a_dish_that_was_eaten_may_be_banned_from_the_days_to_come(office):
    bench = Bench.open(office, "2026-W19")
    bench.solve()
    bench.ban("米饭")
    assert at(bench, (MONDAY, "午餐", "主食")) == "米饭" and at(bench, (TUESDAY, "午餐", "主食")) != "米饭"


def test_another_fee_leaves_the_portions_that_were_eaten(office):
    bench = Bench.open(office, "2026-W19")
    bench.solve()
    bench.set_fee(30)
    assert (bench.plan.portions[bench.problem.position["米饭"], 0] == 1.0).all()


def posted(office):
    return set(office.read("menus", "2026-W20")["dish"])
