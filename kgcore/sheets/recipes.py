"""带量食谱 with one food a row or a cell: which dishes are served on a day, and the grams of each food for a child."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from kgcore.registers import terms
from kgcore.sheets.amounts import MASS, read_number
from kgcore.sheets.context import Context
from kgcore.sheets.dates import Moment, moments, read_moment, weekday_of
from kgcore.sheets.dish_texts import Portion, lines_of, separators
from kgcore.sheets.dish_texts import portions as portions_of
from kgcore.sheets.facts import on_day
from kgcore.sheets.grid import Value, plain
from kgcore.sheets.kinds import RECIPE_MENU, Field, bare, bracket
from kgcore.sheets.menu_places import MenuPlace, follow, meal_column_of
from kgcore.sheets.names import LEAVE_OUT, Names
from kgcore.sheets.portions import BAND_COLUMN, FoodAmount, bands_of, bands_of_titles, portions
from kgcore.sheets.records import Record, TableSource, asked, named, settle
from kgcore.sheets.result import Row, TableReading
from kgcore.sheets.shared_foods import shared
from kgcore.sheets.side_parts import SheetColumn

WEEK = re.compile(r"(?:(20\d{2})\s*年?\s*)?第\s*(\d{1,2}|[一二三四五六七八九十]+)\s*周")
SEASONING = re.compile(r"调味|调料|佐料|用油|油盐")
COURSES = {
    terms.STAPLE: "主食|面点|米面", terms.SECOND: "小荤|半荤|花荤|副菜|副荤|荤素", terms.MAIN: "大荤|荤菜|主菜|主荤|荤",
    terms.VEGETABLE: "素菜|蔬菜|素", terms.SOUP: "汤|羹", terms.SNACK: "点心|糕点|面包|饼干",
    terms.MILK: "奶|乳|豆浆|饮", terms.FRUIT: "水果|果",
}  # fmt: skip
GROSS, NET = "生重", "净重"
SAME, OF_MIDDLE = "各年龄段相同", "这是中班的量，其他按比例推算"
TO_MAIN, TO_VEGETABLE = "归当餐的大荤", "归当餐的素菜"
OWN_BAND = re.compile(r"([\u4e00-\u9fff]{1,4}班)(?:用量|带量|克数|克重|净重|重量|量|/?克|/?g)?")
DINERS = re.compile(r"([托小中大]班)\s*[:：]?\s*(\d+)\s*人")


def recipes(source: TableSource) -> list[TableReading]:
    """Return the dishes of each meal, and the foods of each dish with grams a child; both stand on the same cells."""
    menus = source.reading(RECIPE_MENU, "menus")
    foods = source.reading(RECIPE_MENU, "dish_ingredients")
    headings = " ".join(column.heading for columns in source.table.columns.values() for column in columns)
    basis = basis_of(source.context, source.names, headings, foods)
    source.table.columns |= _own_bands(source)
    dish_column = source.table.column("dish")
    cells = [lines_of(source.grid.own(row, dish_column.index)) for row in source.table.body] if dish_column else []
    signs = separators(cells)
    place, meal_column = MenuPlace(), meal_column_of(source)
    for record in source.records():
        day, day_asked = day_of(source, record, menus)
        follow(source, record, place, meal_column)
        if not place.dish and not _food_text(record):
            _tell_loose_grams(source, record, foods)
            continue
        base: Row = {"date": day, "asked": ["date"] if day_asked else []}
        put_meal(source, menus, base, place.meal)
        entries = list(_entries(source, record, foods))
        seasoning = bool(SEASONING.search(f"{place.course} {place.dish}")) or _holds_foods(place.dish)
        if not seasoning and len(dishes := portions_of([place.dish], source.names, signs)) > 1:
            _serve_several(source, menus, base, place, dishes)
            for portion, part, share in shared(source, foods, base, dishes, _food_text(record), entries):
                _use(source, foods, menus, share, replace(place, dish=part), portion, False, basis)
            continue
        if seasoning:
            entries = [portion for portion in portions(place.dish) if portion.number is not None] or entries
        elif place.dish:
            serve(source, menus, base, place)
        for portion in entries:
            _use(source, foods, menus, base, place, portion, seasoning, basis)
        if not entries:
            _tell_loose_grams(source, record, foods)
    _diners(source, menus)
    return [menus, foods]


def _holds_foods(dish: str) -> bool:
    """Whether the cell of a dish holds foods with their grams, such as 油5、盐2."""
    foods = portions(dish)
    return len(foods) > 1 and any(food.number is not None for food in foods)


def _serve_several(
    source: TableSource, reading: TableReading, base: Row, place: MenuPlace, dishes: list[Portion]
) -> None:
    """Put each dish of one cell onto the menu; which they are is asked where that is unclear."""
    for dish in dishes:
        row = serve(source, reading, base, replace(place, dish=dish.text, course=dish.course or place.course))
        if dish.group:
            asked(row, "dish")
            reading.ask("dish", dish.group, dish.proposals)


def _tell_loose_grams(source: TableSource, record: Record, reading: TableReading) -> None:
    """Tell of grams of which nothing names the dish or the food."""
    if column := _number_column(source, record):
        text = source.grid.own_text(record.row, source.grid.filled(record.row)[0])
        reading.faults.append(
            f"第 {record.row + 1} 行“{text[:12]}”：{column}写了克数，看不出是哪道菜、哪种食物，没有读入"
        )


def _number_column(source: TableSource, record: Record) -> str:
    """Return the heading of the first column of grams in which a record has a number; empty when none has."""
    for name, columns in source.table.columns.items():
        if (name.startswith(BAND_COLUMN) or name == "grams") and read_number(record.value(name)):
            return source.heading(columns[0])
    return ""


def _own_bands(source: TableSource) -> dict[str, list[SheetColumn]]:
    """Return the columns of grams of bands that only this office has, such as 混龄班, by field."""
    taken = {column.index for columns in source.table.columns.values() for column in columns}
    bands: dict[str, list[SheetColumn]] = {}
    for column in sorted(set(range(source.grid.width)) - taken):
        heading = source.grid.text(source.table.head[1], column)
        match = OWN_BAND.fullmatch(bare(heading))
        if match and any(read_number(source.grid.own(row, column)) is not None for row in source.table.body):
            name = BAND_COLUMN + match[1]
            bands[name] = [SheetColumn(column, Field(name, "", fill=False), heading, bracket(heading))]
    return bands


def day_of(source: TableSource, record: Record, reading: TableReading) -> tuple[dt.date | None, bool]:
    """Return the day of a record, and whether it is asked: of its cell, of the heading above, or of the titles."""
    value: Value = record.value("date") if source.table.column("date") else None
    value = value if value is not None else source.table.parent or None
    text = plain(value)
    row: Row = {}
    weekday = weekday_of(text)
    if read_moment(value) is None and not any(moment.day for moment in moments(text)) and weekday is not None:
        monday = monday_of(source.context)
        if monday is None:
            week = next((match[0] for part in _texts(source.context) if (match := WEEK.search(part))), "")
            label = f"{week}（{source.context.place}）"
            answer = read_moment(source.names.answered("week", label))
            monday = answer.date if answer else None
            if monday is None:
                reading.ask("week", label)
                return None, True
        return monday + dt.timedelta(weekday - monday.weekday()), source.days.supposed
    if value is None and source.context.moment.day is None:
        weekday = next((found for part in _texts(source.context)[:2] if (found := weekday_of(part)) is not None), None)
        monday = monday_of(source.context)
        if weekday is not None and monday is not None:
            return monday + dt.timedelta(weekday - monday.weekday()), False
    day = on_day(row, reading, "date", source, value)
    return day, "date" in row.get("asked", [])


def _texts(context: Context) -> list[str]:
    return [context.sheet, *reversed(context.titles), context.file, *context.siblings]


def monday_of(context: Context) -> dt.date | None:
    """Return a day of the week that the titles name: the first of a range of days, or the Monday of a calendar week."""
    span = context.span
    if span is not None and span[0].date is not None:
        return span[0].date
    for text in _texts(context):
        match = WEEK.search(text)
        if match and match[1] and match[2].isdecimal() and 1 <= int(match[2]) <= 53 and "学期" not in text:
            try:
                return dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
            except ValueError:
                return None
    moment = context.moment
    return moment.date if moment.day is not None else None


def put_meal(source: TableSource, reading: TableReading, row: Row, word: str) -> None:
    """Put the meal of a row into it; asked once for the form where nothing names one."""
    if word:
        match = source.names.meal(word)
        named(row, reading, "meal", word, match)
        row.pop("meal_written")
        return
    row["meal"] = terms.LUNCH
    meals = (terms.LUNCH, terms.AFTERNOON_SNACK, terms.MORNING_SNACK)
    settle(row, reading, source.names, "meal", "meal", source.context.form, meals)


def serve(source: TableSource, reading: TableReading, base: Row, place: MenuPlace) -> Row:
    """Put the dish onto the menu once and return its row; its course is the sheet's, or that of the dish."""
    row: Row = {**base, "asked": list(base["asked"])}
    named(row, reading, "dish", place.dish, source.names.dish(place.dish))
    course = next((one for one, words in COURSES.items() if re.search(words, place.course)), None)
    row["course"] = source.names.course(row["dish"]) or course
    await_course(row)
    if place.band:
        row["band"] = place.band
    if not row["asked"]:
        del row["asked"]
    if row not in reading.rows:
        reading.rows.append(row)
    return row


