"""An import writes whole workbooks or nothing, and checks them against what the office already knows."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

import kgcore
from kgcore.importing import import_files
from kgcore.office import Office
from kgcore.standards import food
from kgcore.workbook import write_workbook


@pytest.fixture
def office(address: str, base_frames):
    with kgcore.open(address) as opened:
        days = pd.date_range("2026-05-01", "2026-05-10")
        calendar = pd.DataFrame(
            {"site": "main", "date": days, "term": "2026-spring", "school_day": days.day > 5, "note": "劳动节"}
        )
        opened.write({**base_frames, "calendar": calendar}, who="test")
        yield opened


def attendance(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["site", "date", "class_name", "meal", "diners"])


def put(path: Path, **frames: pd.DataFrame) -> Path:
    return write_workbook(path, frames)


@pytest.mark.core
def test_an_import_is_kept_once(office: Office, tmp_path):
    path = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "小一班", "午餐", 37)))
    first = import_files(office, [path], who="test")
    assert first.written == {"a.xlsx": {"attendance": 1}}
    assert len(office.read("attendance", "2026-05")) == 1
    again = import_files(office, [path], who="test")
    assert again.unchanged == ["a.xlsx"]
    assert not again.written


def test_one_number_a_day_counts_for_every_meal_and_says_so(office: Office, tmp_path):
    day = dt.date(2026, 5, 6)
    path = put(tmp_path / "a.xlsx", attendance=attendance(("main", day, "小一班", None, 37)))
    assert not import_files(office, [path], who="test").faults
    found = office.read("attendance", "2026-05").set_index("meal")
    assert found["diners"].to_dict() == dict.fromkeys(office.profile.meals, 37)
    assert set(found["meal_basis"]) == {"derived"}
    counted = attendance(("main", day, "小一班", "午餐", 36))
    office.write({"attendance": counted}, who="test")
    lunch = office.read("attendance", "2026-05").set_index("meal").loc["午餐"]
    assert lunch["diners"] == 36
    assert pd.isna(lunch["meal_basis"])


def test_one_number_above_the_enrolled_names_the_one_cell(office: Office, tmp_path):
    path = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "小一班", None, 99)))
    faults = import_files(office, [path], who="test").faults
    assert [fault.cell for fault in faults] == ["E2"]


def test_dry_run_writes_nothing(office: Office, tmp_path):
    path = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "小一班", "午餐", 37)))
    assert import_files(office, [path], who="test", dry_run=True).written
    assert office.read("attendance", "2026-05").empty


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (("main", dt.date(2026, 5, 6), "小九班", "午餐", 3), "C2", "《班级》里没有“小九班”"),
        (("main", dt.date(2026, 5, 6), "小一班", "午餐", 41), "E2", "不得大于"),
        (("main", dt.date(2026, 5, 1), "小一班", "午餐", 3), "B2", "不开园（劳动节）"),
        (("main", dt.date(2026, 5, 20), "小一班", "午餐", 3), "B2", "不在校历"),
    ],
)
def test_a_fault_against_the_office_names_its_cell(office: Office, tmp_path, row, cell, words):
    good = ("main", dt.date(2026, 5, 7), "小一班", "午餐", 3)
    result = import_files(office, [put(tmp_path / "a.xlsx", attendance=attendance(row, good))], who="test")
    assert [fault.cell for fault in result.faults] == [cell]
    assert words in result.faults[0].expected
    assert office.read("attendance", "2026-05").empty, "one fault and nothing is written"


def test_a_duplicate_key_names_both_rows(office: Office, tmp_path):
    row = ("main", dt.date(2026, 5, 6), "小一班", "午餐", 3)
    result = import_files(office, [put(tmp_path / "a.xlsx", attendance=attendance(row, row))], who="test")
    assert result.faults[0].cell.endswith("3")
    assert "第 2 行" in result.faults[0].expected


@pytest.mark.core
def test_a_fault_in_one_file_stops_the_others(office: Office, tmp_path):
    good = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "小一班", "午餐", 3)))
    bad = put(tmp_path / "b.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "大九班", "午餐", 3)))
    assert not import_files(office, [good, bad], who="test").written
    assert office.read("attendance", "2026-05").empty


def test_references_reach_from_file_to_file(office: Office, tmp_path):
    classes = pd.DataFrame(
        {"site": ["main"], "term": ["2026-spring"], "class_name": ["中一班"], "band": ["中班"], "enrolled": [30]}
    )
    rows = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "中一班", "午餐", 30)))
    result = import_files(office, [rows, put(tmp_path / "z.xlsx", classes=classes)], who="test")
    assert not result.faults
    assert len(office.read("attendance", "2026-05")) == 1


def prices(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["site", "date", "food", "supplier", "price_fen_per_kg"])


def aliased(office: Office) -> Office:
    foods = office.store.read("foods")
    foods["aliases"] = foods["food"].map({"鸡蛋": "鲜鸡蛋；鸡子"})
    office.write({"foods": foods}, who="test")
    return office


@pytest.mark.core
def test_an_alias_is_kept_under_the_food_it_means(office: Office, tmp_path):
    row = ("main", dt.date(2026, 5, 6), "鲜鸡蛋", "V01", 1080)
    result = import_files(aliased(office), [put(tmp_path / "p.xlsx", prices=prices(row))], who="test")
    assert not result.faults
    assert office.read("prices", "2026-05")["food"].tolist() == ["鸡蛋"]
    assert result.notices == ["《价格》“鲜鸡蛋”记作“鸡蛋”"]


def test_two_names_of_one_food_are_one_key(office: Office, tmp_path):
    rows = [("main", dt.date(2026, 5, 6), food, "V01", 1080) for food in ("鸡蛋", "鲜鸡蛋")]
    result = import_files(aliased(office), [put(tmp_path / "p.xlsx", prices=prices(*rows))], who="test")
    assert [fault.cell for fault in result.faults] == ["D3"]
    assert "第 2 行" in result.faults[0].expected


def test_an_unknown_name_is_told_the_near_one(office: Office, tmp_path):
    row = ("main", dt.date(2026, 5, 6), "鸡旦", "V01", 1080)
    result = import_files(office, [put(tmp_path / "p.xlsx", prices=prices(row))], who="test")
    assert [fault.cell for fault in result.faults] == ["C2"]
    assert "是否“鸡蛋”？" in result.faults[0].expected


@pytest.mark.parametrize(
    ("writing", "hint"),
    [
        ("地瓜", "“地瓜”各地所指不同"),
        ("蔬菜", "“蔬菜”是一类的总称，请写明是哪一种"),
        ("排骨", "是否“猪小排”？"),
    ],
)
def test_what_may_be_meant_is_asked_and_never_taken(office: Office, tmp_path, writing, hint):
    foods = food.load("foods").assign(site="main")
    office.write({"foods": foods[foods["food"].isin(["红薯", "白薯", "猪小排", "大米"])]}, who="test")
    row = ("main", dt.date(2026, 5, 6), writing, "V01", 1080)
    result = import_files(office, [put(tmp_path / "p.xlsx", prices=prices(row))], who="test")
    assert [fault.cell for fault in result.faults] == ["C2"]
    assert hint in result.faults[0].expected


def test_what_is_cut_off_changes_recipes_not_purchases(office: Office, tmp_path):
    """去皮土豆 has another edible part than 土豆 as it is bought: in a price list it is asked, not taken."""
    foods = food.load("foods").assign(site="main")
    office.write({"foods": foods[foods["food"] == "土豆"]}, who="test")
    day = dt.date(2026, 5, 6)
    rows = [("main", day, word, "V01", 1080) for word in ("有机土豆", "去皮土豆")]
    result = import_files(office, [put(tmp_path / "p.xlsx", prices=prices(*rows))], who="test")
    assert [(fault.cell, "是否“土豆”？" in fault.expected) for fault in result.faults] == [("C3", True)]


def test_a_register_that_holds_nothing_is_named_once(address, tmp_path):
    with kgcore.open(address) as office:
        rows = [("main", dt.date(2026, 5, day), "小一班", "午餐", 3) for day in (6, 7)]
        result = import_files(office, [put(tmp_path / "a.xlsx", attendance=attendance(*rows))], who="test")
    assert [fault.expected.partition("：")[0] for fault in result.faults] == [
        "缺少《园所》",
        "缺少《班级》",
        "缺少《校历》",
    ]
    assert {fault.sheet for fault in result.faults} == {"就餐人数"}


def test_two_files_of_one_call_must_not_contradict_each_other(office: Office, tmp_path):
    same = ("main", dt.date(2026, 5, 6), "小一班", "午餐", 3)
    first = put(tmp_path / "a.xlsx", attendance=attendance(same))
    agrees = put(tmp_path / "b.xlsx", attendance=attendance(same, ("main", dt.date(2026, 5, 7), "小一班", "午餐", 4)))
    assert not import_files(office, [first, agrees], who="test", dry_run=True).faults
    differs = put(tmp_path / "c.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "小一班", "午餐", 5)))
    fault = import_files(office, [first, differs], who="test").faults[0]
    assert fault.file == "c.xlsx"
    assert "a.xlsx《就餐人数》第 2 行" in fault.expected


def test_the_same_file_given_twice_is_read_once(office: Office, tmp_path):
    path = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "小一班", "午餐", 37)))
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(path.read_bytes())
    result = import_files(office, [path, copy], who="test")
    assert result.written == {"a.xlsx": {"attendance": 1}}
    assert result.unchanged == ["copy.xlsx"]


def test_a_file_is_written_after_the_one_it_refers_to(office: Office, tmp_path):
    """The first file begins with an earlier register, yet its prices need the food of the second."""
    calendar = pd.DataFrame(
        {"site": ["main"], "date": [dt.date(2026, 5, 11)], "term": ["2026-spring"], "school_day": [True]}
    )
    rows = prices(("main", dt.date(2026, 5, 6), "豆腐", "V01", 500))
    refers = put(tmp_path / "a.xlsx", calendar=calendar, prices=rows)
    food = office.store.read("foods").iloc[:1].assign(food="豆腐")
    result = import_files(office, [refers, put(tmp_path / "b.xlsx", foods=food)], who="test")
    assert not result.faults
    assert list(result.written) == ["b.xlsx", "a.xlsx"]


@pytest.mark.core
def test_what_the_store_refuses_is_told_with_what_was_written(office: Office, tmp_path):
    entry = {
        "site": "main", "entry": "M20260506-001", "date": dt.date(2026, 5, 6), "kind": "采购", "ledger": "幼儿",
        "food": "鸡蛋", "quantity_g": 1000, "unit_cost_fen": 1080, "amount_fen": 1080, "supplier": "V01",
        "buyer": "S001", "storekeeper": "S002", "bookkeeper": "S003", "approver": "S001",
    }  # fmt: skip
    assert not import_files(office, [put(tmp_path / "m.xlsx", movements=pd.DataFrame([entry]))], who="test").faults
    good = put(tmp_path / "a.xlsx", attendance=attendance(("main", dt.date(2026, 5, 6), "小一班", "午餐", 3)))
    changed = pd.DataFrame([entry | {"quantity_g": 2000, "amount_fen": 2160}])
    result = import_files(office, [good, put(tmp_path / "n.xlsx", movements=changed)], who="test")
    assert list(result.written) == ["a.xlsx"]
    assert {fault.file for fault in result.faults} == {"n.xlsx"}
    said = "\n".join(result.lines())
    assert "a.xlsx：已导入" in said
    assert "什么也没有写入" not in said


def test_a_file_that_is_not_there_is_a_fault(office: Office, tmp_path):
    result = import_files(office, [tmp_path / "none.xlsx"], who="test")
    assert "找不到" in result.faults[0].expected


def stock_entry(entry: str, day: dt.date) -> pd.DataFrame:
    hands = dict.fromkeys(("buyer", "storekeeper", "bookkeeper", "approver"), "S001")
    row = {"site": "main", "entry": entry, "date": day, "kind": "采购", "ledger": "幼儿", "food": "鸡蛋",
           "quantity_g": 1000, "unit_cost_fen": 1000, "amount_fen": 1000, "supplier": "V01", **hands}  # fmt: skip
    return pd.DataFrame([row])


def close_of(month: str) -> pd.DataFrame:
    return pd.DataFrame(
        [{"site": "main", "month": month, "closed_on": dt.date(2026, 6, 5), "bookkeeper": "S002", "approver": "S001"}]
    )


def test_a_month_and_its_close_come_in_together_whatever_file_holds_them(office: Office, tmp_path):
    closing = put(
        tmp_path / "a.xlsx", month_closes=close_of("2026-05"), movements=stock_entry("M0002", dt.date(2026, 5, 7))
    )
    other = put(
        tmp_path / "b.xlsx", month_closes=close_of("2026-04"), movements=stock_entry("M0001", dt.date(2026, 5, 6))
    )
    assert not import_files(office, [closing, other], who="test").faults
    assert office.read("movements")["entry"].tolist() == ["M0001", "M0002"]


def test_an_entry_of_a_closed_month_names_its_cell_and_what_to_do(office: Office, tmp_path):
    closing = put(tmp_path / "a.xlsx", month_closes=close_of("2026-05"))
    assert not import_files(office, [closing], who="test").faults
    late = put(tmp_path / "b.xlsx", movements=stock_entry("M0001", dt.date(2026, 5, 6)))
    for dry_run in (True, False):
        faults = import_files(office, [late], who="test", dry_run=dry_run).faults
        assert [fault.cell for fault in faults] == ["C2"]
        assert "账已冻结" in faults[0].expected
        assert "冲正单" in faults[0].expected
    assert office.read("movements").empty


def test_an_earlier_file_whose_rows_were_changed_since_is_not_taken_for_unchanged(office: Office, tmp_path):
    days = (dt.date(2026, 5, 6), dt.date(2026, 5, 7))
    first = put(tmp_path / "a.xlsx", attendance=attendance(*(("main", day, "小一班", "午餐", 3) for day in days)))
    second = put(tmp_path / "b.xlsx", attendance=attendance(("main", days[0], "小一班", "午餐", 5)))

    def load(*paths, **options):
        result = import_files(office, paths, who="test", **options)
        return result, office.read("attendance", "2026-05")["diners"].tolist()

    load(first)
    load(second)
    result, diners = load(second)
    assert (result.unchanged, diners) == (["b.xlsx"], [5, 3])
    result, diners = load(first, consent=lambda _result: True)
    assert "之后库里有 1 行被改过或删去" in result.outdated_files["a.xlsx"]
    assert (result.unchanged, diners) == ([], [5, 3])
    result, diners = load(first, second)
    assert (result.unchanged, result.faults, diners) == (["b.xlsx"], [], [5, 3])
    assert "a.xlsx：以前导入过，后来由 b.xlsx 更正，没有再导入" in result.lines()
    result, diners = load(first)
    assert result.comparisons["a.xlsx"]["attendance"].changed_rows == 1
    assert diners == [3, 3]
    assert load(first)[0].unchanged == ["a.xlsx"]


def test_answers_to_questions_are_no_changes_that_need_consent(office, tmp_path):
    rows = pd.DataFrame({"about": "食物", "written": [f"名称{place}" for place in range(30)], "answer": None})
    office.write({"answers": rows}, who="S002")
    path = write_workbook(tmp_path / "待确认.xlsx", {"answers": office.read("answers").assign(answer="不要")})
    counts = []
    import_files(office, [path], who="S002", consent=lambda result: not counts.append(result.rows_to_change))
    assert counts == [0]
    assert set(office.read("answers")["answer"]) == {"不要"}
