"""An old term out of the working database: later figures stay, the file is verified and reported from, and back."""

import datetime as dt
import shutil
from types import SimpleNamespace

import pandas as pd
import pytest

from kgcore import assessment, lives, money, nutrition, reports
from kgcore.assessment.measure_values import measure_values
from kgcore.assessment.rooms import room_reviews
from kgcore.assessment.scorecard_inputs import scorecard_inputs
from kgcore.cli.application import run
from kgcore.money.ledger import closing, value_known
from kgcore.office import Office
from kgcore.periods import PeriodError, parse
from kgcore.standards import Profile
from kgcore.store import StoreError
from kgcore.testing import tiny_office

DAYS = [dt.date(2025, 10, 13), dt.date(2025, 11, 12), dt.date(2025, 12, 10), dt.date(2026, 1, 12)]
LEDGERS = ["movements", "acceptance", "receipts", "disinfection", "menus"]
TERM, FILE = "2025-autumn", "2025-autumn.db"
NEXT = parse("2026-spring")


def closes(days=DAYS):
    """Return the month closes of days."""
    rows = [
        {"month": f"{day:%Y-%m}", "closed_on": "2026-02-05", "bookkeeper": "S007", "approver": "S001"} for day in days
    ]
    return {"month_closes": pd.DataFrame(rows)}


def lived(office):
    """Write an autumn of a day a month before the office's May: rice, one issue, a receipt, menus, diners, rounds.

    Rice of 30 to 33 kg is bought a month at 15,001 fen and 777 more each time, and all but 7,003 g is issued. So
    three purchases lie before the new year, one after.
    """
    may = {name: office.read(name) for name in ("movements", "menus", "attendance", "disinfection", "classes")}
    purchase = may["movements"].query("kind == '采购' and food == '大米'").head(1)
    issue = purchase.assign(kind="领用", amount_fen=None, unit_cost_fen=None, supplier=None, batch=None, expires=None)
    moves = []
    for number, day in enumerate(DAYS):
        grams, fen = 30_000 + 1_000 * number, 15_001 + 777 * number
        moves.append(purchase.assign(entry=f"MA{number}001", date=day, quantity_g=grams, amount_fen=fen,
                                     unit_cost_fen=round(fen * 1000 / grams)))  # fmt: skip
        moves.append(issue.assign(entry=f"MA{number}002", date=day, quantity_g=grams - 7_003))
    receipts = [
        {"entry": f"R2025{n}-001", "date": day, "month": f"{day:%Y-%m}", "purpose": "预收膳费", "amount_fen": 100_000,
         "approver": "S001"}
        for n, day in enumerate(DAYS)
    ]  # fmt: skip
    a_day = {name: may[name][may[name]["date"] == may["menus"]["date"].min()] for name in ("menus", "attendance")}
    office.write(
        {
            "classes": may["classes"].assign(term=TERM),
            "movements": pd.concat(moves).reset_index(drop=True),
            "receipts": pd.DataFrame(receipts),
            "disinfection": each_day(may["disinfection"].head(1)),
            **{name: each_day(rows) for name, rows in a_day.items()},
        },
        who="S001",
    )


def each_day(rows):
    return pd.concat([rows.assign(date=day) for day in DAYS], ignore_index=True)


def figures(office, month="2026-05", rooms=(money, nutrition)):
    """Return every table, measure and finding of rooms for a month, as lines of text."""
    reviews = [room.review(office, parse(month)) for room in rooms]
    return [line for room, review in zip(rooms, reviews, strict=True) for line in lines_of(room.__name__, review)]


def term_figures(reviews):
    """Return every table, measure and finding of each room's term, as lines of text."""
    assert all(entry.review is not None for entry in reviews)
    return [line for entry in reviews for line in lines_of(entry.room.name, entry.review)]


def lines_of(name, review):
    tables = {title: value for title, value in vars(review).items() if isinstance(value, pd.DataFrame)}
    lines = [f"{name}: {finding!r} {finding.text}" for finding in review.findings]
    for title, table in tables.items():
        # the day of a food's first movement is that of its opening stock after archiving
        rows = table.drop(columns="first", errors="ignore").to_csv().splitlines()
        lines += [f"{name} {title}: {row}" for row in rows]
    return lines


def require_same(after, before):
    assert not sorted(set(after) ^ set(before))[:6]
    assert after == before


def stock(office, day):
    entries = value_known(office.read("movements"), office.profile.stock_valuation)
    return closing(entries[entries["date"] <= pd.Timestamp(day)]).to_csv()


@pytest.fixture(scope="module")
def open_book(tmp_path_factory):
    """Path of an office that lived through the autumn, its months not closed yet."""
    path = tmp_path_factory.mktemp("book") / "office.db"
    with tiny_office() as office:
        lived(office)
        office.store.backup(path)
    return path


@pytest.fixture(scope="module")
def closed_book(open_book, tmp_path_factory):
    """Path of the same office with its months closed."""
    path = tmp_path_factory.mktemp("book") / "office.db"
    shutil.copy(open_book, path)
    with Office.open(path) as office:
        office.write(closes(), who="S001")
    return path


