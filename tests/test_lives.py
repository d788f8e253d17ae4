"""Lives of master rows as an office sees them: figures stay, old sheets still import, the command says what it did."""

import datetime as dt
import gzip
import zipfile

import pandas as pd
import pytest

from kgcore import lives, money, nutrition
from kgcore.cli.application import run
from kgcore.importing import import_files
from kgcore.store import StoreError
from kgcore.workbook import write_workbook


@pytest.fixture
def office(tiny):
    return tiny


def figures(office, month="2026-05"):
    """Return the figures of a month without names: the account, the stock by food, intake."""
    account = money.month(office, month)
    columns = ["consumption_fen", "closing_g", "closing_fen"]
    stock = sorted(account.foods[columns].fillna(-1).itertuples(index=False, name=None))
    intake = nutrition.month(office, month).consumption["edible_g_per_child_day"].round(9).sort_values().tolist()
    income = account.income.drop(columns=["site", "name"], errors="ignore").to_csv(index=False)
    return stock, intake, income, account.account("month").surplus_fen


@pytest.mark.core
def test_no_figure_changes_when_food_dish_class_supplier_and_staff_are_renamed(office):
    before = figures(office)
    food = office.read("movements")["food"].iloc[0]
    dish = office.read("menus")["dish"].iloc[0]
    class_name = office.read("classes")["class_name"].iloc[0]
    lives.rename(office, "食物", food, "新食物", who="S001")
    lives.rename(office, "菜点", dish, "新菜点", who="S001")
    lives.rename(office, "供应商", office.read("suppliers")["supplier"].iloc[0], "V88", who="S001")
    lives.rename(office, "教职工", office.read("staff")["staff"].iloc[0], "S888", who="S001")
    lives.rename(office, "班级", class_name, "向日葵班", who="S001", since=dt.date(2026, 5, 18))
    assert figures(office) == before
    assert set(office.read("attendance")["class_name"]) == {"向日葵班", *office.read("classes")["class_name"]}
    assert office.store.discrepancies().empty


def test_a_new_name_is_written_as_an_import_writes_it(office):
    with pytest.raises(StoreError, match="只是空格或全半角写法不同"):
        lives.rename(office, "班级", "小一班", "小　一班", who="S001")
    lives.rename(office, "班级", "小一班", "向　日\u200b葵班（Ａ）", who="S001")
    assert "向日葵班（A）" in set(office.read("classes")["class_name"])


def test_a_sheet_with_the_old_name_still_imports(office, tmp_path):
    row = office.read("movements").head(1)
    food = row["food"].iloc[0]
    lives.rename(office, "foods", food, "新食物", who="S001")
    new = row.assign(entry="MX0001", date=pd.Timestamp("2026-06-15"), reverses=None)
    path = write_workbook(tmp_path / "出入库.xlsx", {"movements": new})
    assert import_files(office, [path], who="S001").faults == []
    assert office.read("movements").set_index("entry").loc["MX0001", "food"] == "新食物"


@pytest.mark.core
def test_a_merge_that_would_change_a_closed_month_is_refused(office):
    """Of two foods at 5 and 6 yuan/kg, 10 kg of the dearer were issued: as one food the cheaper would go out first."""
    rows = office.read("movements")
    purchase, issue = (rows[rows["kind"] == kind].iloc[[0]] for kind in ("采购", "领用"))
    first, second = sorted(set(office.read("foods")["food"]) - set(rows["food"]))[:2]
    day = pd.Timestamp("2026-05-29")
    whole = {"date": day, "quantity_g": 10_000}
    entries = [
        purchase.assign(entry="MX0001", food=first, unit_cost_fen=500, amount_fen=5_000, **whole),
        purchase.assign(entry="MX0002", food=second, unit_cost_fen=600, amount_fen=6_000, **whole),
        issue.assign(entry="MX0003", food=second, **whole),
    ]
    office.write({"movements": pd.concat(entries)}, who="S001")
    close = {"month": "2026-05", "closed_on": "2026-06-05", "bookkeeper": "S001", "approver": "S001"}
    office.write({"month_closes": pd.DataFrame([close])}, who="S001")
    before = office.store.fingerprint(["movements", "foods"])
    with pytest.raises(StoreError, match=r"2026-05 已月结.*期末结存"):
        lives.merge(office, "foods", first, second, who="S001")
    assert office.store.fingerprint(["movements", "foods"]) == before


