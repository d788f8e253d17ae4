"""Run a notebook in a kernel of this very interpreter and return it executed, free of all that varies by run."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kgcore.reports.errors import SENTENCES, RunError
from kgcore.reports.parameters import Value

START_SECONDS = 120


def execute(
    notebook: Path, values: Mapping[str, Value], public: Mapping[str, Value], folder: Path, cell_seconds: int
) -> Any:
    """Return the executed notebook node.

    Parameters
    ----------
    values : parameters for the kernel.
    public : the same parameters as they may be published; they replace `values` in the result.
    folder : existing empty folder that the run may fill and the caller deletes.
    cell_seconds : a cell that takes longer fails the run.

    Raises
    ------
    RunError
        when a cell fails, takes too long, or the kernel dies.
    """
    import nbformat

    # imported here: papermill takes a third of a second and `kg report --list` needs none of it
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    logging.getLogger("papermill").setLevel(logging.ERROR)
    output = folder / "executed.ipynb"
    try:
        with _scratch() as scratch:
            node = _in_own_loop(
                papermill.execute_notebook,
                str(notebook).replace("{", "{{").replace("}", "}}"),
                str(output).replace("{", "{{").replace("}", "}}"),
                parameters=dict(values),
                kernel_name="python3",
                progress_bar=False,
                start_timeout=START_SECONDS,
                execution_timeout=cell_seconds,
                # a class and no manager: nbclient ends only kernels, and closes only channels, that are its own
                kernel_manager_class=_kernel_manager(folder, scratch),
                shutdown_kernel="immediate",
            )
    except papermill.PapermillExecutionError as fault:
        said = fault.ename in SENTENCES
        raise RunError(
            fault.evalue if said else f"{fault.ename}：{fault.evalue}",
            where="" if said else f"第 {fault.cell_index + 1} 格",
            trace="\n".join(fault.traceback),
            notebook=_partial(output, public),
        ) from fault
    except CellTimeoutError as fault:
        raise RunError(
            f"有一格超过 {cell_seconds} 秒还没算完", trace=str(fault), notebook=_partial(output, public)
        ) from fault
    except DeadKernelError as fault:
        raise RunError(
            "计算进程中途没了（多半是内存不够，或被系统结束）", trace=str(fault), notebook=_partial(output, public)
        ) from fault
    except (RuntimeError, OSError, nbformat.ValidationError) as fault:
        raise RunError(f"笔记本运行不起来：{fault}", trace=repr(fault), notebook=_partial(output, public)) from fault
    return steady(node, public)


def _kernel_manager(folder: Path, scratch: Path) -> type[Any]:
    """Return the class of kernel managers for one run.

    Parameters
    ----------
    folder : where IPython keeps its profile; the caller deletes it.
    scratch : private folder with a short path, for sockets and whatever the kernel writes into a temporary folder.
    """
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class ThisInterpreter(KernelSpecManager):
        """Knows one kernel, the running interpreter's, whatever kernels the user has installed."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(
                argv=[
                    sys.executable,
                    "-m",
                    "ipykernel_launcher",
                    "-f",
                    "{connection_file}",
                    "--log-level=ERROR",
                    "--IPKernelApp.capture_fd_output=False",
                ],
                display_name=kernel_name,
                language="python",
                # a start-up script in the user's IPython profile must not reach into a report
                env={"IPYTHONDIR": str(folder / "ipython"), "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
                | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch)),
            )

    class Quiet(AsyncKernelManager):
        """Keeps what libraries in C print (a solver's licence) from the caller's output, which may be JSON."""

        def __init__(self, **options: Any) -> None:
            super().__init__(kernel_spec_manager=ThisInterpreter(), **options)
            self.connection_file = str(scratch / "kernel.json")
            if os.name == "posix":
                # no TCP port that another run could take, and no kernel that the network could reach
                self.transport = "ipc"
                self.ip = str(scratch / "socket")

        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]  # declared as an attribute
            await super().start_kernel(stdout=subprocess.DEVNULL, **options)

    return Quiet


@contextmanager
def _scratch() -> Iterator[Path]:
    """Give a private folder in the temporary folder, where the path of a socket stays short, and remove it after."""
    folder = Path(tempfile.mkdtemp(prefix="kgcore-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_own_loop(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Return what a call returns that makes an event loop of its own, and close the loop: it holds three descriptors.

    Inside a running loop (a notebook's) the call uses a thread with a loop that stays for the next call.
    """
    from jupyter_core.utils import ensure_event_loop

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        return call(*arguments, **options)

    def run() -> Any:
        loop = ensure_event_loop()
        try:
            return call(*arguments, **options)
        finally:
            # a cell that took too long leaves the wait for its output behind
            for task in (pending := asyncio.all_tasks(loop)):
                task.cancel()
            loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
            loop.close()
            asyncio.set_event_loop(None)

    # in an empty context jupyter_core knows no earlier loop, which would be somebody else's
    return contextvars.Context().run(run)


def _partial(output: Path, public: Mapping[str, Value]) -> Any:
    import nbformat

    try:
        return steady(nbformat.read(output, as_version=4), public)  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        return None


def steady(node: Any, public: Mapping[str, Value]) -> Any:
    """Return the notebook without run times, machine paths and random ids: equal results give equal bytes."""
    from papermill.translators import PythonTranslator

    node.metadata.pop("papermill", None)
    for position, cell in enumerate(node.cells):
        status = cell.metadata.pop("papermill", {}).get("status", "")
        cell.metadata.pop("execution", None)
        if status:
            cell.metadata["kgcore_status"] = status
        cell.id = f"cell-{position}"
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = PythonTranslator.codify(dict(public), comment="Parameters")
    return node
