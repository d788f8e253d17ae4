"""Profile: which edition, scheme and local rule this kindergarten follows, and the figures that gives."""

import re
from collections.abc import Collection

import pandas as pd

from kgcore.registers.groups import GROUPS
from kgcore.standards.age_bands import MIDDLE_AGE, AgeBand
from kgcore.standards.choices import Override, ProfileChoices, ProfileError
from kgcore.standards.intakes import STAY_UNDER, dris_for
from kgcore.standards.tables import load

__all__ = ["METHOD_COLUMNS", "Profile", "ProfileError", "nutrient_class", "share_class"]

METHOD_COLUMNS = ["item", "choice", "source"]
"""Columns of a method note: what was decided, what was taken, where it stands; all three in words."""

# Which figure of the quality rules an override replaces.
_RULE_OVERRIDES = {
    "high_quality_protein_min": ("high_quality_protein", "low"),
    "ca_p_low": ("ca_p_ratio", "low"),
    "ca_p_high": ("ca_p_ratio", "high"),
    "kinds_per_day_min": ("kinds_per_day", "low"),
    "kinds_per_week_min": ("kinds_per_week", "low"),
}
_SHARE_OVERRIDES = {"energy": "energy_share", "protein": "protein_share", "others": "others_share"}
_CLASS_OF = {"energy_kcal": "energy", "protein_g": "protein", **dict.fromkeys(STAY_UNDER, "limit")}
_SHARE_OF = {"limit": "energy"}
_LOCAL = "本园自定"
RULED_APART = ("盐", "添加糖")
"""Groups of the food guide that the quality rules judge: salt of salt and seasonings, energy of added sugar."""
_KEY = re.compile(r"\{(\w+)\}")


