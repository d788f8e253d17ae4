"""Refunds by the child's own days: fees that change, joining, leaving, moving, runs over the month's end, guests."""

import pandas as pd
import pytest

import kgcore
from kgcore import money
from tests.money.conftest import tiny_frames


def office_frames():
    frames = tiny_frames()
    days = [day for day in pd.date_range("2026-04-01", "2026-05-29", freq="B") if not "0501" <= f"{day:%m%d}" <= "0505"]
    frames["calendar"] = pd.DataFrame({"site": "main", "date": days, "term": "2026-spring", "school_day": True})
    frames["classes"] = pd.DataFrame(
        [
            {"site": place, "term": "2026-spring", "class_name": name, "band": band, "enrolled": 20}
            for place in ("main", "longma")
            for name, band in (("小一班", "小班"), ("中一班", "中班"))
        ]
    )
    frames["fee_rates"] = pd.DataFrame(
        [
            {"site": place, "valid_from": day, "band": band, "fee_fen": fee + (0 if place == "main" else 100)}
            for place in ("main", "longma")
            for day, band, fee in (
                ("2026-02-01", "小班", 1500), ("2026-02-01", "中班", 1700),
                ("2026-05-16", "小班", 1800), ("2026-05-16", "中班", 2000),
            )
        ]
    )  # fmt: skip
    frames["refunds"] = pd.DataFrame()
    return frames


def child(number, site="main", joined="2025-09-01", left=None, class_name="小一班"):
    return {
        "site": site, "child": f"C{number:05d}", "class_name": class_name, "sex": "F", "birth_month": "2022-03",
        "enrolled_on": joined, "left_on": left,
    }  # fmt: skip


def absence(number, *days, site="main", class_name="小一班"):
    return [
        {
            "site": site, "date": f"2026-{day}", "child": f"C{number:05d}", "class_name": class_name, "leave": "事假",
            "asked_by": "S001",
        }
        for day in days
    ]  # fmt: skip


def review(tmp_path, children, absences, rule="by_absent_day", site="main", month="2026-05", refunds=()):
    profile = tmp_path / "profile.toml"
    profile.write_text(f'refund_rule = "{rule}"\n', encoding="utf-8")
    frames = office_frames() | {"children": pd.DataFrame(children), "symptoms": pd.DataFrame(absences)}
    frames["refunds"] = pd.DataFrame(
        [
            {"site": site, "entry": f"F{n:04d}", "date": f"{month}-28", "month": month, "child": f"C{number:05d}",
             "absent_days": 1, "amount_fen": fen, "approver": "S001"}
            for n, (number, fen) in enumerate(refunds)
        ]
    )  # fmt: skip
    with kgcore.open(tmp_path / "office.db", site=site, profile=profile) as office:
        office.write({name: frame for name, frame in frames.items() if len(frame)}, who="测试")
        return money.month(office, month)


def due(found):
    table = found.refunds
    return dict(zip(table["child"], table["due_fen"], strict=True))


def accused(found):
    return "money.refund_differs" in {finding.code for finding in found.findings}


def test_each_day_has_its_own_fee_and_right_refunds_are_not_accused(tmp_path):
    children = [child(1), child(2), child(3)]
    absences = [
        *absence(1, "05-06", "05-07"), *absence(2, "05-25", "05-26"), *absence(3, "05-15", "05-18"),
    ]  # fmt: skip
    found = review(tmp_path, children, absences, refunds=[(1, 3000), (2, 3600), (3, 3300)])
    assert due(found) == {"C00001": 3000, "C00002": 3600, "C00003": 3300}
    assert not accused(found)


def test_a_child_that_moves_up_has_the_fee_of_the_class_of_each_day(tmp_path):
    absences = [*absence(1, "05-06"), *absence(1, "05-12", class_name="中一班")]
    assert due(review(tmp_path, [child(1, class_name="中一班")], absences)) == {"C00001": 1500 + 1700}


def test_days_before_joining_are_no_absences(tmp_path):
    found = review(tmp_path, [child(1, joined="2026-05-11")], absence(1, "05-07", "05-08", "05-12"))
    assert due(found) == {"C00001": 1500}
    assert found.refunds["absent_days"].tolist() == [1]


@pytest.mark.parametrize("rule", ["by_absent_day", "remaining_days", "consecutive_days"])
@pytest.mark.parametrize(("paid", "wrong"), [(3600, False), (None, False), (5400, True)])
def test_the_days_after_leaving_are_paid_back_if_they_were_paid(tmp_path, rule, paid, wrong):
    refunds = [] if paid is None else [(1, paid)]
    found = review(tmp_path, [child(1, left="2026-05-27")], [], rule, refunds=refunds)
    assert due(found) == {"C00001": 2 * 1800}
    assert accused(found) is wrong


@pytest.mark.parametrize(
    ("days", "april", "may"),
    [
        (["04-28", "04-29", "04-30", "05-06", "05-07"], 2, 2),  # reached in April: each month its own days
        (["04-29", "04-30", "05-06"], None, 2),  # reached in May: the last day of April comes along
        (["04-30", "05-06", "05-07", "05-08"], None, 3),
        (["04-29", "05-06", "05-07"], None, 0),  # there on the 30th
        (["05-06", "05-07", "05-08"], None, 2),
    ],
)
def test_a_run_counts_from_its_first_day_in_whatever_month(tmp_path, days, april, may):
    found = review(tmp_path, [child(1)], absence(1, *days), "consecutive_days")
    assert due(found) == {"C00001": may * 1500}
    if april is not None:
        assert due(review(tmp_path, [], [], "consecutive_days", month="2026-04")) == {"C00001": april * 1500}


def test_half_a_month_at_two_fees(tmp_path):
    away = [f"05-{day:02d}" for day in (6, 7, 8, 11, 12, 13, 14, 15, 18)]  # 9 of 18 school days
    fees = 8 * 1500 + 10 * 1800
    assert due(review(tmp_path, [child(1)], absence(1, *away), "half_month")) == {"C00001": fees // 2}


def test_a_guest_has_its_own_fees_and_the_kitchens_calendar(tmp_path):
    absences = absence(5001, "05-15", "05-18", site="longma")
    found = review(tmp_path, [child(5001, "longma")], absences, site="longma", refunds=[(5001, 1600 + 1900)])
    assert due(found) == {"C05001": 3500}
    assert not accused(found)
