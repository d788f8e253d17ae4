"""A menu as an Excel workbook to look at and reckon with: menu, nutrients, cost, purchases, findings."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from kgcore import registers
from kgcore.findings import SEVERITIES, to_frame
from kgcore.menu.result.menu import MenuPlan
from kgcore.registers import columns as columns_of
from kgcore.wording import weekday

WIDTH = 14
"""Width of a column, in characters; that of a sentence is five times as much."""


def to_excel(plan: MenuPlan, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a menu as a workbook of five sheets, 食谱 营养 花费 采购 评价, and return its path.

    Money is in yuan; numbers are numbers and dates are dates, so that Excel can reckon with them.

    Parameters
    ----------
    path : file to write, ending in .xlsx.
    overwrite : replace a file that is there already.

    Raises
    ------
    FileExistsError
        the file is there and was not to be replaced.
    ValueError
        the name does not end in .xlsx.

    Examples
    --------
    >>> import pandas as pd
    >>> from kgcore import testing, weekly
    >>> with testing.tiny_office() as office:
    ...     path = weekly.week_menu(office, "2026-W20").plan.to_excel(office.folder / "食谱.xlsx")
    ...     pd.ExcelFile(path, engine="calamine").sheet_names
    ['食谱', '营养', '花费', '采购', '评价']
    """
    file = Path(path)
    if file.suffix.lower() != ".xlsx":
        raise ValueError(f"文件名要以 .xlsx 结尾，不是“{file.name}”")
    if file.exists() and not overwrite:
        raise FileExistsError(f"{file} 已存在；换个名字，或写 overwrite=True 覆盖它")
    content = _workbook({title: build(plan) for title, build in SHEETS.items()})
    try:
        with file.open("wb" if overwrite else "xb") as stream:
            stream.write(content)
    except FileExistsError:
        raise FileExistsError(f"{file} 已存在；换个名字，或写 overwrite=True 覆盖它") from None
    return file


def _workbook(sheets: dict[str, pd.DataFrame]) -> bytes:
    buffer = io.BytesIO()
    # text is text: a dish or a note that begins with = is no formula
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs=options, date_format="yyyy-mm-dd") as writer:
        for title, table in sheets.items():
            table.rename(columns=FINDINGS).to_excel(writer, sheet_name=title, index=False)
            sheet = writer.sheets[title]
            sheet.freeze_panes(1, 0)
            for position, column in enumerate(table.columns):
                sheet.set_column(position, position, WIDTH * (5 if column in SENTENCES else 1))
    return buffer.getvalue()


def menu_sheet(plan: MenuPlan) -> pd.DataFrame:
    """Return a row per place and a column per day."""
    grid = plan.grid().reindex(columns=list(plan.problem.days)).reset_index()
    days = [f"{day} {weekday(day)}" for day in plan.problem.days]
    return grid.set_axis(["餐次", "类别", *days], axis=1)


def nutrition_sheet(plan: MenuPlan) -> pd.DataFrame:
    """Return a row per week, band and nutrient."""
    table = plan.nutrition("week")
    nutrients = {column.name: column for column in registers.nutrients()}
    return pd.DataFrame(
        {
            "周": table["period"],
            "年龄段": table["band"],
            "营养素": [nutrients[name].title for name in table["nutrient"]],
            "单位": [nutrients[name].unit for name in table["nutrient"]],
            "平均每人每天": table["amount"],
            "园内目标": table["target"],
            "占目标": table["ratio"],
            "可耐受最高量": table["upper"],
            "已测定的份额": table["coverage"],
            "数据够不够": table["enough"].map({True: "够", False: "不够"}),
        }
    )


def cost_sheet(plan: MenuPlan) -> pd.DataFrame:
    """Return a row per serving, in yuan: one child of each band, the average child, all diners."""
    table = plan.cost("dish")
    amounts = {f"{band}每人（元）": table[band] / 100 for band in plan.problem.bands}
    return pd.DataFrame(
        {
            "日期": table["date"],
            "餐次": table["meal"],
            "类别": table["course"],
            "菜点": table["dish"],
            **amounts,
            "平均每人（元）": table["child_fen"] / 100,
            "全部就餐者（元）": table["all_fen"] / 100,
        }
    )


def purchases_sheet(plan: MenuPlan) -> pd.DataFrame:
    """Return a row per food and day that it is to come."""
    table = plan.purchases()
    labels = {column.name: column.labels for column in columns_of(registers.REGISTERS["foods"])}["purchase"]
    return pd.DataFrame(
        {
            "日期": table["date"],
            "食物": table["food"],
            "食物组": table["guide_group"],
            "采购方式": table["purchase"].map(labels),
            "需要（kg）": table["needed_kg"],
            "用库存（kg）": table["stock_kg"],
            "采购（kg）": table["buy_kg"],
            "每包（kg）": table["pack_kg"],
            "金额（元）": table["cost_fen"] / 100,
        }
    )


def findings_sheet(plan: MenuPlan) -> pd.DataFrame:
    """Return a row per finding, worst first; columns are those of `FINDINGS`, which has their headings."""
    table = to_frame(plan.findings())
    return table.assign(severity=table["severity"].map(SEVERITIES))[list(FINDINGS)]


FINDINGS = {
    "severity": "程度", "subject": "对象", "period": "期间", "text": "说明", "measured": "实际", "limit": "限值",
    "unit": "单位", "advice": "建议", "source": "依据",
}  # fmt: skip
SENTENCES = ("text", "advice")
"""Columns of findings that hold sentences."""

SHEETS = {
    "食谱": menu_sheet, "营养": nutrition_sheet, "花费": cost_sheet, "采购": purchases_sheet, "评价": findings_sheet,
}  # fmt: skip
"""Sheets in their order: title, and what fills it."""

__all__ = ["SHEETS", "to_excel"]