class Profile(ProfileChoices):
    """One kindergarten's choices and every prescribed figure that follows from them."""

    def chosen(self, key: str) -> pd.DataFrame:
        """Rows of the prescribed table that the choice under `key` names.

        Parameters
        ----------
        key
            A field that names a scheme, such as ``"anaemia_scheme"``.

        Returns
        -------
        DataFrame
            Columns of that table; an office that keeps to a special isolation scheme still gets the common
            rule for every disease the scheme leaves out. Empty for a choice that carries no figures.
        """
        value = str(getattr(self, key))
        schemes = load("schemes")
        scheme = schemes[(schemes["choice"] == self.choices()[key]) & (schemes["value"] == value)].iloc[0]
        if not scheme["table"]:
            return pd.DataFrame()
        table = load(str(scheme["table"]))
        rows: pd.DataFrame = table[table[str(scheme["column"])].astype(str) == value]
        if key == "isolation_scheme":
            common = table[(table["scheme"] == "default") & ~table["disease"].isin(rows["disease"])]
            rows = pd.concat([rows, common])
        return rows.reset_index(drop=True)

    def band(self, name: str) -> AgeBand:
        """Return an age band of this kindergarten by its name.

        Raises
        ------
        ProfileError
            there is no such band.
        """
        for band in self.age_bands:
            if band.name == name:
                return band
        raise ProfileError(self.name, [f"age_bands：{self.unknown_band(name)}"])

    @property
    def middle_band(self) -> AgeBand:
        """The age band whose children are nearest to four and a half years."""
        return min(self.age_bands, key=lambda band: abs(band.middle_age - MIDDLE_AGE))

    def unknown_band(self, name: str) -> str:
        """Return the sentence on a name that is no age band of this kindergarten."""
        return (
            f"年龄段“{name}”不认识，本园有{'、'.join(self.band_names)}；"
            "请改正写法，或在 profile.toml 的 age_bands 里写上它和它的月龄"
        )

    @property
    def band_names(self) -> tuple[str, ...]:
        """Names of the age bands, in the order of the profile."""
        return tuple(band.name for band in self.age_bands)

    @property
    def unkept(self) -> frozenset[str]:
        """Registers that this kindergarten does not keep: nothing is judged by them."""
        return frozenset(name for group, names in GROUPS.items() if group not in self.registers for name in names)

    @property
    def use_is_counted(self) -> bool:
        """Whether what was used is told by stocktakes, so that shelf and book are not compared."""
        return self.consumption == "stocktake"

    @property
    def meals(self) -> tuple[str, ...]:
        """Meals served, in the order of the day."""
        return tuple(self.meal_energy()["meal"])

    def meal_energy(self) -> pd.DataFrame:
        """Energy of each meal served: `target` of the whole day, `in_school_share` of what is served."""
        rows = self.chosen("meal_energy_scheme")
        return rows[rows["pattern"] == self.meal_pattern].sort_values("position", ignore_index=True)

    def in_school_shares(self) -> pd.DataFrame:
        """Fraction of the day's intakes served here, indexed energy, protein, others: low, target, high.

        An override moves the whole range with its target.
        """
        rows = self.chosen("share_scheme")
        rows = rows[rows["pattern"] == self.meal_pattern].set_index("nutrient_class")
        for nutrient_class, field in _SHARE_OVERRIDES.items():
            own = getattr(self.override, field)
            if own is not None:
                shift = own - rows.loc[nutrient_class, "target"]
                rows.loc[nutrient_class, ["low", "target", "high", "judged_low", "judged_high"]] += shift
                rows.loc[nutrient_class, ["source", "confidence"]] = [_LOCAL, "seen"]
        return rows

    def in_school_share(self, nutrient: str) -> float:
        """Fraction of the day's recommended intake of `nutrient` (a food column) to be served here."""
        return float(self.in_school_shares_of([nutrient]).iloc[0])

    def in_school_shares_of(self, nutrients: Collection[str]) -> pd.Series:
        """Fraction of the day's recommended intake to be served here, by nutrient (food columns)."""
        targets = self.in_school_shares()["target"]
        return pd.Series({name: float(targets[share_class(name)]) for name in nutrients}, dtype="float64")

    def daily_intakes(self) -> pd.DataFrame:
        """Recommended daily amounts of the chosen edition, by nutrient, age and sex."""
        return dris_for(self.dri_edition)

    def bands(self, item: str) -> pd.DataFrame:
        """Verdicts on a fraction of the in-school target, lowest first; ``low <= x < high``.

        Parameters
        ----------
        item
            As `nutrient_class` gives it: ``"energy"``, ``"protein"``, ``"limit"`` or ``"others"``.
        """
        rows = self.chosen("evaluation_scheme")
        return rows[rows["item"] == item].sort_values("high", ignore_index=True)

    def quality_rules(self) -> pd.DataFrame:
        """Rules on the quality of the diet: one row per rule and age band, local figures laid over."""
        rules = load("quality_rules")
        disputed = rules["rule"] == "animal_fat_share"
        rules = rules[~disputed | (rules["scheme"] == self.animal_fat_scheme)].reset_index(drop=True)
        for field, (rule, bound) in _RULE_OVERRIDES.items():
            own = getattr(self.override, field)
            if own is not None:
                rules.loc[rules["rule"] == rule, [bound, "source"]] = [own, _LOCAL]
        return rules

    def macro_ranges(self) -> pd.DataFrame:
        """Ranges of the shares of energy, by macronutrient and age, with `most`: above it, too much by any source.

        Protein has no lowest share: whether there is enough of it is judged by the recommended intake alone. Above
        the scheme's range it is much, above the range of the DRIs (2023, table 3-2: 20 %) too much.
        """
        rows = self.chosen("macro_scheme")
        protein = rows["nutrient"] == "protein"
        return rows.assign(low=rows["low"].mask(protein), most=rows["high"].where(~protein, self.protein_most))

    @property
    def protein_most(self) -> float:
        """Share of energy above which protein is too much whatever the scheme."""
        rows = load("macro_ranges")
        return float(rows.loc[(rows["scheme"] == "dris2023") & (rows["nutrient"] == "protein"), "high"].max())

    def food_guide(self) -> pd.DataFrame:
        """Amounts of the food groups of the chosen guide; salt and added sugar have rules of their own."""
        rows = self.chosen("food_guide_scheme")
        return rows[~rows["food_group"].isin(RULED_APART)].reset_index(drop=True)

    @property
    def high_quality_protein_min(self) -> float:
        """Least share of animal and legume protein in all protein."""
        return self._rule("high_quality_protein", "low")

    @property
    def ca_p_range(self) -> tuple[float, float]:
        """Least and greatest calcium to phosphorus ratio (mg/mg)."""
        return self._rule("ca_p_ratio", "low"), self._rule("ca_p_ratio", "high")

    @property
    def kinds_per_day_min(self) -> float:
        """Least number of kinds of food in a day."""
        return self._rule("kinds_per_day", "low")

    @property
    def kinds_per_week_min(self) -> float:
        """Least number of kinds of food in a week."""
        return self._rule("kinds_per_week", "low")

    @property
    def sample_grams(self) -> float:
        """Least grams of each dish kept as a sample."""
        own = self.override.sample_grams
        return self._norm("sample_grams") if own is None else own

    @property
    def sample_hours(self) -> float:
        """Least hours a sample is kept cold."""
        return self._norm("sample_hours")

    @property
    def surplus_limit(self) -> float:
        """Greatest absolute surplus or deficit, as a fraction of the chosen base over the chosen period."""
        own = self.override.surplus_limit
        return float(self.chosen("surplus_period")["value"].iloc[0]) if own is None else own

    def refund(self) -> dict[str, float]:
        """Figures of the chosen refund rule, by parameter."""
        rows = self.chosen("refund_rule")
        return dict(zip(rows["parameter"], rows["value"].astype(float), strict=True))

    @property
    def six_t_weights(self) -> dict[str, float]:
        """Weights of the six duties, adding up to one."""
        table = load("six_t")
        weights = self.override.six_t_weights or dict(zip(table["name"], table["weight"], strict=True))
        total = sum(weights.values())
        return {name: float(weights[name]) / total for name in table["name"]}

    def describe(self, keys: Collection[str] | None = None) -> pd.DataFrame:
        """Choices and the figures they give, for a report's method note: columns item, choice, source.

        Parameters
        ----------
        keys : names of the choices and figures that the report rests on, in any order; None = all.

        Raises
        ------
        KeyError
            a key is neither a choice nor a figure.
        """
        lines = {key: self._choice_line(key) for key in self.choices()}
        lines["coverage_min"] = (self._title("coverage_min"), _percent(self.coverage_min), "本园设定")
        lines |= self._figure_lines()
        if keys is not None and (unknown := set(keys) - set(lines)):
            raise KeyError(f"口径里没有 {'、'.join(sorted(unknown))}")
        shown = [line for key, line in lines.items() if keys is None or key in keys]
        return pd.DataFrame(shown, columns=METHOD_COLUMNS)

    def cite(self, key: str) -> str:
        """Return where a figure stands, as a finding names it: title, what was chosen, and its source.

        Parameters
        ----------
        key : a choice, such as ``meal_energy_scheme``, or a rule of the `quality_rules`, such as ``ca_p_ratio``.

        Raises
        ------
        KeyError
            it is neither.
        """
        if key in self.choices():
            title, label, source = self._choice_line(key)
            return f"{title}：{label}，据{source}"
        rules = self.quality_rules()
        rules = rules[rules["rule"] == key]
        if rules.empty:
            raise KeyError(f"口径里没有 {key}")
        return f"{rules['label'].iloc[0]}，据{'；'.join(rules['source'].unique())}"

    def cited(self, text: str) -> str:
        """Return a source with each {key} in it replaced by what `cite` says of it."""
        return _KEY.sub(lambda found: self.cite(found[1]), text)

    def _rule(self, rule: str, bound: str) -> float:
        rules = self.quality_rules()
        return float(rules.loc[rules["rule"] == rule, bound].iloc[0])

    def _norm(self, item: str) -> float:
        rows = self.chosen("sample_scheme")
        return float(rows.loc[rows["item"] == item, "low"].iloc[0])

    def _title(self, field: str) -> str:
        return str(type(self).model_fields[field].title)

    def _choice_line(self, key: str) -> tuple[str, str, str]:
        found = getattr(self, key)
        values = [str(v) for v in (found if isinstance(found, tuple) else (found,))]
        schemes = load("schemes")
        named = schemes[(schemes["choice"] == self.choices()[key]) & schemes["value"].isin(values)]
        return self._title(key), "、".join(named["label"]), "；".join(named["source"].unique())

    def _figure_lines(self) -> dict[str, tuple[str, str, str]]:
        prescribed = self.model_copy(update={"override": Override()})
        lines = {}
        for (field, used, _), (_, standard, source) in zip(self._figures(), prescribed._figures(), strict=True):
            own = getattr(self.override, field) is not None
            said = f"{_LOCAL}（标准为{standard}，{source}）" if own else source
            lines[field] = (_override_title(field), used, said)
        return lines

    def _figures(self) -> list[tuple[str, str, str]]:
        """Each figure an override may replace: its field, its value in words, its source."""
        shares = self.in_school_shares()
        rules = self.quality_rules().drop_duplicates("rule").set_index("rule")
        sample = self.chosen("sample_scheme").set_index("item")
        low, high = self.ca_p_range
        weights = "、".join(f"{name}{weight:.1%}" for name, weight in self.six_t_weights.items())
        return [
            *((f, _percent(shares["target"][c]), shares["source"][c]) for c, f in _SHARE_OVERRIDES.items()),
            (
                "high_quality_protein_min",
                _percent(self.high_quality_protein_min),
                rules["source"]["high_quality_protein"],
            ),
            ("ca_p_low", f"{low:g}", rules["source"]["ca_p_ratio"]),
            ("ca_p_high", f"{high:g}", rules["source"]["ca_p_ratio"]),
            ("kinds_per_day_min", f"{self.kinds_per_day_min:g}种", rules["source"]["kinds_per_day"]),
            ("kinds_per_week_min", f"{self.kinds_per_week_min:g}种", rules["source"]["kinds_per_week"]),
            ("sample_grams", f"{self.sample_grams:g}克", sample["source"]["sample_grams"]),
            ("surplus_limit", _percent(self.surplus_limit), self.chosen("surplus_period")["source"][0]),
            ("six_t_weights", weights, load("six_t")["source"][0]),
        ]


def share_class(nutrient: str) -> str:
    """Return which in-school share a nutrient (a food column) takes: energy, protein or others.

    What is to stay under a limit takes the share of energy: salt goes with what is eaten, not with what is needed.

    Examples
    --------
    >>> share_class("na_mg"), share_class("ca_mg")
    ('energy', 'others')
    """
    of = nutrient_class(nutrient)
    return _SHARE_OF.get(of, of)


def nutrient_class(nutrient: str) -> str:
    """Return by which bands a nutrient (a food column) is judged: energy, protein, limit (to stay under) or others.

    Examples
    --------
    >>> nutrient_class("na_mg"), nutrient_class("ca_mg")
    ('limit', 'others')
    """
    return _CLASS_OF.get(nutrient, "others")


def _override_title(field: str) -> str:
    return str(Override.model_fields[field].title)


def _percent(fraction: float) -> str:
    return f"{fraction * 100:g}%"
