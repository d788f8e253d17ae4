"""What special menus cannot keep, in words: no dish fits, an allergen nobody knows, a lack, a rule that gave way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kgcore import registers
from kgcore.findings import Finding
from kgcore.menu.problem.allergens import UNKNOWN, words
from kgcore.menu.rules import RULES
from kgcore.menu.rules.allowed import refusals
from kgcore.menu.special_diets.allergy import EVERY
from kgcore.menu.special_diets.limits import rooms
from kgcore.menu.special_diets.substitution import Swap
from kgcore.menu.special_diets.variants import Variants
from kgcore.notebook import FindingList
from kgcore.registers import terms

SOURCE = "幼儿名册、食物成分表的过敏原；不明按含有处理"


def variant_findings(variants: Variants) -> FindingList:
    """Return severe findings first: places where nothing fits; then what to find out, lacks, rules that gave way."""
    return FindingList((
        *_nothing_fits(variants), *_to_find_out(variants), *_lacks(variants), *_too_many_pots(variants),
        *_gave_way(variants),
    ))  # fmt: skip


def _nothing_fits(variants: Variants) -> Iterator[Finding]:
    """Yield a finding for each day, place and diet without a dish, with what the dish table lacks."""
    present = variants.present()
    for swap in variants.swaps:
        if swap.instead is not None:
            continue
        problem, diet = variants.plan.problem, variants.avoidances[swap.diet]
        slot, day = problem.slots[problem.choices.slot[swap.base]], problem.days[swap.day]
        dish = int(problem.choices.dish[swap.base])
        here = present[(present["diet"] == swap.diet) & (present["day"] == swap.day)]
        holds = "、".join(diet.reasons(problem, dish))
        yield Finding(
            code="menu.variant.none", severity="severe", subject=str(slot), period=str(day),
            text=f"{day} {slot}“{problem.dishes['dish'][dish]}”含{holds}，"
            f"{_classes(variants, here)}（{diet.label}）不能吃，也没有可换的菜：{_why(variants, swap)}",
            measured=float(len(here)), unit="人", source=SOURCE,
            advice=f"这一餐位不要给这些幼儿上菜；请在《菜点》补一道当季、不含{diet.absent}的{slot.course}，或与家长商定自带",
        )  # fmt: skip


def _classes(variants: Variants, eaters: pd.DataFrame) -> str:
    """Return e.g. 小一班2人、中三班1人; with the kindergarten where there are several."""
    several = len(set(variants.eaters["site"])) > 1
    counted = Counter(zip(eaters["site_name"], eaters["class_name"], strict=True))
    return "、".join(f"{site if several else ''}{name}{number}人" for (site, name), number in sorted(counted.items()))


def _why(variants: Variants, swap: Swap) -> str:
    """Return how many dishes the place has and why each of them is left out."""
    problem, diet = variants.plan.problem, variants.avoidances[swap.diet]
    here = np.flatnonzero(problem.choices.slot == problem.choices.slot[swap.base])
    dishes = problem.choices.dish[here]
    reasons = Counter(reason for dish in dishes for reason in diet.reasons(problem, int(dish)))
    parts = [f"含{name}的{count}道" for name, count in reasons.most_common()]
    free = ~diet.forbids(problem)[dishes]
    for rule, mask in refusals(problem).items():
        if count := int((mask[here, swap.day] & free).sum()):
            parts.append(f"其余中因“{RULES.title(rule)}”不能用的{count}道")
    return f"菜点表该餐位有{len(here)}道，" + "、".join(parts)


def _to_find_out(variants: Variants) -> Iterator[Finding]:
    """Yield what the office should ask parents and doctors, or write otherwise; classes, no child."""
    eaters = variants.eaters
    if eaters.empty:
        return
    unclear = eaters.loc[[variants.avoidances[diet].unclear for diet in eaters["diet"]]]
    kinds = pd.Series([_kind(cell) for cell in unclear["cell"]], index=unclear.index, dtype="object")
    for kind, text, advice in sorted(set(kinds)):
        rows = unclear.loc[[found == (kind, text, advice) for found in kinds]]
        yield Finding(
            code=f"menu.variant.{kind}", severity="warning", subject="过敏原",
            period="、".join(variants.plan.problem.weeks),
            text=f"{_classes(variants, rows)}{text}：本期只供不含任何常见过敏原（{'、'.join(terms.ALLERGENS)}）的菜",
            measured=float(len(rows)), unit="人", source=SOURCE, advice=advice,
        )  # fmt: skip


def _kind(cell: object) -> tuple[str, str, str]:
    said = words(cell)
    if not said:
        return "unwritten", "有过敏专案而《幼儿》没有写过敏原", "请保健员查专案，把过敏原写进《幼儿》"
    if foreign := "、".join(sorted(said - EVERY - {UNKNOWN})):
        return (
            "foreign", f"的过敏原写的是“{foreign}”，不在过敏原词表中，食物表没有逐项标注",
            f"名称含“{foreign}”的食物和菜也已避开，其余请查标签；若是词表中的某一种（{'、'.join(terms.ALLERGENS)}），请改写《幼儿》",
        )  # fmt: skip
    return "unknown", "的过敏原未查明", "请保健员向家长和医生问明，把过敏原写进《幼儿》"


def _lacks(variants: Variants) -> Iterator[Finding]:
    """Yield nutrients that the base menu gives enough of and the special menu does not, by the evaluation's limit."""
    problem = variants.plan.problem
    titles = {column.name: column.title for column in registers.nutrients()}
    table = variants.nutrition()
    for key in [row.key for row in problem.settings.rows("substitute") if row.key in problem.targets.index]:
        levels = problem.profile.bands({"energy_kcal": "energy", "protein_g": "protein"}.get(key, "others"))
        floor = float(levels.loc[levels["level"] == "low", "high"].to_numpy(np.float64).max())
        mine = table[(table["nutrient"] == key) & (table["ratio"] < floor) & (table["base_ratio"] >= floor)]
        for diet, ratio, before in zip(mine["diet"], mine["ratio"], mine["base_ratio"], strict=True):
            of = variants.avoidances[diet]
            yield Finding(
                code="menu.variant.lack", severity="warning", subject=of.label, period="、".join(problem.weeks),
                text=f"{of.label}的食谱，{titles[key]}只有目标的{ratio:.0%}（普通食谱{before:.0%}），低于{floor:.0%}",
                measured=ratio, limit=floor, unit="fraction", source=problem.profile.cite("evaluation_scheme"),
                advice=f"请保健员与家长商定怎样补足{titles[key]}，或在《菜点》补充不含{of.absent}而{titles[key]}丰富的菜",
            )  # fmt: skip


