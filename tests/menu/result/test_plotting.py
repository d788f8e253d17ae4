"""The picture of a menu: a bar for each nutrient's share of its target, in Chinese."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from kgcore.menu.problem.vocabulary import nutrient_titles
from kgcore.menu.result.plotting import TOO_FEW_DATA

mpl.use("agg")


@pytest.fixture
def axes(small_plan):
    with mpl.rc_context():
        yield small_plan.plot()
    plt.close("all")


def test_a_bar_is_the_share_of_the_target_and_none_where_too_little_is_determined(small_plan, axes):
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert "能量" in labels
    assert f"{nutrient_titles()['iodine_ug']}{TOO_FEW_DATA}" in labels
    widths = {labels[round(bar.get_y() + bar.get_height() / 2)]: bar.get_width() for bar in axes.patches}
    assert widths["能量"] == pytest.approx(small_plan.average().loc["energy_kcal", "ratio"] * 100)
    assert not [label for label in widths if label.endswith(TOO_FEW_DATA)]


def test_every_character_is_drawn(axes, recwarn):
    axes.figure.canvas.draw()
    assert not [warning for warning in recwarn if "missing from font" in str(warning.message)]


def test_it_draws_where_it_is_told_to(small_plan):
    with mpl.rc_context():
        figure, axes = plt.subplots()
        assert small_plan.plot(ax=axes) is axes
        plt.close(figure)
