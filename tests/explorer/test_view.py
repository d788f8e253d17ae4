"""The bench's widgets, pressed without a browser."""

import datetime as dt

import openpyxl
import pytest

from kgcore.explorer import Bench, pages, show
from kgcore.explorer.outgoing import PARENTS
from kgcore.menu import MenuError
from tests.menu.conftest import MONDAY

MAIN = (MONDAY, "午餐", "大荤")


@pytest.fixture
def view(solved):
    made = show(solved)
    yield made
    made.wait()


def press(view, button):
    assert not button.disabled
    button.click()
    view.wait()


def dish(view, place):
    return view.table.buttons[place].description


def test_a_press_on_solve_fills_the_table_and_frees_the_buttons(bench):
    view = show(bench)
    assert {button.description for button in view.table.buttons.values()} == {"＋"}
    press(view, view.bar.solve)
    assert "＋" not in {button.description for button in view.table.buttons.values()}
    assert "成本" in view.state.value and "刚才：求解" in view.state.value
    assert not view.bar.solve.disabled and view.bar.stop.disabled and view.message.value == ""


def test_how_surely_the_fee_is_kept_is_chosen_beside_it(view):
    view.bar.sure.value = 0.8
    view.wait()
    assert view.bench.probability == 0.8 and "把握 80% 还没有算" in view.state.value
    press(view, view.bar.solve)
    assert "不超膳费，95% 置信下限" in view.state.value
    press(view, view.bar.undo)
    assert "把握 80% 还没有算" in view.state.value and view.bar.sure.value == 0.8


def test_how_far_it_is_can_be_told_before_anything_is_known(view):
    says = {
        (float("-inf"), float("inf"), float("inf")): "还没有找到食谱",
        (90.0, float("inf"), float("inf")): "得分 90.0<",
        (90.0, 100.0, 0.11): "得分 90.0；最好不会超过 100.0；差距 11.0%",
    }
    for figures, words in says.items():
        view._progress(*figures)
        assert words in view.message.value


def test_a_menu_posted_for_one_place_is_solved_from(office):
    view = show(Bench.open(office, "2026-W19"))
    assert "载入公布的食谱" in view.state.value
    press(view, view.bar.solve)
    assert "刚才：求解" in view.state.value and "kg-fault" not in view.message.value


def test_a_day_already_eaten_is_shown_as_such_and_offers_no_change(office):
    view = show(Bench.open(office, "2026-W19"))
    assert "05-04 周一已经供应过" in view.state.value
    heads = [cell.value for cell in view.table.grid.children[1:3]]
    assert "05-04 周一 已供应" in heads[0] and "已供应" not in heads[1]
    press(view, view.bar.solve)
    for day, served in ((MAIN[0], True), (MAIN[0] + dt.timedelta(days=1), False)):
        place = (day, "午餐", "主食")
        button = view.table.buttons[place]
        assert ("kg-served" in button._dom_classes) == ("已经供应过" in button.tooltip) == served
        press(view, button)
        assert view.panel.changes.layout.display == ("none" if served else "flex")
        assert ("这一天已经供应过" in view.panel.title.value) == served
    view.bench.choose("2026-W20")
    assert not any("kg-served" in button._dom_classes for button in view.table.buttons.values())


def test_while_it_runs_only_stop_is_alive_and_stops(bench):
    view, seen = show(bench), []

    def solving(progress, effort=None):
        progress(90.0, 100.0, 0.11)
        seen.append((view.message.value, view.bar.solve.disabled, view.bar.stop.disabled))
        view.run("求解", lambda: seen.append("pressed twice is once"))
        view.run("别的", lambda: seen.append("what was pressed meanwhile"))
        view.bar.stop.click()
        seen.append(bench._stop.is_set())

    bench.solve = solving
    press(view, view.bar.solve)
    (message, solve_off, stop_off), stopped, last = seen
    assert "得分 90.0" in message and "不会超过 100.0" in message and "差距 11.0%" in message
    assert solve_off and not stop_off and stopped
    assert last == "what was pressed meanwhile" and not view.bar.solve.disabled