def await_course(row: Row) -> None:
    """Note that the course of a row waits for its dish where that is asked and nothing else tells it."""
    if row["course"] is None and "dish" in row.get("asked", []):
        asked(row, "course")


def _food_text(record: Record) -> str:
    return record.text("food", "food_grams")


def _entries(source: TableSource, record: Record, reading: TableReading) -> Iterator[FoodAmount]:
    """Yield the foods of a record with their numbers: of columns by band, of one column, or of the text itself."""
    text = _food_text(record)
    columns = [name for name in source.table.columns if name.startswith(BAND_COLUMN) or name == "grams"]
    inner = portions(text)
    label = [portion for portion in inner if portion.number is not None]
    if label or not columns or len(inner) > 1:
        total = read_number(record.value("grams")) if source.table.column("grams") else None
        summed = sum((portion.number or Decimal(0) for portion in label), Decimal(0))
        if total is not None and len(label) > 1 and label == inner and summed != total:
            reading.faults.append(
                f"第 {record.row + 1} 行：{text[:24]} 相加为 {summed:f}，写的是 {total.normalize():f}"
            )
        yield from inner
        return
    dish = source.table.column("dish")
    if not text and not (dish and source.grid.own_text(record.row, dish.index)):
        return
    # Without a food, the grams are those of the dish: 牛奶, 油.
    for name in columns:
        value = record.value(name)
        if value is None:
            continue
        column = source.table.column(name)
        bands = bands_of(column.heading) if column and name != "grams" else ()
        number = read_number(value)
        if number is not None:
            yield FoodAmount(text, number * _grams_of_one(column), "g", bands or (() if name == "grams" else (name,)))
        else:
            found = portions(plain(value))
            number, unit = (found[0].number, found[0].unit) if found else (None, "")
            yield FoodAmount(text, number, unit, bands or (() if name == "grams" else (name,)))


