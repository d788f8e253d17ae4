"""The meal money and the office's other money: fees, receipts, refunds, invoices, budgets, closes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from demo import world
from demo.office import BOOKKEEPER, PRINCIPAL
from demo.world import FEE_FEN, LONGMA, MAIN, STAFF_FEE_FEN, TERMS, Frames, frame, generator
from kgcore.registers import terms
from kgcore.registers.money import BUDGET_CATEGORIES

APPROVER = {MAIN: PRINCIPAL, LONGMA: "L001"}
PREFIX = {MAIN: "", LONGMA: "L"}
OTHER_INVOICES = (
    ("绿化", "V11", 320_000, 0.0), ("卫生消毒", "V12", 410_000, 0.12), ("低值易耗", "V12", 260_000, 0.2),
    ("设备维修", "V10", 380_000, 0.35), ("培训", "V14", 170_000, 0.1), ("其他", "V12", 120_000, 0.2),
)  # fmt: skip
MONTHLY_BUDGET_FEN = {
    "燃料水电": 2_400_000, "低值易耗": 320_000, "设备维修": 520_000, "绿化": 330_000, "卫生消毒": 470_000,
    "培训": 190_000, "其他": 150_000,
}  # fmt: skip


def build(
    office: Frames, absences: Frames, movements: pd.DataFrame, energy: pd.DataFrame, projects: pd.DataFrame
) -> Frames:
    """Return every register of the money part."""
    return {
        "fee_rates": frame("fee_rates", [
            {"site": site, "valid_from": term.calendar_first, "band": band, "fee_fen": FEE_FEN}
            for site in (MAIN, LONGMA) for term in TERMS for band in terms.BANDS
        ]),
        "receipts": frame("receipts", [row for month in world.months() for row in _receipts(office, absences, month)]),
        "refunds": _refunds(absences["symptoms"]),
        "invoices": _invoices(movements, energy, projects),
        "budgets": _budgets(office["classes"], projects),
        "meal_charges": frame("meal_charges", [
            {"month": month, "item": item, "amount_fen": 0, "allowed": False}
            for month in world.months() for item in ("燃料", "水电", "人工")
        ]),
        "month_closes": frame("month_closes", [
            {"month": month, "closed_on": closing_day(month), "bookkeeper": BOOKKEEPER, "approver": PRINCIPAL}
            for month in world.months()
        ]),
    }  # fmt: skip


def closing_day(month: str) -> dt.date:
    """Return the fifth of the month after."""
    year, number = int(month[:4]), int(month[5:])
    return dt.date(year + number // 12, number % 12 + 1, 5)


def _term(month: str) -> str:
    return next(term.name for term in TERMS if f"{term.first:%Y-%m}" <= month <= f"{term.last:%Y-%m}")


def _receipts(office: Frames, absences: Frames, month: str) -> Iterator[dict[str, object]]:
    days = world.month_days(month)
    classes = office["classes"][office["classes"]["term"] == _term(month)]
    compact = month.replace("-", "")
    for site in (MAIN, LONGMA):
        for n, row in enumerate(classes[classes["site"] == site].itertuples(), start=1):
            yield {
                "site": site, "entry": f"R{PREFIX[site]}{compact}-{n:03d}", "date": days[0], "month": month,
                "class_name": row.class_name, "purpose": "预收膳费",
                "amount_fen": int(row.enrolled) * len(days) * FEE_FEN, "approver": APPROVER[site],
            }  # fmt: skip
    attendance, staff = absences["attendance"], absences["staff_meals"]
    theirs = attendance[
        (attendance["site"] == LONGMA) & (attendance["meal"] == terms.LUNCH)
        & (attendance["date"].dt.strftime("%Y-%m") == month)
    ]["diners"].sum()  # fmt: skip
    own_staff = staff[staff["date"].dt.strftime("%Y-%m") == month]["diners"].sum()
    for n, purpose, amount in (
        (101, "代收龙马膳费", int(theirs) * FEE_FEN), (102, "教工膳费", int(own_staff) * STAFF_FEE_FEN),
    ):  # fmt: skip
        yield {
            "entry": f"R{compact}-{n}", "date": days[-1], "month": month, "purpose": purpose,
            "amount_fen": amount, "approver": PRINCIPAL,
        }  # fmt: skip


def _refunds(symptoms: pd.DataFrame) -> pd.DataFrame:
    month = symptoms["date"].dt.strftime("%Y-%m").rename("month")
    away = symptoms.groupby(["site", month, "child"]).size().reset_index(name="days")
    numbers = away.groupby(["site", "month"]).cumcount() + 1
    rows = []
    for row, number in zip(away.itertuples(), numbers, strict=True):
        rows.append({
            "site": row.site, "entry": f"F{PREFIX[row.site]}{row.month.replace('-', '')}-{number:04d}",
            "date": world.month_days(row.month)[-1], "month": row.month, "child": row.child,
            "absent_days": int(row.days), "amount_fen": int(row.days) * FEE_FEN, "rule": "按缺勤天数",
            "approver": APPROVER[row.site],
        })  # fmt: skip
    return frame("refunds", rows)


def _built(projects: pd.DataFrame) -> pd.Series:
    """Return what was built in each month in fen: the growth of each project's spending."""
    ordered = projects.sort_values(["project", "date"])
    grown = ordered.groupby("project")["spent_fen"].diff().fillna(ordered["spent_fen"]).astype(int)
    return grown.groupby(ordered["date"].dt.strftime("%Y-%m")).sum()


