"""Fresh goods come only on some days of the week, and their dishes are cooked on those days."""

from collections.abc import Iterator, Sequence

import numpy as np

from kgcore.menu.problem.problem import Flags, Problem
from kgcore.menu.rules.base import Rule
from kgcore.menu.rules.wording import Relaxed, listed


class Delivery(Rule):
    """Settings row delivery: key is a food group, unit lists its weekdays (1 = Monday); fresh purchases only.

    The packaged settings have no such row: delivery days are each kitchen's own.
    """

    name, title, hard = "delivery", "到货日", True
    says = "fresh goods only on the days they come"
    gives_way = 120

    def forbids(self, problem: Problem) -> Flags | None:
        rows = problem.settings.rows(self.name)
        if not rows:
            return None
        wrong = np.zeros((len(problem.choices), len(problem.days)), dtype=bool)
        main = problem.foods.reindex(problem.dishes["main_ingredient"])
        for row in rows:
            comes = np.array([str(day.isoweekday()) in row.unit.split(";") for day in problem.days])
            needs = ((main["guide_group"] == row.key) & (main["purchase"] == "fresh")).to_numpy(dtype=bool)
            wrong |= needs[problem.choices.dish][:, None] & ~comes[None, :]
        return wrong

    def closes(self, problem: Problem) -> Iterator[tuple[str, Flags]]:
        late = self.forbids(problem)
        if late is not None:
            yield "未到货的日子", late

    def demand(self, keys: Sequence[str], high: float) -> str:
        return f"{self.title}：{listed(keys)}不做鲜购的菜"

    def way_out(self, parts: Sequence[Relaxed]) -> str:
        return f"到货日以外另送货，供{sum(part.amount for part in parts):g}道菜"
