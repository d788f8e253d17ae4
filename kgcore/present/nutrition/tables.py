"""The tables of the monthly nutrition analysis."""

from __future__ import annotations

from kgcore.nutrition import NutritionReview, WeighingReview
from kgcore.nutrition.advice_ledger import KEPT_FROM
from kgcore.present.findings import Findings
from kgcore.present.kept import Nothing, rests_on
from kgcore.present.nutrition.labels import (
    DENOMINATORS,
    FOOD_SOURCES,
    OUTLIERS,
    QUANTITIES,
    STOCK_SOURCES,
    VERDICTS,
    labelled,
)
from kgcore.present.nutrition.verdicts import LEVELS, tones
from kgcore.present.table import Column, Table

PER_DAY = "每人每日"
PAGE_ROWS = 25


def nutrients(month: NutritionReview) -> Table:
    """Return every nutrient with its target, ratio, verdict and coverage."""
    rows = month.nutrients[month.nutrients["target"].notna() | (month.nutrients["coverage"] > 0)]
    rows = rows.assign(tone=rows["level"].map(LEVELS))
    return Table(
        rows,
        "营养素摄入与标准",
        {
            "title": Column("营养素"),
            "unit": Column("单位"),
            "amount": Column("摄入量", PER_DAY, "decimal1"),
            "reference": Column("全日参考", "", "decimal1"),
            "kind": Column("参考值"),
            "share": Column("园内占比", "", "percent"),
            "target": Column("园内目标", PER_DAY, "decimal1"),
            "ratio": Column("占目标", "", "percent"),
            "verdict": Column("评价", tone="tone"),
            "coverage": Column("覆盖率", "", "percent"),
            "upper": Column("全日上限", "", "decimal1"),
        },
        "占目标＝摄入量÷园内目标；覆盖率＝有成分数据的克数÷全部食用克数，未测定不当作零。",
    )


def quality(month: NutritionReview) -> Table:
    """Return the rules on the quality of the diet with the figures measured; fractions as percent."""
    rows = month.quality.copy()
    fraction = rows["unit"] == "fraction"
    rows[["measured", "low", "high"]] = rows[["measured", "low", "high"]].where(
        ~fraction, rows[["measured", "low", "high"]] * 100, axis=0
    )
    words = {"fraction": "%", "ratio": "", "g/day": "g/人·日", "g/week": "g/人·周"}
    rows = rows.assign(unit=rows["unit"].map(lambda unit: words.get(unit, unit)), tone=tones(rows["verdict"]))
    return Table(
        labelled(rows, verdict=VERDICTS),
        "膳食质量",
        {
            "label": Column("项目"),
            "measured": Column("实测", "", "decimal2"),
            "low": Column("下限", "", "decimal2"),
            "high": Column("上限", "", "decimal2"),
            "unit": Column("单位"),
            "denominator": Column("分母"),
            "verdict": Column("评价", tone="tone"),
            "source": Column("依据"),
        },
    )


def sources(month: NutritionReview) -> Table:
    """Return where energy, protein, fat, iron and vitamin A come from."""
    rows = month.sources.assign(denominator=month.sources["quantity"].map(DENOMINATORS))
    return Table(
        labelled(rows, quantity=QUANTITIES, source=FOOD_SOURCES),
        "能量与营养素的食物来源",
        {
            "quantity": Column("项目"),
            "source": Column("来源"),
            "amount": Column("量", PER_DAY, "decimal1"),
            "unit": Column("单位"),
            "share": Column("占比", "", "percent1"),
            "denominator": Column("分母"),
        },
    )


def groups(month: NutritionReview) -> Table:
    """Return each food group against the guide."""
    rows = month.groups.rename_axis("group").reset_index()
    return Table(
        labelled(rows.assign(tone=tones(rows["verdict"])), verdict=VERDICTS),
        "各类食物用量与膳食指南",
        {
            "group": Column("食物类别"),
            "as_served_g": Column("食用量", "g/人·日", "decimal1"),
            "grams": Column("折合后", "g/人·日", "decimal1"),
            "low": Column("下限", "g/人·日", "decimal1"),
            "high": Column("上限", "g/人·日", "decimal1"),
            "verdict": Column("评价", tone="tone"),
            "converted_to": Column("折合为"),
        },
        "上下限已按园内能量占比折算；豆制品、奶类按蛋白质折合。",
    )