def test_a_merge_that_would_change_the_nutrition_of_a_closed_month_is_refused_with_figures(office):
    close = {"month": "2026-05", "closed_on": "2026-06-05", "bookkeeper": "S001", "approver": "S001"}
    office.write({"month_closes": pd.DataFrame([close])}, who="S001")
    foods = office.read("foods")
    movements = set(office.read("movements")["food"])
    food = office.read("movements").sort_values("quantity_g")["food"].iloc[-1]
    stranger = next(name for name in foods["food"] if name not in movements)
    twin = foods[foods["food"] == food].assign(food="孪生食物", aliases=None, price_fen_per_kg=999)
    office.write({"foods": twin}, who="S001")
    before = nutrition.month(office, "2026-05").nutrients["amount"]
    with pytest.raises(StoreError, match=r"2026-05 已月结.*营养.*能量（kcal） [0-9.]+ 变为 [0-9.]+"):
        lives.merge(office, "foods", food, stranger, who="S001")
    assert food in set(office.read("foods")["food"])
    lives.merge(office, "foods", food, "孪生食物", who="S001")
    after = nutrition.month(office, "2026-05").nutrients["amount"]
    assert after.to_dict() == pytest.approx(before.to_dict(), nan_ok=True)


@pytest.mark.parametrize("word", ["foods", "food", "食物", "食物成分"])
def test_the_register_is_named_by_code_title_or_column(word):
    assert lives.register_named(word) == "foods"


def test_what_is_no_register_and_what_only_looks_different_is_told(office):
    with pytest.raises(StoreError, match=r"不是可以改名或合并的台账；可写：食物成分（foods）"):
        lives.register_named("就餐人数")
    food = office.read("foods")["food"].iloc[0]
    other = office.read("foods")["food"].iloc[1]
    with pytest.raises(StoreError, match="里已经有"):
        lives.rename(office, "foods", food, f" {other[0]} {other[1:]}", who="S001")


@pytest.fixture
def folder(tiny_address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KGCORE_DATABASE", tiny_address)
    return tmp_path


def test_the_command_says_what_followed_and_the_way_back(folder, office, capsys):
    food = office.read("movements")["food"].iloc[0]
    assert run(["rename", "食物", food, "新食物"]) == 0
    said = capsys.readouterr().out
    assert f"已把“{food}”改名为“新食物”（记为第 2 号）" in said
    assert "《出入库》改动" in said
    assert "kg undo 2" in said
    assert run(["undo", "2", "--yes"]) == 0
    assert run(["rename", "食物", food, "新食物", "--from", "2026-05-18"]) == 1
    assert "只有班级可以从某一天起改名" in capsys.readouterr().err
    assert run(["rename", "班级", "小一班", "向日葵班", "--from", "5月18日"]) == 2


def test_a_child_is_forgotten_after_a_question_and_copies_are_named(folder, office, capsys, monkeypatch):
    child = office.read("children")["child"].iloc[0]
    office.store.backup(folder / "office.db.before-0.1.0")
    write_workbook(folder / "名单.xlsx", {"children": pd.DataFrame([{
        "child": child, "class_name": "小一班", "sex": "F", "birth_month": "2022-09", "enrolled_on": "2025-09-01",
    }])})  # fmt: skip
    with zipfile.ZipFile(folder / "期末.zip", "w") as package:
        package.write(folder / "名单.xlsx", "a.xlsx")
    (folder / "b.db.gz").write_bytes(gzip.compress((folder / "office.db.before-0.1.0").read_bytes()))
    (folder / f"{child}照片.jpg").write_bytes(b"picture")
    monkeypatch.setattr("sys.stdin", None)
    assert run(["forget-child", child, "--yes"]) == 0
    said = capsys.readouterr().out
    assert f"已删除幼儿 {child}" in said
    assert "office.db.before-0.1.0" in said
    assert all(name in said for name in ("名单.xlsx", "期末.zip", "b.db.gz", f"{child}照片.jpg"))
    assert run(["forget-child", child, "--yes"]) == 1
    assert f"没有幼儿 {child}" in capsys.readouterr().err
