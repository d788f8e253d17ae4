"""Groups of registers that an office keeps or does not: `kg init` asks, and a profile names them under `registers`."""

from __future__ import annotations

GROUPS: dict[str, tuple[str, ...]] = {
    "考勤": ("attendance",),
    "采购": ("movements", "suppliers"),
    "盘点": ("counts",),
    "食谱": ("menus",),
    "称重调查": ("weighed_ingredients", "weighed_dishes", "weighed_servings"),
    "收退费": ("receipts", "refunds"),
    "经费": ("invoices", "budgets", "meal_charges", "month_closes"),
    "报价": ("prices",),
    "教工就餐": ("staff_meals",),
    "验收": ("acceptance",),
    "留样": ("samples",),
    "膳管会": ("committee", "tastings"),
    "幼儿名册": ("children", "class_moves"),
    "体检": ("measurements",),
    "专案": ("special_cases", "case_visits"),
    "晨检": ("observations",),
    "缺勤排查": ("symptoms",),
    "传染病": ("illnesses",),
    "消毒": ("disinfection",),
    "巡班": ("patrols",),
    "教职工": ("staff",),
    "考核": ("indicators", "scores", "vetoes"),
    "培训": ("trainings", "training_results", "pairings"),
    "会议": ("meetings",),
    "六T检查": ("canteen_checks",),
    "责任书": ("agreements",),
    "安全检查": ("inspections", "hazards"),
    "演练": ("drills",),
    "门卫": ("visitors", "gate_duty"),
    "资产": ("assets", "asset_moves", "asset_counts"),
    "能耗": ("energy",),
    "园所环境": ("environment_checks", "greening", "projects"),
    "计划": ("activities", "done", "promises"),
    "宣教与沟通": ("outreach",),
    "改进": ("improvements",),
    "分工": ("duties",),
}
"""Group → its registers, as an office speaks of them."""

ALWAYS = frozenset(
    {
        "sites",
        "classes",
        "calendar",
        "foods",
        "dishes",
        "dish_ingredients",
        "fee_rates",
        "answers",
        "waiting_sheets",
        "control_figures",
        "band_portions",
        "diet_changes",
        "diet_promises",
    }
)
"""Registers without which there is no office, or that kgcore fills itself."""

OF_KITCHENS = ("采购", "盘点", "称重调查", "报价", "验收", "留样", "六T检查")
"""Groups that only an office with a kitchen of its own keeps."""

USUAL = ("考勤", "采购", "盘点", "食谱")
"""Groups that a new office keeps unless it says otherwise."""


def group_of(register: str) -> str | None:
    """Return the group of a register; None for those of `ALWAYS`.

    Examples
    --------
    >>> group_of("receipts"), group_of("calendar")
    ('收退费', None)
    """
    return next((group for group, members in GROUPS.items() if register in members), None)


__all__ = ["ALWAYS", "GROUPS", "OF_KITCHENS", "USUAL", "group_of"]
