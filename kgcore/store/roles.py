"""A PostgreSQL role for each site: the database itself lets it see and write only the site's rows (row-level security).

A site also reads, and does not write, what its work rests on: the rows of the kitchen that feeds it, and of the sites
that its kitchen feeds; but no rows of single children, none of health care and no line of the journal. Of the children
whom its kitchen feeds elsewhere it reads class, allergens and days of stay (`kg_fed_children`): by these it cooks.
"""

from __future__ import annotations

import re

import sqlalchemy as sa

from kgcore import registers
from kgcore.store import tables
from kgcore.store.connection import writing
from kgcore.store.errors import StoreError

ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
LINE_SITE = "(key::json ->> 0)"
"""The site of a journal line: the first value of every key."""


def grant(engine: sa.Engine, role: str, site: str) -> None:
    """Let a role of the server see and write the rows of one site, and nothing of others; row-level security is set up.

    Parameters
    ----------
    engine : the database, opened by the role that owns its tables (owners are not restricted).
    role : a role that exists on the server: lower-case letters, digits and _.
    site : code of a site in the register `sites`.

    Raises
    ------
    StoreError
        when the database is a SQLite file, or the role or the site does not exist.
    """
    if engine.dialect.name != "postgresql":
        raise StoreError("只有 PostgreSQL 能按园所设角色；SQLite 文件的权限由文件夹权限管")
    if not ROLE.fullmatch(role):
        raise StoreError(f"角色名“{role}”不对：只能用小写字母、数字和 _，不能以数字开头")
    with writing(engine) as connection:
        if connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first() is None:
            raise StoreError(f"服务器上没有角色 {role}；请管理员先用 CREATE ROLE {role} LOGIN 建立，并设好密码")
        sites = tables.TABLES["sites"]
        if connection.execute(sa.select(sites.c.site).where(sites.c.site == site)).first() is None:
            raise StoreError(f"《园所》里没有 {site}；请先登记")
        for statement in (*_policies(), *_privileges(role)):
            connection.exec_driver_sql(statement.replace("%", "%%"))
        connection.execute(tables.ROLES.delete().where(tables.ROLES.c.role == role))
        connection.execute(tables.ROLES.insert(), {"role": role, "site": site})


def _policies() -> list[str]:
    statements = list(tables.FUNCTIONS)
    for name in tables.TABLES:
        statements += _policy(name, "site", shares=not _is_of_children(name))
    statements += _policy("kg_journal_lines", LINE_SITE, verbs=("INSERT",), shares=False)
    for name, visible in (
        ("kg_journal", "EXISTS (SELECT 1 FROM kg_journal_lines l WHERE l.journal = id)"),
        ("kg_journal_rows", "EXISTS (SELECT 1 FROM kg_journal j WHERE j.id = journal)"),
    ):
        statements += [
            f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS kg_read ON {name}",
            f"DROP POLICY IF EXISTS kg_insert ON {name}",
            f"CREATE POLICY kg_read ON {name} FOR SELECT USING ({visible})",
            f"CREATE POLICY kg_insert ON {name} FOR INSERT WITH CHECK (kg_own_site() IS NOT NULL)",
        ]
    return statements


def _is_of_children(name: str) -> bool:
    """Return whether a register is of single children or of health care: no other site's kitchen works by it."""
    return registers.of_children(name) or registers.meta(registers.get(name)).part == "health"


def _policy(
    name: str, site: str, verbs: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE"), *, shares: bool
) -> list[str]:
    """Return the statements by which a table takes rows of the own site, and shows these or also its kitchen's."""
    own = f"{site} = kg_own_site()"
    visible = f"{site} IN (SELECT kg_seen_sites())" if shares else own
    kinds = {"INSERT": f"WITH CHECK ({own})", "UPDATE": f"USING ({own}) WITH CHECK ({own})", "DELETE": f"USING ({own})"}
    return [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS kg_read ON {name}",
        f"CREATE POLICY kg_read ON {name} FOR SELECT USING ({visible})",
        *(f"DROP POLICY IF EXISTS kg_{verb.lower()} ON {name}" for verb in verbs),
        *(f"CREATE POLICY kg_{verb.lower()} ON {name} FOR {verb} {kinds[verb]}" for verb in verbs),
    ]


def _privileges(role: str) -> list[str]:
    journal = ("kg_journal", "kg_journal_rows", "kg_journal_lines")
    return [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(tables.TABLES)} TO {role}",
        f"GRANT SELECT, INSERT ON {', '.join(journal)} TO {role}",
        f"GRANT SELECT ON kg_schema, kg_revision TO {role}",
    ]


__all__ = ["grant"]
