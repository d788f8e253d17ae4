"""The demonstration year holds together when clean, and each planted fault lies where the README says."""

import datetime as dt
import re
import sys
from pathlib import Path

import chinese_calendar
import pandas as pd
import pytest

from kgcore import registers
from kgcore.registers import terms

DATA = Path(__file__).parents[2] / "data"
sys.path.insert(0, str(DATA))

import make_demo  # noqa: E402
from demo import world  # noqa: E402

FEE_FEN = 1550


@pytest.fixture(scope="module")
def clean():
    return make_demo.frames(frozenset())


def month(dates: pd.Series) -> pd.Series:
    return dates.dt.strftime("%Y-%m")


def test_corrections_cancel_out(clean):
    moves = clean["movements"].set_index("entry")
    reversal = moves[moves["kind"] == terms.REVERSAL].iloc[0]
    for column in ("food", "ledger", "quantity_g", "amount_fen"):
        assert reversal[column] == moves.loc[reversal["reverses"], column]
    back = moves[moves["kind"] == terms.RETURN].iloc[0]
    assert back["quantity_g"] == moves.loc["M20260408-801", "quantity_g"]


def test_bills_stay_within_the_budget(clean):
    invoices = clean["invoices"].assign(month=month(clean["invoices"]["date"]))
    spring = invoices[invoices["month"] <= "2026-06"].groupby("category")["amount_fen"].sum()
    budget = clean["budgets"][clean["budgets"]["month"] <= "2026-06"].groupby("category")["amount_fen"].sum()
    assert (spring <= 1.05 * budget).all()


def flows(moves: pd.DataFrame) -> pd.Series:
    into = moves["kind"].isin([terms.OPENING, terms.PURCHASE])
    return moves["quantity_g"].astype(int).where(into, -moves["quantity_g"].astype(int))


def test_every_committed_workbook_is_what_the_script_makes(tmp_path):
    for name, sheets in make_demo.workbooks(make_demo.frames()).items():
        again = make_demo.write_workbook(tmp_path / name, sheets).read_bytes()
        assert again == (DATA / name).read_bytes(), name


@pytest.mark.full
def test_drawing_twice_gives_the_same(clean):
    make_demo._drawn.cache_clear()
    again = make_demo.frames(frozenset())
    assert all(clean[name].equals(again[name]) for name in clean)


def test_every_system_has_a_fault_and_the_readme_names_each():
    assert {planted.system for planted in make_demo.PLANTED.values()} == set(range(1, 34))
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for name, planted in make_demo.PLANTED.items():
        assert f"| {planted.system} | `{name}` | {planted.where} | {planted.what} |" in readme


def test_each_fault_lies_where_it_says(clean):
    titles = {registers.meta(register).title: name for name, register in registers.REGISTERS.items()}
    for name, planted in make_demo.PLANTED.items():
        changed = make_demo.frames(frozenset({name}))
        register = titles[planted.where.split()[-1]]
        assert not changed[register].equals(clean[register]), name
        for book in re.findall(r"2026-\w+\.xlsx", planted.where):
            assert register in make_demo.workbooks(make_demo.frames())[book], (name, book)


def test_frames_given_out_are_not_changed_by_planting(clean):
    before = {name: frame.copy() for name, frame in clean.items()}
    make_demo.frames()
    assert all(before[name].equals(clean[name]) for name in clean)


def test_school_days_are_the_state_calendars(clean):
    days = clean["calendar"][(clean["calendar"]["site"] == "main") & (clean["calendar"]["term"] == "2026-spring")]
    inside = days[days["date"].between("2026-02-25", "2026-06-30")]
    assert list(inside["school_day"]) == [chinese_calendar.is_workday(day.date()) for day in inside["date"]]
    assert not days[~days["date"].isin(inside["date"])]["school_day"].any()
    is_open = days.set_index("date")["school_day"]
    assert is_open["2026-02-28"] and is_open["2026-05-09"]
    assert not any(is_open[day] for day in ("2026-04-06", "2026-05-04", "2026-06-19"))


