"""What was done at the bench, so that it can be undone: a plan never changes, so each state is kept as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from kgcore.menu import MenuPlan, Problem, Serving, Sure

Mark = Literal["new", "moved"]


@dataclass(frozen=True, eq=False)
class State:
    """The bench after one action: the problem, its menu (None = not yet solved), and what was done, in Chinese.

    `sure` tells how surely the menu keeps the fee, where that was asked for and nothing changed since.
    """

    problem: Problem
    plan: MenuPlan | None
    action: str
    sure: Sure | None = None


@dataclass
class History:
    """States in order, and which of them the bench shows. Listeners are called after every step."""

    now: State
    past: list[State] = field(default_factory=list)
    future: list[State] = field(default_factory=list)
    listeners: list[Callable[[], None]] = field(default_factory=list)
    previous: State | None = None
    """The state before the last step, whichever way it went."""

    def go(self, state: State) -> None:
        """Add a new state; states that were undone are dropped."""
        self.past.append(self.now)
        self.future.clear()
        self._step(state)

    def undo(self) -> bool:
        """Return to the state before; False at the beginning."""
        if self.past:
            self.future.append(self.now)
            self._step(self.past.pop())
            return True
        return False

    def redo(self) -> bool:
        """Return to the state that was undone last; False when there is none."""
        if self.future:
            self.past.append(self.now)
            self._step(self.future.pop())
            return True
        return False

    def marks(self) -> dict[Serving, Mark]:
        """Return what the last step changed: servings new in their week, and those that moved to another day."""
        plan, before = self.now.plan, self.previous.plan if self.previous else None
        if plan is None or before is None or plan.problem.days != before.problem.days:
            return {}
        fresh = set(plan.changed_from(before))
        other = set(plan.servings) - set(before.servings)
        return {serving: "new" if serving in fresh else "moved" for serving in other}

    def tell(self) -> None:
        """Call the listeners."""
        for listener in self.listeners:
            listener()

    def _step(self, state: State) -> None:
        self.previous, self.now = self.now, state
        self.tell()