def meals(month: NutritionReview) -> Table:
    """Return planned energy by meal against the pattern."""
    return Table(
        month.meals,
        "各餐能量（带量食谱）",
        {
            "meal": Column("餐次"),
            "energy_kcal": Column("能量", "kcal/人", "decimal1"),
            "share": Column("占园内供能", "", "percent1"),
            "target": Column("应占", "", "percent1"),
            "deviation": Column("相差", "", "percent1"),
        },
        "来自公布的带量食谱，不是实耗。",
    )


def kinds(month: NutritionReview) -> Table:
    """Return how many kinds of food the menu offered each week."""
    rows = month.kinds_per_week
    enough = rows["enough"].map({True: "够", False: "不够"}).astype("object").where(rows["enough"].notna(), "不足一周")
    tone = enough.map({"够": "good", "不够": "warning"}).fillna("plain")
    return Table(
        rows.assign(verdict=enough, tone=tone),
        "每周食物种类",
        {
            "week": Column("周"),
            "days": Column("供餐", "天", "integer"),
            "kinds": Column("种类", "种", "integer"),
            "verdict": Column("评价", tone="tone"),
        },
        "不计油、糖、盐和调味品。",
    )


@rests_on("menus")
def plan(month: NutritionReview) -> Table:
    """Return foods planned and consumed, those that differ most in grams first."""
    far = month.plan["difference_g"].abs().sort_values(ascending=False, kind="stable").index
    return Table(
        month.plan.loc[far],
        "带量食谱与实耗相差最多的食物",
        {
            "food": Column("食物"),
            "planned_g": Column("计划", "g/人·日", "decimal1"),
            "consumed_g": Column("实耗", "g/人·日", "decimal1"),
            "difference_g": Column("相差", "g/人·日", "decimal1"),
            "ratio": Column("实耗÷计划", "", "percent"),
        },
        _days_of_plan(month),
        page_rows=PAGE_ROWS,
    )


def _days_of_plan(month: NutritionReview) -> str:
    days = month.facts.set_index("item")["value"]
    if days["days_planned"] >= days["days_served"]:
        return ""
    return (
        f"计划是有食谱的{days['days_planned']:.0f}天的平均，实耗是供餐的{days['days_served']:.0f}天的平均，不作评价。"
    )


@rests_on("menus")
def bands(month: NutritionReview) -> Table:
    """Return planned nutrients of each band as a fraction of the band's own target, a band in each column."""
    wide = month.bands.pivot_table(index="nutrient", columns="band", values="ratio", dropna=False)
    named = month.bands.drop_duplicates("nutrient").set_index("nutrient")["title"]
    order = list(dict.fromkeys(month.bands["band"]))
    wide = wide.reindex(index=named.index, columns=order).assign(title=named)
    columns = {"title": Column("营养素"), **{band: Column(band, "", "percent") for band in order}}
    return Table(wide, "各年龄段计划供给占园内目标", columns, "来自公布的带量食谱；各年龄段用自己的目标。")


def person_days(month: NutritionReview) -> Table:
    """Return person-days by site and band."""
    return Table(
        month.person_days,
        "就餐人日数",
        {"site": Column("园所"), "band": Column("年龄段"), "person_days": Column("人日数", "人日", "decimal1")},
        "各餐人数×该餐占园内能量的比例，逐餐相加。",
    )


def consumption(month: NutritionReview) -> Table:
    """Return the account of each food: opening, bought, returned, lost, closing, consumed, kilograms."""
    names = ["opening_g", "purchased_g", "returned_g", "lost_g", "closing_g", "consumed_g"]
    rows = month.consumption.assign(**{name: month.consumption[name] / 1000 for name in names})
    rows = rows.sort_values("consumed_g", ascending=False, kind="stable")
    heads = ["期初", "购入", "退货", "损耗", "期末", "消耗"]
    return Table(
        labelled(rows, opening_from=STOCK_SOURCES, closing_from=STOCK_SOURCES),
        "食物消耗账",
        {
            "food": Column("食物"),
            "guide_group": Column("类别"),
            **{name: Column(head, "kg", "decimal1") for name, head in zip(names, heads, strict=True)},
            "edible_pct": Column("可食部", "%", "integer"),
            "edible_g_per_child_day": Column("人均食用", "g/日", "decimal1"),
            "opening_from": Column("期初来自"),
            "closing_from": Column("期末来自"),
        },
        "消耗＝期初＋购入−退货−损耗−期末；只算幼儿账。",
        page_rows=PAGE_ROWS,
    )


