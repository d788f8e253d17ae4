"""The displays of the fee control study, and its notebook from top to bottom at a small size."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import papermill
import pytest

from kgcore.closed_loop import Response, World, measured
from kgcore.present import fee_control as show
from kgcore.present import mime

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "research" / "fee_control.ipynb"
EXACT = Response(np.array([600.0, 1550.0]), np.ones(2), np.zeros(2), 600.0, 1550.0)


def rows(display):
    content = display._repr_mimebundle_()[mime.TABLE]
    names = [column["name"] for column in content["columns"]]
    return [dict(zip(names, row, strict=True)) for row in content["rows"]]


def test_policies_side_by_side():
    world = World(weeks=3)
    assert [row["policy"] for row in rows(show.compared(world, EXACT, 50, 1, 0.02))] == list(
        show.POLICY_LABELS.values()
    )
    assert "固定食谱" in show.spread_chart(world, EXACT, 50, 1, 0.02).content["alt"]


def test_room_of_the_menu_by_price_level():
    first = rows(show.by_level(World(weeks=3), EXACT, 20, 1, 0.02))[0]
    assert first["asked"] == 1550
    assert (first["down"], first["up"]) == (pytest.approx(600 / 1550 - 1), pytest.approx(0))


def test_measured_response_names_its_range():
    found = Response.of(measured())
    assert f"{found.least / 100:.2f} 至 {found.most / 100:.2f} 元" in show.response_chart(measured()).content["alt"]
    assert len(rows(show.response_table(measured()))) == len(found.asked_fen)


def test_replayed_terms_count_those_within():
    terms = pd.DataFrame({"seed": [0, 1], "rate": [0.02, -0.0201], "no_menu": 0, "kept": 1.0, "worst": 0.0})
    shown = show.replayed(terms, 0.02)
    assert "2 个学期：1 个在±2%之内" in str(shown._repr_mimebundle_())


def test_notebook_runs_from_top_to_bottom(tmp_path):
    papermill.execute_notebook(
        NOTEBOOK, tmp_path / "out.ipynb", parameters={"runs": 40, "optimised": 0}, progress_bar=False,
        kernel_name="python3",
    )  # fmt: skip
    cells = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    assert sum(bool(cell.get("outputs")) for cell in cells) == 7
