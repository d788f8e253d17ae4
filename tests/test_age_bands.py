"""An office with a toddler class and a mixed-age class: registers, nutrition, money, menus and the next term."""

import openpyxl
import pandas as pd
import pytest

from kgcore import importing, menu, money, nutrition, staff, weekly
from kgcore.lives import propose_term
from kgcore.nutrition.records import read
from kgcore.nutrition.survey import dietary_survey
from kgcore.periods import parse
from kgcore.present.menu import kitchen
from kgcore.standards import AgeBand, Profile, ProfileError
from kgcore.store import FaultsError
from kgcore.testing import tiny_office
from kgcore.workbook import write_template, write_workbook

TODDLERS, MIXED = "托一班", "混龄一班"


def classes(name, band):
    return pd.DataFrame({"term": "2026-spring", "class_name": [name], "band": [band], "enrolled": [8]})


@pytest.fixture(scope="module")
def office():
    with tiny_office() as office:
        fees = pd.DataFrame(
            {"valid_from": pd.Timestamp("2026-02-01"), "band": ["托班", "混龄班"], "fee_fen": [1000, 1100]}
        )
        office.write({"classes": classes(TODDLERS, "托班"), "fee_rates": fees}, who="S001")
        office.write({"classes": classes(MIXED, "混龄班")}, who="S001")
        eaten = office.read("attendance", "2026-05")
        of_one = eaten[eaten["class_name"] == "小一班"]
        for name in (TODDLERS, MIXED):
            office.write({"attendance": of_one.assign(class_name=name, diners=8)}, who="S001")
        yield office


def test_the_packaged_bands_are_those_that_the_registers_offer():
    from kgcore.registers import terms

    assert Profile.load().band_names == terms.USUAL_BANDS


def test_a_class_of_an_unknown_band_is_refused(office):
    with pytest.raises(
        FaultsError, match=r"《班级》第 1 条“年龄段”（现为 学前班）：本园没有这个年龄段，有托班、.*age_bands"
    ):
        office.write({"classes": classes("学前一班", "学前班")}, who="S001")
    assert "学前一班" not in set(office.read("classes")["class_name"])


def test_a_workbook_with_an_unknown_band_is_refused_by_cell(office, tmp_path):
    path = write_workbook(tmp_path / "班级.xlsx", {"classes": classes("学前一班", "学前班").assign(site="main")})
    result = importing.import_files(office, [path], who="S001")
    assert [(fault.cell, fault.value) for fault in result.faults] == [("D2", "学前班")]
    assert "本园没有这个年龄段" in result.faults[0].expected


def test_a_kindergarten_has_its_own_bands():
    profile = Profile.of(
        {"age_bands": [{"name": "幼幼班", "months": [18, 36]}, {"name": "中大班", "months": [48, 72]}]}
    )
    assert profile.band_names == ("幼幼班", "中大班")
    assert profile.band("中大班").shares() == {"net_g_middle": 0.5, "net_g_large": 0.5}
    with pytest.raises(ProfileError, match="年龄段“小班”不认识，本园有幼幼班、中大班"):
        profile.band("小班")


def test_no_menu_is_planned_for_an_age_without_intakes(office):
    bands = [{"name": "托班", "months": [18, 36]}, *({"name": name, "months": months} for name, months in (
        ("小班", [36, 48]), ("中班", [48, 60]), ("大班", [60, 72]), ("混龄班", [36, 72])))]  # fmt: skip
    office.profile, before = Profile.of({"age_bands": bands}), office.profile
    try:
        with pytest.raises(menu.MenuError, match="托班有未满 2 周岁的幼儿"):
            menu.problem_of(office, menu.PlanRequest.of("2026-W25"))
    finally:
        office.profile = before


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ({"name": "托班", "months": [36, 24]}, "月龄写的是 36 至 24；应由小到大"),
        ({"name": "托班", "months": [24, 36], "portions": {"学前班": 1}}, "份量要写成小班、中班、大班克数的几倍"),
        ({"name": "托班"}, "months：没有写"),
    ],
)
def test_a_band_that_cannot_be_is_named(band, words):
    with pytest.raises(ProfileError, match=words):
        Profile.of({"age_bands": [band]})


def test_portions_of_a_band_may_be_set_in_the_profile():
    assert AgeBand(name="托班", months=(24, 36), portions={"小班": 0.8}).in_words() == "小班克数×0.8"


