"""What must hold of an executed notebook before anything of it is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kgcore.present import mime

WORDS = {"headline": "结论", "table": "表", "chart": "图", "findings": "评价与建议", "menu": "食谱", "sheets": "备餐单"}


def verify(node: Any, requires: Sequence[str]) -> list[str]:
    """Return what is wrong with an executed notebook, Chinese, empty when it may be published.

    A kernel that dies leaves every cell marked completed, so the marks alone are not believed:
    each code cell must carry an execution count and the last one must show the closing display.
    """
    faults: list[str] = []
    code = [
        (place, cell) for place, cell in enumerate(node.cells, 1) if cell.cell_type == "code" and cell.source.strip()
    ]
    for place, cell in code:
        if cell.execution_count is None or cell.metadata.get("kgcore_status") != "completed":
            faults.append(f"第 {place} 格没有运行完")
        faults += [f"第 {place} 格出错：{o.ename}：{o.evalue}" for o in cell.outputs if o.output_type == "error"]
        faults += [
            f"第 {place} 格的图片没有替代文字，要用 present.Chart 显示"
            for o in cell.outputs
            if "data" in o and mime.CHART not in o.data and any(kind.startswith("image/") for kind in o.data)
        ]
    if not code or not any("data" in o and mime.CLOSING in o.data for o in code[-1][1].outputs):
        faults.append("最后一格没有显示数据来源（present.Closing），可能没有运行到底")
    outputs = [o.data for _, cell in code for o in cell.outputs if "data" in o]
    kinds = {mime.KINDS[kind] for data in outputs for kind in data if kind in mime.KINDS}
    unkept = any(mime.NOTHING in data for data in outputs)  # a chart, say, whose registers the office does not keep
    faults += [f"缺少{WORDS[kind]}" for kind in requires if kind not in kinds and (kind == "headline" or not unkept)]
    faults += [fault for data in outputs if mime.HEADLINE in data for fault in _figures(data[mime.HEADLINE])]
    titles = [data[kind]["title"] for data in outputs for kind in (mime.TABLE, mime.CHART, mime.SHEETS) if kind in data]
    faults += [f"表或图的标题重复：{title}" for title in sorted({title for title in titles if titles.count(title) > 1})]
    return faults


def _figures(headline: dict[str, Any]) -> list[str]:
    return [
        f"结论里“{figure['label']}”没有数值，也没有说明"
        for figure in headline["figures"]
        if figure["value"] is None and not figure["note"]
    ]
