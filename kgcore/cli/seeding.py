"""What every new office starts with: its own site, and the packaged foods and dishes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kgcore import registers
from kgcore.office import Office
from kgcore.registers import terms
from kgcore.standards import food


def seed(office: Office, name: str) -> None:
    """Write the site under its name and the packaged foods and dishes; what is there already stays as it is.

    An office that serves breakfast or supper gets the packaged dishes for these meals besides.
    """
    site = pd.DataFrame({"site": [office.site], "name": [name], "kitchen": [office.site]})
    frames = {"sites": site, **{table: food.load(table) for table in food.SEEDED}}
    dishes, ingredients = dishes_of_more_meals(office.profile.meals)
    frames["dishes"] = pd.concat([frames["dishes"], dishes], ignore_index=True)
    frames["dish_ingredients"] = pd.concat([frames["dish_ingredients"], ingredients], ignore_index=True)
    absent = {table: _absent(office, table, frame) for table, frame in frames.items()}
    if new := {table: rows for table, rows in absent.items() if len(rows)}:
        office.write(new, who="kgcore")


def dishes_of_more_meals(meals: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the packaged dishes for breakfast and supper, where these are served, and their ingredients.

    Parameters
    ----------
    meals : meals served.

    Examples
    --------
    >>> [len(dishes_of_more_meals(meals)[0]) >= 60 for meals in (["早餐"], ["晚餐"], ["早点", "午餐", "午点"])]
    [True, True, False]
    """
    dishes, ingredients = (food.load(name) for name in food.EVERYDAY)
    offered = dishes["meals"].str.split(";")
    breakfast = offered.map(lambda names: terms.BREAKFAST in names) & (terms.BREAKFAST in meals)
    # Of lunch dishes the office has enough; these are meant for supper first.
    supper = offered.map(lambda names: terms.SUPPER in names and names[0] != terms.LUNCH) & (terms.SUPPER in meals)
    dishes = dishes[breakfast | supper]
    return dishes, ingredients[ingredients["dish"].isin(dishes["dish"])]


def _absent(office: Office, register: str, frame: pd.DataFrame) -> pd.DataFrame:
    key = list(registers.key_columns(registers.get(register)))
    stored = office.store.read(register, sites=[office.site]).set_index(key).index
    rows = frame if "site" in frame else frame.assign(site=office.site)
    return rows[~rows.set_index(key).index.isin(stored)]
