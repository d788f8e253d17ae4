"""The rules, in the order of a nutritionist's reading: what must never be, what the norms ask, what is wished."""

from kgcore.menu.rules.added_sugar import AddedSugar
from kgcore.menu.rules.allergens import Allergens
from kgcore.menu.rules.banned import Banned
from kgcore.menu.rules.bans import Bans
from kgcore.menu.rules.base import Rule
from kgcore.menu.rules.calcium_phosphorus import CalciumPhosphorus
from kgcore.menu.rules.colour import Colour
from kgcore.menu.rules.courses import Courses
from kgcore.menu.rules.delivery import Delivery
from kgcore.menu.rules.energy import EnergyRule
from kgcore.menu.rules.equipment import Equipment
from kgcore.menu.rules.family import Family
from kgcore.menu.rules.fee import Fee
from kgcore.menu.rules.food_amounts import FoodAmounts
from kgcore.menu.rules.food_groups import FoodGroups
from kgcore.menu.rules.frequency import Frequency
from kgcore.menu.rules.frying import Frying
from kgcore.menu.rules.hands import Hands
from kgcore.menu.rules.high_quality_protein import HighQualityProtein
from kgcore.menu.rules.kinds import Kinds
from kgcore.menu.rules.macro_shares import MacroShares
from kgcore.menu.rules.main_ingredient import MainIngredient
from kgcore.menu.rules.meal_split import MealSplit
from kgcore.menu.rules.method import Method
from kgcore.menu.rules.nutrients import Nutrients
from kgcore.menu.rules.pins import Pins
from kgcore.menu.rules.preference import Preference
from kgcore.menu.rules.registry import Registry
from kgcore.menu.rules.repeat import Repeat
from kgcore.menu.rules.salt import Salt
from kgcore.menu.rules.season import Season
from kgcore.menu.rules.stock import Stock
from kgcore.menu.rules.texture import Texture
from kgcore.menu.rules.upper_limits import UpperLimits
from kgcore.menu.rules.whole_nuts import WholeNuts

RULES = Registry(
    Season(), Banned(), WholeNuts(), Allergens(), Bans(), Delivery(), Pins(), Courses(), Repeat(), MainIngredient(),
    Family(), Method(), Colour(), Texture(), Frying(), Equipment(), Hands(), Fee(), EnergyRule(), Nutrients(),
    UpperLimits(), MacroShares(), HighQualityProtein(), CalciumPhosphorus(), MealSplit(), FoodGroups(), FoodAmounts(),
    AddedSugar(), Salt(), Frequency(), Kinds(), Preference(), Stock(),
)  # fmt: skip

__all__ = ["RULES", "Registry", "Rule"]
