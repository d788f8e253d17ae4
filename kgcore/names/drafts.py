"""Dishes that an office does not keep yet: taken from the packaged everyday dishes, or drafted from their name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from kgcore.names.dishes import CUTS
from kgcore.names.foods import FoodNames
from kgcore.names.understanding import tidy
from kgcore.registers import terms
from kgcore.standards import food as packaged

BANDS = ["net_g_small", "net_g_middle", "net_g_large"]
FLESH = ("畜禽肉", "水产", "动物肝脏")
ENDINGS = {
    "汤": terms.SOUP, "羹": terms.SOUP,
    "饭": terms.STAPLE, "粥": terms.STAPLE, "面": terms.STAPLE, "粉": terms.STAPLE, "饺": terms.STAPLE,
    "包": terms.STAPLE, "馒头": terms.STAPLE, "馄饨": terms.STAPLE, "花卷": terms.STAPLE, "面条": terms.STAPLE,
    "糕": terms.SNACK, "饼": terms.SNACK, "酥": terms.SNACK, "糊": terms.SNACK, "糖水": terms.SNACK,
}  # fmt: skip
GRAINS = {"饭": "大米", "粥": "大米", "面": "挂面", "粉": "米粉", "面条": "挂面", "馄饨": "馄饨皮"}
DOUGH = "面粉"
METHODS = {
    "炒": "炒", "爆": "炒", "熘": "炒", "溜": "炒", "滑": "炒", "烧": "烧", "焖": "烧", "烩": "烧", "卤": "烧",
    "炖": "炖", "煲": "炖", "蒸": "蒸", "煮": "煮", "灼": "煮", "煎": "煎", "炸": "炸", "烤": "烤", "拌": "焯拌",
}  # fmt: skip
BY_ENDING = {
    "汤": "煮", "羹": "煮", "粥": "煮", "面": "煮", "饺": "煮", "饼": "煎", "包": "蒸", "饭": "蒸", "糊": "煮",
    "糖水": "煮",
}  # fmt: skip
FLAVOURS = (
    "糖醋", "鱼香", "家常", "蒜蓉", "蒜泥", "蒜香", "葱油", "葱香", "五香", "农家", "清", "素", "香", "红", "白", "酱",
    "手撕", "凉", "大", "小", "鲜", "嫩", "脆", "滑",
)  # fmt: skip
"""Words of a name that tell how a dish tastes or looks, and no food that must be in it."""
SOURCE = "按名称拟定：用量取同类菜的中位数"
FEWEST = 3
"""Rows of like dishes below which the dishes of the whole course are asked."""


@dataclass(frozen=True)
class Draft:
    """A dish to be shown and confirmed.

    Parameters
    ----------
    dish : one row of the register `dishes`, without a site; `confidence` is `draft` (拟), so that no menu is planned
        with it before somebody has set another.
    ingredients : its rows of `dish_ingredients`.
    certain : whether every word of the name is understood; otherwise somebody is asked before the dish is made.
    """

    dish: pd.DataFrame
    ingredients: pd.DataFrame
    certain: bool = True


@dataclass
class DishDrafts:
    """Dishes that an office does not keep, each drafted once: everyday ones as packaged, others from their name.

    Parameters
    ----------
    foods : index of the names of the office's foods.
    dishes, ingredients : rows of the registers `dishes` and `dish_ingredients`.

    Examples
    --------
    >>> from kgcore.standards import food
    >>> foods, dishes, ingredients = (food.load(name) for name in food.SEEDED)
    >>> drafts = DishDrafts(FoodNames(foods), dishes, ingredients)
    >>> drafts.draft("南瓜粥").ingredients["food"].tolist(), drafts.draft("南瓜粥").certain, drafts.draft("小菜")
    (['大米', '南瓜'], True, None)
    """

    foods: FoodNames
    dishes: pd.DataFrame
    ingredients: pd.DataFrame
    _drafts: dict[str, Draft | None] = field(default_factory=dict, init=False, repr=False)

    def draft(self, name: str) -> Draft | None:
        """Return the draft of a dish; None where its name names no food."""
        if name not in self._drafts:
            packaged_dish = everyday_dish(name, self.foods.foods)
            self._drafts[name] = packaged_dish or draft_dish(name, self.foods, self.dishes, self.ingredients)
        return self._drafts[name]


def everyday_dish(name: str, foods: pd.DataFrame) -> Draft | None:
    """Return a packaged everyday dish as a draft; None when there is none, or the office lacks one of its foods.

    Parameters
    ----------
    name : as `understand_dish` gives it.
    foods : rows of the register `foods`.

    Examples
    --------
    >>> from kgcore.standards import food
    >>> everyday_dish("西葫芦炒鸡丁", food.load("foods")).ingredients["food"].tolist()[:2]
    ['鸡胸肉', '西葫芦']
    """
    dishes, parts = packaged.load("everyday_dishes"), packaged.load("everyday_ingredients")
    dish, parts = dishes[dishes["dish"] == name], parts[parts["dish"] == name]
    if dish.empty or not set(parts["food"]) <= set(foods["food"]):
        return None
    basis = dish["confidence"].iloc[0]
    note = f"{dish['note'].fillna('').iloc[0]}；拟：来自常见菜点（{basis}），确认后改可信度".lstrip("；")
    return Draft(dish.assign(confidence=terms.DRAFT, note=note).reset_index(drop=True), parts.reset_index(drop=True))


def draft_dish(
    writing: str, foods: pd.DataFrame | FoodNames, dishes: pd.DataFrame, ingredients: pd.DataFrame
) -> Draft | None:
    """Return a dish drafted from its name, as like dishes are; None when the name names no food.

    Parameters
    ----------
    writing : the name of a dish that nobody keeps; it gives course, method and foods.
    foods : rows of the register `foods`, or the index made of them, which is faster for many names.
    dishes, ingredients : rows of the registers `dishes` and `dish_ingredients`, whose medians by band give the grams
        (g net, per child).

    Examples
    --------
    >>> from kgcore.standards import food
    >>> draft = draft_dish("莴笋炒鸡丝", *(food.load(name) for name in food.SEEDED))
    >>> draft.dish["course"].item(), draft.dish["method"].item(), draft.ingredients["food"].tolist()
    ('小荤', '炒', ['莴笋', '鸡胸肉', '菜籽油', '食盐'])
    """
    names = foods if isinstance(foods, FoodNames) else FoodNames(foods)
    facts = names.foods.drop_duplicates("food").set_index("food")
    words = list(names.named_in(tidy(writing)))
    present = list(dict.fromkeys(word.food for word in words))
    ending = next((end for end in sorted(ENDINGS, key=len, reverse=True) if writing.endswith(end)), None)
    grain = _grain(ending, present, facts)
    present = [*([grain] if grain else []), *present]
    if not present:
        return None
    sign = next((METHODS[sign] for sign in writing if sign in METHODS), None)
    course = ENDINGS[ending] if ending else _course(present, sign, facts, dishes)
    alike = dishes[dishes["course"] == course]
    method = sign or BY_ENDING.get(ending or "") or alike["method"].mode().iloc[0]
    same = alike[alike["method"] == method]
    named_alike = same[same["dish"].str.endswith(ending or "")]
    models = next((rows for rows in (named_alike, same) if len(rows) >= FEWEST), alike)
    like = ingredients[ingredients["dish"].isin(models["dish"])]
    portions = _named(ingredients, dishes)
    rows = {name: _grams(name, portions[portions.index.isin(like.index)], portions, facts) for name in present}
    if course not in (terms.STAPLE, terms.SNACK) or _is_savoury(present, facts):
        rows |= dict(_seasoning(present, like, facts))
    parts = pd.DataFrame.from_dict(rows, orient="index", columns=BANDS).rename_axis("food").reset_index()
    parts = parts.assign(dish=writing, source=SOURCE, grams_basis="own-knowledge")
    flesh = [name for name in present if facts.loc[name, "guide_group"] in FLESH]
    main = flesh[0] if flesh and course == terms.MAIN else max(present, key=lambda name: rows[name][1])
    dish = {
        "dish": writing, "course": course, "meals": alike["meals"].mode().iloc[0], "method": method,
        "main_ingredient": main, "family": _family(main, facts, dishes),
        "season_months": facts.loc[main, "season_months"], "source": SOURCE, "confidence": terms.DRAFT,
        "note": "拟：请核对用料和用量，确认后改可信度",
    }  # fmt: skip
    # 鸡蛋 or 粥 alone says neither how it is cooked nor what is in it
    told = len(words) > 1 or (bool(words) and bool(sign or ending or course in (terms.FRUIT, terms.MILK)))
    certain = told and all(word.certain for word in words) and not _rest(tidy(writing), [word.word for word in words])
    return Draft(pd.DataFrame([dish]).reindex(columns=packaged.load("dishes").columns), parts, certain)


def _rest(text: str, words: list[str]) -> str:
    """Return what of a name is neither a food nor says how it is cooked, cut or served."""
    for word in (*words, *sorted({*ENDINGS, *FLAVOURS, *METHODS}, key=len, reverse=True)):
        text = text.replace(word, "", 1) if word in words else text.replace(word, "")
    return text.strip(CUTS)


def _grain(ending: str | None, names: list[str], facts: pd.DataFrame) -> str | None:
    """Return the grain that a staple or pastry is made of where its name does not say: 饭 → 大米."""
    grains = facts.index[(facts["guide_group"] == "谷类")]
    if ending is None or ENDINGS[ending] not in (terms.STAPLE, terms.SNACK) or ending in ("糊", "糖水"):
        return None
    grain = GRAINS.get(ending, DOUGH)
    return grain if grain in facts.index and not set(names) & set(grains) else None


def _course(names: list[str], method: str | None, facts: pd.DataFrame, dishes: pd.DataFrame) -> str:
    """Return the course of foods: with meat or fish that of most dishes made of it in this way."""
    groups = facts.loc[names, "guide_group"]
    if (groups == "水果").all():
        return terms.FRUIT
    if (groups == "奶类").all():
        return terms.MILK
    if (groups == "薯类").all() and method is None:
        return terms.SNACK
    if groups.isin(FLESH).all():
        return terms.MAIN
    for flesh in groups.index[groups.isin(FLESH)]:
        like = dishes[(dishes["main_ingredient"] == flesh) & dishes["course"].isin((terms.MAIN, terms.SECOND))]
        like = like[like["method"] == method] if method in set(like["method"]) else like
        return str(like["course"].mode().iloc[0]) if len(like) else terms.SECOND
    return terms.SECOND if (groups == "蛋类").any() else terms.VEGETABLE


def _family(main: str, facts: pd.DataFrame, dishes: pd.DataFrame) -> str:
    """Return the family of most dishes made of a food, else of foods of its kind, else of its group."""
    of_main = dishes["main_ingredient"].map(lambda food: food if food in facts.index else main)
    for column in ("kind", "guide_group"):
        like = dishes[dishes["main_ingredient"] == main]
        if like.empty:
            like = dishes[(of_main.map(facts[column]) == facts.loc[main, column]) & (of_main != main)]
        if len(like):
            return str(like["family"].mode().iloc[0])
    return str(dishes["family"].mode().iloc[0])


def _named(ingredients: pd.DataFrame, dishes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of foods that a dish is named after: potatoes of 土豆烧牛肉, not those that bind a meat ball."""
    main = ingredients["dish"].map(dishes.drop_duplicates("dish").set_index("dish")["main_ingredient"])
    is_in_name = [food in dish for food, dish in zip(ingredients["food"], ingredients["dish"], strict=True)]
    return ingredients[pd.Series(is_in_name, ingredients.index) | (ingredients["food"] == main)]


