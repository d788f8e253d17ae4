"""Foods of the packaged table get the nutrients that an earlier version's table did not have.

A food is the packaged one where its name, edible portion, energy and macronutrients are the packaged ones; a figure
that the office has is never changed, and a food of its own stays as it is.

Revision ID: 3
Revises: 2
"""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version

import sqlalchemy as sa
from alembic import op

from kgcore.standards import food
from kgcore.store.chain import START, Line, entry_chain, key_text, row_text

revision = "3"
down_revision = "2"

KEY = ("site", "food")
SAME = ("edible_pct", "energy_kcal", "protein_g", "fat_g", "carb_g")
"""What tells the packaged food from another of the same name."""
FILLED = (
    "fibre_g", "water_g", "ash_g", "cholesterol_mg", "vit_a_ug_rae", "carotene_ug", "retinol_ug", "vit_d_ug",
    "vit_e_mg", "vit_e_alpha_te_mg", "vit_k_ug", "thiamin_mg", "riboflavin_mg", "niacin_mg", "niacin_equivalent_mg",
    "vit_b6_mg", "vit_b12_ug", "folate_ug_dfe", "pantothenic_mg", "biotin_ug", "choline_mg", "vit_c_mg", "ca_mg",
    "p_mg", "k_mg", "na_mg", "mg_mg", "fe_mg", "zn_mg", "se_ug", "cu_mg", "mn_mg", "iodine_ug",
)  # fmt: skip
"""Columns that this version's table has more figures of, ten of them new."""


def upgrade() -> None:
    """Add the columns, fill what is empty and enter each food that changed into the journal."""
    connection = op.get_bind()
    present = {str(column["name"]) for column in sa.inspect(connection).get_columns("foods")}
    real: sa.types.TypeEngine[float] = sa.Double() if connection.dialect.name == "postgresql" else sa.REAL()
    for name in FILLED:
        if name not in present:
            op.add_column("foods", sa.Column(name, real))
    names = [str(column["name"]) for column in sa.inspect(connection).get_columns("foods")]
    table = sa.table("foods", *(sa.column(name) for name in names))
    packaged = {row["food"]: row for row in food.load("foods").to_dict("records")}
    lines = []
    for row in connection.execute(sa.select(table).order_by(*(table.c[name] for name in KEY))).mappings().all():
        standard = packaged.get(row["food"])
        if standard is None or any(row[name] != standard[name] for name in SAME):
            continue
        gaps = {
            name: float(standard[name])
            for name in FILLED
            if row[name] is None and standard[name] == standard[name]  # not NaN
        }
        if gaps:
            where = sa.and_(*(table.c[name] == row[name] for name in KEY))
            connection.execute(sa.update(table).where(where).values(gaps))
            before, after = (row_text(names, [whole[name] for name in names]) for whole in (row, {**row, **gaps}))
            lines.append(Line("foods", key_text([row[name] for name in KEY]), before, after))
    if lines:
        _enter(connection, lines)


def _enter(connection: sa.Connection, lines: list[Line]) -> None:
    """Write one journal entry of these lines, as the journal stood at this revision."""
    columns = ("id", "at", "who", "action", "file", "sha256", "kgcore", "undoes", "chain")
    journal = sa.table("kg_journal", *(sa.column(name) for name in columns))
    last = connection.execute(sa.select(journal.c.id, journal.c.chain).order_by(journal.c.id.desc()).limit(1)).first()
    number, chain = (1, START) if last is None else (int(last.id) + 1, str(last.chain))
    entry = {
        "id": number,
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "who": "kgcore",
        "action": "upgrade",
        "file": None,
        "sha256": None,
        "kgcore": version("kgcore"),
        "undoes": None,
    }
    hashes = [line.sha256 for line in lines]
    connection.execute(journal.insert(), entry | {"chain": entry_chain(chain, entry, hashes)})
    counts = {"rows_new": 0, "rows_changed": len(lines), "rows_same": 0, "rows_removed": 0}
    rows = sa.table("kg_journal_rows", *(sa.column(name) for name in ("journal", "register", *counts)))
    connection.execute(rows.insert(), {"journal": number, "register": "foods", **counts})
    names = ("journal", "line", "register", "key", "before", "after", "sha256")
    connection.execute(
        sa.table("kg_journal_lines", *(sa.column(name) for name in names)).insert(),
        [
            dict(
                zip(names, (number, place, line.register, line.key, line.before, line.after, line.sha256), strict=True)
            )
            for place, line in enumerate(lines)
        ],
    )
