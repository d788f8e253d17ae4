"""What an import of ordinary sheets tells beside its rows: customs, corrections, repeats, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from kgcore import registers
from kgcore.intake.absences import days_of
from kgcore.intake.children import mapping_file, remember
from kgcore.intake.entries import EntryRow, figures, named
from kgcore.intake.refusals import Origin, placed
from kgcore.intake.rows import Registration
from kgcore.periods import Span
from kgcore.sheets import FileReading
from kgcore.store import period_column
from kgcore.wording import first_few
from kgcore.workbook import CellFault

if TYPE_CHECKING:
    from kgcore.office import Office

SHOWN = 3
"""Rows or faults that a sentence names of many."""


def taken(office: Office, reading: FileReading, registration: Registration, *, dry_run: bool) -> Iterator[str]:
    """Yield what was taken by custom, corrected or kept already; keep the codes of children beside the database."""
    if customs := registration.usual.customs:
        usual = "、".join(f"{label}＝{value}" for label, value in customs.items())
        yield f"{reading.file}：表里没有、按本园惯例填写：{usual}（不对的，在《待确认》里以“表里没有的项目”写明）"
    if registration.amendments:
        yield (
            f"{reading.file}：更正 {len(registration.amendments)} 笔已记的（冲正原来的，另记新的）："
            + "；".join(one.told() for one in registration.amendments)
        )
    yield from repeats(office, reading.file, registration)
    codes = registration.makings.children | reading.children.codes_by_answer
    names = {code: reading.children.names[key] for key, code in codes.items() if key in reading.children.names}
    if names:
        path = mapping_file(office)
        if not dry_run:
            remember(office, names)
        yield (
            f"{reading.file}：{len(names)} 名幼儿的姓名和化名编号的对照{'将' if dry_run else ''}记在 {path}；"
            "姓名不进数据库、备份和报告，请自己保管好这个文件"
        )


def repeats(office: Office, file: str, registration: Registration) -> Iterator[str]:
    """Yield which rows are entries kept already, and from which file; which stand on two sheets of the file."""
    by_file: dict[str | None, list[tuple[Origin, EntryRow]]] = {}
    for register in dict.fromkeys(origin.table.register for origin, _ in registration.repeats):
        pairs = [pair for pair in registration.repeats if pair[0].table.register == register]
        rows = pd.DataFrame([entry for _, entry in pairs])
        for pair, source in zip(pairs, office.store.files(register, rows), strict=True):
            by_file.setdefault(source, []).append(pair)
    for source, pairs in by_file.items():
        if source == file:
            yield f"{file}：{len(pairs)} 行以前从同名的文件导入过、没有变化，没有重复记"
            continue
        texts = [f"{named(entry)} {figures(origin.table.register, entry)}" for origin, entry in pairs]
        place = placed([(origin.sheet, origin.line) for origin, _ in pairs])
        before = f"从 {source} 导入的" if source else "台账里的"
        yield (
            f"{file}{place}与以前{before}相同（{first_few(texts, SHOWN, '；……')}），只记一次。"
            f"如果是当天另一次送货、另一笔账，请和原来的写在同一张表里（一行一笔）再导入"
        )
    for origin, other_origin in registration.doubles[:SHOWN]:
        first, second = (placed([(one.sheet, one.line)]) for one in (origin, other_origin))
        yield f"{file}{first}与{second}相同，记成两笔；如果是同一笔，请删去一处再导入"
    if len(registration.doubles) > SHOWN:
        yield f"{file}：这样两张表上都有、各记一笔的共 {len(registration.doubles)} 行"


def strangers(office: Office, file: str, registration: Registration) -> list[str]:
    """Return a sentence for each band of which a sheet tells grams and that the office does not have."""
    own = "、".join(office.profile.band_names)
    return [
        f"{file}：{band}的克数（{count} 行）没有读入：本园的年龄段是{own}。"
        f"有{band}的，请在 profile.toml 的 age_bands 里写上它和月龄，再导入一次"
        for band, count in registration.grams.strangers.items()
    ]


def few_faults(faults: Sequence[str]) -> list[str]:
    """Return the first faults of a table, and how many more there are.

    Examples
    --------
    >>> few_faults(["甲", "乙", "丙", "丁"])
    ['甲', '乙', '丙', '……这样的还有 1 处']
    """
    more = [f"……这样的还有 {len(faults) - SHOWN} 处"] if len(faults) > SHOWN else []
    return [*faults[:SHOWN], *more]


def outside(
    file: str, tables: Mapping[str, pd.DataFrame], origins: Mapping[str, Sequence[Origin | None]], span: Span
) -> Iterator[CellFault]:
    """Yield a fault for each row that lies outside the days for which the sheets are all there is."""
    for name, frame in tables.items():
        column = period_column(registers.get(name))
        if column in (None, "term"):
            continue
        days = days_of(frame[column])
        for position in days.index[~days.between(pd.Timestamp(span.start), pd.Timestamp(span.end))]:
            origin = origins[name][position]
            if origin is not None:
                cell, _, text = origin.table.origins.cell(origin.row, column)
                expected = f"不在要替换的 {span} 之内；请改正 --replace，或分开导入"
                yield CellFault(
                    file, origin.sheet, cell or origin.table.area, "", text or f"{days[position]:%Y-%m-%d}", expected
                )


__all__ = ["few_faults", "outside", "repeats", "strangers", "taken"]