def test_counts_and_absences_agree(clean):
    lunch = clean["attendance"][clean["attendance"]["meal"] == terms.LUNCH]
    away = clean["symptoms"].groupby(["site", "date", "class_name"]).size().rename("away").reset_index()
    joined = lunch.merge(away, how="left", on=["site", "date", "class_name"]).fillna({"away": 0})
    joined = joined.assign(term=["2026-spring" if day.month < 8 else "2026-autumn" for day in joined["date"]])
    joined = joined.merge(clean["classes"], on=["site", "term", "class_name"])
    assert (joined["diners"] + joined["away"] == joined["enrolled"]).all()


def test_attendance_looks_like_life(clean):
    lunch = clean["attendance"][clean["attendance"]["meal"] == terms.LUNCH]
    present = lunch.groupby("date")["diners"].sum() / 870
    assert 0.88 < present.mean() < 0.95
    assert present["2026-05-09"] < present.mean() - 0.04


def test_income_is_what_was_eaten_to_the_fen(clean):
    receipts, refunds, attendance = clean["receipts"], clean["refunds"], clean["attendance"]
    lunch = attendance[attendance["meal"] == terms.LUNCH]
    for text in world.months():
        ours = receipts[(receipts["site"] == "main") & (receipts["month"] == text)]
        income = ours.loc[ours["purpose"].isin(["预收膳费", "代收龙马膳费"]), "amount_fen"].sum()
        back = refunds[(refunds["site"] == "main") & (refunds["month"] == text)]["amount_fen"].sum()
        assert income - back == FEE_FEN * lunch[month(lunch["date"]) == text]["diners"].sum()


def spent(clean, first: str, last: str) -> float:
    """Value opening and closing stock at the last price paid; purchases at what they cost."""
    moves = clean["movements"][clean["movements"]["ledger"] == terms.CHILDREN_LEDGER]
    bought = moves[moves["kind"].isin([terms.OPENING, terms.PURCHASE])]

    def stock(before: str) -> float:
        held = flows(moves[moves["date"] < before]).groupby(moves["food"]).sum()
        price = bought[bought["date"] < before].groupby("food")["unit_cost_fen"].last()
        return float((held * price / 1000).sum())

    inside = bought[(bought["date"] >= first) & (bought["date"] <= last)]["amount_fen"].sum()
    return stock(first) + float(inside) - stock(str(pd.Timestamp(last) + pd.Timedelta(days=1)))


@pytest.mark.parametrize(("first", "last", "low", "high"), [
    ("2026-02-01", "2026-06-30", -0.02, 0.02), ("2026-05-01", "2026-05-31", -0.06, -0.01),
])  # fmt: skip
def test_the_term_ends_within_two_percent_and_may_does_not(clean, first, last, low, high):
    lunch = clean["attendance"][clean["attendance"]["meal"] == terms.LUNCH]
    income = FEE_FEN * float(lunch[lunch["date"].between(first, last)]["diners"].sum())
    assert low < (income - spent(clean, first, last)) / income < high


def test_pork_jumps_in_may(clean):
    pork = clean["prices"][clean["prices"]["food"] == "猪肉"].set_index("date")["price_fen_per_kg"]
    assert len(pork)
    april, may = (pork[month(pork.index.to_series()) == text].mean() for text in ("2026-04", "2026-05"))
    assert may > 1.12 * april


def test_shelf_and_book_agree_but_for_small_losses(clean):
    counts, moves = clean["counts"], clean["movements"]
    monthly = counts[(counts["warehouse"] == "食堂") & (counts["scope"] == "月盘")]
    for (day, ledger), found in monthly.groupby(["date", "ledger"]):
        past = moves[(moves["date"] <= day) & (moves["ledger"] == ledger)]
        book = flows(past).groupby(past["food"]).sum()
        book = book[book > 0]
        shelf = found.set_index("item")["quantity_g"].astype(int)
        assert set(shelf.index) == set(book.index)
        short = book - shelf
        assert ((short >= 0) & (short <= 0.003 * book + 5)).all()


