"""The data dictionary, rendered from the declarations: run `python -m kgcore.registers.dictionary FILE` to renew it."""

from __future__ import annotations

import sys
from pathlib import Path

from kgcore import registers
from kgcore.registers import PARTS, Register, RegisterColumn
from kgcore.registers.base import TIME_PATTERN, Kind

KINDS: dict[Kind, str] = {
    "text": "文字",
    "integer": "整数",
    "number": "数字",
    "date": "日期",
    "time": "时刻",
    "flag": "是/否",
}
INTRODUCTION = """# 数据字典

由台账的声明生成，不要手改；改了声明后运行 `python -m kgcore.registers.dictionary docs/data-dictionary.md`。

“表头”是工作簿里的列名和填写单位，“列”是程序和数据库里的列名。
“存储单位”是数据库里的单位（金额为整数分 fen，重量为整数克 g）。
“键”相同的两行是同一条记录。“引用”的值须先登记在所指的台账里，本园或供餐园所的均可。幼儿一律用化名编号。
"""


def render() -> str:
    """Return the whole data dictionary as Markdown (Chinese)."""
    lines = [INTRODUCTION]
    for part, part_title in PARTS.items():
        members = {n: r for n, r in registers.REGISTERS.items() if registers.meta(r).part == part}
        lines.append(f"## {part_title}\n")
        for name, register in members.items():
            lines += _register(name, register)
    return "\n".join(lines).rstrip() + "\n"


def _register(name: str, register: type[Register]) -> list[str]:
    about = registers.meta(register)
    notes = [about.purpose + "。", f"键：{'、'.join(f'`{key}`' for key in registers.key_columns(register))}。"]
    if about.date:
        notes.append(f"按 `{about.date}` 归入期间。")
    if about.ledger:
        notes.append("流水账：只增不改，错账用冲正。")
    if about.school_days_only:
        notes.append("只在开园日登记。")
    rules = [f"- {check.error}" for check in register.to_schema().checks]
    return [
        f"### {about.title} `{name}`\n",
        "".join(notes) + "\n",
        "| 表头 | 列 | 类型 | 存储单位 | 必填 | 可填 | 引用 | 例 | 说明 |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_column(column) for column in registers.columns(register)),
        "",
        *(["行内规则：\n", *rules, ""] if rules else []),
    ]


def _column(column: RegisterColumn) -> str:
    cells = [
        column.heading,
        f"`{column.name}`",
        KINDS[column.kind],
        column.unit or "",
        "是" if column.is_required else "",
        _allowed(column),
        f"`{column.reference}`" if column.reference else "",
        _example(column),
        column.help,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _allowed(column: RegisterColumn) -> str:
    limits = []
    if column.choices:
        limits.append("、".join(column.labels.get(choice, choice) for choice in column.choices))
    if column.minimum is not None and column.maximum is not None:
        limits.append(f"{column.minimum:g} 到 {column.maximum:g}")
    elif column.minimum is not None:
        limits.append(f"不小于 {column.minimum:g}")
    elif column.maximum is not None:
        limits.append(f"不大于 {column.maximum:g}")
    if column.pattern and column.pattern != TIME_PATTERN:
        limits.append(f"`{column.pattern}`")
    if column.at_most:
        limits.append(f"不大于 `{column.at_most}`")
    return "；".join(limits)


def _example(column: RegisterColumn) -> str:
    if column.example is None:
        return ""
    if isinstance(column.example, bool):
        return "是" if column.example else "否"
    return column.labels.get(str(column.example), str(column.example))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8", newline="\n")


__all__ = ["render"]
