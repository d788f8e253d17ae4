"""The explorer: the nutritionist's bench in JupyterLab. `Bench` works without widgets; `show` puts it on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgcore.explorer.bench import Bench
from kgcore.explorer.errors import BenchError

if TYPE_CHECKING:
    from kgcore.explorer.view import BenchView


class InteractiveMissing(RuntimeError):  # noqa: N818 - says what happened
    """JupyterLab and its widgets are not installed; the message says how to get them."""


def show(bench: Bench) -> BenchView:
    """Return the bench as widgets.

    Raises
    ------
    InteractiveMissing
        ipywidgets is not installed.
    """
    try:
        from kgcore.explorer.view import BenchView
    except ModuleNotFoundError as error:
        if error.name != "ipywidgets":
            raise
        raise InteractiveMissing("排食谱的台面要用 JupyterLab；请运行 pip install 'kgcore[interactive]'") from error
    return BenchView(bench)


__all__ = ["Bench", "BenchError", "InteractiveMissing", "show"]
