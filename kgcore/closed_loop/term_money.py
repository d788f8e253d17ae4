"""The closed loop: what the menus to come may cost is what remains of the term's money over the child-days to come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Unpack

from kgcore import menu, money
from kgcore.menu import MenuPlan, PlanOptions, PlanRequest, Progress
from kgcore.money import Purse

if TYPE_CHECKING:
    from kgcore.office import Office
    from kgcore.periods import Period


@dataclass(frozen=True)
class Spend:
    """What a menu may cost, in fen per child-day of all kindergartens that eat it.

    `target` lands on zero at the term's end, `low` to `high` within the limit. `basis` says where it comes from: the
    corridor, that is `money_fen` (what remains of the term's money) over `child_days` to come, or the fee register
    (0 and 0). `text` says it in Chinese.
    """

    target: float
    low: float
    high: float
    basis: Literal["corridor", "fee_rates"]
    text: str
    money_fen: int = 0
    child_days: float = 0.0


def spend(office: Office, day: dt.date) -> Spend:
    """Return what the menus from a day on may cost per child and day.

    target = Σ (surplus so far + fee x child-days to come - permitted charges to come) / Σ child-days to come, over the
    kindergartens of the kitchen; stock on hand counts as money (see `money.purses`). The corridor is where every
    kindergarten ends within the limit, and the target is kept inside it; where there is no such place it is the target.
    Before the term's first day with attendance (its first stocktake, where these tell what was eaten), and when no
    school day is left, it is the mean fee in force.

    Parameters
    ----------
    office : one of the kitchen's kindergartens; all get the same answer, for they eat the same menu.
    day : first day to be planned.

    Raises
    ------
    MenuError
        no money and no fee is known.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     found = spend(office, dt.date(2026, 6, 15))
    >>> found.basis, found.low <= found.target <= found.high
    ('corridor', True)
    """
    purses, stock_fen = money.purses(office, day)
    ahead = tuple(purse for purse in purses if purse.outlook.days_left)
    if not ahead:
        lacking = "盘点（人数要登记到盘点那天）" if office.profile.use_is_counted else "就餐人数或领用"
        return _by_fee(office, day, "余下没有园日" if purses else f"本学期还没有{lacking}，或采购没有录全")
    limit = office.profile.surplus_limit
    low, high = (max(_food(p, p.outlook.spend_low) for p in ahead), min(_food(p, p.outlook.spend_high) for p in ahead))
    days = sum(p.outlook.child_days_left for p in ahead)
    pool = sum(_food(p, p.outlook.land_on_zero) * p.outlook.child_days_left for p in ahead)
    common = pool / days
    together = low <= high
    target = min(max(common, low), high) if together else common
    if target <= 0:
        raise menu.MenuError([f"本学期膳费已用完：{ahead[0].until}止超支{-pool / 100:,.2f}元；请核对收款和出库"])
    text = _said(ahead, stock_fen, pool, days, target)
    if together:
        text += f"期末盈亏在±{limit:.0%}之内可用{low / 100:.2f}～{high / 100:.2f}元。"
    else:
        low = high = target
        text += f"各园余款悬殊，没有同一食谱能使各园都在±{limit:.0%}之内，按各园合计取数。"
    return Spend(target, low, high, "corridor", text, round(pool), days)


def funded(office: Office, request: PlanRequest) -> PlanRequest:
    """Return a request with a fee: its own, else what `spend` gives on its first day.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     own = funded(office, PlanRequest.of("2026-W25", fee=16))
    ...     from_term = funded(office, PlanRequest.of("2026-W25"))
    >>> own.fee_fen, from_term.fee_fen > 0
    (1600, True)
    """
    if request.fee_fen is not None:
        return request
    return replace(request, fee_fen=spend(office, request.first.start).target)


def plan(
    office: Office, period: str | Period, *, fee: float | None = None, progress: Progress | None = None,
    **options: Unpack[PlanOptions],
) -> MenuPlan:  # fmt: skip
    """Plan a menu as `menu.plan` does, for what `spend` gives on its first day where no fee is named.

    Parameters
    ----------
    period : week, as 2026-W19. options : as for `menu.plan`; fee : yuan per child-day; None = `spend`.

    Raises
    ------
    MenuError
        the registers do not make a problem; Infeasible when the rules leave no menu.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     menu_plan = plan(office, "2026-W25", fee=16)
    >>> menu_plan.problem.fee_fen
    1600
    """
    return menu.plan_request(office, funded(office, PlanRequest.of(period, fee=fee, **options)), progress).plan


def _food(purse: Purse, spend_fen: float | None) -> float:
    """Return what is left for food of what may be spent, in fen per child-day: charges go off."""
    if spend_fen is None:  # a purse with days to come has every figure
        raise ValueError(f"{purse.site} has no day left to spend on")
    return spend_fen - purse.charges_per_day


def _said(purses: tuple[Purse, ...], stock_fen: int, pool: float, days: float, target: float) -> str:
    names = "、".join(p.name for p in purses)
    so_far = sum(p.surplus_fen for p in purses) / 100
    return (
        f"按本学期余款：{names}截至{max(p.until for p in purses)}结余{so_far:+,.2f}元"
        f"（库存{stock_fen / 100:,.2f}元仍算作钱），连同余下{max(p.outlook.days_left for p in purses)}个园日的膳费，"
        f"可用{pool / 100:,.2f}元÷预计{days:,.0f}人日，每人每日{target / 100:.2f}元。"
    )


def _by_fee(office: Office, day: dt.date, why: str) -> Spend:
    limit = office.profile.surplus_limit
    fees = money.fees_in_force(office, day)
    heads = float(fees["children"].sum())
    if not heads > 0:
        raise menu.MenuError([f"{day}没有可用的膳费标准；请在《膳费标准》和《班级》中登记"])
    fee = float((fees["fee_fen"] * fees["children"]).sum()) / heads
    text = (
        f"按《膳费标准》：{why}，取{day}各班膳费按在册幼儿（{heads:,.0f}人）加权的平均数，每人每日{fee / 100:.2f}元。"
    )
    return Spend(fee, fee * (1 - limit), fee * (1 + limit), "fee_rates", text)
