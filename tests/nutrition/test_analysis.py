"""The monthly analysis of a tiny kitchen: two sites, two days in May, every figure worked out by hand."""

import datetime as dt

import pandas as pd
import pytest

import kgcore
from kgcore import nutrition
from kgcore.nutrition import NotAKitchenError, NutritionReview

DAYS = ["2026-05-06", "2026-05-07"]
WHO = {"buyer": "S001", "storekeeper": "S001", "bookkeeper": "S001", "approver": "S001"}


def site(**columns):
    return pd.DataFrame({"site": "main", **columns})


def frames():
    foods = site(
        food=["大米", "牛奶", "青菜", "盐"],
        guide_group=["谷类", "奶类", "蔬菜", "盐"],
        origin=["cereal", "animal", "plant", "plant"],
        season_months="1;2;3;4;5;6;7;8;9;10;11;12",
        purchase=["store", "fresh", "fresh", "store"],
        price_fen_per_kg=[500, 1000, 400, 300],
        edible_pct=[100.0, 100.0, 80.0, 100.0],
        added_sugar_g=0.0,
        energy_kcal=[350.0, 60.0, 20.0, 0.0],
        protein_g=[8.0, 3.0, 2.0, 0.0],
        fat_g=[1.0, 3.0, 0.0, 0.0],
        carb_g=[77.0, 5.0, 4.0, 0.0],
        fibre_g=[0.6, 0.0, 1.0, 0.0],
        ca_mg=[10.0, 100.0, 100.0, 0.0],
        p_mg=[110.0, 70.0, 40.0, 0.0],
        fe_mg=[1.0, 0.1, 2.0, 0.0],
        na_mg=[2.0, 40.0, 60.0, 39000.0],
        vit_c_mg=[None, 1.0, 30.0, 0.0],
        source="own-knowledge",
        confidence="own-knowledge",
    )
    dishes = site(
        dish=["米饭", "牛奶", "青菜汤"],
        course=["主食", "奶饮", "汤羹"],
        meals="早点;午餐;午点",
        method=["蒸", "煮", "煮"],
        main_ingredient=["大米", "牛奶", "青菜"],
        family="家常",
        season_months="1;2;3;4;5;6;7;8;9;10;11;12",
        source="own-knowledge",
        confidence="own-knowledge",
    )
    ingredients = site(
        dish=["米饭", "牛奶", "青菜汤", "青菜汤"],
        food=["大米", "牛奶", "青菜", "盐"],
        net_g_small=[200.0, 150.0, 80.0, 0.5],
        net_g_middle=[200.0, 150.0, 80.0, 0.5],
        net_g_large=[200.0, 150.0, 80.0, 0.5],
        source="own-knowledge",
        grams_basis="own-knowledge",
    )
    return {
        "sites": pd.DataFrame({"site": ["main", "longma"], "name": ["示范", "龙马"], "kitchen": "main"}),
        "classes": pd.DataFrame(
            {"site": ["main", "longma"], "term": "2026-spring", "class_name": ["小一班", "中一班"],
             "band": ["小班", "中班"], "enrolled": 10}
        ),
        "staff": site(staff=["S001"], role="营养员", certificate="中级", hired_on="2019-09-01"),
        "suppliers": site(supplier=["V01"], name="甲", supplies="粮", licence_expires="2027-12-31"),
        "children": site(
            child=[f"C{n:05d}" for n in range(10)], class_name="小一班", sex=["M", "F"] * 5, birth_month="2022-01",
            enrolled_on="2025-09-01",
        ),
        "foods": foods,
        "dishes": dishes,
        "dish_ingredients": ingredients,
        "menus": pd.concat(
            [site(date=[day] * 3, meal=["早点", "午餐", "午餐"], course=["奶饮", "主食", "汤羹"],
                  dish=["牛奶", "米饭", "青菜汤"]) for day in DAYS]
        ),
        "attendance": pd.concat(
            [
                site(date=["2026-04-01"] * 3, class_name="小一班", meal=["早点", "午餐", "午点"], diners=10),
                *(site(date=[day] * 3, class_name="小一班", meal=["早点", "午餐", "午点"], diners=10) for day in DAYS),
                *(pd.DataFrame({"site": "longma", "date": [day], "class_name": "中一班", "meal": "午餐", "diners": 10})
                  for day in DAYS),
            ]
        ),
        "movements": movements(),
        "counts": site(
            date=["2026-04-30", "2026-05-29"], warehouse="食堂", ledger="幼儿", item="大米", quantity_g=[2000, 1600],
            scope="月盘", counted_by="S001", checked_by="S001",
        ),
    }  # fmt: skip


