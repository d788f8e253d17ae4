"""The kitchen's own figures for the rules: one row per rule and key, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import pandas as pd

from kgcore.standards.declaration import in_doubt

TIERS = ("fee", "norm", "goal", "preference", "change")
"""What gives way last comes first; hard rules never give way and are in no tier."""


_TEXT = ("rule", "key", "meals", "courses", "unit", "tier", "source", "confidence")


@lru_cache(maxsize=1)
def _packaged() -> pd.DataFrame:
    table = pd.read_csv(
        str(files("kgcore.menu.problem") / "settings.csv"), dtype=dict.fromkeys(_TEXT, "str"), keep_default_na=True
    )
    table = table.fillna(dict.fromkeys(_TEXT, ""))
    return table.assign(source=in_doubt(table))


def settings_table(office_rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the settings with an office's own rows laid over them.

    Parameters
    ----------
    office_rows : rows with rule, key and any of the other columns: what a row gives replaces what the packaged row of
        the same rule and key says, the rest of that row stays; a rule and key not packaged is added.

    Returns
    -------
    DataFrame
        rule, key, meals, courses (``;``-separated, empty = all), low, high (NaN = none), unit, tier (empty = hard),
        weight (points of the objective per unit broken), source, confidence.
    """
    table = _packaged().copy()
    for row in [] if office_rows is None else office_rows.to_dict("records"):
        cells = {str(name): value for name, value in row.items() if not pd.isna(value)}
        here = (table["rule"] == cells["rule"]) & (table["key"] == cells["key"])
        if here.any():
            for name, value in cells.items():
                table.loc[here, name] = value
        else:
            blank = {name: "" if name in _TEXT else float("nan") for name in table.columns}
            table.loc[len(table)] = pd.Series(blank | {"source": "本园自定", "confidence": "seen"} | cells)
    return table


@dataclass(frozen=True)
class Setting:
    """One row of the settings."""

    rule: str
    key: str
    meals: tuple[str, ...]
    courses: tuple[str, ...]
    low: float
    high: float
    unit: str
    tier: str
    weight: float
    source: str
    confidence: str


@dataclass(frozen=True, eq=False)
class Settings:
    """The settings by rule."""

    table: pd.DataFrame

    @cached_property
    def _by_rule(self) -> dict[str, list[Setting]]:
        by_rule: dict[str, list[Setting]] = {}
        for row in self.table.to_dict("records"):
            values = {str(name): value for name, value in row.items()}
            for name in ("meals", "courses"):
                values[name] = tuple(part for part in str(values[name]).split(";") if part)
            setting = Setting(**values)
            by_rule.setdefault(setting.rule, []).append(setting)
        return by_rule

    def rows(self, rule: str) -> list[Setting]:
        """Return the rows of a rule, none when it is switched off."""
        return self._by_rule.get(rule, [])

    def row(self, rule: str, key: str) -> Setting | None:
        """Return the row of a rule with this key, None when it is switched off."""
        return next((row for row in self.rows(rule) if row.key == key), None)
