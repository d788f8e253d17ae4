"""Tasks side by side where dask is installed (extra `district`), one after the other where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, TypeVar

T = TypeVar("T")


def each(task: Callable[..., T], arguments: Sequence[tuple[Any, ...]]) -> list[T]:
    """Return the results of a task for several sets of arguments, in their order.

    With dask they run on the cluster a `distributed.Client` is connected to, else on this machine's processes; a
    single one runs here. The results do not depend on where.

    Parameters
    ----------
    task : a function of a module, its arguments and result small enough to send.
    """
    try:
        dask = import_module("dask")
    except ModuleNotFoundError:
        return [task(*given) for given in arguments]
    if len(arguments) < 2:
        return [task(*given) for given in arguments]
    planned = [dask.delayed(task, pure=False)(*given) for given in arguments]
    return list(dask.compute(*planned, scheduler=None if _connected() else "processes"))


def _connected() -> bool:
    try:
        import_module("distributed").default_client()
    except (ModuleNotFoundError, ValueError):
        return False
    return True
