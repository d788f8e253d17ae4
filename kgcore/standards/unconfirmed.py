"""Which prescribed figures nobody has read in the document itself: a to-do for whoever has the books.

``python -m kgcore.standards.unconfirmed docs/standards.md`` writes the list into the page, between its two markers;
``python3 tasks.py docs`` calls it.
"""

import sys
from importlib.resources import files
from pathlib import Path

import pandas as pd

from kgcore.standards.declaration import CONFIDENCE
from kgcore.standards.tables import TABLES

BEGIN, END = "<!-- unconfirmed: begin -->", "<!-- unconfirmed: end -->"
_SETTLED = ("seen", "house")
_NAMED = 3
# tables that only name what may be chosen: the figures stand elsewhere
_CHOICES = ("places", "schemes")


def unconfirmed() -> pd.DataFrame:
    """Return the figures still to be confirmed, by document.

    Returns
    -------
    DataFrame
        One row per source, table and confidence: source, table, confidence (no `seen`, no `house`), rows (how many),
        which (the values of the key, by column), seen_in (the copies they were read in).

    Examples
    --------
    >>> table = unconfirmed()
    >>> sorted(table["confidence"].unique())
    ['inferred', 'own-knowledge', 'second-hand']
    """
    lists = [_of_table(name) for name in sorted(set(TABLES) - set(_CHOICES))]
    table = pd.concat(lists, ignore_index=True)
    order = table["confidence"].map({confidence: -place for place, confidence in enumerate(CONFIDENCE)})
    return table.assign(order=order).sort_values(["order", "source", "table"], ignore_index=True).drop(columns="order")


def _of_table(name: str) -> pd.DataFrame:
    with (files("kgcore.standards") / f"{name}.csv").open(encoding="utf-8") as stream:
        raw = pd.read_csv(stream, dtype=str, keep_default_na=False)
    raw = raw[~raw["confidence"].isin(_SETTLED)]
    schema = TABLES[name].to_schema()
    keys = list(schema.unique or [key for key, column in schema.columns.items() if column.unique])
    groups = raw.groupby(["source", "confidence"], sort=False)
    rows = [
        {
            "source": source, "table": name, "confidence": confidence, "rows": len(group), "which": _which(group[keys]),
            "seen_in": "；".join(found for found in group["seen_in"].unique() if found),
        }
        for (source, confidence), group in groups
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["source", "table", "confidence", "rows", "which", "seen_in"])


def _which(group: pd.DataFrame) -> str:
    """Say which rows: the values of each column of the key, or how many where they are many."""
    parts = []
    for name in group:
        values = [value for value in group[name].unique() if value]
        if values:
            parts.append(f"{name} {'、'.join(values)}" if len(values) <= _NAMED else _many(str(name), values))
    return "; ".join(parts)


def _many(name: str, values: list[str]) -> str:
    if all(value.replace(".", "", 1).isdigit() for value in values):
        numbers = sorted(values, key=float)
        return f"{name} {numbers[0]}–{numbers[-1]}"
    return f"{name} {'、'.join(values)}" if len(values) <= 4 * _NAMED else f"{name} ({len(values)})"


def page() -> str:
    """Return the list as Markdown: a heading and a table for each confidence, weakest first."""
    table = unconfirmed()
    lines = []
    for confidence in reversed([name for name in CONFIDENCE if name not in _SETTLED]):
        rows = table[table["confidence"] == confidence]
        lines += [f"### `{confidence}`: {rows['rows'].sum():,} rows", ""]
        lines += ["| document | table | rows | which | read in |", "|---|---|---:|---|---|"]
        lines += [
            f"| {row.source} | `{row.table}` | {row.rows} | {row.which} | {row.seen_in} |".replace("  |", " |")
            for row in rows.itertuples()
        ]
        lines += [""]
    return "\n".join(lines)


def rendered(text: str) -> str:
    """Return a page with the list between its markers written anew.

    Raises
    ------
    ValueError
        a marker is missing.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{BEGIN} {END}")
    return f"{before}{BEGIN}\n\n{page()}\n{END}{after}"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(rendered(target.read_text(encoding="utf-8")), encoding="utf-8")
