"""Classes that were renamed within a term: rows keep the name of their day, indicators see one class a term."""

from __future__ import annotations

import pandas as pd

from kgcore import registers
from kgcore.periods import term_of
from kgcore.registers.references import kitchen_of
from kgcore.store.store import Store

NAME = "classes.class_name"


def current_classes(store: Store, register: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a register with each class under the last name that it has in the term of the row.

    Parameters
    ----------
    store : where the classes are registered.
    register : name of the register; those without a class or a date, and ledgers of stock, come back as they are.
    frame : its rows. Of `classes` the rows of former names go.
    """
    if register == "classes":
        return frame[frame["successor"].isna()].reset_index(drop=True) if "successor" in frame else frame
    declaration = registers.get(register)
    date = registers.meta(declaration).date
    fields = [c.name for c in registers.columns(declaration) if NAME in (c.reference, c.mentions)]
    if not fields or date is None or frame.empty:
        return frame
    classes = store.read("classes")
    if "successor" not in classes or classes["successor"].isna().all():
        return frame
    names = _last_names(classes)
    kitchens = kitchen_of(store.read("sites"))
    frame = frame.copy()
    days = frame[date].dt.date
    for field in fields:
        frame[field] = pd.Series(
            [
                value if pd.isna(value) else _name(names, kitchens, str(site), str(term_of(day)), str(value))
                for site, day, value in zip(frame["site"], days, frame[field], strict=True)
            ],
            index=frame.index,
            dtype=frame[field].dtype,
        )
    return frame


def _last_names(classes: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """Return (site, term, former name) → the last name."""
    former_rows = classes[classes["successor"].notna()]
    keys = former_rows[["site", "term", "class_name"]].itertuples(index=False, name=None)
    steps = dict(zip(keys, former_rows["successor"], strict=True))
    names = {}
    for (site, term, former), successor in steps.items():
        seen, name = {former}, successor
        while (site, term, name) in steps and name not in seen:
            seen.add(name)
            name = steps[site, term, name]
        names[site, term, former] = name
    return names


def _name(names: dict[tuple[str, str, str], str], kitchens: dict[str, str], site: str, term: str, value: str) -> str:
    return names.get((site, term, value)) or names.get((kitchens.get(site, site), term, value), value)


__all__ = ["current_classes"]
