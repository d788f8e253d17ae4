"""How a menu's cost follows what it is asked to cost, measured with the optimiser.

`python -m kgcore.closed_loop.response` measures anew and writes response.csv beside this file. Prices moving together
are the same as the fee moving the other way, so one curve at reference prices answers every price level.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from kgcore.closed_loop.kitchen import WITHIN, Kitchen, norm_lack
from kgcore.menu import Serving

Array = np.ndarray


@dataclass(frozen=True)
class Response:
    """What menus cost when asked, per child-day at reference prices in fen.

    Attributes
    ----------
    asked_fen : ascending. ratio : mean of cost ÷ asked. spread : standard deviation of it over the weeks.
    least, most : the range of `asked` in which every week measured keeps its norms.
    """

    asked_fen: Array
    ratio: Array
    spread: Array
    least: float
    most: float

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Response:
        """Sum up what `measure` found.

        Raises
        ------
        ValueError
            no amount asked keeps the norms in every week.
        """
        known = rows.dropna(subset=["cost_fen"])
        known = known.assign(ratio=known["cost_fen"] / known["asked_fen"])
        by_target = known.groupby("asked_fen")
        keeps = by_target["norm_lack"].max() <= WITHIN
        reaches = by_target["ratio"].min() >= 1 - 3 * WITHIN
        fine = keeps.index[keeps & reaches]
        if not len(fine):
            raise ValueError("没有一个金额能使各周食谱都达到营养要求")
        # the range is the run of amounts around the cheapest one that keeps, without a gap
        good = (keeps & reaches).to_numpy()
        first = int(np.flatnonzero(good)[0])
        gaps = np.flatnonzero(~good[first:])
        last = first + (int(gaps[0]) if len(gaps) else len(good) - first) - 1
        asked = keeps.index.to_numpy(dtype=np.float64)
        spread = by_target["ratio"].std().fillna(0.0)
        return cls(asked, by_target["ratio"].mean().to_numpy(), spread.to_numpy(), asked[first], asked[last])

    def cost(self, asked: Array, random: np.random.Generator) -> Array:
        """Return the cost of menus planned for target costs; beyond the measured range its nearest end counts."""
        within = np.clip(asked, self.least, self.most)
        ratio = np.interp(within, self.asked_fen, self.ratio)
        spread = np.interp(within, self.asked_fen, self.spread)
        cost: Array = within * (ratio + spread * random.normal(0.0, 1.0, within.shape))
        return cost


def measure(kitchen: Kitchen, asks: list[float], mondays: list[dt.date]) -> pd.DataFrame:
    """Plan the same weeks one after the other for several amounts at reference prices.

    Parameters
    ----------
    asks : fen per child-day. mondays : first days of the weeks.

    Returns
    -------
    DataFrame
        asked_fen, monday, cost_fen (of the average child-day; missing where no menu was found), norm_lack (share by
        which the worst-kept norm is broken), goals (wishes that are not kept).

    Examples
    --------
    >>> from kgcore.closed_loop import Kitchen
    >>> kitchen = Kitchen.packaged(CHILDREN)
    >>> table = measure(kitchen, [900.0], MONDAYS[:1])
    >>> table.columns.tolist(), bool((table["cost_fen"] <= 900 * 1.03).all())
    (['asked_fen', 'monday', 'cost_fen', 'norm_lack', 'goals'], True)
    """
    rows: list[tuple[object, ...]] = []
    for target in asks:
        history: tuple[Serving, ...] = ()
        for monday in mondays:
            plan = kitchen.week(monday, target, history)
            if plan is None:
                rows.append((target, monday, np.nan, np.nan, pd.NA))
                continue
            history += plan.servings
            goals = sum(broken.tier == "goal" for broken in plan.violations)
            rows.append((target, monday, round(plan.cost_fen, 2), round(norm_lack(plan), 4), goals))
    columns = ["asked_fen", "monday", "cost_fen", "norm_lack", "goals"]
    return pd.DataFrame(rows, columns=columns).astype({"goals": "Int64"})


def measured() -> pd.DataFrame:
    """Return what was measured last, in the layout of `measure`.

    Examples
    --------
    >>> measured()[["asked_fen", "cost_fen"]].dtypes.astype(str).tolist()
    ['float64', 'float64']
    """
    with (files("kgcore.closed_loop") / "response.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, parse_dates=["monday"], dtype={"goals": "Int64"})


CHILDREN = pd.DataFrame(
    {
        "site": ["main"] * 3 + ["longma"] * 3,
        "band": ["小班", "中班", "大班"] * 2,
        "diners": [110, 270, 200, 55, 90, 90],
    }
)
"""Diners of the experiment: two kindergartens of one kitchen."""
ASKS = [
    400.0,
    450.0,
    500.0,
    550.0,
    600.0,
    700.0,
    800.0,
    900.0,
    1000.0,
    1100.0,
    1200.0,
    1300.0,
    1400.0,
    1450.0,
    1500.0,
    1550.0,
    1600.0,
    1700.0,
]
MONDAYS = [dt.date(2026, 3, 2) + dt.timedelta(weeks=week) for week in range(8)]


def main() -> None:
    """Measure anew and store it beside this file."""
    rows = measure(Kitchen.packaged(CHILDREN), ASKS, MONDAYS)
    rows.to_csv(Path(__file__).with_name("response.csv"), index=False)


if __name__ == "__main__":
    main()
