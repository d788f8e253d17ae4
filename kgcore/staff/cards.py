"""Operation reminder cards (操作规范与温馨提示): a small Markdown source a card, figures filled in from the profile.

A source is a `# title`, lines `岗位：`, `图标：`, `来源：`, numbered steps `1. [icon] text`, and one `> reminder`.
A word in braces, such as `{留样克数}`, stands for a prescribed figure, so that no figure is written in a card by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

import pandas as pd

from kgcore.standards import Profile, load, safety_norm

_ROLE, _ICON, _SOURCE = "岗位", "图标", "来源"
_FIELDS = (_ROLE, _ICON, _SOURCE)
_STEP = re.compile(r"\d+\.\s*\[([a-z]+)\]\s*(.+)")
_FIELD = re.compile(r"(\S+?)[：:]\s*(.+)")
_FIGURE = re.compile(r"\{([^{}]+)\}")
_UNKNOWN = "（口径未规定）"
_SECONDS = 60
_LABEL_PERCENT = 5
_MG_PER_ML_AND_PERCENT = 10  # a litre of 1 % holds 10 g of available chlorine, a millilitre 10 mg
# As the table of disinfection rules writes objects and methods.
_TABLES, _TOWELS, _TABLEWARE = "餐桌", "毛巾", "餐具水杯"
_WIPED, _SOAKED, _STEAMED = "擦拭", "浸泡", "蒸汽"


class CardError(ValueError):
    """A card's source cannot be read; the message names the card and what is missing, in Chinese."""


@dataclass(frozen=True)
class CardStep:
    """One step of a card: what it is about (the name of an icon) and what to do."""

    icon: str
    text: str


@dataclass(frozen=True)
class Card:
    """One card: for whom, the steps in order, the reminder below."""

    title: str
    role: str
    icon: str
    source: str
    steps: tuple[CardStep, ...]
    reminder: str


