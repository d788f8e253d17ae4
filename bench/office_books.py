"""How many rows of ordinary office books are read right: `python bench/office_books.py FOLDER` prints a line a book.

FOLDER holds `books/NN-name.xlsx` (or .xls, .csv) and `truth/NN.json`: an object with `rows`, a list of rows or lists of
rows by register; `register` names the register where `rows` is one list. Each book is read as `kg import --dry-run
--json` reads it, into a new office, and each row is held against the truth by its key and its values:

- right: every value agrees; one that the book cannot tell was asked.
- asked: a value differs, but the column stands in `asked`: somebody is asked before it goes in.
- wrong: a value differs and nobody is asked, the truth has no such row, or what must be asked was not.
- missing: no row for it, though tables were found. refused: no row, and the sheet says it was not understood.

`open` counts the rows that rest on a question, `questions` what is asked. Ends with 1 when a row is wrong.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import kgcore
from kgcore.cli.seeding import seed
from kgcore.glyphs import fold
from kgcore.intake import import_sheets
from kgcore.lives import Founding, founding_frames
from kgcore.lives.founding_answers import read_classes
from kgcore.office import Office
from kgcore.sheets.names import class_word

Row = dict[str, Any]
TODAY = dt.date(2026, 11, 30)
CLASSES = "小一班25、小二班25、中一班30、中二班30、大一班28、大二班28"

COLUMNS: dict[str, tuple[str, ...]] = {
    "class": ("class_name_written", "class_name"),
    "dish": ("dish_written", "dish"),
    "food": ("food_written", "food"),
    "food_written": ("food_written",),
    "kg": ("quantity_kg", "delivered_kg"),
    "amount_yuan": ("amount_yuan",),
    "yuan_per_kg": ("unit_cost_yuan",),
    "supplier": ("supplier_written",),
    "purpose": ("purpose_written",),
    "item": ("item_written",),
    "object": ("object_written",),
    "minutes": ("contact_minutes",),
    "state": ("leave",),
    "month": ("month", "date"),
}
"""The columns of a reading that hold what the truth calls otherwise; the others have its name."""
KEYS: dict[str, tuple[str, ...]] = {
    "menus": ("date", "meal", "dish"),
    "dish_ingredients": ("date", "meal", "dish", "food"),
    "movements": ("date", "meal", "food_written"),
    "counts": ("date", "food_written"),
    "attendance": ("date", "class", "meal"),
    "staff_meals": ("date", "meal"),
    "symptoms": ("date", "class", "child"),
    "refunds": ("month", "class", "child"),
    "measurements": ("month", "class", "child"),
    "observations": ("date", "class", "kind"),
    "illnesses": ("onset", "class", "disease"),
    "disinfection": ("date", "place", "object"),
    "samples": ("date", "meal", "dish"),
    "assets": ("name",),
    "inspections": ("date", "item"),
    "hazards": ("found_on", "description"),
    "visitors": ("date", "entered_at"),
}
"""What tells the rows of a register apart; a key that the truth does not tell is left out."""
VALUES: dict[str, tuple[str, ...]] = {
    "dish_ingredients": ("g_per_child", "g_small", "g_middle", "g_large"),
    "movements": ("kg", "amount_yuan", "yuan_per_kg", "supplier", "ledger"),
    "counts": ("kg",),
    "attendance": ("diners",),
    "staff_meals": ("diners",),
    "symptoms": ("state",),
    "refunds": ("absent_days", "amount_yuan"),
    "measurements": ("height_cm", "weight_kg", "hb_g_l", "sex", "birth_month"),
    "observations": ("checked", "abnormal", "description"),
    "illnesses": ("reported_on", "returned_on", "certificate"),
    "disinfection": ("strength_mg_l", "minutes"),
    "samples": ("grams", "kept_hours"),
    "assets": ("asset", "pieces", "unit_value_yuan", "place"),
    "inspections": ("area", "passed", "note"),
    "hazards": ("place", "severity", "fixed_on"),
    "visitors": ("left_at", "purpose", "met_written", "people"),
}
"""What is compared beside the key, where the truth tells it."""
OUTCOMES = ("right", "asked", "wrong", "missing", "refused")


@dataclass
class BookScore:
    """What became of the rows of one book."""

    book: str
    count: Counter[str] = field(default_factory=Counter)
    open_rows: int = 0
    questions: int = 0
    told: list[str] = field(default_factory=list)
    """What is not right, a line each."""


def new_office(folder: Path) -> Office:
    """Return an office as `kg init` makes it."""
    office = kgcore.open(folder / "office.db")
    seed(office, "量表园")
    answers = {"name": "量表园", "term": "2026-autumn", "classes": read_classes(CLASSES), "fee_yuan": 15.0}
    frames, _ = founding_frames(office, Founding.of(answers))
    office.write(frames, who="kgcore")
    return office


def measure(folder: Path, today: dt.date = TODAY) -> list[BookScore]:
    """Return the scores of all books of a folder that have a truth.

    Parameters
    ----------
    folder : holds `books` and `truth`.
    today : days without a year are supposed to be the latest not after it.
    """
    truths = {}
    for path in sorted((folder / "books").iterdir()):
        truth = folder / "truth" / f"{path.name.partition('-')[0]}.json"
        if truth.is_file():
            truths[path] = json.loads(truth.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as temporary, new_office(Path(temporary)) as office:
        readings = import_sheets(office, list(truths), who="bench", dry_run=True, today=today).described()
    return [score(reading, truth) for reading, truth in zip(readings, truths.values(), strict=True)]


def score(reading: Row, truth: Row) -> BookScore:
    """Return what became of the rows of one book.

    Parameters
    ----------
    reading : of the book, as JSON.
    truth : its right answer.
    """
    tables = [table for sheet in reading["sheets"] for table in sheet["tables"]]
    result = BookScore(reading["file"])
    result.questions = len({(ask["about"], ask["written"]) for table in tables for ask in table["asks"]})
    is_refused = bool(reading["faults"]) or any(sheet["faults"] for sheet in reading["sheets"])
    parts = list(_expected(truth))
    if not parts:
        _score_controls(truth["rows"], [row for table in tables for row in table["controls"]], result)
    for register, expected in parts:
        rows = [_with_facts(row, tables) for table in tables if table["register"] == register for row in table["rows"]]
        _score_rows(register, expected, rows, "refused" if is_refused and not rows else "missing", result)
    return result


def _expected(truth: Row) -> Iterator[tuple[str, list[Row]]]:
    """Yield the registers that the truth has rows of, with these rows."""
    named = re.findall(r"[a-z]+(?:_[a-z]+)*", str(truth["register"]))
    rows = truth["rows"]
    if isinstance(rows, list):
        register = next(name for name in named if name in KEYS)
        yield register, [_pieces(row) for row in rows]
        return
    for name, part in rows.items():
        if name == "child_days":
            leaves = [row for row in part if row["state"] not in ("出勤", "不计")]
            yield "symptoms", [row | {"state": row["state"].replace("其他缺勤", "其他")} for row in leaves]
        elif name in KEYS:
            yield name, _bands(part) if name == "dish_ingredients" else part


def _pieces(row: Row) -> Row:
    """Return a row; 入库 and 出库 are kinds of movements that the register calls otherwise."""
    return {name: value for name, value in row.items() if name != "kind" or value not in ("入库", "出库")}


def _bands(rows: list[Row]) -> list[Row]:
    """Return ingredients with the grams of each band in one row; those of a whole meal are of no dish."""
    bands = {"小班": ("g_small",), "中班": ("g_middle",), "大班": ("g_large",), "中班+大班": ("g_middle", "g_large")}
    joined: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if str(row["dish"]).startswith("#"):
            for food, grams in re.findall(r"([^、\d]+)([\d.]+)g", str(row["text"])):
                joined[row["date"], None, "", food] = {
                    "date": row["date"], "dish": "", "food": food, "g_per_child": float(grams),
                }  # fmt: skip
            continue
        new = joined.setdefault((row["date"], row.get("meal"), row["dish"], row["food"]), {})
        grams = row.get("g_per_child")
        new |= {name: value for name, value in row.items() if name not in ("band", "g_per_child")}
        new |= dict.fromkeys(bands.get(row.get("band", ""), ("g_per_child",)), grams)
    return list(joined.values())


def _with_facts(row: Row, tables: list[Row]) -> Row:
    """Return a row with the facts of the child that it makes, and those of the receipt of its asset."""
    more: Row = {}
    for table in tables:
        for made in table["made"]:
            if made.get("register") == "children" and made.get("child") == row.get("child"):
                more |= {name: value for name, value in made.items() if name in ("sex", "birth_month")}
    if "unit_value_yuan" in row:
        receipts = [one for table in tables if table["register"] == "asset_moves" for one in table["rows"]]
        own = [table["rows"] for table in tables if table["register"] == "assets"]
        index = next((rows.index(row) for rows in own if row in rows), None)
        if index is not None and index < len(receipts):
            more |= {name: receipts[index].get(name) for name in ("pieces", "place")}
            row = row | {"asked": [*row.get("asked", []), *receipts[index].get("asked", [])]}
    return more | row


def _score_rows(register: str, expected: list[Row], rows: list[Row], absent: str, result: BookScore) -> None:
    keys = [name for name in KEYS[register] if any(name in one for one in expected)]
    values = [name for name in VALUES.get(register, ()) if any(name in one for one in expected)]
    result.open_rows += sum(1 for row in rows if row.get("asked"))
    left = list(rows)
    unmatched = []
    for one in expected:
        match = _best(left, one, keys, values, asked_keys=False)
        if match is None:
            unmatched.append(one)
            continue
        left.remove(match)
        _judge(register, one, match, values, result)
    for one in unmatched:
        match = _best(left, one, keys, values, asked_keys=True)
        told = {name: one.get(name) for name in keys}
        if match is not None:
            left.remove(match)
            result.count["asked"] += 1
        elif not _is_measured(register, one, values):
            result.count["right"] += 1
        else:
            result.count[absent] += 1
            result.told.append(f"{absent} {register} {told}")
    for row in left:
        result.count["wrong"] += 1
        result.told.append(f"wrong {register}: no such row in the truth: { {n: _value(row, n) for n in keys} }")


def _is_measured(register: str, one: Row, values: list[str]) -> bool:
    """Whether the truth has anything to keep: a child who was not examined makes no row."""
    return register != "measurements" or any(one.get(name) is not None for name in values[:3])


def _best(left: list[Row], one: Row, keys: list[str], values: list[str], *, asked_keys: bool) -> Row | None:
    """Return the row of the same key, that with most equal values; with `asked_keys` those asked count as equal."""

    def same_key(row: Row) -> bool:
        open_keys = {name for name in keys if _is_asked(row, name)} if asked_keys else set()
        return all(name in open_keys or _equal(one.get(name), _value(row, name)) for name in keys)

    candidates = [row for row in left if same_key(row)]
    return max(candidates, key=lambda row: sum(_equal(one.get(n), _value(row, n)) for n in values), default=None)


def _judge(register: str, one: Row, row: Row, values: list[str], result: BookScore) -> None:
    differing = [name for name in values if name in one and not _equal(one[name], _value(row, name))]
    if one.get("ask_kg") and not _is_asked(row, "kg"):
        outcome = "wrong"
    elif one.get("ask_kg"):
        differing = [name for name in differing if name != "kg"]
        outcome = "right" if not differing else "wrong"
    else:
        outcome = "right" if not differing else "asked" if all(_is_asked(row, n) for n in differing) else "wrong"
    result.count[outcome] += 1
    if outcome != "right":
        pairs = {name: (one.get(name), _value(row, name)) for name in differing}
        result.told.append(f"{outcome} {register} {[one.get(n) for n in KEYS[register]]} (truth, read): {pairs}")


def _score_controls(truth: Row, controls: list[Row], result: BookScore) -> None:
    """Hold the control figures of a month against the truth, one figure a row."""
    told = controls[0] if controls else {}
    staff = {"previous": "staff_balance_carried_yuan", "balance": "staff_month_balance_yuan"}
    flat = {name: value for name, value in truth.items() if name != "staff"}
    flat |= {staff.get(name, f"staff_{name}_yuan"): value for name, value in truth.get("staff", {}).items()}
    for name, value in flat.items():
        outcome = "missing" if name not in told else "right" if _equal(value, told[name]) else "wrong"
        result.count[outcome] += 1
        if outcome != "right":
            result.told.append(f"{outcome} {name}: {value} {told.get(name)}")


def _columns(name: str) -> tuple[str, ...]:
    return COLUMNS.get(name, (name,))


def _value(row: Row, name: str) -> Any:
    value = next((row[column] for column in _columns(name) if row.get(column) is not None), None)
    return str(value)[:7] if name == "month" and value is not None else value


def _is_asked(row: Row, name: str) -> bool:
    open_columns = {column.removesuffix("_written") for column in row.get("asked", [])}
    return bool(open_columns & {column.removesuffix("_written") for column in _columns(name)})


def _equal(truth: Any, read: Any) -> bool:
    if isinstance(truth, dict) and isinstance(read, dict):
        return truth.keys() == read.keys() and all(_equal(value, read[name]) for name, value in truth.items())
    if isinstance(truth, list) and isinstance(read, list):
        return len(truth) == len(read) and all(map(_equal, truth, read))
    if isinstance(truth, (int, float)) and isinstance(read, (int, float)):
        return abs(float(truth) - float(read)) < 0.006
    return _comparable(truth) == _comparable(read)


def _comparable(value: Any) -> str:
    if value is None:
        return ""
    text = re.sub(r"\s", "", fold(str(value)))
    text = {"男": "m", "女": "f"}.get(text, text)
    if match := re.fullmatch(r"#(.*)-x?(\d+)", text):
        return f"#{class_word(match[1])}-{match[2]}"
    if re.fullmatch(r"\d:\d{2}", text):
        return f"0{text}"
    return class_word(text) if text.endswith("班") or re.fullmatch(r"[托小中大]\D?\d?", text) else text


def main() -> int:
    """Print the table; return 1 when a row is wrong."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "truth").is_dir():
        sys.stderr.write(f"{__doc__}\n")
        return 2
    scores = measure(Path(sys.argv[1]))
    heads = ("rows", *OUTCOMES, "open", "questions")
    sys.stdout.write(f"{'book':<42}{''.join(f'{head:>10}' for head in heads)}\n")
    total = BookScore("sum")
    for one in scores:
        total.count += one.count
        total.open_rows += one.open_rows
        total.questions += one.questions
    for one in [*scores, total]:
        rows = sum(one.count.values())
        cells = (rows, *(one.count[name] for name in OUTCOMES), one.open_rows, one.questions)
        sys.stdout.write(f"{one.book[:40]:<42}{''.join(f'{cell:>10}' for cell in cells)}\n")
    rows = sum(total.count.values())
    sys.stdout.write(f"right {total.count['right'] / max(rows, 1):.1%} of {rows} rows\n")
    for one in scores:
        for text in one.told:
            sys.stdout.write(f"{one.book}: {text}\n")
    return 1 if total.count["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
