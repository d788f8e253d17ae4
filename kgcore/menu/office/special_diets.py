"""The edge: special menus for a plan from what the office's registers say of its children."""

from __future__ import annotations

import pandas as pd

from kgcore import periods
from kgcore.menu.result.menu import MenuPlan
from kgcore.menu.special_diets.variants import Variants, variants
from kgcore.office import Office


def office_variants(office: Office, plan: MenuPlan) -> Variants:
    """Derive the special menus of a plan for the children of every kindergarten the kitchen feeds.

    Parameters
    ----------
    plan : a plan made for this office; its days decide who is enrolled and which cases are open.

    Raises
    ------
    MenuError
        an allergic child's class is not in the classes register of the term.

    Examples
    --------
    >>> from kgcore import menu
    >>> from kgcore.testing import tiny_office, tiny_plan
    >>> with tiny_office() as office:
    ...     menu.office_variants(office, tiny_plan())  # no child of the tiny kindergarten is allergic
    <Variants 特殊餐：0 名幼儿，0 种忌口，换 0 处>
    """
    children = office.stays(sites="kitchen")
    classes = office.read("classes", periods.term_of(plan.problem.days[0]), sites="kitchen")
    bands = classes[["site", "class_name", "band"]]
    names = office.read("sites", sites="kitchen")[["site", "name"]].rename(columns={"name": "site_name"})
    joined: pd.DataFrame = children.merge(bands, on=["site", "class_name"], how="left")
    joined = joined.merge(names, on="site", how="left")
    return variants(plan, joined, office.read("special_cases", sites="kitchen"))