def movements():
    rows = [
        ("M0001", "2026-04-01", "采购", "幼儿", "大米", 4000, 500, None),
        ("M0002", "2026-04-02", "采购", "幼儿", "大米", 500, 500, None),
        ("M0003", "2026-04-03", "采购", "幼儿", "大米", 500, 510, None),
        ("M0004", "2026-05-06", "采购", "幼儿", "大米", 6000, 5000, None),
        ("M0005", "2026-05-06", "采购", "幼儿", "牛奶", 3200, 1000, None),
        ("M0006", "2026-05-06", "领用", "幼儿", "牛奶", 3200, None, None),
        ("M0007", "2026-05-06", "采购", "幼儿", "青菜", 4000, 400, None),
        ("M0008", "2026-05-06", "领用", "幼儿", "青菜", 4000, None, None),
        ("M0009", "2026-05-06", "采购", "幼儿", "盐", 1000, 300, None),
        ("M0010", "2026-05-06", "领用", "幼儿", "盐", 64, None, None),
        ("M0011", "2026-05-06", "采购", "教工", "大米", 90_000, 500, None),
        ("M0012", "2026-05-07", "采购", "幼儿", "青菜", 40_000, 400, None),
        ("M0013", "2026-06-01", "冲正", "幼儿", "青菜", 40_000, 400, "M0012"),
    ]
    columns = ["entry", "date", "kind", "ledger", "food", "quantity_g", "unit_cost_fen", "reverses"]
    frame = site(**pd.DataFrame(rows, columns=columns).to_dict("list"), **WHO)
    bought = frame["unit_cost_fen"].notna()
    frame["amount_fen"] = (frame["quantity_g"] * frame["unit_cost_fen"] / 1000).where(bought)
    frame["supplier"] = frame["kind"].map({"采购": "V01"})
    return frame


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("office") / "office.db"
    with kgcore.open(path) as office:
        office.write(frames(), who="测试")
    return path


@pytest.fixture(scope="module")
def may(database) -> NutritionReview:
    with kgcore.open(database) as office:
        return nutrition.month(office, "2026-05")


def finding(report, code, subject=None):
    found = [f for f in report.findings if f.code == code and subject in (None, f.subject)]
    assert len(found) == 1, [f"{f.code} {f.subject}" for f in report.findings]
    return found[0]


def test_person_days_of_both_sites(may):
    # main: 10 children × 2 whole days = 20; longma: 10 × 2 lunches × 0.6 = 12
    assert may.person_days.set_index("site")["person_days"].to_dict() == pytest.approx({"main": 20, "longma": 12})
    assert may.facts.set_index("item").loc["person_days", "value"] == pytest.approx(32)


def test_account_of_each_food(may):
    # rice 2 + 6 − 1.6 = 6.4 kg ÷ 32 = 200 g; milk 100 g; greens 4 kg × 80 % ÷ 32 = 100 g; salt 64 g ÷ 32 = 2 g
    table = may.consumption.set_index("food")
    assert table["consumed_g"].to_dict() == {"大米": 6400, "牛奶": 3200, "盐": 64, "青菜": 4000}
    assert table["edible_g_per_child_day"].to_dict() == pytest.approx({"大米": 200, "牛奶": 100, "盐": 2, "青菜": 100})


def test_intake_target_and_verdict(may):
    # energy 700 + 60 + 20 = 780; children: 10 of 4 (1275 on average of boys and girls), longma 2.5 of 4, 7.5 of 5
    # (1350): (12.5 × 1275 + 7.5 × 1350) / 20 = 1303.125, half of it 651.5625
    energy = may.nutrients.loc["energy_kcal"]
    assert energy["amount"] == pytest.approx(780)
    assert energy["target"] == pytest.approx(651.5625)
    assert energy["verdict"] == "偏高"
    # Ca 20 + 100 + 100 = 220 of 600 × 0.4 = 240
    calcium = may.nutrients.loc["ca_mg"]
    assert calcium[["amount", "target", "ratio", "coverage"]].to_list() == pytest.approx([220, 240, 220 / 240, 1])
    # vitamin C is not known for the 200 g of rice among 402 g
    assert may.nutrients.loc["vit_c_mg", "coverage"] == pytest.approx(202 / 402)
    assert may.nutrients.loc["vit_c_mg", "verdict"] == "数据不足"
    assert may.nutrients.loc["zn_mg", "verdict"] == "数据不足"


