"""`kg menu`: what it prints, how it ends, and how a posted menu is replaced and taken back."""

import json
import os
import re
import shutil
import signal
import sys

import openpyxl
import pandas as pd
import pytest

import kgcore
from kgcore import menu
from kgcore.cli.application import run
from kgcore.cli.menu.progress import watching
from kgcore.workbook import read_workbook, write_workbook
from tests.menu.small_office import SERVED, frames, full, write

WEEK = ["--week", "2026-W19"]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A folder with the small office, a profile to match, and a planned menu as a workbook."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "profile.toml").write_text("[override]\nkinds_per_week_min = 8.0\nkinds_per_day_min = 6.0\n")
    with kgcore.open(folder / "office.db") as office:
        write(office, frames())
        made = menu.plan(office, "2026-W19").table()
    write_workbook(folder / "planned.xlsx", {"menus": made.assign(date=pd.to_datetime(made["date"]))})
    return folder


@pytest.fixture
def here(small, tmp_path, monkeypatch):
    """A copy of that folder, in which the command is given."""
    shutil.copytree(small, tmp_path / "office")
    monkeypatch.chdir(tmp_path / "office")
    return tmp_path / "office"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--week", "2026-19"], 2, "要写一周，如 2026-W19；不是“2026-19”"),
        (["--week", "2026-W99"], 2, "2026年没有第99周，最后是第53周"),
        (["--week", "2026-05"], 2, "--week 要写一周"),
        (["--week", "2026-W30"], 1, "校历还没有登记"),
        ([*WEEK, "--fee", "0"], 2, "应大于 0"),
        ([*WEEK, "--weeks", "0"], 2, "--weeks：至少是 1"),
        ([*WEEK, "--fee", "十五"], 2, "--fee：应写一个数"),
        ([*WEEK, "--site", "main"], 2, "--site 要写在命令前面"),
        ([*WEEK, "--seconds", "0"], 2, "应大于 0"),
        ([*WEEK, "--sure", "90"], 2, "应在 0.5 和 1 之间，如 0.9"),
        ([*WEEK, "--seconds", "1", "--nodes", "1"], 2, "只能写一个"),
        ([*WEEK, "--solver", "gurobi"], 2, "没有求解器“gurobi”"),
        ([*WEEK, "--replace"], 2, "--post"),
        ([*WEEK, "--avoid", "花"], 2, "可写 奶、蛋"),
        ([*WEEK, "--ban", "红绕肉"], 2, "是不是 红烧肉"),
        ([*WEEK, "--pin", "2026-05-04:大荤=红烧肉"], 2, "要写成 日期:餐次:类别=菜点"),
        ([*WEEK, "--pin", "5/4:午餐:大荤=红烧肉"], 2, "不是日期"),
        ([*WEEK, "--pin", "2026-05-06:午餐:大荤=红烧肉"], 2, "不是要排的园日"),
        ([*WEEK, "--pin", "2026-05-04:夜宵:大荤=红烧肉"], 2, "本园没有“夜宵”"),
        ([*WEEK, "--pin", "2026-05-04:午餐:荤=红烧肉"], 2, "没有类别“荤”"),
        ([*WEEK, "--pin", "2026-05-04:午餐:大荤=鸡"], 2, "是不是 炖鸡、鸡块"),
        ([*WEEK, "--pin", "2026-05-04:午点:水果=整梨"], 2, "违反：当季"),
        ([*WEEK, "--pin", "2026-05-04:午餐:素菜=红烧肉"], 2, "不能放在这个位置"),
    ],
)
def test_a_wrong_call_or_register_is_said_in_chinese(words, code, says, here, capsys):
    assert run(["menu", "plan", *words]) == code
    said = capsys.readouterr()
    assert says in said.err
    assert not said.out


