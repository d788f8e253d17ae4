"""The bench's widgets, pressed without a browser."""

import openpyxl
import pytest

from kgcore.explorer import show
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
    view.bar.banned.value = "佛跳墙"
    press(view, view.bar.ban)
    assert "kg-fault" in view.message.value and "“佛跳墙”不在菜点表中" in view.message.value
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


def test_every_page_is_drawn_when_it_is_turned_to(view):
    says = ["为什么是这份食谱", "小班每人每日营养素占园内目标", "每人每日成本占膳费", "应", "采购单", ""]
    for page, words in enumerate(says):
        view.pages.tabs.selected_index = page
        view.wait()
        assert words in view.pages.bodies[page].value, page
        assert "kg-fault" not in view.message.value
    press(view, view.pages.curve)
    assert "多少膳费能达到规则" in view.pages.curve_shown.value
    view.pages.tabs.selected_index = 1
    view.wait()
    view.pages.band.value = "大班"
    view.wait()
    assert "大班每人每日" in view.pages.bodies[1].value


def test_the_swap_that_helps_most_is_one_press(view):
    view.wait()
    proposed = view.pages._swapped
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


def test_export_writes_menu_kitchen_sheet_and_purchase_list(view, tmp_path):
    view.pages.file.value = str(tmp_path / "出.xlsx")
    press(view, view.pages.export)
    assert "已导出" in view.message.value
    book = openpyxl.load_workbook(tmp_path / "出.xlsx")
    assert book.sheetnames[:3] == ["食谱", "厨房配料单", "采购单"]
    cells = {cell for row in book["食谱"].iter_rows(values_only=True) for cell in row}
    assert set(view.bench.plan.table()["dish"]) <= cells
    view.pages.file.value = str(tmp_path / "没有" / "出.xlsx")
    press(view, view.pages.export)
    assert "文件写不进去" in view.message.value


def test_pages_without_a_menu_say_so(bench):
    view = show(bench)
    assert "还没有食谱" in view.pages.bodies[0].value
    press(view, view.pages.export)
    assert "请先按“求解”" in view.message.value