def _grams_of_one(column: SheetColumn | None) -> Decimal:
    """Return the grams of one unit of a column, as its heading tells: 千克, 斤, 两, 钱; grams where it tells none."""
    written = f"{column.unit} {column.heading}".lower() if column else ""
    unit = re.search(r"kg|千克|公斤|市斤|斤|两(?![餐园班个])|钱", written)
    return MASS[unit[0]] * 1000 if unit else Decimal(1)


def _use(
    source: TableSource,
    reading: TableReading,
    menus: TableReading,
    base: Row,
    place: MenuPlace,
    portion: FoodAmount,
    loose: bool,
    basis: str,
) -> None:
    """Put the grams of a food into the row of its dish; seasonings of a meal belong to no dish and are asked."""
    row: Row = {**base, "asked": list(base["asked"])}
    if loose or not place.dish:
        row["dish"], row["dish_written"] = None, "" if loose else place.dish
        _season(source, reading, menus, row)
    else:
        match = source.names.dish(place.dish)
        row["dish_written"], row["dish"] = place.dish, match.name or next(iter(match.proposals), None)
        if match.name is None:
            asked(row, "dish")
    word = portion.food or place.dish
    named(row, reading, "food", word, source.names.food(word))
    titles = (source.context.sheet, *reversed(source.context.titles), source.context.file)
    columns = portion.bands or bands_of(place.band) or bands_of_titles(titles) or ("g_per_child",)
    grams = grams_of(source.names, reading, portion, word)
    for column in columns:
        row[column] = grams[0]
        if column == "g_per_child" and (bands := one_figure(source.names, _grams_label(source), reading)):
            row["bands"] = bands
        elif grams[1] or column == "g_per_child":
            asked(row, column)
    if basis:
        row["weight_basis"] = basis
    same = ("date", "meal", "dish_written", "food_written")
    for present_row in reading.rows[-8:]:
        if all(present_row.get(name) == row.get(name) for name in same) and not set(columns) & set(present_row):
            present_row |= {column: row[column] for column in columns}
            for column in row["asked"]:
                asked(present_row, column)
            return
    if not row["asked"]:
        del row["asked"]
    reading.rows.append(row)


