"""What can be wrong with a menu problem before any solver runs; every fault at once, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence


class MenuError(ValueError):
    """The data do not make a menu problem; `faults` names each thing that is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"不能排食谱，有{len(self.faults)}处要改：\n" + "\n".join(f"- {fault}" for fault in faults))


class Infeasible(MenuError):  # noqa: N818 - the field's own word for it
    """No menu keeps every hard rule; `faults` names the rules that cannot hold together."""


class SolverMissing(RuntimeError):  # noqa: N818 - says what happened
    """The solver asked for is not installed or cannot be started."""