def parse(text: str, figures: Mapping[str, str]) -> Card:
    """Return the card that a Markdown source describes.

    Parameters
    ----------
    text : the source.
    figures : what the words in braces stand for.

    Raises
    ------
    CardError
        when title, a field, the steps or the reminder is missing, or a word in braces is not known.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    title = next((line.removeprefix("# ") for line in lines if line.startswith("# ")), "")
    if unknown := set(_FIGURE.findall(text)) - set(figures):
        raise CardError(f"提示卡“{title}”里的 {{{'}、{'.join(sorted(unknown))}}} 没有对应的数值")
    lines = [_FIGURE.sub(lambda word: figures[word[1]], line) for line in lines]
    steps = tuple(CardStep(step[1], step[2]) for step in map(_STEP.fullmatch, lines) if step)
    fields = {field[1]: field[2] for field in map(_FIELD.fullmatch, lines) if field and field[1] in _FIELDS}
    reminder = "".join(line.removeprefix("> ") for line in lines if line.startswith("> "))
    missing = [name for name in _FIELDS if name not in fields]
    missing += [name for name, there in (("标题", title), ("步骤", steps), ("温馨提示", reminder)) if not there]
    if missing:
        raise CardError(f"提示卡“{title or text[:12]}”缺{'、'.join(missing)}")
    return Card(title, fields[_ROLE], fields[_ICON], fields[_SOURCE], steps, reminder)


def packaged(profile: Profile) -> list[Card]:
    """Return the cards that come with kgcore, by role and title, with the figures of a profile."""
    folder = files("kgcore.staff") / "norms"
    sources = (entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".md"))
    return sheet(sources, profile)


def sheet(sources: Iterable[str], profile: Profile) -> list[Card]:
    """Return the cards of some sources, by role and title.

    Raises
    ------
    CardError
        as `parse`.
    """
    figures = figures_of(profile)
    return sorted((parse(text, figures) for text in sources), key=lambda card: (card.role, card.title))


def figures_of(profile: Profile) -> dict[str, str]:
    """Return what each word in braces stands for under a profile, as it is printed."""
    rules = profile.chosen("disinfection_scheme")
    evacuation = safety_norm("evacuation_minutes")
    norms = {str(row["item"]): row for _, row in load("safety_norms").iterrows()}
    food_sources = [str(norms[item]["source"]) for item in ("core_temperature", "hot_holding")]
    disinfecting = pd.concat([
        _rule(rules, _TABLES, _WIPED), _rule(rules, _TOWELS, _SOAKED), _rule(rules, _TABLEWARE, _STEAMED),
    ])  # fmt: skip
    return {
        "冷藏到货温度": _bounds(norms["receiving_chilled"], "℃"),
        "冷冻到货温度": _bounds(norms["receiving_frozen"], "℃"),
        "到货来源": str(norms["receiving_chilled"]["source"]),
        "中心温度": _bounds(norms["core_temperature"], "℃"),
        "热藏温度": _bounds(norms["hot_holding"], "℃"),
        "熟食来源": "；".join(dict.fromkeys(food_sources)),
        "留样克数": f"{profile.sample_grams:g}",
        "留样小时": f"{profile.sample_hours:g}",
        "留样来源": str(profile.chosen("sample_scheme")["source"].iloc[0]),
        "餐桌浓度": _range(rules, _TABLES, _WIPED, "mg_per_l", "mg/L"),
        "餐桌时间": _range(rules, _TABLES, _WIPED, "minutes", "分钟"),
        "餐桌兑法": _dilution(rules, _TABLES, _WIPED),
        "毛巾浓度": _range(rules, _TOWELS, _SOAKED, "mg_per_l", "mg/L"),
        "毛巾时间": _range(rules, _TOWELS, _SOAKED, "minutes", "分钟"),
        "餐具蒸汽时间": _range(rules, _TABLEWARE, _STEAMED, "minutes", "分钟"),
        "消毒来源": "；".join(disinfecting["source"].unique()),
        "疏散秒数": f"{evacuation.limit * _SECONDS:g}",
        "疏散来源": evacuation.source,
    }


def _rule(rules: pd.DataFrame, thing: str, method: str) -> pd.DataFrame:
    return rules[(rules["object"] == thing) & (rules["method"] == method)]


def _range(rules: pd.DataFrame, thing: str, method: str, quantity: str, unit: str) -> str:
    same = _rule(rules, thing, method)
    if same.empty or pd.isna(same[f"{quantity}_low"].iloc[0]):
        return _UNKNOWN
    return _bounds(same.iloc[0].rename({f"{quantity}_low": "low", f"{quantity}_high": "high"}), unit)


def _bounds(row: pd.Series, unit: str) -> str:
    low, high = row["low"], row["high"]
    if pd.isna(low):
        return f"{high:g} {unit}以下"
    return f"{low:g} {unit}以上" if pd.isna(high) else f"{low:g} {unit}" if high == low else f"{low:g}～{high:g} {unit}"


def stock_ml(mg_per_l: float, percent: float) -> float:
    """Return the millilitres of a chlorine disinfectant that a litre of water takes.

    Ratios such as 1:100 give twice the strength of one bottle and half that of another: only the label tells.

    Parameters
    ----------
    mg_per_l : available chlorine wanted.
    percent : available chlorine of the bottle, as its label says.

    Examples
    --------
    >>> stock_ml(250, 5), stock_ml(500, 5), stock_ml(500, 10)
    (5.0, 10.0, 5.0)
    """
    return mg_per_l / (percent * _MG_PER_ML_AND_PERCENT)


def _dilution(rules: pd.DataFrame, thing: str, method: str) -> str:
    same = _rule(rules, thing, method)
    if same.empty or pd.isna(same["mg_per_l_low"].iloc[0]):
        return _UNKNOWN
    weakest = float(same["mg_per_l_low"].iloc[0])
    return (
        f"每升水加毫升数＝浓度÷瓶签有效氯（%）÷{_MG_PER_ML_AND_PERCENT}，"
        f"如{_LABEL_PERCENT}%的配{weakest:g} mg/L加{stock_ml(weakest, _LABEL_PERCENT):g}毫升"
    )
