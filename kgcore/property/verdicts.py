"""What the property's tables amount to: findings with measure, limit, source and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from kgcore.findings import Finding
from kgcore.frames import rows
from kgcore.periods import Period
from kgcore.property.energy import BY_CHILD_DAYS, BY_SCHOOL_DAYS, NOT_ADJUSTED
from kgcore.registers.stock import CANTEEN, OFFICE
from kgcore.wording import first_few

# Own choices; no source prescribes them.
ENERGY_RISE = 0.15  # a post that uses so much more than last year on equal attendance
STOCK_GAP = 0.05  # shelf off the book by more than this part of it
STOCK_GAP_LEAST = 1000  # and by at least so many grams; fewer is what a scale and crumbs make
_HANDBOOK = "资产管理：账账相符、账物相符"
_STORES = "仓库管理：日清、周盘、月结，出入相符"
_SAVING = "后勤计划：各岗位节能并计入考核"
_ADJUSTED = {BY_CHILD_DAYS: "按人日数校正", BY_SCHOOL_DAYS: "按开园天数校正", NOT_ADJUSTED: "未按出勤校正"}
_NAMED = 5


def findings(
    tables: Mapping[str, pd.DataFrame], period: Period, *, stocktake_due: bool, has_book: bool
) -> Iterator[Finding]:
    """Yield the findings of a period.

    Parameters
    ----------
    tables : those of `PropertyReview`.
    stocktake_due : a stocktake of all assets falls due in the period.
    has_book : the canteen has a book to hold the shelf against; not where use is what a stocktake does not find.
    """
    yield from _books(tables["books"], period)
    yield from _things(tables["agreement"], period, stocktake_due)
    yield from _entered_twice(tables["entered_twice"], period)
    yield from _loans(tables["loans"], period)
    yield from _losses(tables["losses"], period)
    yield from _energy(tables["energy"], period)
    yield from _stores(tables["month_ends"], tables["rounds"], period, has_book=has_book)


def _books(books: pd.DataFrame, period: Period) -> Iterator[Finding]:
    for row in rows(books[~books["agree"]]):
        yield Finding(
            "property.books_differ", "severe", str(row.name), str(period),
            f"{row.name}（{row.asset}）账账不符：总账 {row.ledger} 件，各处保管账合计 {row.custody} 件",
            measured=float(row.custody), limit=float(row.ledger), unit="件", source=_HANDBOOK,
            advice="某处转出多于转入：查是否同一单登记了两次或漏记入库，用冲正单更正",
        )  # fmt: skip


def _things(agreement: pd.DataFrame, period: Period, stocktake_due: bool) -> Iterator[Finding]:
    if agreement.empty:
        if stocktake_due:
            yield Finding(
                "property.no_asset_count", "warning", "资产盘点", str(period),
                "本学期没有资产盘点记录，账物是否相符无从说起", source=_HANDBOOK,
                advice="期末前组织一次全园资产盘点并录入《资产盘点》",
            )  # fmt: skip
        return
    for row in rows(agreement[agreement["found"].isna()]):
        yield Finding(
            "property.not_counted", "warning", f"{row.place} {row.name}", str(period),
            f"{row.place}的{row.name}（{row.asset}）账上 {row.book} 件，盘点时没有盘", limit=float(row.book),
            unit="件", source=_HANDBOOK, advice="补盘这一处；没盘不等于没有，也不等于相符",
        )  # fmt: skip
    for row in rows(agreement[agreement["agree"].eq(False).fillna(False)]):
        missing = row.gap < 0
        yield Finding(
            "property.missing" if missing else "property.surplus", "severe" if missing else "warning",
            f"{row.place} {row.name}", str(period),
            f"{row.place}的{row.name}（{row.asset}）账上 {row.book} 件，实有 {row.found} 件，"
            f"{'少' if missing else '多'} {abs(row.gap)} 件",
            measured=float(row.found), limit=float(row.book), unit="件", source=_HANDBOOK,
            advice="由保管人说明去向；确实丢失的登记损失并写明赔偿责任" if missing else "查是否漏登领用或归还",
        )  # fmt: skip


def _entered_twice(twice: pd.DataFrame, period: Period) -> Iterator[Finding]:
    for row in rows(twice.assign(place=twice["place"].fillna(""))):
        yield Finding(
            "property.moved_twice", "warning", str(row.name), str(period),
            f"{row.date:%Y-%m-%d} {row.name}（{row.asset}）{row.kind}{row.place} {row.pieces} 件"
            f"有两笔一样的：{'、'.join(row.entries)}",
            measured=float(len(row.entries)), limit=1.0, unit="笔", source=_HANDBOOK,
            advice="核对原始单据；确是重复登记的，用冲正单冲掉一笔",
        )  # fmt: skip


def _loans(loans: pd.DataFrame, period: Period) -> Iterator[Finding]:
    for row in rows(loans[loans["days_overdue"] > 0]):
        yield Finding(
            "property.loan_overdue", "warning", f"{row.place} {row.name}", str(period),
            f"{row.place} {row.lent_on:%Y-%m-%d} 借出的{row.name} {row.pieces} 件，应于 {row.due_back:%Y-%m-%d} 归还，"
            f"已超 {row.days_overdue} 天（{row.entry}）",
            measured=float(row.days_overdue), limit=0.0, unit="天", source="资产借用：借出单上的应还日期",
            advice="向借用班级收回；收不回的登记损失并落实责任",
        )  # fmt: skip


def _losses(losses: pd.DataFrame, period: Period) -> Iterator[Finding]:
    nobody = losses[losses["liable"].isna()]
    for row in rows(nobody.assign(place=nobody["place"].fillna(""))):
        yield Finding(
            "property.loss_without_liability", "warning", str(row.name), str(period),
            f"{row.date:%Y-%m-%d} {row.place}{row.name}{row.kind} {row.pieces} 件，没有写明赔偿责任",
            measured=float(row.pieces), unit="件", source="财产管理：损失须落实责任",
            advice="查明原因，写明由个人、班级还是园方承担",
        )  # fmt: skip


def _energy(energy: pd.DataFrame, period: Period) -> Iterator[Finding]:
    for row in rows(energy[energy["change"] > ENERGY_RISE]):
        yield Finding(
            "property.energy_rise", "warning", f"{row.post} {row.carrier}", str(period),
            f"{row.month} {row.post}用{row.carrier} {row.amount:,.0f} {row.unit}，比去年同月应有的 "
            f"{row.expected:,.0f} {row.unit} 多 {row.change:.0%}（{_ADJUSTED[row.basis]}）",
            measured=float(row.amount), limit=float(row.expected * (1 + ENERGY_RISE)), unit=str(row.unit),
            source=f"{_SAVING}；超过去年同月 {ENERGY_RISE:.0%} 提醒为本系统自定",
            advice="核对表底数；查漏水漏气、空转设备和用时，落实到该部位责任人",
        )  # fmt: skip


def _stores(month_ends: pd.DataFrame, rounds: pd.DataFrame, period: Period, *, has_book: bool) -> Iterator[Finding]:
    for (month, warehouse, ledger), due in month_ends.groupby(["month", "warehouse", "ledger"]):
        gaps = list(due.loc[due["found"].isna(), "item"])
        if not gaps:
            continue
        yield Finding(
            "property.not_in_stocktake", "warning", f"{warehouse}仓库（{ledger}账）", str(period),
            f"{month} {warehouse}仓库月盘漏盘 {len(gaps)} 种（应盘 {len(due)} 种）：" + first_few(gaps, _NAMED),
            measured=float(len(due) - len(gaps)), limit=float(len(due)), unit="种", source=_STORES,
            advice="补盘；漏盘品种的消耗只能按账面推算，营养和成本都会失准",
        )  # fmt: skip
    gap = month_ends["gap"].abs().astype("Float64")
    off = gap > STOCK_GAP * month_ends["book"].abs()
    off &= (gap >= STOCK_GAP_LEAST) | (month_ends["warehouse"] == OFFICE)
    for row in rows(month_ends[off.fillna(False) & (has_book | (month_ends["warehouse"] == OFFICE))]):
        unit, scale = ("kg", 1000) if row.warehouse == CANTEEN else ("件", 1)
        yield Finding(
            "property.stock_gap", "warning", f"{row.warehouse}仓库 {row.item}", str(period),
            f"{row.month} 月盘 {row.item} 账上 {row.book / scale:,.2f} {unit}，实存 {row.found / scale:,.2f} {unit}",
            measured=float(row.found) / scale, limit=float(row.book) / scale, unit=unit,
            source=f"{_STORES}；差额超过账面 {STOCK_GAP:.0%} 提醒为本系统自定",
            advice="复盘并查出入库单；属损耗的登记损耗，不改旧账",
        )  # fmt: skip
    for row in rows(rounds[(rounds["due"] > 0) & (rounds["held"] < rounds["due"])]):
        yield Finding(
            "property.stocktake_missed", "warning", f"{row.warehouse}仓库", str(period),
            f"{row.warehouse}仓库{row.scope}应 {row.due} 次，做了 {row.held} 次，缺：" + first_few(row.missed, _NAMED),
            measured=float(row.held), limit=float(row.due), unit="次", source=_STORES,
            advice="按日、周、月的规定补上盘点安排，由监盘人签字",
        )  # fmt: skip
