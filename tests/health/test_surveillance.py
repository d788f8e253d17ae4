"""Cases, clusters at the edges of their windows, isolation, contacts; figures worked by hand."""

import datetime as dt

import pandas as pd
import pytest

from kgcore.health import clusters, isolation, surveillance
from kgcore.standards import Profile, load

HFMD = "手足口病"
HUZHOU = Profile.load().chosen("outbreak_jurisdiction")


def ill(*rows, disease=HFMD):
    """Rows of (onset, child, class[, site])."""
    made = pd.DataFrame([(*row, "main")[:4] for row in rows], columns=["onset", "child", "class_name", "site"])
    made["onset"] = pd.to_datetime(made["onset"])
    return made.assign(
        disease=disease, reported_on=made["onset"], returned_on=pd.NaT, certificate=pd.NA, other_name=None
    ).astype({"returned_on": "datetime64[ns]", "certificate": "boolean"})


def of_class(found):
    return found[found["scope"] == "class"]


def test_two_cases_on_the_first_and_the_seventh_day_are_a_cluster():
    found = of_class(clusters.clusters(ill(("2026-05-01", "a", "中一班"), ("2026-05-07", "b", "中一班")), HUZHOU))
    assert found[["unit", "cases", "threshold", "window_days"]].to_numpy().tolist() == [["中一班", 2, 2, 7]]
    assert found["first_onset"].iloc[0] == pd.Timestamp("2026-05-01")
    assert found["reached_on"].iloc[0] == pd.Timestamp("2026-05-07")


def test_the_eighth_day_is_outside_the_window():
    assert clusters.clusters(ill(("2026-05-01", "a", "中一班"), ("2026-05-08", "b", "中一班")), HUZHOU).empty


def test_two_classes_are_not_one_class():
    assert clusters.clusters(ill(("2026-05-01", "a", "中一班"), ("2026-05-02", "b", "中二班")), HUZHOU).empty


def test_one_child_noted_twice_is_one_case():
    assert clusters.clusters(ill(("2026-05-01", "a", "中一班"), ("2026-05-03", "a", "中一班")), HUZHOU).empty


def test_five_in_the_kindergarten_within_seven_days():
    five = [(f"2026-05-{day:02d}", f"c{day}", f"中{day}班") for day in (1, 3, 4, 6, 7)]
    found = clusters.clusters(ill(*five), HUZHOU)
    assert found[["scope", "unit", "cases"]].to_numpy().tolist() == [["kindergarten", "", 5]]
    assert found["reached_on"].iloc[0] == pd.Timestamp("2026-05-07")
    late = [*five[:4], ("2026-05-08", "c8", "中八班")]
    assert clusters.clusters(ill(*late), HUZHOU).empty


def test_sites_do_not_add_up():
    rows = ill(("2026-05-01", "a", "中一班", "main"), ("2026-05-02", "b", "中一班", "longma"))
    assert clusters.clusters(rows, HUZHOU).empty


def test_events_far_apart_are_two():
    rows = ill(
        ("2026-05-01", "a", "中一班"), ("2026-05-02", "b", "中一班"), ("2026-05-04", "c", "中一班"),
        ("2026-05-20", "d", "中一班"), ("2026-05-26", "e", "中一班"),
    )  # fmt: skip
    found = of_class(clusters.clusters(rows, HUZHOU))
    assert found["cases"].tolist() == [3, 2]
    assert found["reached_on"].tolist() == [pd.Timestamp("2026-05-02"), pd.Timestamp("2026-05-26")]
    assert found["last_onset"].tolist() == [pd.Timestamp("2026-05-04"), pd.Timestamp("2026-05-26")]


def test_several_cases_on_one_day_reach_it_that_day():
    found = of_class(clusters.clusters(ill(("2026-05-05", "a", "中一班"), ("2026-05-05", "b", "中一班")), HUZHOU))
    assert found[["reached_on", "cases"]].to_numpy().tolist() == [[pd.Timestamp("2026-05-05"), 2]]


def test_known_when_the_second_case_was_reported():
    rows = ill(("2026-05-01", "a", "中一班"), ("2026-05-02", "b", "中一班"))
    rows["reported_on"] = pd.to_datetime(["2026-05-06", "2026-05-04"])
    assert of_class(clusters.clusters(rows, HUZHOU))["known_on"].tolist() == [pd.Timestamp("2026-05-06")]


def test_measles_window_of_ten_days():
    two = ill(("2026-05-01", "a", "中一班"), ("2026-05-10", "b", "大一班"), disease="麻疹")
    assert clusters.clusters(two, HUZHOU)["cases"].tolist() == [2]
    late = ill(("2026-05-01", "a", "中一班"), ("2026-05-11", "b", "大一班"), disease="麻疹")
    assert clusters.clusters(late, HUZHOU).empty


def test_suspension_advice_of_the_chosen_rule():
    rules = Profile.load().chosen("suspension_rule")
    found = clusters.suspension_advice(ill(("2026-05-01", "a", "中一班"), ("2026-05-04", "b", "中一班")), rules)
    assert found[["scope", "close_from", "reopen_earliest"]].to_numpy().tolist() == [
        ["class", pd.Timestamp("2026-05-05"), pd.Timestamp("2026-05-15")]
    ]
    assert clusters.suspension_advice(ill(), rules).empty


