"""The food of a week, and of all weeks planned, costs what the parents paid for it."""

from kgcore.menu.problem.problem import Floats, Problem
from kgcore.menu.rules.base import Amounts, Rule, average_of, per_choice


class Fee(Rule):
    """Cost per child and day, averaged over all diners of all sites, as a share of the meal fee.

    Each week within the settings' range; all weeks planned together within the term corridor. A menu that cannot keep
    it is still made, and says by how much. At each price case all weeks together stay below the corridor's top; what
    is put by for dearer prices leaves the cost at today's below its floor, which then holds at the last case instead.
    """

    name, title = "fee", "膳费"
    says = (
        r"$0.93 \le \sum_{kb} h_b q_{kwb} z_{kw} / (\lvert D_w \rvert \cdot fee) \le 1.05$ a week, "
        "0.98 to 1.00 over all weeks"
    )
    follows_fee = True

    def cost(self, problem: Problem, week: int) -> Floats:
        """Cost of each choice in fen for a child of each band, averaged over the week's days; [K, B]."""
        return _of_week(problem, problem.cost_fen, week)

    def amounts(self, on: Amounts) -> None:
        problem = on.problem
        if problem.fee_fen is None:
            return
        weekly, horizon = problem.settings.row(self.name, "week"), problem.settings.row(self.name, "horizon")
        for week in on.weeks:
            if weekly is None:
                break
            budget = problem.fee_fen * len(problem.week_days[week])
            on.amount(
                weekly, problem.weeks[week], week, average_of(problem), self.cost(problem, week), scale=budget,
                low=None if problem.price_cases else weekly.low * budget, high=weekly.high * budget,
            )  # fmt: skip
        if horizon:
            budget = problem.fee_fen * len(problem.days)
            costs = {week: self.cost(problem, week) for week in range(len(problem.weeks))}
            on.over_weeks(
                horizon,
                "合计",
                average_of(problem),
                costs,
                scale=budget,
                low=None if problem.price_cases else horizon.low * budget,
                high=horizon.high * budget,
            )
            for number, price in enumerate(problem.price_cases, start=1):
                cost = problem.cost_at(price)
                costs = {week: _of_week(problem, cost, week) for week in range(len(problem.weeks))}
                low = horizon.low * budget if number == len(problem.price_cases) else None
                on.over_weeks(
                    horizon, f"合计 涨价情形{number}", average_of(problem), costs, scale=budget, low=low,
                    high=horizon.high * budget,
                )  # fmt: skip


def _of_week(problem: Problem, cost: Floats, week: int) -> Floats:
    return per_choice(problem, cost[:, list(problem.week_days[week]), :].mean(axis=1))