def test_choosing_a_place_lists_its_substitutes_and_swaps(view):
    press(view, view.table.buttons[MAIN])
    assert "大荤" in view.panel.title.value and dish(view, MAIN) in view.panel.title.value
    view.panel.search.value = "鸡"
    assert all("鸡" in label for label, _ in view.panel.dishes.options)
    wanted = view.panel.dishes.options[0][1]
    view.panel.dishes.value = wanted
    press(view, view.panel.swap)
    button = view.table.buttons[MAIN]
    assert button.description == wanted
    assert {"kg-pinned", "kg-new"} <= set(button._dom_classes)
    assert "已固定" in button.tooltip and "变动" in button.tooltip, "not by colour alone"
    assert [chip.description for chip in view.bar.chips.children] == [f"固定 05-04 周一 午餐·大荤 {wanted} ×"]
    press(view, view.bar.chips.children[0])
    assert view.bar.chips.children == () and dish(view, MAIN) == wanted
    press(view, view.bar.undo)
    press(view, view.bar.undo)
    assert dish(view, MAIN) != wanted
    press(view, view.bar.redo)
    assert dish(view, MAIN) == wanted


def test_pin_and_ban_of_what_stands_there(view):
    press(view, view.table.buttons[MAIN])
    before = dish(view, MAIN)
    press(view, view.panel.pin)
    assert view.panel.pin.description == "取消固定" and dish(view, MAIN) == before
    press(view, view.panel.pin)
    assert view.panel.pin.description == "固定"
    press(view, view.panel.ban)
    assert dish(view, MAIN) != before
    assert [chip.description for chip in view.bar.chips.children] == [f"禁用 {before} ×"]


def test_what_the_planner_refuses_is_a_sentence_and_the_menu_stays(view):
    view.bar.ban_name.value = "佛跳墙"
    press(view, view.bar.ban)
    assert "kg-fault" in view.message.value and "菜点表里没有“佛跳墙”" in view.message.value
    before = dish(view, MAIN)
    view.bar.fee.value = "十五"
    view.wait()
    assert "膳费写的是“十五”" in view.message.value and "Traceback" not in view.message.value
    assert dish(view, MAIN) == before and not view.bar.solve.disabled
    view.bar.fee.value = "7.50"
    view.wait()
    assert view.bench.problem.fee_fen == 750 and "膳费 7.50 元" in view.state.value


def test_what_nobody_foresaw_is_told_and_logged(view, caplog):
    def broken():
        raise ZeroDivisionError("x / 0")

    view.run("做", broken)
    view.wait()
    assert "没有料到的错（ZeroDivisionError：x / 0）" in view.message.value
    assert caplog.records[0].exc_info


@pytest.fixture
def at_office(office, tmp_path, monkeypatch):
    """The bench on the office's second week, which nobody has eaten yet."""
    monkeypatch.chdir(tmp_path)
    bench = Bench.open(office, "2026-W20")
    bench.solve()
    made = show(bench)
    yield made
    made.wait()


def turn(view, page):
    view.pages.tabs.selected_index = page
    view.wait()


def test_every_page_is_drawn_when_it_is_turned_to(at_office):
    view = at_office
    says = {
        pages.WHY: "为什么是这份食谱", pages.NUTRITION: "小班每人每日营养素占园内目标",
        pages.SPECIAL: "替代餐：做什么", pages.CHECK: "应", pages.KITCHEN: "采购清单",
    }  # fmt: skip
    for page, words in says.items():
        turn(view, page)
        assert words in view.pages.bodies[page].value, page
        assert "kg-fault" not in view.message.value
    turn(view, pages.MONEY)
    assert "每人每日成本占膳费" in view.pages.money.cost.value and "按本学期余款" in view.pages.money.cost.value
    turn(view, pages.NUTRITION)
    view.wait()
    view.pages.band.value = "大班"
    view.wait()
    assert "大班每人每日" in view.pages.bodies[1].value


def test_the_swap_that_helps_most_is_one_press(view):
    view.wait()
    proposed = view.pages._alternative
    if proposed is None:
        assert view.pages.swap.layout.display == "none"
    else:
        press(view, view.pages.swap)
        assert view.bench.plan is proposed and "变动" in " ".join(b.tooltip for b in view.table.buttons.values())


def test_a_change_made_by_code_is_shown(view):
    view.bench.set_fee(6)
    assert view.bar.fee.value == "6.00"
    with pytest.raises(MenuError):
        view.bench.set_fee(0)


def test_what_a_fee_buys_is_answered_on_demand_and_forgotten_when_the_question_changes(view):
    money, before = view.pages.money, view.bench.plan
    turn(view, pages.MONEY)
    assert money.curve_shown.value == money.lowest_shown.value == money.frontier_shown.value == ""
    press(view, money.curve)
    assert "多少膳费能达到规则" in money.curve_shown.value
    press(view, money.lowest)
    assert "守住营养底线，每人每天最少" in money.lowest_shown.value
    press(view, money.take_lowest)
    assert view.bench.plan is not before and view.bench.plan.cost_fen < before.cost_fen
    assert money.curve_shown.value == "", "the curve is drawn around the fee"
    assert money.lowest_shown.value, "the lowest fee does not depend on the fee"
    press(view, view.bar.undo)
    assert view.bench.plan is before
    view.bench.pin(*MAIN, view.bench.substitutes(*MAIN)["dish"].iloc[0])
    view.wait()
    assert money.lowest_shown.value == "" and money.take_lowest.layout.display == "none"


