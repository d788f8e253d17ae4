"""What every new office starts with: its own site, and the packaged foods and dishes."""

from __future__ import annotations

import pandas as pd

from kgcore import registers
from kgcore.office import Office
from kgcore.standards import food


def seed(office: Office, name: str) -> None:
    """Write the site under its name and the packaged foods and dishes; what is there already stays as it is."""
    site = pd.DataFrame({"site": [office.site], "name": [name], "kitchen": [office.site]})
    frames = {"sites": site, **{table: food.load(table) for table in food.SEEDED}}
    absent = {table: _absent(office, table, frame) for table, frame in frames.items()}
    if new := {table: rows for table, rows in absent.items() if len(rows)}:
        office.write(new, who="kgcore")


def _absent(office: Office, register: str, frame: pd.DataFrame) -> pd.DataFrame:
    key = list(registers.key_columns(registers.get(register)))
    stored = office.store.read(register, sites=[office.site]).set_index(key).index
    rows = frame if "site" in frame else frame.assign(site=office.site)
    return rows[~rows.set_index(key).index.isin(stored)]