@pytest.fixture(scope="module")
def archived(closed_book, tmp_path_factory):
    """An office whose autumn was archived: its figures before and after, the archive, and what archiving told."""
    folder = tmp_path_factory.mktemp("archived")
    path, file = folder / "office.db", folder / FILE
    shutil.copy(closed_book, path)
    with Office.open(path) as office:
        before = SimpleNamespace(
            figures=figures(office),
            rooms=room_reviews(office, NEXT, scorecard_inputs(office, NEXT)),
            stock=stock(office, "2025-12-31"),
            november=figures(office, "2025-11", [money]),
        )
        told = lives.archive_term(office, TERM, file, who="S001")
        yield SimpleNamespace(office=office, before=before, told=told, path=path, file=file)


@pytest.fixture
def office(closed_book, tmp_path):
    shutil.copy(closed_book, tmp_path / "office.db")
    with Office.open(tmp_path / "office.db") as office:
        yield office


def test_the_room_of_what_went_is_given_back(archived):
    with archived.office.store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA freelist_count").scalar_one() == 0


def test_later_figures_are_equal(archived):
    require_same(figures(archived.office), archived.before.figures)


def test_a_self_assessment_gives_the_same_figures_and_says_that_it_has_no_term_before(archived):
    term = assessment.term(archived.office, NEXT)
    require_same(term_figures(term.rooms), term_figures(archived.before.rooms))
    pd.testing.assert_frame_equal(term.measures, measure_values(archived.before.rooms))
    assert term.before is None
    assert set(term.comparison["verdict"]) <= {"unknown"}


def test_the_stock_is_carried_on_to_the_fen(archived):
    office = archived.office
    assert stock(office, "2025-12-31") == archived.before.stock
    assert archived.told.receipt.rows["movements"].removed_rows == 6
    assert archived.told.whole_foods == ()
    # a batch each; FIFO or not, 21,009 g of rice are left of three purchases
    openings = office.read("movements").query("note.str.startswith('归档结转', na=False)")
    assert openings["quantity_g"].sum() == 21_009
    assert openings["entry"].tolist() == [f"QC20251231-{n:04d}" for n in range(1, len(openings) + 1)]
    for name in ("receipts", "disinfection", "menus"):
        assert office.read(name).query("date < '2026-01-01'").empty
    assert len(office.read("month_closes")) == 4
    assert office.store.discrepancies().empty


def test_the_file_is_verified_and_reported_from(archived):
    with Office.open(archived.file) as file:
        assert file.store.discrepancies().empty
        require_same(figures(file, "2025-11", [money]), archived.before.november)
        assert len(file.read("disinfection")) > len(archived.office.read("disinfection"))
        assert file.archived_in(parse("2025-11")) is None


def test_what_was_archived_is_not_reported_without_the_file(archived, tmp_path):
    assert [term.file for term in archived.office.store.archived()] == [FILE]
    assert archived.office.archived_in(parse("2026-02")) is None
    outcome = reports.run("nutrition", {"period": "2025-11", "database": str(archived.path)}, tmp_path)
    assert outcome.status == "failed"
    assert f"2025年11月已归档到 {FILE}" in outcome.message


def test_what_was_archived_comes_back(tiny, tmp_path):
    lived(tiny)
    tiny.write(closes(), who="S001")
    before = tiny.store.fingerprint(LEDGERS)
    receipt = lives.archive_term(tiny, TERM, tmp_path / FILE, who="S001").receipt
    assert tiny.store.fingerprint(LEDGERS) != before
    tiny.write({"suppliers": tiny.read("suppliers").assign(name="新名称")}, who="S001")
    with pytest.raises(StoreError, match=r"kg unarchive 2025-autumn\.db"):
        tiny.store.undo(who="S001", entry=receipt.journal)
    lives.take_archive_back(tiny, tmp_path / FILE, who="S001")
    assert tiny.store.fingerprint(LEDGERS) == before
    assert tiny.read("suppliers")["name"].tolist() == ["新名称"]
    assert tiny.store.discrepancies().empty
    assert tiny.store.archived() == []
    with pytest.raises(StoreError, match="已经取回"):
        lives.take_archive_back(tiny, tmp_path / FILE, who="S001")


def test_a_later_reversal_keeps_the_foods_entries(office, tmp_path):
    rows = office.read("movements").set_index("entry", drop=False)
    reversal = rows.loc[["MA2001"]].assign(entry="MX0001", date=dt.date(2026, 5, 7), kind="冲正", reverses="MA2001")
    office.write({"movements": reversal.reset_index(drop=True)}, who="S001")
    before = figures(office, rooms=[money])
    told = lives.archive_term(office, TERM, tmp_path / FILE, who="S001")
    assert told.whole_foods == ("大米",)
    assert "MA0001" in set(office.read("movements")["entry"])
    require_same(figures(office, rooms=[money]), before)


