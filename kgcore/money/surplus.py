"""Surplus or deficit of the meal account, every base named."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from kgcore.notebook import FiguresFace


@dataclass(frozen=True, repr=False)
class Balance(FiguresFace):
    """Account of one period in fen; rates are fractions, None where the denominator is not positive.

    Attributes
    ----------
    net_income_fen, consumption_fen, surplus_fen : see `balance` for the formulas.
    rate, book_rate, gross_rate : surplus on consumption ÷ net income, on purchases ÷ net income, on consumption ÷ gross
        income.

    Examples
    --------
    >>> term = of_totals(income_fen=25000, refunds_fen=5000, consumption_fen=19700, book_fen=30000)
    >>> term
    <Balance 净收入 200.00元，消耗 197.00元，盈亏 3.00元，盈亏率 +1.50%>
    >>> term.book_rate
    -0.5
    """

    face_title: ClassVar[str] = "膳费盈亏"

    net_income_fen: int
    consumption_fen: int
    surplus_fen: int
    rate: float | None
    book_rate: float | None
    gross_rate: float | None

    def figures(self) -> list[tuple[str, str]]:
        """Return net income, consumption, surplus and rate, in words."""
        yuan = {"净收入": self.net_income_fen, "消耗": self.consumption_fen, "盈亏": self.surplus_fen}
        rate = "分母不为正，不能计算" if self.rate is None else f"{self.rate:+.2%}"
        return [*((label, f"{fen / 100:,.2f}元") for label, fen in yuan.items()), ("盈亏率", rate)]


def balance(*, income_fen: int, refunds_fen: int, opening_fen: int, purchases_fen: int, closing_fen: int) -> Balance:
    """Return the surplus of a period from its five totals, all in fen.

    consumption = opening + purchases - closing; net income = income - refunds; surplus = net income -
    consumption; rate = surplus / net income; book_rate = (net income - purchases) / net income; gross_rate =
    surplus / income. Source: the rows surplus_base and surplus_numerator of standards/schemes.csv.

    Parameters
    ----------
    income_fen, refunds_fen : meal money received, and what of it was returned.
    opening_fen, closing_fen : worth of the stock at the period's beginning and end.
    purchases_fen : what was bought.

    Raises
    ------
    ValueError
        when a total is negative, refunds exceed income, or the closing stock exceeds opening stock and purchases.

    Examples
    --------
    >>> may = balance(
    ...     income_fen=25000, refunds_fen=5000, opening_fen=600, purchases_fen=30000, closing_fen=10900
    ... )
    >>> may.consumption_fen, may.surplus_fen, may.rate, may.gross_rate
    (19700, 300, 0.015, 0.012)
    """
    totals = (
        ("收入", income_fen), ("退费", refunds_fen), ("期初库存", opening_fen), ("购入", purchases_fen),
        ("期末库存", closing_fen),
    )  # fmt: skip
    for label, fen in totals:
        if fen < 0:
            raise ValueError(f"{label}不能为负：{fen / 100:.2f} 元")
    if refunds_fen > income_fen:
        raise ValueError(f"退费 {refunds_fen / 100:.2f} 元超过收入 {income_fen / 100:.2f} 元")
    consumption = opening_fen + purchases_fen - closing_fen
    if consumption < 0:
        raise ValueError("期末库存超过期初库存与购入之和，请核对盘点")
    return of_totals(income_fen, refunds_fen, consumption, purchases_fen)


def of_totals(income_fen: int, refunds_fen: int, consumption_fen: int, book_fen: int) -> Balance:
    """Return the balance from totals that need not make sense together; see `balance` for the formulas.

    Parameters
    ----------
    consumption_fen, book_fen : expenditure as consumed, and as bought.
    """
    net = income_fen - refunds_fen
    surplus = net - consumption_fen
    return Balance(
        net,
        consumption_fen,
        surplus,
        surplus / net if net > 0 else None,
        (net - book_fen) / net if net > 0 else None,
        surplus / income_fen if income_fen > 0 else None,
    )


def beyond(part_fen: int, base_fen: int, limit: float) -> bool:
    """Return whether |part| is more than `limit` (a fraction) of the base, to the fen: just 2 % of it is not."""
    return abs(part_fen) > Fraction(str(limit)) * base_fen
