"""A menu as a picture: how much of each nutrient's target the average child gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgcore import fonts
from kgcore.menu.problem.vocabulary import nutrient_titles
from kgcore.menu.result.menu import MenuPlan

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TOO_FEW_DATA = "（数据不足）"
BAR_INCHES = 0.26


def plot(plan: MenuPlan, ax: Axes | None = None) -> Axes:
    """Draw each nutrient of the average child-day as a bar in percent of its target, the target being a line.

    A nutrient with too little determined (coverage below the profile's limit) has no bar, and its label says so.
    Chinese is drawn by the font of `kgcore.fonts`, which is added to matplotlib's for the session.

    Parameters
    ----------
    ax : where to draw; None = a new figure.

    Returns
    -------
    Axes
        to be changed further, or saved by `.figure.savefig`.

    Raises
    ------
    FontError
        the Chinese font is not installed.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> from kgcore import testing, weekly
    >>> with testing.tiny_office() as office:
    ...     axes = weekly.week_menu(office, "2026-W20").plan.plot()
    >>> axes.get_xlabel()
    '平均每人每天占园内目标（%）'
    """
    import matplotlib.pyplot as plt
    import seaborn as sns

    fonts.use_chinese()
    average = plan.average().dropna(subset=["target"])
    enough = average["coverage"] >= plan.problem.profile.coverage_min
    titles = average.index.map(nutrient_titles()).to_series(index=average.index)
    rows = average.assign(
        title=titles.where(enough, titles + TOO_FEW_DATA), percent=(average["ratio"] * 100).where(enough)
    )
    if ax is None:
        _, ax = plt.subplots(figsize=(6.7, 1 + BAR_INCHES * len(rows)), layout="constrained")
    sns.barplot(rows, x="percent", y="title", color="C0", ax=ax)
    ax.axvline(100, color="0.2", linewidth=0.8)
    ax.set(xlabel="平均每人每天占园内目标（%）", ylabel="", title=f"{'、'.join(plan.problem.weeks)} 食谱的营养")
    return ax


__all__ = ["TOO_FEW_DATA", "plot"]