def test_findings_say_what_is_done_about_them(may):
    low = finding(may, "nutrition.low", "膳食纤维")
    # fibre 1.2 + 1 = 2.2 g of 10 × 0.4 = 4
    assert low.measured == pytest.approx(0.55)
    assert low.advice.startswith(("按膳食调整方案", "本次不动"))


def test_salt_and_macronutrients(may):
    # sodium of the salt 780 mg × 2.54 = 1.981 g; limit 3 g × 50 %. All sodium 884 mg against the PI 1000 × 50 %
    assert may.nutrients.loc["na_mg", ["amount", "target"]].to_list() == pytest.approx([884, 500])
    salt = may.quality.loc["salt"]
    assert salt[["measured", "high"]].to_list() == pytest.approx([1.9812, 1.5])
    assert salt["verdict"] == "above"
    # protein 16 + 3 + 2 = 21 g; fat 2 + 3 = 5 g; carbohydrate 154 + 5 + 4 = 163 g of which fibre 2.2
    # 84 + 45 + (643.2 + 4.4) = 776.6
    assert may.macro["kcal"].to_list() == pytest.approx([84, 45, 647.6])
    assert may.quality.loc["high_quality_protein", "measured"] == pytest.approx(3 / 21)


def test_menu_side(may):
    # milk 150 g × 10 × 2; rice 200 g × 20 × 2 ÷ 32 = 250 g planned against 200 g eaten
    rice = may.plan.set_index("food").loc["大米"]
    assert rice[["planned_g", "consumed_g"]].to_list() == pytest.approx([250, 200])
    assert may.kinds_per_day["kinds"].to_list() == [3, 3]
    assert finding(may, "nutrition.kinds_per_day").measured == 3
    # snack 90 kcal × 20 = 1800; lunch (700 + 16) × 40 = 28640
    assert may.meals.set_index("meal")["share"].to_dict() == pytest.approx(
        {"早点": 1800 / 30440, "午餐": 28640 / 30440, "午点": 0}
    )
    assert may.meals["slot"].to_list() == ["上午", "中午", "中午"]
    assert set(may.bands["band"]) == {"小班", "中班"}


def test_findings_about_the_records(may):
    price = finding(may, "nutrition.price_outlier")
    assert "2026-05-06 M0004 采购大米单价50.00元/kg" in price.text
    missed = finding(may, "nutrition.stocktake_missed")
    assert missed.subject == "期末盘点"
    assert "盐 0.936 kg" in missed.text
    assert finding(may, "nutrition.ages_assumed").measured == pytest.approx(10)


def test_a_review_tells_itself_and_its_measure(may):
    assert repr(may).startswith(
        "<NutritionReview 2026年5月膳食营养，能量占园内目标 120%，不足的营养素 膳食纤维，就餐人日数 32："
    )
    assert "不足的营养素" in may._repr_html_()
    assert may.measures["measure"].tolist() == ["energy_ratio"]
    assert may.measures["value"].iloc[0] == may.nutrients.loc["energy_kcal", "ratio"]
    assert nutrition.month is nutrition.term is nutrition.review


def test_months_before_are_shown(may):
    assert may.trend["month"].unique().tolist() == ["2026-04", "2026-05"]


def test_every_finding_is_whole(may):
    for found in may.findings:
        assert found.code.startswith("nutrition.")
        assert found.period == "2026-05"
        assert "nan" not in found.text + found.advice
        assert found.source


def test_method_names_edition_pattern_and_assumptions(may):
    method = may.method.set_index("item")["choice"]
    assert method["供餐方式"] == "一餐二点"
    assert "2023" in method["膳食营养素参考摄入量"]
    assert "期初＋购入" in method["食物消耗"]


