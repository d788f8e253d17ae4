"""Cases whose plate differs by amount only: smaller staples for the obese, larger meat dishes for the weak."""

from __future__ import annotations

import pandas as pd

from kgcore.menu.problem.settings import Settings


def portions_of(cases: pd.DataFrame, children: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the factor on the served portion of each child with an open case.

    Parameters
    ----------
    cases : open cases: site, child, kind. children : site, child, class_name.
    settings : rows `case_portion`: key is a kind of case, courses where it holds, low the factor on the portion.

    Returns
    -------
    DataFrame
        site, class_name, child, kind, courses (joined by 、), factor. Kinds without a row are not in it: those
        children eat the common portion.
    """
    rows = {row.key: row for row in settings.rows("case_portion")}
    joined = cases[["site", "child", "kind"]].merge(children[["site", "child", "class_name"]], on=["site", "child"])
    table = joined[joined["kind"].isin(rows)].drop_duplicates(["site", "child", "kind"])
    table = table.sort_values(["site", "class_name", "child", "kind"], ignore_index=True)
    return table.assign(
        courses=["、".join(rows[kind].courses) for kind in table["kind"]],
        factor=[rows[kind].low for kind in table["kind"]],
    )[["site", "class_name", "child", "kind", "courses", "factor"]]
