"""A child's measurements in a row; growth in a year; anaemia."""

import datetime as dt

import pandas as pd
import pytest

from kgcore.health import adequacy, anaemia, children
from kgcore.standards import load

ROLL = pd.DataFrame(
    {
        "child": ["C00001", "C00002"],
        "class_name": ["小一班", "中一班"],
        "sex": ["M", "F"],
        "birth_month": ["2022-03", "2021-06"],
    }
)


def measured(*rows):
    made = pd.DataFrame(rows, columns=["date", "child", "height_cm", "weight_kg"])
    return made.assign(date=pd.to_datetime(made["date"]))


def test_a_shrinking_child_and_a_tenfold_weight_are_named():
    rows = children.assessed(
        measured(
            ("2026-03-01", "C00001", 104.0, 16.5),
            ("2026-06-01", "C00001", 102.5, 17.0),
            ("2026-03-01", "C00002", 110.0, 18.5),
            ("2026-06-01", "C00002", 111.0, 37.0),
            ("2026-09-01", "C00002", 112.0, 19.5),
        ),
        ROLL,
    )
    assert rows["implausible"].tolist()[:2] == ["", "身高比上次低"]
    assert rows["implausible"].tolist()[2] == ""
    assert rows["implausible"].tolist()[3] == "体重疑为斤"


def test_a_fall_within_the_error_of_measuring_is_believed():
    rows = children.assessed(
        measured(("2026-03-01", "C00001", 104.0, 16.5), ("2026-03-20", "C00001", 103.0, 16.4)), ROLL
    )
    assert rows["implausible"].tolist() == ["", ""]


def test_a_measurement_before_the_birth_month_is_named():
    rows = children.assessed(measured(("2022-02-01", "C00001", 52.0, 3.5)), ROLL)
    assert rows["implausible"].tolist() == ["测量日期早于出生年月"]


def test_latest_skips_what_is_not_believed():
    rows = children.assessed(
        measured(("2026-03-01", "C00001", 104.0, 16.5), ("2026-06-01", "C00001", 17.0, 104.0)), ROLL
    )
    assert children.latest(rows)["date"].tolist() == [pd.Timestamp("2026-03-01")]


def test_children_present_in_a_period():
    roll = pd.DataFrame(
        {
            "child": ["a", "b", "c"],
            "enrolled_on": pd.to_datetime(["2025-09-01", "2026-06-01", "2025-09-01"]),
            "left_on": pd.to_datetime([None, None, "2026-04-30"]),
        }
    )
    assert children.present(roll, dt.date(2026, 5, 1), dt.date(2026, 5, 31))["child"].tolist() == ["a"]


RULE = load("growth_adequacy")


def grown(*rows):
    made = pd.DataFrame(rows, columns=["child", "date", "height_cm", "weight_kg", "weight_for_height_z"])
    return made.assign(date=pd.to_datetime(made["date"]))


def test_growth_in_a_year():
    # 365 days, scaled by 365.25 / 365: 5.0 cm become 5.003, 1.9 kg 1.901
    pairs = adequacy.yearly(
        grown(
            ("a", "2025-05-10", 100.0, 15.0, 0.0), ("a", "2026-05-10", 105.0, 17.0, 0.0),
            ("b", "2025-05-10", 100.0, 15.0, 0.0), ("b", "2026-05-10", 105.0, 16.9, 0.0),
            ("c", "2025-05-10", 100.0, 20.0, 2.4), ("c", "2026-05-10", 107.0, 26.0, 2.0),
            ("d", "2026-03-10", 100.0, 15.0, 0.0), ("d", "2026-05-10", 105.0, 18.0, 0.0),
        ),
        RULE,
    ).set_index("child")  # fmt: skip
    assert pairs.index.tolist() == ["a", "b", "c"]
    assert pairs["adequate"].to_dict() == {"a": True, "b": False, "c": True}
    assert pairs["excluded"].to_dict() == {"a": False, "b": False, "c": True}
    assert pairs.loc["b", "weight_gain_kg"] == pytest.approx(1.9 * 365.25 / 365)
    assert adequacy.rate(pairs) == (1, 2)


def test_the_rate_by_band_names_its_denominator():
    pairs = pd.DataFrame({"child": ["a", "b", "c"], "excluded": [False, False, True], "adequate": [True, False, True]})
    bands = pd.Series({"a": "小班", "b": "小班", "c": "大班"})
    table = adequacy.by_band(pairs, bands, ["小班", "中班", "大班"], "合计").set_index("band")
    assert table.loc["小班", ["counted", "adequate", "rate"]].tolist() == [2, 1, 0.5]
    assert table.loc["大班", ["comparable", "excluded", "counted"]].tolist() == [1, 1, 0]
    assert pd.isna(table.loc["大班", "rate"])
    assert pd.isna(table.loc["中班", "rate"])
    assert table.loc["合计", ["counted", "adequate"]].tolist() == [2, 1]


def test_the_measurement_nearest_to_a_year_before_is_taken():
    pairs = adequacy.yearly(
        grown(
            ("a", "2025-03-01", 98.0, 14.0, 0.0),
            ("a", "2025-05-01", 99.0, 14.5, 0.0),
            ("a", "2026-05-01", 105.0, 17.0, 0.0),
        ),
        RULE,
    )
    assert pairs["first"].tolist() == [pd.Timestamp("2025-05-01")]


@pytest.mark.parametrize(
    ("scheme", "age", "hb", "grade"),
    [
        ("wst441", 59.9, 110, "正常"), ("wst441", 59.9, 109.9, "轻度贫血"), ("wst441", 60, 114, "轻度贫血"),
        ("wst441", 48, 90, "轻度贫血"), ("wst441", 48, 89, "中度贫血"), ("wst441", 48, 59, "重度贫血"),
        ("sheet", 48, 110, "轻度贫血"), ("sheet", 48, 110.5, "正常"), ("sheet", 48, 90, "中度贫血"),
        ("sheet", 48, 60, "重度贫血"),
    ],
)  # fmt: skip
def test_anaemia_at_the_limits(scheme, age, hb, grade):
    bands = load("anaemia").query("scheme == @scheme")
    assert anaemia.grades(pd.Series([float(hb)]), pd.Series([float(age)]), bands).tolist() == [grade]


def test_anaemia_not_measured_is_missing():
    bands = load("anaemia").query("scheme == 'wst441'")
    assert anaemia.grades(pd.Series([None, 120.0], dtype=float), pd.Series([50.0, 200.0]), bands).isna().all()