def _invoices(movements: pd.DataFrame, energy: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    random = generator("invoices")
    due: list[tuple[dt.date, str, str, int]] = []
    bought = movements[movements["kind"].isin([terms.PURCHASE, terms.RETURN])]
    sign = bought["kind"].map({terms.PURCHASE: 1, terms.RETURN: -1})
    cancelled = bought["entry"].isin(movements["reverses"].dropna())
    net = (bought["amount_fen"] * sign)[~cancelled]
    half = bought["date"].dt.day > 15
    groups = net.groupby([bought["date"].dt.strftime("%Y-%m"), half, bought["ledger"], bought["supplier"]]).sum()
    for (month, late, ledger, supplier), amount in groups.items():
        last = [day for day in world.month_days(month) if (day.day > 15) == late][-1]
        category = "幼儿膳食" if ledger == terms.CHILDREN_LEDGER else "教工膳食"
        due.append((last, supplier, category, int(amount)))
    for month, amount in _built(projects).items():
        due.append((world.month_days(month)[-1], "V10", "基建项目", int(amount)))
    for month in world.months():
        last = world.month_days(month)[-1]
        cost = energy[energy["month"] == month]["cost_fen"].sum()
        due.append((last, "V13", "燃料水电", int(cost)))
        for category, supplier, amount, spread in OTHER_INVOICES:
            due.append(
                (last, supplier, category, round(amount * (1 + spread * float(random.uniform(-1, 1))) / 10) * 10)
            )
    rows, numbers = [], dict.fromkeys(world.months(), 0)
    for day, supplier, category, amount in sorted(due):
        month = f"{day:%Y-%m}"
        numbers[month] += 1
        signed = day + dt.timedelta(int(random.integers(1, 4)))
        rows.append({
            "entry": f"I{month.replace('-', '')}-{numbers[month]:03d}",
            "number": f"2631{int(random.integers(10**8, 10**9)):09d}{len(rows):07d}", "date": day,
            "supplier": supplier, "category": category, "amount_fen": amount,
            "approved_by": PRINCIPAL, "approved_on": signed, "paid_on": signed + dt.timedelta(int(random.integers(1, 6))),
        })  # fmt: skip
    return frame("invoices", rows)


def _budgets(classes: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    enrolled = classes[classes["term"] == TERMS[0].name]["enrolled"].sum()
    built = _built(projects)
    rows = []
    for month in world.months():
        days = len(world.month_days(month))
        for category in BUDGET_CATEGORIES:
            planned = {
                "幼儿膳食": int(enrolled * 0.93) * days * FEE_FEN, "教工膳食": 113 * days * STAFF_FEE_FEN,
                "基建项目": round(int(built.get(month, 0)) * 1.05),
            }  # fmt: skip
            share = days / 20 if category == "燃料水电" else 1.0
            amount = planned.get(category, round(MONTHLY_BUDGET_FEN.get(category, 0) * share))
            rows.append({"month": month, "category": category, "amount_fen": round(amount / 10000) * 10000})
    return frame("budgets", rows)
