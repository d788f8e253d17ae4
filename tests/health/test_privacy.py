"""No suppressed count can be worked out, whether any numbers are allowed or only those not below nought."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from kgcore.health.privacy import TOTAL, suppress


def equations(public):
    """Row and column sums as equations in the hidden cells of the table with its totals."""
    values = public.to_numpy(dtype=float, na_value=np.nan)
    hidden = np.argwhere(np.isnan(values))
    place = {tuple(cell): n for n, cell in enumerate(hidden)}
    rows, right = [], []
    for lines in (values, values.T):
        for i, line in enumerate(lines):
            row, known = np.zeros(len(hidden)), 0.0
            for j, value in enumerate(line):
                sign = -1.0 if j == len(line) - 1 else 1.0
                cell = (i, j) if lines is values else (j, i)
                if np.isnan(value):
                    row[place[cell]] += sign
                else:
                    known += sign * value
            rows.append(row)
            right.append(-known)
    return np.array(rows), np.array(right), hidden


def assert_not_solvable(public):
    """At least two values fit each hidden cell, also for a reader who knows that no hidden cell is nought."""
    matrix, right, hidden = equations(public)
    rank = np.linalg.matrix_rank(matrix)
    for n in range(len(hidden)):
        unit = np.eye(len(hidden))[n]
        assert np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank + 1, (hidden[n], public)
        low, high = (linprog(s * unit, A_eq=matrix, b_eq=right, bounds=(1, None)) for s in (1, -1))
        assert low.status == 0
        unbounded = high.status == 3
        assert unbounded or -high.fun - low.fun >= 1 - 1e-6, (hidden[n], public)


@settings(max_examples=60)
@given(
    arrays(int, st.tuples(st.integers(1, 5), st.integers(1, 4)), elements=st.sampled_from([0, 0, 1, 2, 4, 5, 9, 30]))
)
def test_nothing_can_be_recovered(values):
    counts = pd.DataFrame(values, index=[f"r{n}" for n in range(values.shape[0])])
    counts.columns = [f"c{n}" for n in range(values.shape[1])]
    public = suppress(counts)
    shown = public.to_numpy(dtype=float, na_value=np.nan)
    assert not ((shown > 0) & (shown < 5)).any()
    if np.isnan(shown).any():
        assert_not_solvable(public)


def test_a_single_small_cell_takes_others_with_it():
    counts = pd.DataFrame({"手足口病": [3, 12, 20], "水痘": [9, 8, 30]}, index=["小班", "中班", "大班"])
    public = suppress(counts)
    assert pd.isna(public.loc["小班", "手足口病"])
    # the cheapest rectangle: 9 + 12 + 8 = 29 persons hidden
    assert public.isna().to_numpy().sum() == 4
    assert public.loc["大班"].tolist() == [20, 30, 50]
    assert public.loc[TOTAL, TOTAL] == 82


def test_two_single_children_are_not_told_by_their_sum():
    counts = pd.DataFrame({"a": [1, 1], "b": [1, 1], "c": [5, 5]}, index=["x", "y"])
    public = suppress(counts)  # 7 - 5 = 2 = 1 + 1, since a hidden cell is not nought
    assert_not_solvable(public)
    assert pd.isna(public.loc["x", TOTAL])


def test_nothing_small_nothing_hidden():
    counts = pd.DataFrame({"a": [5, 0], "b": [6, 7]}, index=["x", "y"])
    assert suppress(counts).notna().all(axis=None)


@pytest.mark.parametrize("bad", [-1, 1.5, np.nan])
def test_not_a_count_is_refused(bad):
    with pytest.raises(ValueError, match="整数"):
        suppress(pd.DataFrame({"a": [bad]}, index=["x"]))


def test_own_totals_are_refused():
    with pytest.raises(ValueError, match="合计"):
        suppress(pd.DataFrame({TOTAL: [1]}, index=["x"]))
