"""What a notebook shows of an uncertainty, of a robust menu, and of how surely the fee is kept."""

import numpy as np
import pytest

from kgcore.menu import Robust, Sure, Uncertainty
from tests.menu.check.test_evaluation import good
from tests.menu.conftest import make
from tests.menu.menus import plan_of


@pytest.fixture(scope="module")
def faces():
    plan = plan_of(make(), good())
    uncertainty = Uncertainty(np.array([0.1, 0.2, 0.3]), 0.02, 0.03, foods_quoted=2)
    robust = Robust(plan, probability=0.9, share=0.5, budget=2.5, foods=12, margin=0.05, cases=3, worst=0.998)
    return uncertainty, robust, Sure(robust, plan, uncertainty, training_share=0.92, within=45_500, runs=50_000)


def test_each_tells_itself_in_a_line(faces):
    uncertainty, robust, sure = map(repr, faces)
    assert uncertainty.startswith("<Uncertainty 食物 3 种，其中 2 种按报价，单种食物涨跌至多（中位数） 20.0%，")
    assert robust.startswith("<Robust 要求的把握 90%，食材 ")
    assert robust.endswith("备着同时涨价的食物 2.5 种（共 12 种），最坏情形的花费占膳费上限 99.8%>")
    assert "要求的把握 90%，达到，模拟周里不超膳费的 91.0%（50,000 周，95% 置信下限 90.8%）" in sure
    assert all("\n" not in line and len(line) < 250 for line in (uncertainty, robust, sure))


def test_each_has_a_face_in_a_notebook(faces):
    for face, figure in zip(faces, ("2.0%", "99.8%", "0.00 元/人日"), strict=True):
        assert f"{figure}</td>" in face._repr_html_()