def _too_many_pots(variants: Variants) -> Iterator[Finding]:
    """Yield equipment that base menu and extra pots together overfill: small pots, or an earlier hour."""
    problem, plan = variants.plan.problem, variants.plan
    for room in rooms(problem):
        if not room.kitchen:
            continue
        for number, day in enumerate(problem.days):
            base = {problem.choices.dish[c] for c, at in plan.placements if at == number and room.label[c] is not None}
            base_dishes = {problem.choices.dish[c] for c, at in plan.placements if at == number}
            extra = {
                problem.choices.dish[s.instead] for s in variants.swaps
                if s.day == number and s.instead is not None and room.label[s.instead] is not None
            } - base_dishes  # fmt: skip
            if extra and len(base) + len(extra) > room.high:
                label = next(of for of in room.label if of is not None)
                dishes = "、".join(sorted(problem.dishes["dish"][int(dish)] for dish in extra))
                yield Finding(
                    code="menu.variant.pots", severity="notice", subject=label, period=str(day),
                    text=f"{day} {label}：普通食谱{len(base)}锅，替代菜{len(extra)}锅（{dishes}），超过{room.high:g}锅",
                    measured=float(len(base) + len(extra)), limit=room.high, unit="锅", source=SOURCE,
                    advice="替代菜份数少，请用小锅或提前做，锅具餐具与普通菜分开",
                )  # fmt: skip


def _gave_way(variants: Variants) -> Iterator[Finding]:
    """Yield one notice per diet and rule of variety that gave way, with the servings."""
    problem = variants.plan.problem
    by_title: dict[tuple[int, str], list[str]] = {}
    for swap in variants.swaps:
        if swap.instead is None:
            continue
        where = f"{problem.days[swap.day]} {problem.slots[problem.choices.slot[swap.base]]}"
        for title in swap.gives_way:
            dish = problem.dishes["dish"][problem.choices.dish[swap.instead]]
            by_title.setdefault((swap.diet, title), []).append(f"{where}“{dish}”")
    for (diet, title), servings in sorted(by_title.items()):
        of = variants.avoidances[diet]
        yield Finding(
            code="menu.variant.variety", severity="notice", subject=of.label, period="、".join(problem.weeks),
            text=f"{of.label}的食谱可换的菜少，“{title}”没有做到：{'、'.join(servings)}",
            measured=float(len(servings)), unit="道", source=SOURCE,
            advice=f"本期按此供应；请在《菜点》补充不含{of.absent}的菜",
        )  # fmt: skip