def test_share_of_a_class_ill_at_once():
    rules = load("outbreak_thresholds").query("jurisdiction == 'class_share'")
    enrolled = pd.DataFrame({"site": ["main"], "class_name": ["中一班"], "enrolled": [10]})
    rows = ill(
        ("2026-05-01", "a", "中一班"), ("2026-05-02", "b", "中一班"), ("2026-05-06", "c", "中一班"),
        ("2026-05-07", "d", "中一班"),
        disease="流感",
    )  # fmt: skip
    rows.loc[0, "returned_on"] = pd.Timestamp("2026-05-06")  # back on the day the third falls ill
    found = clusters.shares(rows, enrolled, rules)
    assert found[["reached_on", "ill", "share"]].to_numpy().tolist() == [[pd.Timestamp("2026-05-07"), 3, 0.3]]


def test_incidence_names_its_denominator():
    rows = ill(
        ("2026-05-01", "a", "中一班"),
        ("2026-05-02", "b", "中二班"),
        ("2026-05-08", "c", "中二班"),
        ("2026-06-01", "d", "中二班"),
    )
    enrolled = pd.Series({"中一班": 30, "中二班": 20})
    span = (dt.date(2026, 5, 1), dt.date(2026, 5, 31))
    assert surveillance.incidence(rows, enrolled, *span)[["cases", "enrolled", "rate"]].to_numpy().tolist() == [
        [3, 50, 0.06]
    ]
    by_class = surveillance.incidence(rows, enrolled, *span, by="class_name")
    assert by_class[["class_name", "cases", "rate"]].to_numpy().tolist() == [["中二班", 2, 0.1], ["中一班", 1, 1 / 30]]
    by_week = surveillance.incidence(rows, enrolled, *span, by="week")
    assert by_week[["week", "cases"]].to_numpy().tolist() == [["2026-W18", 2], ["2026-W19", 1]]


def test_curve_and_map_hold_every_day():
    rows = ill(("2026-05-01", "a", "中一班"), ("2026-05-03", "b", "中一班"))
    span = (dt.date(2026, 5, 1), dt.date(2026, 5, 4))
    assert surveillance.epidemic_curve(rows, *span)[HFMD].tolist() == [1, 0, 1, 0]
    table = surveillance.class_by_day(rows, ["小一班", "中一班"], *span)
    assert table.to_numpy().tolist() == [[0, 0, 0, 0], [1, 0, 1, 0]]


def test_an_unknown_disease_is_listed_and_kept_only_on_request():
    rows = pd.concat([ill(("2026-05-01", "a", "中一班")), ill(("2026-05-02", "b", "中一班"), disease="登革热")])
    kept, others = surveillance.known(rows)
    assert (kept["disease"].tolist(), others["disease"].tolist()) == ([HFMD], ["登革热"])
    kept, others = surveillance.known(rows, keep_other=True)
    assert kept[["disease", "other_name"]].to_numpy().tolist()[1] == ["其他", "登革热"]
    assert others["disease"].tolist() == ["登革热"]


def test_onset_after_return_is_found():
    rows = ill(("2026-05-05", "a", "中一班"))
    rows["returned_on"] = pd.Timestamp("2026-05-04")
    assert surveillance.contradictory(rows)["child"].tolist() == ["a"]


ISOLATION = Profile.load().chosen("isolation_scheme")


@pytest.mark.parametrize(
    ("returned", "status"),
    [("2026-05-14", "early_return"), ("2026-05-15", "returned"), (None, "may_return"), ("2026-06-30", "may_return")],
)
def test_hand_foot_mouth_disease_returns_after_fourteen_days(returned, status):
    rows = ill(("2026-05-01", "a", "中一班"))
    rows["returned_on"] = pd.to_datetime([returned])
    found = isolation.isolation(rows, ISOLATION, dt.date(2026, 6, 1))
    assert found["earliest_return"].iloc[0] == pd.Timestamp("2026-05-15")
    assert found["status"].tolist() == [status]


def test_still_isolated_and_no_rule():
    rows = pd.concat([ill(("2026-05-20", "a", "中一班")), ill(("2026-05-20", "b", "中一班"), disease="其他")])
    found = isolation.isolation(rows, ISOLATION, dt.date(2026, 6, 1))
    assert found["status"].tolist() == ["isolated", "no_rule"]


def test_counted_from_the_end_of_symptoms_is_the_earliest_day_conceivable():
    found = isolation.isolation(ill(("2026-05-01", "a", "中一班"), disease="流感"), ISOLATION, dt.date(2026, 5, 2))
    assert found["earliest_return"].iloc[0] == pd.Timestamp("2026-05-03")
    assert not found["exact"].iloc[0]


def test_return_without_certificate():
    rows = ill(("2026-05-01", "a", "中一班"), ("2026-05-01", "b", "中一班"), ("2026-05-01", "c", "中一班"))
    rows["returned_on"] = pd.to_datetime(["2026-05-16", "2026-05-16", None])
    rows["certificate"] = pd.array([True, pd.NA, pd.NA], dtype="boolean")
    found = isolation.isolation(rows, ISOLATION, dt.date(2026, 6, 1))
    assert isolation.without_certificate(found)["child"].tolist() == ["b"]


def test_contacts_are_watched_seven_days_from_the_last_onset():
    rows = ill(("2026-05-01", "a", "中一班"), ("2026-05-06", "b", "中一班"))
    last = dt.date(2026, 5, 13)
    found = isolation.contacts(rows, ISOLATION, last, last)
    assert found[["cases", "watch_until"]].to_numpy().tolist() == [[2, pd.Timestamp("2026-05-13")]]
    after = dt.date(2026, 5, 14)
    assert isolation.contacts(rows, ISOLATION, after, after).empty
    # onsets within the time looked at count; one after it is not known yet
    early = isolation.contacts(rows, ISOLATION, dt.date(2026, 4, 1), dt.date(2026, 5, 5))
    assert early[["cases", "watch_until"]].to_numpy().tolist() == [[1, pd.Timestamp("2026-05-08")]]
