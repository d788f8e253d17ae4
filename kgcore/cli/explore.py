"""`kg explore`: the nutritionist's bench, in JupyterLab on this computer only."""

from __future__ import annotations

import importlib.util
import secrets
import socket
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from kgcore.cli.application import Options, app
from kgcore.cli.output import CallAtFault, progress

NOTEBOOK = "排食谱.ipynb"
HOST = "127.0.0.1"


@app.command("explore", help="在浏览器里排食谱（JupyterLab，只在本机 127.0.0.1 上，带口令）。")
def explore(
    context: typer.Context,
    week: Annotated[str, typer.Option("--week", metavar="周", help="如 2026-W19；不写则取还没排食谱的第一周")] = "",
    port: Annotated[int, typer.Option("--port", metavar="端口", help="不写则取空闲的")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="自动打开浏览器")] = True,
) -> None:
    """Start JupyterLab on the bench's notebook and say where."""
    options: Options = context.obj
    missing = [name for name in ("jupyterlab", "ipywidgets") if importlib.util.find_spec(name) is None]
    if missing:
        raise CallAtFault(f"没有安装 {'、'.join(missing)}；请运行 pip install 'kgcore[interactive]'")
    options.existing()
    if week:
        _week(week)
    parameters = {"database": options.url, "site": options.site, "week": week}
    if options.profile is not None:
        parameters["profile"] = str(options.profile.absolute())
    notebook = prepare(Path(NOTEBOOK), parameters)
    token, chosen = secrets.token_urlsafe(24), _port(port)
    progress(f"台面在 http://{HOST}:{chosen}{_page(notebook)}?token={token}")
    progress(f"笔记本是 {notebook}；打开后按工具栏的 ▶▶（运行全部）。只有本机能打开；在这个窗口按 Ctrl+C 结束")
    serve(notebook, chosen, token, browser=browser)


def prepare(notebook: Path, values: dict[str, Any]) -> Path:
    """Write the notebook with its parameters; a notebook that exists already keeps the cells added to it.

    Parameters
    ----------
    values : parameters of the notebook.
    """
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from kgcore.reports.catalogue import folder

    source = notebook if notebook.is_file() else folder() / "explore" / "menu.ipynb"
    node = parameterize_notebook(load_notebook_node(str(source)), values, comment="本次打开的参数")
    for part in (node, *node.cells):
        part.metadata.pop("papermill", None)
    nbformat.write(node, notebook)  # type: ignore[no-untyped-call]
    return notebook.absolute()


def serve(notebook: Path, port: int, token: str, *, browser: bool) -> None:
    """Run JupyterLab on a notebook until it is ended."""
    from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]

    LabApp.launch_instance(
        argv=[
            f"--ServerApp.ip={HOST}",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={notebook.parent}",
            f"--ServerApp.open_browser={browser}",
            "--ServerApp.log_level=ERROR",
            "--ServerApp.answer_yes=True",
            "--ServerApp.terminals_enabled=False",
            f"--IdentityProvider.token={token}",
            f"--LabApp.default_url={_page(notebook)}",
            # an office's computer asks nothing of the internet
            f"--LabApp.app_settings_dir={files('kgcore.explorer') / 'lab'}",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.extension_manager=readonly",
        ]
    )


def _page(notebook: Path) -> str:
    """Return the address of JupyterLab's page of one document, without folders and consoles beside it."""
    return f"/doc/tree/{quote(notebook.name)}"


def _week(text: str) -> None:
    from kgcore import periods

    if periods.parse(text).unit != "week":
        raise CallAtFault(f"--week 要写一周，如 2026-W19，不是“{text}”")


def _port(port: int) -> int:
    """Return the port asked for, or a free one for 0, refusing one that another program holds."""
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            raise CallAtFault(f"端口 {port} 不能用（被别的程序占着，或不是端口号）；换一个，或不写 --port") from None
        return int(probe.getsockname()[1])