def test_menus_between_cost_nutrition_and_liking_are_counted_stopped_and_taken(view):
    money, heard = view.pages.money, []
    turn(view, pages.MONEY)
    view.message.observe(lambda change: heard.append(change["new"]), "value")
    view.message.observe(lambda change: view.bench.stop() if "第 3 份" in change["new"] else None, "value")
    press(view, money.frontier)
    assert any("正在排第 3 份食谱，共 12 份" in text for text in heard)
    assert not any("第 4 份" in text for text in heard)
    assert "现在的食谱" in money.frontier_shown.value and 1 <= len(money.choice.options) <= 2
    wanted = money.choice.value
    press(view, money.take_choice)
    assert view.bench.plan is wanted and view.bench.history.now.action == "换成第 1 份食谱"
    press(view, view.bar.undo)
    assert view.bench.plan is not wanted and money.frontier_shown.value


def test_an_allergen_is_chosen_shown_and_taken_back(view):
    view.bar.allergen.value = "鱼"
    view.wait()
    assert view.bar.allergen.value == "" and view.bench.problem.avoid == {"鱼"}
    assert [chip.description for chip in view.bar.chips.children] == ["不含 鱼 ×"]
    press(view, view.bar.chips.children[0])
    assert view.bench.problem.avoid == frozenset()
    view.bar.allergen.value = "奶"
    view.wait()
    assert "早点·奶饮" in view.message.value and "kg-fault" in view.message.value
    assert view.bench.problem.avoid == frozenset()


def test_a_menu_is_posted_and_withdrawn_from_the_page_and_loaded_again(at_office):
    view, out = at_office, at_office.pages.out
    assert "还没有公布" in view.state.value and view.bar.load.disabled
    press(view, out.post)
    assert "没有署名" in view.message.value
    out.who.value = "营养员"
    press(view, out.post)
    assert "已公布" in view.message.value and "kg-done" in view.message.value
    assert "与公布的相同" in view.state.value and view.bar.load.disabled
    view.bench.ban(dish(view, next(iter(view.table.buttons))))
    assert "处不同" in view.state.value
    press(view, out.post)
    assert "请勾选“替换已公布的”" in view.message.value
    press(view, view.bar.load)
    assert "与公布的相同" in view.state.value and "载入公布的食谱" in view.state.value
    press(view, view.bar.undo)
    assert "处不同" in view.state.value
    press(view, out.withdraw)
    assert "已取下公布的食谱" in view.message.value and "还没有公布" in view.state.value


def test_export_writes_the_workbooks_of_the_reports(at_office, tmp_path):
    view, out = at_office, at_office.pages.out
    assert out.file.value == "备餐单和采购清单-2026-W20.xlsx"
    press(view, out.export)
    assert "已导出" in view.message.value and "给食堂" in view.message.value
    book = openpyxl.load_workbook(tmp_path / "备餐单和采购清单-2026-W20.xlsx")
    assert {"5月11日 周一 备餐单", "一周食谱", "替代餐：做什么", "采购清单", "说明"} <= set(book.sheetnames)
    out.audience.value = PARENTS
    assert out.file.value == "一周食谱-2026-W20.xlsx"
    press(view, out.export)
    book = openpyxl.load_workbook(tmp_path / "一周食谱-2026-W20.xlsx")
    assert book.sheetnames == ["一周食谱", "说明"], "parents get no grams"
    cells = " ".join(str(cell) for row in book["一周食谱"].iter_rows(values_only=True) for cell in row)
    assert all(name in cells for name in view.bench.plan.table()["dish"])
    out.file.value = str(tmp_path / "没有" / "出.xlsx")
    press(view, out.export)
    assert "找不到" in view.message.value and "出.xlsx" in view.message.value


def test_pages_without_a_menu_say_so(bench):
    view = show(bench)
    assert "还没有食谱" in view.pages.bodies[pages.WHY].value
    turn(view, pages.MONEY)
    assert "还没有食谱" in view.pages.money.cost.value
    press(view, view.pages.money.curve)
    assert "请先按“求解”" in view.message.value
    assert view.pages.out.post.disabled, "no office stands behind it"
