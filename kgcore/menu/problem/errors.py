"""What can be wrong with a menu problem before any solver runs; every fault at once, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence


class MenuError(ValueError):
    """The data do not make a menu problem; `faults` names each thing that is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{self._heading()}\n" + "\n".join(f"- {fault}" for fault in faults))

    def _heading(self) -> str:
        return f"不能排食谱，有{len(self.faults)}处要改："


class NotAMenu(MenuError):  # noqa: N818 - says what it is not
    """A menu that is to be judged names what nobody knows; `faults` names each."""

    def _heading(self) -> str:
        return f"这份食谱评不了，有{len(self.faults)}处要改："


class Infeasible(MenuError):  # noqa: N818 - the field's own word for it
    """No menu keeps every hard rule; `faults` names the rules that cannot hold together, and ways out."""

    def _heading(self) -> str:
        return "按现在的硬性规则排不出食谱："


class SolverMissing(RuntimeError):  # noqa: N818 - says what happened
    """The solver asked for is not installed or cannot be started."""
