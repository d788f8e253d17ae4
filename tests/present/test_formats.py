import datetime as dt

import numpy as np
import pandas as pd
import pytest

from kgcore.present.formats import plain, sheet_value, shown


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (None, "decimal1", "—"),
        (0, "decimal1", "0.0"),
        (568.25, "decimal1", "568.3"),
        (1.005, "decimal2", "1.01"),
        (-0.04, "decimal1", "0.0"),
        (-2.5, "integer", "-3"),
        (0.705, "percent", "71%"),
        (0.02, "percent1", "2.0%"),
        (1234567, "yuan", "12,345.67"),
        ("=1+1", "text", "=1+1"),
        (True, "text", "是"),
        ("无", "decimal1", "无"),
    ],
)
def test_values_as_people_read_them(value, style, text):
    assert shown(value, style) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), pd.NA, pd.NaT, None, np.float64("nan")])
def test_missing_is_never_a_number(value):
    assert plain(value) is None


def test_plain_values_are_what_json_keeps():
    found = [plain(v) for v in (np.int64(3), np.bool_(True), dt.date(2026, 5, 6), pd.Timestamp("2026-05-06"))]
    assert found == [3, True, "2026-05-06", "2026-05-06"]
    assert [type(value) for value in found[:2]] == [int, bool]


def test_sheet_holds_yuan():
    assert sheet_value(1550, "yuan") == 15.5
    assert sheet_value(0.71, "percent") == 0.71
