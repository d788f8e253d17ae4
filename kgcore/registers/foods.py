"""The food register: composition per 100 g edible portion. An empty nutrient is not determined, not zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kgcore.registers import terms
from kgcore.registers.base import Integer, Meta, Number, Register, Usual, column


def nutrient(title: str, unit: str, le: float) -> Any:
    """Declare a nutrient column: amount per 100 g edible portion; empty = not determined."""
    return column(
        title,
        unit=unit,
        ge=0,
        le=le,
        nullable=True,
        nutrient=True,
        help="每 100 g 可食部；未测定留空，不要填 0",
    )


USUAL_ORIGIN = dict.fromkeys(terms.FOOD_GROUPS, terms.PLANT) | {
    terms.GRAINS: terms.CEREAL, terms.PULSES: terms.LEGUME, terms.SOY: terms.LEGUME,
    terms.MEAT: terms.ANIMAL, terms.LIVER: terms.ANIMAL, terms.AQUATIC: terms.ANIMAL, terms.EGGS: terms.ANIMAL,
    terms.DAIRY: terms.ANIMAL,
}  # fmt: skip
USUAL_PURCHASE = dict.fromkeys(terms.FOOD_GROUPS, "store") | dict.fromkeys(
    (terms.TUBERS, terms.SOY, terms.VEGETABLES, terms.FUNGI, terms.FRUITS, terms.MEAT, terms.LIVER, terms.AQUATIC,
     terms.EGGS, terms.DAIRY), "fresh",
)  # fmt: skip
USUAL_EDIBLE_PCT = dict.fromkeys(terms.FOOD_GROUPS, 100.0) | {
    terms.TUBERS: 92.0, terms.VEGETABLES: 88.5, terms.FRUITS: 80.5, terms.EGGS: 87.0, terms.AQUATIC: 66.5,
}  # fmt: skip
"""Median of the packaged foods of a group."""
ALL_MONTHS = ";".join(str(month) for month in range(1, 13))


def by_group(values: Mapping[str, object]) -> Usual:
    """Return what a column of a food usually holds in each food group."""
    return Usual("guide_group", values)


def for_all(value: str) -> Usual:
    """Return a value that is usual in every food group."""
    return by_group(dict.fromkeys(terms.FOOD_GROUPS, value))


class Foods(Register):
    """Foods with edible portion, group, allergens and nutrients per 100 g edible portion."""

    food: str = column("食物", key=True, example="鸡蛋")
    code: str = column("成分表编码", nullable=True, example="111101x")
    aliases: str = column("别名", nullable=True, example="鲜鸡蛋", help="多个用分号隔开")
    table_name: str = column("成分表名称", nullable=True, example="鸡蛋（代表值）")
    guide_group: str = column("食物类别", choices=terms.FOOD_GROUPS, example="蛋类")
    kind: str = column("细类", nullable=True, example="蛋")
    origin: str = column(
        "来源类", choices=tuple(terms.ORIGIN_LABELS), labels=terms.ORIGIN_LABELS, example=terms.ANIMAL,
        usual=by_group(USUAL_ORIGIN), help="不填按同类食物",
    )  # fmt: skip
    vegetable_colour: str = column("蔬菜深浅", choices=(terms.DARK, terms.LIGHT), nullable=True, example=None)
    allergens: str = column("过敏原", nullable=True, example="蛋", help="多个用分号隔开；不明填“未知”")
    season_months: str = column("供应月份", example=ALL_MONTHS, usual=for_all(ALL_MONTHS), help="不填即全年")
    purchase: str = column(
        "采购方式", choices=("store", "fresh"), labels={"store": "库存", "fresh": "鲜购"}, example="store",
        usual=by_group(USUAL_PURCHASE), help="不填按同类食物",
    )  # fmt: skip
    shelf_life_days: Integer = column("保质期", unit="天", ge=1, le=1500, nullable=True, example=20)
    price_fen_per_kg: Integer = column(
        "参考价", unit="fen/kg", sheet_unit="元/kg", scale=100, ge=1, nullable=True, example=10.8
    )
    edible_pct: Number = column(
        "可食部", unit="%", ge=1, le=100, example=87,
        usual=by_group(USUAL_EDIBLE_PCT), help="不填按同类食物的中位数",
    )  # fmt: skip
    added_sugar_g: Number = column("添加糖", unit="g", ge=0, le=100, nullable=True, example=0)
    energy_kcal: Number = nutrient("能量", "kcal", 950)
    protein_g: Number = nutrient("蛋白质", "g", 100)
    fat_g: Number = nutrient("脂肪", "g", 100)
    carb_g: Number = nutrient("碳水化合物", "g", 100)
    fibre_g: Number = nutrient("膳食纤维", "g", 100)
    water_g: Number = nutrient("水分", "g", 100)
    ash_g: Number = nutrient("灰分", "g", 100)
    cholesterol_mg: Number = nutrient("胆固醇", "mg", 5000)
    vit_a_ug_rae: Number = nutrient("维生素A", "μgRAE", 30000)
    carotene_ug: Number = nutrient("胡萝卜素", "μg", 100000)
    retinol_ug: Number = nutrient("视黄醇", "μg", 30000)
    vit_d_ug: Number = nutrient("维生素D", "μg", 300)
    vit_e_mg: Number = nutrient("维生素E", "mg", 500)
    vit_e_alpha_te_mg: Number = nutrient("维生素E当量", "mg α-TE", 300)
    vit_k_ug: Number = nutrient("维生素K", "μg", 5000)
    thiamin_mg: Number = nutrient("维生素B1", "mg", 50)
    riboflavin_mg: Number = nutrient("维生素B2", "mg", 50)
    niacin_mg: Number = nutrient("烟酸", "mg", 200)
    niacin_equivalent_mg: Number = nutrient("烟酸当量", "mg NE", 200)
    vit_b6_mg: Number = nutrient("维生素B6", "mg", 20)
    vit_b12_ug: Number = nutrient("维生素B12", "μg", 500)
    folate_ug_dfe: Number = nutrient("叶酸", "μg DFE", 10000)
    pantothenic_mg: Number = nutrient("泛酸", "mg", 50)
    biotin_ug: Number = nutrient("生物素", "μg", 1000)
    choline_mg: Number = nutrient("胆碱", "mg", 3000)
    vit_c_mg: Number = nutrient("维生素C", "mg", 3000)
    ca_mg: Number = nutrient("钙", "mg", 10000)
    p_mg: Number = nutrient("磷", "mg", 5000)
    k_mg: Number = nutrient("钾", "mg", 20000)
    na_mg: Number = nutrient("钠", "mg", 40000)
    mg_mg: Number = nutrient("镁", "mg", 2000)
    fe_mg: Number = nutrient("铁", "mg", 500)
    zn_mg: Number = nutrient("锌", "mg", 200)
    se_ug: Number = nutrient("硒", "μg", 2000)
    cu_mg: Number = nutrient("铜", "mg", 50)
    mn_mg: Number = nutrient("锰", "mg", 100)
    iodine_ug: Number = nutrient("碘", "μg", 100000)
    source: str = column("来源", example="CFCT 第6版", usual=for_all("本园自有"))
    price_source: str = column("价格来源", nullable=True, example="供应商报价单")
    confidence: str = column("可信度", choices=terms.CONFIDENCE, example="seen", usual=for_all("own-knowledge"))
    own_values: str = column("自估项", nullable=True, example=None, help="未查到来源、由本园估计的列")
    note: str = column("备注", nullable=True, example=None)

    _about = Meta("食物成分", "meals", "食物成分表：每 100 g 可食部；可导入本园自己的成分表覆盖")
