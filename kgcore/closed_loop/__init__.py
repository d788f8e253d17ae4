"""The closed loop: menu joined to money, and the simulation of how well a term's meal money can be kept."""

from kgcore.closed_loop.advised import advised_amounts, amounts_of, followed_amounts
from kgcore.closed_loop.control import POLICIES, Terms, World, compare, simulate
from kgcore.closed_loop.kitchen import Kitchen
from kgcore.closed_loop.optimised import Replay, replay, replays
from kgcore.closed_loop.response import Response, measure, measured
from kgcore.closed_loop.term_money import Spend, funded, plan, spend

__all__ = [
    "POLICIES",
    "Kitchen",
    "Replay",
    "Response",
    "Spend",
    "Terms",
    "World",
    "advised_amounts",
    "amounts_of",
    "compare",
    "followed_amounts",
    "funded",
    "measure",
    "measured",
    "plan",
    "replay",
    "replays",
    "simulate",
    "spend",
]