def grams_of(names: Names, reading: TableReading, portion: FoodAmount, food: str) -> tuple[Decimal | None, bool]:
    """Return the grams of a portion and whether they are asked: what a piece or a millilitre weighs is."""
    if portion.grams is not None:
        return portion.grams, False
    if portion.number is None:
        reading.ask("grams", food)
        return None, True
    answer = read_number(names.answered("grams", f"{food} 1{portion.unit}"))
    if answer is not None:
        return answer * portion.number, False
    proposal = portion.number if portion.unit in ("ml", "毫升") else None
    proposals = (f"{proposal / portion.number:f}",) if proposal is not None else ()
    reading.ask("grams", f"{food} 1{portion.unit}", proposals)
    return proposal, True


def _season(source: TableSource, reading: TableReading, menus: TableReading, row: Row) -> None:
    """Put a dish of the same meal into the row of a seasoning of the whole meal, as is asked once for the form."""
    answer = source.names.answered("seasoning", source.context.form)
    if answer == LEAVE_OUT:
        row["dish"] = LEAVE_OUT
        return
    served = [one for one in menus.rows if all(one[name] == row[name] for name in ("date", "meal"))]
    course = terms.VEGETABLE if answer == TO_VEGETABLE else terms.MAIN
    row["dish"] = next((one["dish"] for one in served if one["course"] == course), None)
    row["dish"] = row["dish"] or next((one["dish"] for one in served), None)
    if answer not in (TO_MAIN, TO_VEGETABLE):
        asked(row, "dish")
        reading.ask("seasoning", source.context.form, (TO_MAIN, TO_VEGETABLE, LEAVE_OUT))


def _grams_label(source: TableSource) -> str:
    column = source.table.column("grams", "food_grams", "food")
    return f"{source.heading(column) if column else '带量'}（{source.context.form}）"


def one_figure(names: Names, question: str, reading: TableReading) -> str:
    """Return what one figure for all bands means, as is asked once for the form; empty while that is open."""
    answer = names.answered("bands", question)
    if answer in (SAME, OF_MIDDLE):
        return answer
    reading.ask("bands", question, (SAME, OF_MIDDLE))
    return ""


def basis_of(context: Context, names: Names, headings: str, reading: TableReading) -> str:
    """Return whether grams are net or gross as headings and titles say; asked where they do not."""
    text = f"{headings} {context.text} {' '.join(context.notes)}"
    if re.search(r"净重|可食|净含量|净菜", text):
        return NET
    if re.search(r"生重|毛重|市品", text):
        return GROSS
    answer = names.answered("weight_basis", context.form)
    if answer is None:
        reading.ask("weight_basis", context.form, (NET, GROSS))
    return answer or ""


def _diners(source: TableSource, reading: TableReading) -> None:
    """Note the numbers of diners by band that stand below the table."""
    for note in source.context.notes:
        if "人数" in note:
            for band, number in DINERS.findall(note):
                reading.controls.append({"date": _date_of(source), "band": band, "diners": int(number)})


def _date_of(source: TableSource) -> dt.date | None:
    return source.days.day(read_moment(source.table.parent or None) or Moment())


__all__ = [
    "await_course",
    "basis_of",
    "day_of",
    "grams_of",
    "monday_of",
    "one_figure",
    "put_meal",
    "recipes",
    "serve",
]
