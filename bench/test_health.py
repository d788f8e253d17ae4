"""Growth of 100,000 children beside a loop over rows; clusters and early warning of 1,000 sites."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kgcore.health import clusters, growth, warning
from kgcore.standards import Profile, load

CHILDREN = 100_000
SITES = 1_000
CLASSES = 17
DAYS = 150


@pytest.fixture(scope="module")
def measured() -> pd.DataFrame:
    random = np.random.default_rng(1)
    age = random.uniform(36, 83, CHILDREN)
    height = 95 + (age - 36) * 0.55 + random.normal(0, 4, CHILDREN)
    return pd.DataFrame(
        {
            "sex": random.choice(["M", "F"], CHILDREN),
            "age_months": age,
            "height_cm": height,
            "weight_kg": 15.3 * (height / 100) ** 2 * random.lognormal(0, 0.1, CHILDREN),
        }
    )


@pytest.mark.parametrize("standard", ["wst423-2022", "who2006"])
def test_growth(benchmark, measured, standard):
    made = benchmark(growth.assess, measured, standard)
    benchmark.extra_info["children"] = len(made)
    benchmark.extra_info["rows a second"] = round(len(made) / benchmark.stats["median"])


def test_growth_row_by_row(benchmark, measured):
    """The alternative: one look-up a row, of weight for height alone, on a hundredth of the rows."""
    table = load("growth_wst423").query("indicator == 'weight_for_height'")
    columns = ["sd_m3", "sd_m2", "sd_m1", "median", "sd_p1", "sd_p2", "sd_p3"]
    part = measured.head(CHILDREN // 100)

    def loop() -> list[float]:
        found = []
        for row in part.itertuples():
            rows = table[table["sex"] == row.sex]
            nodes = [np.interp(row.height_cm, rows["x"], rows[name]) for name in columns]
            found.append(float(np.interp(row.weight_kg, nodes, range(-3, 4))))
        return found

    benchmark.pedantic(loop, rounds=1)
    benchmark.extra_info["rows a second"] = round(len(part) / benchmark.stats["median"])


@pytest.fixture(scope="module")
def ill() -> pd.DataFrame:
    """A term of illness: 32 cases at each site, half of them hand, foot and mouth disease."""
    random = np.random.default_rng(2)
    count = SITES * 32
    onset = pd.Timestamp("2026-02-25") + pd.to_timedelta(random.integers(0, DAYS, count), unit="D")
    diseases = ["手足口病"] * 16 + ["流感"] * 8 + ["水痘"] * 4 + ["诺如病毒", "麻疹", "风疹", "急性结膜炎"]
    return pd.DataFrame(
        {
            "site": np.repeat([f"s{n:04d}" for n in range(SITES)], 32),
            "onset": onset,
            "child": [f"C{n:06d}" for n in range(count)],
            "disease": diseases * SITES,
            "class_name": [f"{n}班" for n in random.integers(1, CLASSES + 1, count)],
            "reported_on": onset,
        }
    )


def test_clusters_of_a_thousand_sites(benchmark, ill):
    found = benchmark.pedantic(clusters.clusters, (ill, Profile.load().chosen("outbreak_jurisdiction")), rounds=3)
    benchmark.extra_info["cases"] = len(ill)
    benchmark.extra_info["clusters"] = len(found)


def test_warning_of_a_thousand_sites(benchmark):
    """Every symptom of every site over a term of school days."""
    counts = pd.DataFrame(np.random.default_rng(3).poisson(2, (100, SITES * 7)).astype(float))
    benchmark.pedantic(warning.alarms, (counts,), rounds=3)
    benchmark.extra_info["series"] = counts.shape[1]
