"""One rule for one quantity: report, poster and bench give the same verdict on the same intake."""

import pandas as pd
import pytest

from kgcore import weekly
from kgcore.explorer.pictures import nutrients_chart
from kgcore.nutrition.nutrient_adequacy import adequacy
from kgcore.standards import nutrient_class, share_class
from kgcore.testing import tiny_office, tiny_plan


@pytest.fixture(scope="module")
def week():
    with tiny_office() as office:
        yield weekly.week_menu(office, "2026-W20")


def of_report(week) -> pd.DataFrame:
    """The adequacy that the monthly report gives for the week's average child-day."""
    average, profile = week.average(), week.problem.profile
    names = list(average.index)
    shares = profile.in_school_shares()["target"]
    share = [float(shares[share_class(name)]) for name in names]
    targets = pd.DataFrame(
        {"kind": "RNI", "reference": average["target"] / share, "share": share, "target": average["target"],
         "least_target": average["target"], "UL": average["upper"] / share, "PI": float("nan"), "source": "s",
         "confidence": "seen"},
        index=names,
    )  # fmt: skip
    intake = average[["amount", "coverage"]].copy()
    plates = week.evaluation.plates
    retinol = plates.grams.sum(axis=0) @ (week.problem.foods["retinol_ug"].astype("float64").fillna(0) / 100)
    intake.loc["retinol_ug"] = [float(retinol / len(plates.days) @ week.problem.band_weights), 1.0]
    return adequacy(intake, targets, {c: profile.bands(c) for c in ("energy", "protein", "limit", "others")}, 0.9)


def test_poster_and_report_agree(week):
    report, poster = of_report(week), weekly.at_a_glance(week).set_index("nutrient")
    assert len(poster) >= 8
    assert poster["level"].to_dict() == report.loc[poster.index, "level"].to_dict()
    assert poster["verdict"].to_dict() == report.loc[poster.index, "verdict"].to_dict()


def test_bench_and_report_agree_by_band():
    plan = tiny_plan()
    profile, rows = plan.problem.profile, plan.nutrition("week")
    rows = rows[rows["target"].notna() & rows["enough"]]
    week, band = str(rows["period"].iloc[0]), str(rows["band"].iloc[0])
    rows = rows[(rows["period"] == week) & (rows["band"] == band)]

    table = nutrients_chart(plan, week, band).content["table"]
    place = [column["name"] for column in table["columns"]].index("verdict")
    chart = {cells[0]: cells[place] for cells in table["rows"]}
    for row in rows.to_dict("records"):
        judged = adequacy(
            pd.DataFrame({"amount": [row["amount"]], "coverage": [1.0]}, index=[row["nutrient"]]),
            pd.DataFrame({"kind": "RNI", "reference": row["target"], "share": 1.0, "target": row["target"],
                          "least_target": row["target"], "UL": float("nan"), "PI": float("nan"), "source": "s",
                          "confidence": "seen"}, index=[row["nutrient"]]),
            {nutrient_class(row["nutrient"]): profile.bands(nutrient_class(row["nutrient"]))},
            0.9,
        )  # fmt: skip
        title = judged["title"].iloc[0]
        assert chart[title] == judged["verdict"].iloc[0], title