@pytest.mark.parametrize(
    ("register", "change", "says"),
    [
        ("dishes", {"season_months": "1"}, "没有可用的菜"),
        ("dish_ingredients", {"net_g_large": None}, "大班"),
    ],
)
def test_registers_that_make_no_problem_end_with_1(register, change, says, here, capsys):
    rows = frames()[register]
    if register == "dishes":
        rows = rows[rows["course"] == "汤羹"]
    with kgcore.open("office.db") as office:
        write(office, {register: rows.assign(**change)})
    assert run(["menu", "plan", *WEEK]) == 1
    assert says in capsys.readouterr().err


def test_a_plan_as_json_is_one_document_that_comes_again(here, capfd):
    said = []
    for _ in range(2):
        asked = ["--fee", "8", "--pin", "2026-05-05:午餐:大荤=炖鸡", "--ban", "红烧肉"]
        assert run(["menu", "plan", *WEEK, *asked, "--json"]) == 0
        out, err = capfd.readouterr()
        said.append(out)
        assert "目前" in err
    assert said[0] == said[1]
    found = json.loads(said[0])
    assert found["status"] == "proved"
    assert found["fee_fen"] == 800
    assert {"date": "2026-05-05", "meal": "午餐", "course": "大荤", "dish": "炖鸡"} in found["menu"]
    assert "红烧肉" not in {row["dish"] for row in found["menu"]}
    assert found["posted"] is None


def test_a_plan_for_a_person_shows_dishes_fee_nutrition_and_findings(here, capsys):
    assert run(["menu", "plan", *WEEK, "--seconds", "1"]) == 0
    said = capsys.readouterr().out
    assert "05-04 周一" in said
    assert "膳费 9.00 元/人日，用去" in said  # 800, 900 and 1000 fen, 30 children each; the other site has no fee
    assert "数据不足" in next(line for line in said.splitlines() if line.startswith("碘"))
    assert "任何食谱不超过" in said.splitlines()[-1]
    assert "差距" in said.splitlines()[-1]


SURE = ["--profile", "profile.toml", "menu", "plan", *WEEK, "--fee", "7.00", "--sure", "0.9"]


def test_a_fee_kept_for_sure_says_how_often(here, capfd):
    assert run([*SURE, "--json"]) == 0
    said = json.loads(capfd.readouterr().out)
    assert said["sure"]["reached"]
    assert 0.9 <= said["sure"]["at_least"] <= said["sure"]["kept"] < 0.99
    assert said["cost_fen"] < 700
    assert said["sure"]["put_by_fen"] > 0


@pytest.mark.full
def test_a_fee_kept_for_sure_says_what_is_put_by(here, capfd):
    assert run(SURE) == 0
    shown = capfd.readouterr().out
    assert "把握 90%：另抽 50,000 个模拟周" in shown
    assert re.search(r"每人每天留出 0\.\d\d 元备涨价", shown)