def outliers(month: NutritionReview) -> Table:
    """Return the records that cannot be right, as the findings name them."""
    return Table(
        labelled(month.outliers, kind=OUTLIERS),
        "存疑的记录",
        {
            "kind": Column("项目"),
            "entry": Column("单据"),
            "date": Column("日期", "", "date"),
            "food": Column("食物"),
            "measured": Column("记录值", "", "decimal2"),
            "usual": Column("通常", "", "decimal2"),
            "unit": Column("单位"),
            "ratio": Column("相差倍数", "", "decimal1"),
        },
    )


def advice(month: NutritionReview) -> Table:
    """Return the smallest change of next month's menu, a line a food."""
    return Table(
        month.advice,
        "下月膳食调整方案",
        {
            "line": Column("做法"),
            "change_g": Column("增减", "g/人·日", "decimal1"),
            "cost_fen": Column("费用", "元/人·日", "yuan"),
            "effects": Column("各项数值的变化"),
        },
        "由线性规划求得：在膳费、指南和应季菜点之内，改动最少而使最多的项目达标，原来达标的不变差。",
    )


def promise(month: NutritionReview) -> Table:
    """Return every figure that the advice moves, now and after it, with its limits."""
    rows = month.promise
    moved = (rows["promised"] - rows["now"]).abs() >= 0.005 * rows["now"].abs()
    rows = rows[moved | rows["repaired"]].sort_values("repaired", ascending=False, kind="stable")
    verdict = rows["verdict"].map(VERDICTS)
    return Table(
        rows.assign(verdict=verdict, after=verdict.mask(rows["repaired"], "符合")),
        "照方案做之后",
        {
            "title": Column("项目"),
            "unit": Column("单位"),
            "now": Column("现在", "", "decimal2"),
            "promised": Column("之后", "", "decimal2"),
            "low": Column("下限", "", "decimal2"),
            "high": Column("上限", "", "decimal2"),
            "verdict": Column("现评价"),
            "after": Column("之后评价"),
        },
        "照方案做，下月应有的数值；用 kg advice 采纳后，下月报告与实际核对。",
        page_rows=PAGE_ROWS,
    )


def decided(month: NutritionReview) -> Table | Nothing:
    """Return what was decided after a month before and how much of it was carried out; nothing where nothing was."""
    if month.decided_changes.empty:
        return Nothing()
    rows = month.decided_changes
    is_kept = rows["fraction"] >= KEPT_FROM
    return Table(
        rows.assign(
            kept=is_kept.map({True: "做到", False: "没有做到"}), tone=is_kept.map({True: "good", False: "warning"})
        ),
        "已定的膳食调整",
        {
            "measured_month": Column("核对月份"),
            "food": Column("食物"),
            "before_g": Column("原用量", "g/人·日", "decimal1"),
            "change_g": Column("应增减", "g/人·日", "decimal1"),
            "measured_g": Column("当月用量", "g/人·日", "decimal1"),
            "fraction": Column("完成", "占应增减量", "percent"),
            "kept": Column("评价", tone="tone"),
            "responsible": Column("责任人"),
            "due_on": Column("期限", "", "date"),
        },
        "应增减写在《膳食调整》；当月用量按实耗算。做到一半以上算做到。",
    )


def decided_effects(month: NutritionReview) -> Table | Nothing:
    """Return what the decided change was computed to do, beside what this month measures; nothing where none was."""
    if month.decided_effects.empty:
        return Nothing()
    rows = month.decided_effects.sort_values("repairs", ascending=False, kind="stable")
    return Table(
        labelled(rows, verdict=VERDICTS),
        "预期与实际",
        {
            "measured_month": Column("核对月份"),
            "title": Column("项目"),
            "unit": Column("单位"),
            "before": Column("定方案时", "", "decimal2"),
            "promised": Column("预期", "", "decimal2"),
            "measured": Column("当月实际", "", "decimal2"),
            "verdict": Column("当月评价"),
        },
        "实际与预期不同，可能因为没有照做，也可能因为别的菜变了；空的是当月不评价的项目。",
        page_rows=PAGE_ROWS,
    )


def method(review: NutritionReview | WeighingReview) -> Table:
    """Return which editions, schemes and formulas were used, with their sources."""
    columns = {"item": Column("项目"), "choice": Column("采用"), "source": Column("来源")}
    return Table(review.method, "方法与依据", columns)


def findings(month: NutritionReview) -> Findings:
    """Return the month's findings."""
    return Findings(month.findings, "本月膳食没有需要说明的问题。")