def test_site_fed_by_another_kitchen_is_sent_there(database):
    with kgcore.open(database, site="longma") as office, pytest.raises(NotAKitchenError, match="请按园所“main”做"):
        nutrition.month(office, "2026-05")


def test_month_without_diners_says_so(database):
    with kgcore.open(database) as office, pytest.raises(ValueError, match="没有就餐人日"):
        nutrition.month(office, "2026-03")


def test_impossible_grams_are_named_and_sodium_is_not_judged(tmp_path):
    rows = frames()
    salt = rows["movements"]["entry"] == "M0009"
    rows["movements"].loc[salt, ["quantity_g", "amount_fen"]] = [9600, 2880]
    rows["movements"].loc[rows["movements"]["entry"] == "M0010", "quantity_g"] = 9600
    with kgcore.open(tmp_path / "office.db") as office:
        office.write(rows, who="测试")
        report = nutrition.month(office, "2026-05")
    # 9600 g ÷ 32 = 300 g a child a day, the menu says 0.5 g × 40 ÷ 32 = 0.625 g
    found = finding(report, "nutrition.grams_outlier", "盐")
    assert found.severity == "severe"
    assert found.measured == pytest.approx(300)
    assert "M0009（2026-05-06）9.6 kg" in found.text
    assert report.nutrients.loc["na_mg", "verdict"] == "记录存疑"
    assert report.nutrients.loc["ca_mg", "verdict"] == "适宜"
    assert report.quality.loc["salt", "verdict"] == "doubtful"  # what the record spoils is judged nowhere


def test_what_is_usual_is_taken_from_the_year_in_which_the_term_began(tmp_path):
    """Salt of 9.6 kg beside 1 and 3 kg in the year: usually 3 kg. Ten purchases of 20 kg before it do not count."""
    rows = frames()
    salt = rows["movements"]["entry"] == "M0009"
    rows["movements"].loc[salt, ["quantity_g", "amount_fen"]] = [9600, 2880]
    rows["movements"].loc[rows["movements"]["entry"] == "M0010", "quantity_g"] = 9600
    days = [*([dt.date(2025, 12, 31)] * 10), dt.date(2026, 1, 1), dt.date(2026, 4, 8)]
    grams = [*([20_000] * 10), 1000, 3000]
    bought = [
        rows["movements"][salt].assign(entry=f"M9{n:03d}", date=day, quantity_g=g, amount_fen=g * 3 // 10)
        for n, (day, g) in enumerate(zip(days, grams, strict=True))
    ]
    issued = [row.assign(entry=row["entry"] + "L", kind="领用", amount_fen=None, unit_cost_fen=None) for row in bought]
    rows["movements"] = pd.concat([rows["movements"], *bought, *issued], ignore_index=True)
    with kgcore.open(tmp_path / "office.db") as office:
        office.write(rows, who="测试")
        report = nutrition.month(office, "2026-05")
    assert "M0009（2026-05-06）9.6 kg，通常每笔3 kg" in finding(report, "nutrition.grams_outlier", "盐").text


def test_the_trend_goes_back_to_the_year_in_which_the_term_began(tmp_path):
    rows = frames()
    april = rows["attendance"][pd.to_datetime(rows["attendance"]["date"]) < "2026-05-01"]
    days = ["2025-12-31", "2026-01-05"]
    rows["classes"] = pd.concat([rows["classes"], rows["classes"].assign(term="2025-autumn")], ignore_index=True)
    rows["attendance"] = pd.concat([rows["attendance"], *(april.assign(date=day) for day in days)], ignore_index=True)
    with kgcore.open(tmp_path / "office.db") as office:
        office.write(rows, who="测试")
        report = nutrition.month(office, "2026-05")
    assert report.trend["month"].unique().tolist() == ["2026-01", "2026-04", "2026-05"]


@pytest.mark.parametrize(
    ("absent", "code"), [(["menus"], "nutrition.no_menu"), (["movements", "counts"], "nutrition.no_stock_records")]
)
def test_what_was_never_recorded_is_said(tmp_path, absent, code):
    rows = frames()
    for name in absent:
        del rows[name]
    with kgcore.open(tmp_path / "office.db") as office:
        office.write(rows, who="测试")
        report = nutrition.month(office, "2026-05")
    assert finding(report, code)
    assert not [f for f in report.findings if "nan" in f.text + f.advice]
