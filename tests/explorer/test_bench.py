"""The bench without widgets, on a kitchen of five dishes a place."""

import datetime as dt

import pandas as pd
import pytest

from kgcore.explorer import Bench, BenchError
from kgcore.explorer.formatting import state
from kgcore.menu import Effort, Infeasible, MenuError, Serving, office_uncertainty
from tests.menu.conftest import MONDAY, make

TUESDAY = MONDAY + dt.timedelta(days=1)
MAIN = (MONDAY, "午餐", "大荤")


def at(bench, place):
    return next(s.dish for s in bench.plan.servings if (s.date, s.meal, s.course) == place)


def other(bench, place):
    return bench.substitutes(*place)["dish"].iloc[0]


def test_pins_and_bans_given_before_the_first_solve_are_kept(bench):
    bench.pin(*MAIN, "蒸鱼")
    bench.ban("红烧肉")
    assert bench.plan is None
    bench.solve()
    assert at(bench, MAIN) == "蒸鱼"
    assert "红烧肉" not in set(bench.plan.table()["dish"])


def test_a_pin_serves_the_dish_and_marks_what_it_changed(solved):
    before, dish = solved.plan, other(solved, MAIN)
    solved.pin(*MAIN, dish)
    assert at(solved, MAIN) == dish
    marks = solved.history.marks()
    assert set(marks) == set(solved.plan.servings) - set(before.servings)
    assert {s for s, mark in marks.items() if mark == "new"} == set(solved.plan.changed_from(before))


def test_undo_and_redo_walk_the_same_plans(solved):
    first = solved.plan
    solved.pin(*MAIN, other(solved, MAIN))
    second = solved.plan
    solved.ban(at(solved, (TUESDAY, "午餐", "大荤")))
    assert solved.undo() and solved.plan is second
    assert solved.undo() and solved.plan is first
    assert set(solved.history.marks()) == set(first.servings) - set(second.servings)
    assert solved.redo() and solved.plan is second
    solved.unpin(*solved.problem.pins)
    assert not solved.redo(), "a new action forgets what was undone"
    assert solved.undo() and solved.undo() and solved.undo()
    assert solved.plan is None and not solved.undo()


def test_unpin_and_unban_leave_the_menu_as_it_is(solved):
    solved.pin(*MAIN, other(solved, MAIN))
    solved.ban("肉丸", MONDAY)
    table = solved.plan.table()
    solved.unpin(*solved.problem.pins)
    solved.unban("肉丸", MONDAY)
    assert solved.problem.pins == () and solved.problem.bans == frozenset()
    pd.testing.assert_frame_equal(solved.plan.table(), table)
    assert solved.plan.problem is solved.problem


def test_a_fee_kept_for_sure_is_solved_for_told_and_forgotten_when_the_menu_changes(solved):
    before = solved.plan
    solved.be_sure(0.9)
    assert solved.plan is before and "把握 90% 还没有算" in state(solved)
    solved.solve()
    kept = solved.history.now.sure
    assert kept.reached and kept.plan is solved.plan and solved.plan.problem.price_cases
    assert f"（{kept.share_within:.1%}）不超膳费" in state(solved)
    assert f"留出 {kept.put_by_fen / 100:.2f} 元备涨价" in state(solved)
    solved.ban(at(solved, MAIN))
    assert "把握 90% 还没有算" in state(solved)
    solved.be_sure(None)
    assert "留了备涨价的钱" in state(solved)
    solved.solve()
    assert not solved.problem.price_cases and "涨价" not in state(solved)


def test_prices_move_as_the_office_quoted_them(office):
    bench = Bench.open(office, "2026-W20")
    bench.be_sure(0.8)
    bench.solve()
    known = bench.history.now.sure.uncertainty
    assert (known.spread == office_uncertainty(office, bench.problem).spread).all()


def test_another_fee_keeps_the_menu_and_judges_it_by_that_fee(solved):
    table = solved.plan.table()
    solved.set_fee("2.00元")
    assert solved.problem.fee_fen == 200
    pd.testing.assert_frame_equal(solved.plan.table(), table)
    assert any(row.rule == "fee" for row in solved.plan.violations)
    solved.pin(*MAIN, other(solved, MAIN))
    assert solved.problem.fee_fen == 200, "a later action keeps the fee"


@pytest.mark.parametrize("typed", ["", "十五", "0", "-1", "nan", "inf"])
def test_a_fee_that_is_no_amount_is_said_and_nothing_changes(solved, typed):
    before = solved.history.now
    with pytest.raises((BenchError, MenuError), match="膳费"):
        solved.set_fee(typed)
    assert solved.history.now is before


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda b: b.pin(MONDAY, "午点", "水果", "整梨"), "整梨.*当季"),
        (lambda b: b.pin(MONDAY, "午餐", "大荤", "米饭"), "不能放在这个位置"),
        (lambda b: b.pin(MONDAY, "午餐", "大荤", "佛跳墙"), "菜点表里没有“佛跳墙”"),
        (lambda b: b.pin(dt.date(2026, 5, 9), "午餐", "大荤", "蒸鱼"), "2026-05-09不在计划的日期内"),
        (lambda b: b.ban("佛跳墙"), "菜点表里没有“佛跳墙”"),
        (lambda b: b.copy_week("2026-W19", "2026-W20"), "W20|还没有食谱"),
        (lambda b: b.choose("2026-W20"), "没有接上台账"),
        (lambda b: b.substitutes(MONDAY, "晚餐", "大荤"), "晚餐·大荤"),
        (lambda b: b.post("营养员"), "没有接上台账"),
        (lambda b: b.withdraw("营养员"), "没有接上台账"),
        (lambda b: b.load(), "没有接上台账"),
        (lambda b: b.avoid("香菜"), "没有过敏原“香菜”；可选：奶、蛋"),
        (lambda b: b.avoid("奶"), "早点·奶饮.*没有可用的菜.*避开过敏原排除5道"),
    ],
)
@pytest.mark.parametrize("with_menu", [False, True], ids=["before", "after"])
def test_bad_input_names_the_rule_and_changes_nothing(request, act, says, with_menu):
    bench = request.getfixturevalue("solved" if with_menu else "bench")
    before = bench.history.now
    with pytest.raises((BenchError, MenuError), match=says):
        act(bench)
    assert bench.history.now is before