def test_office_store_agrees(clean):
    names = clean["assets"].set_index("asset")["name"]
    moves = clean["asset_moves"].assign(item=clean["asset_moves"]["asset"].map(names))
    counts = clean["counts"][clean["counts"]["warehouse"] == "办公"]
    for row in counts[counts["scope"] == "月盘"].itertuples():
        past = moves[(moves["item"] == row.item) & (moves["date"] <= row.date)]
        into = past["kind"] == "入库"
        assert past.loc[into, "pieces"].sum() - past.loc[~into, "pieces"].sum() == row.pieces


def test_no_one_holds_two_duties_on_an_entry(clean):
    accepted = clean["acceptance"].set_index("entry")["acceptor"]
    bought = clean["movements"][clean["movements"]["kind"] == terms.PURCHASE]
    hands = bought[["buyer", "storekeeper", "bookkeeper", "approver"]].assign(acceptor=bought["entry"].map(accepted))
    assert (hands.nunique(axis=1) == 5).all()


def clustered(illnesses: pd.DataFrame) -> set[str]:
    hfmd = illnesses[illnesses["disease"] == "手足口病"].sort_values("onset")
    gap = hfmd.groupby("class_name")["onset"].diff()
    return set(hfmd.loc[gap <= pd.Timedelta(days=6), "class_name"])


def test_only_the_planted_cluster_is_a_cluster(clean):
    assert not clustered(clean["illnesses"])
    planted = make_demo.frames(frozenset({"hfmd_cluster"}))
    assert clustered(planted["illnesses"]) == {"中三班", "中四班"}
    week = planted["symptoms"][planted["symptoms"]["date"].between("2026-05-14", "2026-05-20")]
    assert (week["diagnosis"] == "手足口病").sum() > 20


def test_children_grow(clean):
    spring = clean["measurements"][clean["measurements"]["date"].between("2026-02-01", "2026-08-01")].sort_values(
        "date"
    )
    twice = spring.groupby("child").filter(lambda rows: len(rows) == 2).groupby("child")["height_cm"]
    gain = twice.last() - twice.first()
    assert (gain > 0).all()
    assert 1.0 < gain.mean() < 2.2
    entry = clean["measurements"][clean["measurements"]["date"] < "2026-01-01"].set_index("child")["height_cm"]
    assert 3.5 < (twice.last() - entry).mean() < 6.5, "nine months' growth"


def test_scorecards_add_up_to_a_hundred(clean):
    assert set(clean["indicators"].groupby("role")["full_marks"].sum()) == {100.0}


def test_every_due_task_has_evidence_in_a_clean_year(clean):
    late = clean["done"][clean["done"]["date"] > clean["done"]["due_on"]]
    assert late.empty
    monthly = clean["activities"][clean["activities"]["every"] == "每月"]
    times = clean["done"][clean["done"]["activity"].isin(monthly["activity"])].groupby("activity").size()
    spring = monthly[monthly["term"] == "2026-spring"]["activity"]
    assert (times[spring] == 4).all()
    assert (times.drop(spring) == 2).all()


def test_a_clean_year_leaves_nothing_open(clean):
    assert clean["vetoes"].empty
    assert clean["visitors"]["left_at"].notna().all()
    assert (clean["hazards"]["fixed_on"] <= clean["hazards"]["due_on"]).all()
    assert clean["drills"]["seconds"].dropna().max() <= 120
    assert clean["samples"]["grams"].min() >= 125
    assert clean["invoices"]["approved_on"].notna().all()
    assert (clean["invoices"]["paid_on"] >= clean["invoices"]["approved_on"]).all()
    assert clean["agreements"]["signed_on"].notna().all()
    assert (clean["projects"]["spent_fen"] <= clean["projects"]["budget_fen"]).all()
    assert clean["staff"]["certificate_expires"].dropna().min() > pd.Timestamp(dt.date(2026, 12, 31))