def test_foods_that_later_figures_look_back_for_keep_their_entries(open_book, tmp_path):
    """Eggs: none are bought from the new year to the next term. Greens were never issued. Oil was counted too early.

    Salt: none is left, and more comes a week unissued. Rice alone goes, counted on the last day.
    """
    shutil.copy(open_book, tmp_path / "office.db")
    with Office.open(tmp_path / "office.db") as office:
        rows = office.read("movements").set_index("entry", drop=False)
        bought, issued, later = (rows.loc[[entry]] for entry in ("MA1001", "MA1002", "MA3001"))
        week_before = later.assign(date=dt.date(2026, 1, 5), quantity_g=2_000, amount_fen=1_000, unit_cost_fen=500)
        moves = [
            bought.assign(food="鸡蛋"),
            bought.assign(food="青菜"),
            week_before.assign(food="青菜"),
            bought.assign(food="菜籽油"),
            issued.assign(food="菜籽油", quantity_g=1_000, date=dt.date(2025, 12, 10)),
            week_before.assign(food="菜籽油"),
            bought.assign(food="食盐"),
            issued.assign(food="食盐", quantity_g=bought["quantity_g"].item()),
            week_before.assign(food="食盐"),
            issued.assign(food="食盐", quantity_g=1_000, date=dt.date(2026, 1, 12)),
        ]
        extra = pd.concat(moves).assign(entry=[f"MX{n:04d}" for n in range(len(moves))])
        count = office.read("counts").query("item == '大米'").head(1)
        counts = [
            count.assign(date=dt.date(2025, 12, 31), quantity_g=20_000),
            count.assign(date=dt.date(2025, 11, 28), item="菜籽油", quantity_g=30_500),
        ]
        office.write({"movements": extra.reset_index(drop=True), "counts": pd.concat(counts)}, who="S001")
        office.write(closes(), who="S001")
        told = lives.archive_term(office, TERM, tmp_path / FILE, who="S001")
        assert set(told.whole_foods) == {"鸡蛋", "青菜", "菜籽油", "食盐"}
        assert told.receipt.rows["receipts"].removed_rows == 3
        assert set(extra["entry"]) <= set(office.read("movements")["entry"])


def test_where_stocktakes_tell_what_was_used_the_ledger_stays(closed_book, tmp_path):
    shutil.copy(closed_book, tmp_path / "office.db")
    with Office.open(tmp_path / "office.db") as opened:
        office = Office(opened.store, "main", Profile.of({"consumption": "stocktake"}))
        before = office.store.fingerprint(["movements", "acceptance"])
        told = lives.archive_term(office, TERM, tmp_path / FILE, who="S001")
        assert office.store.fingerprint(["movements", "acceptance"]) == before
        assert told.receipt.rows["receipts"].removed_rows == 3


def test_a_second_archive_does_not_write_over_opening_stock(office, tmp_path):
    """Numbers of opening entries are free ones, whoever used them."""
    rows = office.read("movements").set_index("entry", drop=False)
    taken = rows.loc[["MA3002"]].assign(entry="QC20251231-0001", quantity_g=10)
    office.write({"movements": taken.assign(date=dt.date(2026, 5, 8)).reset_index(drop=True)}, who="S001")
    lives.archive_term(office, TERM, tmp_path / FILE, who="S001")
    kept = office.read("movements").set_index("entry")
    assert kept.loc["QC20251231-0001", "quantity_g"] == 10
    assert kept.loc["QC20251231-0002", "kind"] == "期初"


def test_open_months_wrong_names_and_a_file_in_the_way_are_refused_and_nothing_changes(open_book, office, tmp_path):
    file = tmp_path / FILE
    shutil.copy(open_book, tmp_path / "open.db")
    with Office.open(tmp_path / "open.db") as early:
        before = early.store.fingerprint(LEDGERS)
        with pytest.raises(StoreError, match=r"不能归档：2025-10、2025-11、2025-12、2026-01 还没有月结"):
            lives.archive_term(early, TERM, file, who="S001")
        assert early.store.fingerprint(LEDGERS) == before
    assert not file.exists()
    before = office.store.fingerprint(LEDGERS)
    with pytest.raises(StoreError, match="文件名要以学期结尾"):
        lives.archive_term(office, TERM, tmp_path / "a.db", who="S001")
    with pytest.raises(PeriodError, match="不是学期"):
        lives.archive_term(office, "2025-11", file, who="S001")
    file.write_text("mine")
    with pytest.raises(StoreError, match="归档不覆盖"):
        lives.archive_term(office, TERM, file, who="S001")
    assert office.store.fingerprint(LEDGERS) == before
    assert file.read_text() == "mine"


def test_the_commands(office, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["archive", TERM, "--to", FILE]) == 0
    assert f"已归档到 {FILE}" in capsys.readouterr().out
    assert run(["journal"]) == 0
    assert f"归档，文件 {FILE}" in capsys.readouterr().out
    assert run(["--database", FILE, "check", "--integrity"]) == 0
    capsys.readouterr()
    assert run(["unarchive", FILE]) == 0
    assert f"已取回 {FILE}" in capsys.readouterr().out
