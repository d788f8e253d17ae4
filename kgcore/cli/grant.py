"""`kg grant`: a role of the PostgreSQL server sees and writes one kindergarten's rows alone."""

from __future__ import annotations

from typing import Annotated

import typer

from kgcore.cli.application import Options, app


@app.command("grant", help="PostgreSQL：让服务器上的一个角色只能看和写一个园所的记录（行级权限）。")
def grant(
    context: typer.Context,
    role: Annotated[str, typer.Argument(metavar="角色", help="服务器上已有的角色，如 kg_longma")],
    site: Annotated[str, typer.Argument(metavar="园所", help="园所代码，见《园所》")],
) -> None:
    """Give a role the rows of one site."""
    from kgcore.store import roles

    options: Options = context.obj
    with options.office() as office:
        roles.grant(office.store.engine, role, site)
    typer.echo(
        f"角色 {role} 现在只能写园所 {site} 的记录，能看的还有它的供餐园所和它供餐的园所，"
        "但看不到别园的《幼儿》、保健和录入记录：厨房只能看到所供幼儿的班级、过敏原和在园日期"
    )