def test_every_dish_of_a_place_banned_says_that_the_place_is_empty(bench):
    for dish in ("红烧肉", "蒸鱼", "肉丸", "炖鸡"):
        bench.ban(dish)
    with pytest.raises(MenuError, match=r"午餐·大荤在2026-05-04等2天没有可用的菜"):
        bench.ban("鸡块")


def test_substitutes_are_the_allowed_dishes_with_their_cost(solved):
    fruit = (MONDAY, "午点", "水果")
    table = solved.substitutes(*fruit)
    # 整梨 is out of season, what stands there is left out
    assert set(table["dish"]) == {"梨块", "梨片", "苹果块", "苹果片"} - {at(solved, fruit)}
    apple = make().cost_fen[solved.problem.position["苹果片"], 0]  # 95 g at 9 yuan/kg; a fifth less, a fifth more
    assert apple.tolist() == pytest.approx([0.8 * 85.5, 85.5, 1.2 * 85.5])
    row = solved.substitutes(TUESDAY, "午点", "水果").query("dish == '苹果片'")
    assert row.empty or row["fen"].item() == pytest.approx((100 * 0.8 + 200 + 100 * 1.2) / 400 * 85.5)


def test_every_substitute_may_really_be_pinned(bench):
    for dish in bench.substitutes(*MAIN)["dish"]:
        bench.pin(*MAIN, dish)
        assert [pin.dish for pin in bench.problem.pins] == [dish]


def test_stop_keeps_the_best_menu_and_says_its_gap():
    bench, heard = Bench(make(fee_fen=300.0)), []

    def progress(points, bound, gap):
        heard.append((points, bound, gap))
        bench.stop()

    plan = bench.solve(progress, Effort(gap=0.0))
    assert len(heard) == 1
    assert plan.solution.bound >= plan.solution.objective - 1e-9
    assert len(plan.table()) == 2 * len(plan.problem.slots)


def test_pins_that_cannot_hold_together_are_named_with_a_way_out_and_the_bench_stays(bench):
    bench.pin(*MAIN, "肉丸")
    bench.pin(TUESDAY, "午餐", "大荤", "肉丸")
    before = bench.history.now
    with pytest.raises(Infeasible, match=r"肉丸[\s\S]*炸[\s\S]*取消固定2026-05-04 午餐·大荤 肉丸"):
        bench.solve()
    assert bench.history.now is before


def test_a_plan_made_by_code_is_taken_and_undone(solved):
    made = solved.plan.swap(*MAIN, other(solved, MAIN))
    solved.take(made, "换菜")
    assert solved.plan is made and solved.problem is made.problem
    with pytest.raises(BenchError, match="别的日子"):
        Bench(make(number=1)).take(made, "换菜")
    assert solved.undo()


def test_a_week_is_copied_weekday_by_weekday():
    often = pd.DataFrame([{"rule": "repeat_weeks", "key": "点心", "high": 2.0}])
    bench = Bench(make(weeks=2, settings=often))
    bench.solve()
    bench.copy_week("2026-W19", "2026-W20")
    grid = bench.plan.grid()
    assert grid.iloc[:, 0].tolist() == grid.iloc[:, 2].tolist()
    assert bench.undo()


def test_the_checker_judges_the_portions_that_are_cooked(solved):
    found = solved.plan.evaluation
    told = found.nutrition().set_index(["band", "nutrient"])["amount"]
    planned = solved.plan.nutrition("plan").set_index(["band", "nutrient"])["amount"]
    pd.testing.assert_series_equal(told, planned.reindex(told.index))
    assert not found.hard


def test_listeners_hear_every_change_once(bench):
    heard = []
    bench.history.listeners.append(lambda: heard.append(bench.history.now.action))
    bench.pin(*MAIN, "蒸鱼")
    bench.solve()
    bench.undo()
    assert heard == [f"固定 {Serving(*MAIN, '蒸鱼')}", "求解", f"固定 {Serving(*MAIN, '蒸鱼')}"]


def test_an_allergen_is_kept_off_the_whole_menu_and_undone(bench, solved):
    fishy = {"蒸鱼", "鱼汤"}
    solved.pin(*MAIN, "蒸鱼")
    with pytest.raises(Infeasible, match=r"蒸鱼.*避开过敏原"):
        solved.avoid("鱼")
    solved.unpin(*solved.problem.pins)
    before = solved.plan
    solved.avoid("鱼")
    assert not fishy & set(solved.plan.table()["dish"]) and solved.problem.avoid == {"鱼"}
    assert not fishy & set(solved.substitutes(*MAIN)["dish"])
    solved.allow("鱼")
    assert solved.problem.avoid == frozenset() and "蒸鱼" in set(solved.substitutes(*MAIN)["dish"])
    assert solved.undo() and solved.undo() and solved.plan is before