def test_nutrition_counts_every_band_by_its_own_ages(office):
    survey = dietary_survey(read(office, parse("2026-05"), parse("2026-05")), office.profile, parse("2026-05"))
    heads = survey.people.groupby("band")["n"].sum()
    assert heads.to_dict() == pytest.approx({"小班": 10, "大班": 10, "托班": 8, "混龄班": 8})
    # toddlers were 24 to 35 months on 31 August 2025: nine of twelve months have had their third birthday by mid-May
    toddlers = survey.people[survey.people["band"] == "托班"].groupby("age")["n"].sum()
    assert toddlers.to_dict() == pytest.approx({2: 2, 3: 6})
    rice = survey.plan[survey.plan["food"] == "大米"].drop_duplicates("band").set_index("band")["net_g"]
    assert rice["托班"] == pytest.approx(0.85 * rice["小班"])
    month = nutrition.month(office, "2026-05")
    assert list(dict.fromkeys(month.bands["band"])) == ["托班", "小班", "大班", "混龄班"]
    assert "托班＝小班克数按食物类折减后" in month.method.set_index("item")["choice"]["年龄段份量"]
    assert any(
        finding.code == "nutrition.ages_assumed" and "混龄班满36至71个月" in finding.text for finding in month.findings
    )


def test_fees_of_every_band_are_due(office):
    due = money.month(office, "2026-05").income.set_index("band")["due_fen"]
    assert due["托班"] == 18 * 8 * 1000
    assert due["混龄班"] == 18 * 8 * 1100


def test_menus_are_planned_for_the_bands_that_are_there(office):
    problem = menu.problem_of(office, menu.PlanRequest.of("2026-W25"))
    assert problem.bands == ("托班", "小班", "大班", "混龄班")
    assert problem.children.loc["main"].tolist() == [8, 10, 10, 8]
    assert problem.age_shares["托班"].to_dict()[2] == 1
    # girls and boys of two: 1000 and 1100 kcal, half of the day here
    assert problem.targets.loc["energy_kcal", "托班"] == pytest.approx(525)
    assert problem.bands[problem.middle_band] in ("小班", "混龄班")


def test_a_dish_that_toddlers_cannot_eat_is_not_planned_where_they_are(office):
    dish = "赤豆小圆子"  # sticky: from three years on
    request = menu.PlanRequest.of("2026-W25")
    assert dish not in menu.problem_of(office, request).position
    with tiny_office() as older:
        assert dish in menu.problem_of(older, request).position


def hints(office):
    """Return dish → what the kitchen's sheets of a posted week say beside it."""
    week = weekly.week_menu(office, "2026-W20")
    sheets = kitchen.day_sheets(week, menu.office_variants(office, week.plan))
    return {
        group["head"].split("　")[1]: group["hint"] for sheet in sheets.content["sections"] for group in sheet["groups"]
    }


def test_the_kitchen_reads_how_a_dish_is_made_for_toddlers(office):
    assert hints(office)["冬瓜排骨汤"].endswith("托班：滤骨")
    with tiny_office() as older:
        assert not any("托班" in hint for hint in hints(older).values())


def test_grams_of_a_band_may_be_registered(office):
    rows = office.read("dish_ingredients").head(1)
    own = rows[["dish", "food"]].assign(band="托班", net_g=7.5)
    office.write({"band_portions": own}, who="S001")
    problem = menu.problem_of(office, menu.PlanRequest.of("2026-W25"))
    dish, food = problem.position[rows["dish"].iloc[0]], problem.foods.index.get_loc(rows["food"].iloc[0])
    assert problem.grams[0, dish, food] == 7.5


def test_class_sizes_of_every_band_are_judged(office):
    sizes = staff.month(office, "2026-05").ratios.set_index("subject")["high"]
    assert (sizes["托班"], sizes["混龄班"]) == (20, 30)


def test_toddlers_move_up_and_a_mixed_class_stays(office):
    proposal = propose_term(office, "2026-autumn")
    found = proposal.frames["classes"].set_index("class_name")["band"].to_dict()
    assert found == {TODDLERS: "托班", "小一班": "小班", "中一班": "中班", MIXED: "混龄班"}
    assert any("混龄一班 是混龄，不升班" in note for note in proposal.notes)


def test_the_template_offers_the_bands_of_the_office(tmp_path):
    path = write_template(tmp_path / "t.xlsx", ["classes"], lists={"age_bands": ["幼幼班", "大班"]})
    lists = openpyxl.load_workbook(path)["选项"]
    assert [cell.value for cell in lists["A"]] == ["classes.band", "幼幼班", "大班"]