def test_cbc_plans_too(here, capsys):
    assert run(["menu", "plan", *WEEK, "--solver", "cbc", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["solver"] == "CBC"


def test_a_solver_that_is_not_there_is_said(here, capsys, monkeypatch):
    monkeypatch.setattr("kgcore.menu.solvers.cbc.pulp", object())
    assert run(["menu", "plan", *WEEK, "--solver", "cbc"]) == 1
    assert "没有找到 CBC 求解器" in capsys.readouterr().err
    monkeypatch.delitem(sys.modules, "kgcore.menu")
    monkeypatch.delattr(kgcore, "menu")
    monkeypatch.setitem(sys.modules, "highspy", None)
    for name in [name for name in sys.modules if name.startswith("kgcore.menu.")]:
        monkeypatch.delitem(sys.modules, name)
    assert run(["menu", "plan", *WEEK]) == 1
    assert "求解器没有装好" in capsys.readouterr().err


def test_the_first_ctrl_c_keeps_the_best_and_the_second_ends(capfd):
    with watching() as watch:
        assert not watch(1.0, 2.0, 1.0)
        os.kill(os.getpid(), signal.SIGINT)
        assert watch(1.5, 2.0, 1 / 3)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        os.write(1, b"a solver's greeting")
    out, err = capfd.readouterr()
    assert not out
    assert "保留目前最好的食谱" in err


def posted():
    with kgcore.open("office.db") as office:
        return set(office.read("menus")[["date", "dish"]].itertuples(index=False, name=None)), office.store.journal()


def test_a_menu_is_posted_once_replaced_on_demand_and_put_back(here, capsys):
    assert run(["menu", "plan", *WEEK, "--ban", "红烧肉", "--post"]) == 0
    first, journal = posted()
    assert len(first) == 18
    assert (journal["register"].iloc[-1], journal["rows_new"].iloc[-1]) == ("menus", 18)
    capsys.readouterr()
    assert run(["menu", "plan", *WEEK, "--post"]) == 2
    assert "已有公布的食谱" in capsys.readouterr().err
    assert run(["menu", "post", "planned.xlsx", *WEEK]) == 2
    assert posted()[0] == first
    capsys.readouterr()
    assert run(["menu", "post", "planned.xlsx", *WEEK, "--replace", "--json"]) == 0
    kept = json.loads(capsys.readouterr().out)
    assert kept["removed"] == kept["written"] == 18
    assert posted()[0] != first
    assert run(["menu", "post", kept["kept_as"], *WEEK, "--replace"]) == 0
    assert posted()[0] == first
    assert run(["menu", "withdraw", *WEEK]) == 0
    assert not posted()[0]
    assert run(["menu", "withdraw", *WEEK]) == 1


def test_what_was_served_is_not_changed(here, capsys):
    with kgcore.open("office.db") as office:
        write(office, SERVED)
    before = posted()[0]
    assert run(["menu", "post", "planned.xlsx", *WEEK, "--replace"]) == 1
    assert "已经供应过" in capsys.readouterr().err
    assert run(["menu", "withdraw", *WEEK]) == 1
    assert posted()[0] == before


def test_a_week_partly_posted_is_planned_around_what_stands(here, capfd):
    """Monday is posted and served: it stays, Tuesday is planned and posted beside it without --replace."""
    with kgcore.open("office.db") as office:
        table = menu.plan(office, "2026-W19").table()
        first = table[table["date"] == table["date"].min()].assign(date=lambda t: pd.to_datetime(t["date"]))
        write(office, {"menus": first, "attendance": SERVED["attendance"]})
    assert run(["menu", "plan", *WEEK, "--post", "--json"]) == 0
    said = json.loads(capfd.readouterr().out)
    assert said["standing"] == ["2026-05-04"]
    monday = [row for row in said["menu"] if row["date"] == "2026-05-04"]
    assert {row["dish"] for row in monday} == set(first["dish"])
    assert said["posted"]["kept_as"] is None
    with kgcore.open("office.db") as office:
        rows = office.read("menus", "2026-W19")
        assert len(rows) == len(said["menu"])
    assert run(["menu", "plan", *WEEK, "--replace", "--post"]) == 0  # Tuesday may still change, Monday not
    out = capfd.readouterr().out
    assert "05-04 已供应，照原样不动，营养和花费一并计入；只排 05-05" in out
    assert run(["menu", "plan", *WEEK, "--post"]) == 2
    assert "已有公布的食谱" in capfd.readouterr().err
    assert run(["menu", "plan", *WEEK, "--post", "--replace", "--pin", "2026-05-04:午餐:大荤=炖鸡"]) == 2
    assert "已经公布或供应" in capfd.readouterr().err


def test_what_nobody_ate_is_taken_down_and_the_served_day_stays(here, capsys):
    """Monday was served: Tuesday goes, the workbook keeps both and brings Tuesday back."""
    with kgcore.open("office.db") as office:
        table = menu.plan(office, "2026-W19").table().assign(date=lambda t: pd.to_datetime(t["date"]))
        write(office, {"menus": table, "attendance": SERVED["attendance"]})
    before = posted()[0]
    monday = {row for row in before if str(row[0]).startswith("2026-05-04")}
    assert 0 < len(monday) < len(before)
    capsys.readouterr()
    assert run(["menu", "withdraw", *WEEK]) == 0
    out = capsys.readouterr().out
    assert f"取下 {len(before) - len(monday)} 行" in out
    assert f"05-04 已有就餐人数，食谱已经供应过，是历史记录，{len(monday)} 行照旧保留" in out
    assert posted()[0] == monday
    kept = re.search(r"kg menu post (\S+xlsx)", out).group(1)
    assert run(["menu", "withdraw", *WEEK]) == 1
    assert "不能取下" in capsys.readouterr().err
    assert posted()[0] == monday
    assert run(["menu", "post", kept, *WEEK, "--replace"]) == 0
    assert posted()[0] == before
    capsys.readouterr()
    assert run(["menu", "withdraw", *WEEK, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["removed"], said["written"], said["served"]) == (len(before) - len(monday), 0, ["2026-05-04"])


def test_a_menu_made_by_hand_is_judged_from_excel(here, capsys):
    assert run(["menu", "judge", "planned.xlsx", *WEEK, "--fee", "1"]) == 1  # far above one yuan
    severe = [line for line in capsys.readouterr().out.splitlines() if line.startswith("[严重]")]
    assert any("食材每人每天" in line for line in severe)
    swapped = read_workbook("planned.xlsx", site="main").frames["menus"]
    swapped.loc[swapped["course"] == "大荤", "dish"] = "肉丸"
    write_workbook("fried.xlsx", {"menus": swapped})
    assert run(["menu", "judge", "fried.xlsx", *WEEK, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {"frying", "repeat"} <= {row["rule"] for row in found["violations"] if row["tier"] == "hard"}
    assert run(["menu", "judge", *WEEK]) == 1
    assert "没有公布的食谱" in capsys.readouterr().err


def test_faults_of_a_workbook_are_named_by_cell(here, capsys):
    rows = full("menus", SERVED["menus"]).assign(dish=["米饭"])
    write_workbook("menu.xlsx", {"menus": rows})
    book = openpyxl.load_workbook("menu.xlsx")
    heading = next(cell for row in book["食谱"].iter_rows() for cell in row if cell.value == "餐次")
    book["食谱"].cell(heading.row + 1, heading.column).value = "夜宵"
    book.save("menu.xlsx")
    assert run(["menu", "judge", "menu.xlsx", *WEEK]) == 1
    assert f"《食谱》 {heading.column_letter}" in capsys.readouterr().err
    write_workbook("menu.xlsx", {"menus": rows.assign(dish="没有的菜")})
    assert run(["menu", "judge", "menu.xlsx", *WEEK]) == 1
    assert "没有的菜" in capsys.readouterr().err
    write_workbook("other.xlsx", {"suppliers": full("suppliers", frames()["suppliers"])})
    assert run(["menu", "judge", "other.xlsx", *WEEK]) == 1
    assert "没有《食谱》工作表" in capsys.readouterr().err


def test_purchases_of_the_posted_menu(here, capfd):
    assert run(["menu", "purchases", *WEEK]) == 1
    assert "没有公布的食谱" in capfd.readouterr().err
    assert run(["menu", "post", "planned.xlsx", *WEEK]) == 0
    capfd.readouterr()
    assert run(["menu", "purchases", *WEEK, "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["cost_fen"] == sum(row["cost_fen"] for row in found["purchases"])
    rice = next(row for row in found["purchases"] if row["food"] == "米")
    assert (rice["supplier"], rice["offer_fen_per_kg"], rice["last_fen_per_kg"]) == ("V01", 777, [])
    assert rice["offers"] == [["V01", 777]]
    assert run(["menu", "purchases", *WEEK]) == 0
    said = capfd.readouterr().out
    assert "7.77" in next(line for line in said.splitlines() if " 米 " in line)
    assert said.splitlines()[-1].startswith("合计")