def _grams(name: str, like: pd.DataFrame, every: pd.DataFrame, facts: pd.DataFrame) -> list[float]:
    """Return the median grams by band of a food, else of foods of its kind, else of its group, in like dishes."""
    kind, group = facts.loc[name, "kind"], facts.loc[name, "guide_group"]
    for table in (like, every):
        own = table.loc[table["food"] == name, BANDS]
        if len(own):  # one dish with the food itself tells more than many with others: 紫菜 is dry
            return _rounded(own)
        for foods in (facts.index[facts["kind"] == kind], facts.index[facts["guide_group"] == group]):
            rows = table.loc[table["food"].isin(foods), BANDS]
            if len(rows) >= FEWEST:
                return _rounded(rows)
    return _rounded(like[BANDS])


def _is_savoury(names: list[str], facts: pd.DataFrame) -> bool:
    """Whether a staple or pastry has oil and salt: with meat, egg or vegetables, but a pumpkin is as a tuber."""
    foods = facts.loc[names]
    return bool((foods["guide_group"].isin((*FLESH, "蛋类", "蔬菜")) & (foods["kind"] != "瓜茄")).any())


def _seasoning(names: list[str], like: pd.DataFrame, facts: pd.DataFrame) -> Iterator[tuple[str, list[float]]]:
    """Yield oil and salt where most like dishes have them."""
    count = like["dish"].nunique()
    for group in ("油", "盐"):
        rows = like[like["food"].isin(facts.index[facts["guide_group"] == group])]
        if not set(names) & set(rows["food"]) and rows["dish"].nunique() * 2 > count:
            yield rows["food"].mode().iloc[0], _rounded(rows[BANDS])


def _rounded(rows: pd.DataFrame) -> list[float]:
    return [float(f"{grams:.3g}") for grams in rows.median()]


__all__ = ["DishDrafts", "Draft", "draft_dish", "everyday_dish"]
