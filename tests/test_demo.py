"""The demonstration kindergarten: always the same, valid in every register, and imported without a fault."""

import sys
from pathlib import Path

import pytest

import kgcore
from kgcore import nutrition, registers
from kgcore.cli.seeding import seed
from kgcore.importing import import_files
from kgcore.registers import terms
from kgcore.registers.check import check

DATA = Path(__file__).parents[1] / "data"
sys.path.insert(0, str(DATA))

import make_demo  # noqa: E402


@pytest.fixture(scope="module")
def made():
    return make_demo.frames()


@pytest.fixture(scope="module")
def clean():
    return make_demo.frames(frozenset())


BOOKS = sorted(DATA.glob("*.xlsx"))
UNTIL_MAY = [book for book in BOOKS if book.name < "2026-06" or "office" in book.name]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The demonstration until May; that all its workbooks import, the full tests hold."""
    with kgcore.open(tmp_path_factory.mktemp("demo") / "office.db") as opened:
        seed(opened, "示范幼儿园")
        result = import_files(opened, UNTIL_MAY, who="test")
        assert not result.faults, result.lines()
        yield opened


def test_committed_workbooks_are_what_the_script_makes(made, tmp_path):
    books = make_demo.workbooks(made)
    assert {path.name for path in DATA.glob("*.xlsx")} == set(books)
    name = "2026-05-stock.xlsx"
    again = make_demo.write_workbook(tmp_path / name, books[name]).read_bytes()
    assert again == (DATA / name).read_bytes()


def test_every_register_is_filled(made):
    stored_apart = {
        "foods",
        "dishes",
        "dish_ingredients",
        "answers",
        "waiting_sheets",
        "control_figures",
        "class_moves",
        "band_portions",
        "diet_changes",  # what `kg advice` decides
        "diet_promises",
    }
    assert {name for name, frame in made.items() if len(frame)} == set(registers.REGISTERS) - stored_apart


def test_every_row_is_valid(made):
    for name, frame in made.items():
        _, faults = check(registers.get(name), frame)
        assert not faults, (name, faults[:3])


def test_the_kindergarten_is_the_one_described(made):
    classes = made["classes"]
    spring = classes[(classes["term"] == "2026-spring") & (classes["site"] == "main")]
    assert spring["band"].value_counts().to_dict() == {"中班": 8, "大班": 6, "小班": 3}
    assert spring["enrolled"].sum() == 620
    assert (spring.loc[spring["band"] == "小班", "enrolled"] == 40).all()
    lunch = made["attendance"][made["attendance"]["meal"] == terms.LUNCH]
    diners = lunch.groupby("date")["diners"].sum() + made["staff_meals"].set_index("date")["diners"]
    assert 800 < diners.mean() < 1050


def test_stock_is_never_negative(made):
    moves = made["movements"]
    sign = moves["kind"].isin([terms.OPENING, terms.PURCHASE]).map({True: 1, False: -1})
    flow = moves.assign(grams=moves["quantity_g"].astype(int) * sign, into=-sign)
    flow = flow.sort_values(["ledger", "food", "date", "into"], kind="stable")
    assert (flow.groupby(["ledger", "food"])["grams"].cumsum() >= 0).all()


@pytest.mark.full  # that each fault is found, make test holds in test_systems
@pytest.mark.parametrize("fault", sorted(make_demo.ALL_FAULTS))
def test_each_fault_has_its_own_switch(clean, fault):
    planted = make_demo.frames(frozenset({fault}))
    changed = [name for name in clean if not clean[name].equals(planted[name])]
    assert changed


def test_unknown_fault_is_refused():
    with pytest.raises(KeyError):
        make_demo.frames(frozenset({"earthquake"}))


def test_importing_again_changes_nothing(office):
    again = import_files(office, UNTIL_MAY[:4], who="test")
    assert not again.written


@pytest.mark.full
def test_the_other_workbooks_import_after_them_and_all_of_them_again_change_nothing(office):
    later = import_files(office, [book for book in BOOKS if book not in UNTIL_MAY], who="test")
    assert later.written and not later.faults, later.lines()
    assert not import_files(office, BOOKS, who="test").written


def test_the_month_is_analysed_and_the_planted_records_are_found(office):
    month = nutrition.month(office, "2026-05")
    energy = month.nutrients.loc["energy_kcal"]
    assert energy["coverage"] > 0.99
    assert 0.8 < energy["ratio"] < 1.3
    codes = {finding.code for finding in month.findings}
    assert any("price" in code for code in codes), codes
    april = {finding.code for finding in nutrition.month(office, "2026-04").findings}
    assert any("stocktake" in code or "count" in code for code in april), april


def test_children_are_pseudonyms(made):
    assert made["children"]["child"].str.fullmatch(r"C\d{5}").all()
