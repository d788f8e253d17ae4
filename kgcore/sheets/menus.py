"""周食谱: dishes by day and meal, in a grid whichever way it runs or as lines of text, and grams below."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from kgcore.registers import terms
from kgcore.sheets.axes import CLASS_NAME, COURSE, DAY, HOLIDAY, MEAL, WEEKDAY, Key, keys_of, meal_of
from kgcore.sheets.context import DayReader, context
from kgcore.sheets.dish_foods import put_foods, put_loose_foods
from kgcore.sheets.dish_texts import Portion, foods_of, lines_of, portions, separators
from kgcore.sheets.grid import Grid, Value, plain
from kgcore.sheets.kinds import RECIPE_MENU, WEEK_MENU
from kgcore.sheets.matrix import Keys, SheetMatrix, is_nothing
from kgcore.sheets.matrix_source import MatrixSource
from kgcore.sheets.menu_bands import band_of_titles
from kgcore.sheets.names import Match, Names
from kgcore.sheets.recipes import await_course
from kgcore.sheets.records import asked, named, settle
from kgcore.sheets.result import Row, TableReading

DINERS = re.compile(r"人数|就餐|用餐|应到|实到|出勤")
"""Rows of a menu that tell how many eat; what stands in them are no grams."""
GRAM_ROW = re.compile(r"带量|用量|克/人|g/人|每人")
MEAL_LINE = re.compile(r"^\s*([\u4e00-\u9fff]{2,5}(?:\([^()]*\))?)\s*[:：]")


@dataclass
class _Slot:
    """A meal as the sheet writes it, and what stands for it."""

    text: str
    match: Match


@dataclass
class _Week:
    """What the readings of a menu need: where dishes go, where grams go, what parts dishes, whose menu it is."""

    source: MatrixSource
    menu: TableReading
    recipes: TableReading
    signs: str
    slots: dict[str, _Slot] = field(default_factory=dict)

    @property
    def headings(self) -> str:
        return " ".join(self.source.matrix.labels.values())


def week_menus(sources: list[MatrixSource]) -> list[TableReading]:
    """Return the dishes of the grids of one sheet."""
    readings: list[TableReading] = []
    for source in sources:
        cells = [lines_of(value) for _, _, value, _ in source.matrix.cells() if isinstance(value, str)]
        week = _week(source, cells)
        grams = _gram_rows(source.matrix)
        week.slots = _slots(source)
        cells_read: set[tuple[int, int]] = set()
        for row, column, value, keys in source.cells():
            corner = source.matrix.grid.merged(row, column)
            if value is None or is_nothing(value):
                continue
            if HOLIDAY.search(plain(value)):
                if corner not in cells_read:
                    week.menu.skipped.append(plain(value)[:20])
                cells_read.add(corner)
                continue
            if (
                MEAL not in keys
                and MEAL in source.matrix.axes
                and row not in grams
                and MEAL not in source.matrix.across
            ):
                _tell_unread(source, row, week.menu)
                continue
            # Merged over several days it holds for each of them; merged over rows it is one cell.
            repeated = (corner[0], column) if corner[0] != row else None
            if repeated is not None and (COURSE in source.matrix.axes or repeated in cells_read):
                continue
            cells_read.add((row, column))
            day = source.date(row, column)
            if row in grams:
                _put_grams(
                    week, day, grams[row], source.matrix.grid.text(row, min(source.matrix.labels, default=0)), value
                )
            else:
                _put_dishes(week, day, keys, value)
        readings += [week.menu, week.recipes]
    return [reading for reading in readings if reading.rows or reading.asks or reading.controls]


def _tell_unread(source: MatrixSource, row: int, reading: TableReading) -> None:
    """Note a row of a menu of which nobody can tell the meal: a fault where it holds dishes."""
    grid, number = source.matrix.grid, source.matrix.place(row, 0)[0] + 1
    label = next((text for one in source.matrix.labels if (text := grid.text(row, one))), "")
    words = [
        word for column in source.matrix.columns for line in lines_of(grid.value(row, column)) for word in line.split()
    ]
    if any(map(source.names.is_dish, words)):
        fault = f"第 {number} 行“{label[:12]}”：看不出是哪一餐，没有读入；请写明餐次，如 午餐主食"
        reading.faults += [fault] if fault not in reading.faults else []
    elif label and (told := f"{number}：{label[:20]}") not in source.omissions:
        source.omissions.append(told)


def _week(source: MatrixSource, cells: list[list[str]]) -> _Week:
    recipes = source.reading(RECIPE_MENU, "dish_ingredients")
    recipes.faults = []
    return _Week(source, source.reading(WEEK_MENU, "menus"), recipes, separators(cells))


def _gram_rows(matrix: SheetMatrix) -> dict[int, Key | None]:
    """Return the rows that hold grams, each with the meal above it, None where one row holds the whole day."""
    rows = []
    for row in matrix.rows:
        values = [plain(matrix.grid.value(row, column)) for column in matrix.columns]
        cells = [value for value in values if value]
        label = " ".join(matrix.grid.text(row, column) for column in matrix.labels)
        if DINERS.search(label):
            continue
        lists = sum(1 for value in cells if len(foods_of(" ".join(value.split()))) > 0)
        meal = matrix.row_keys.get(row, {}).get(MEAL)
        # The first row of a meal holds its dishes, whatever they weigh: 牛奶150ml.
        is_second = meal is None or any(
            matrix.row_keys.get(before, {}).get(MEAL) == meal for before in matrix.rows[: matrix.rows.index(row)]
        )
        if cells and (GRAM_ROW.search(label) or (is_second and lists > len(cells) / 2)) and lists:
            rows.append(row)
    meals: dict[int, Key | None] = {}
    every = [row for row in matrix.rows if row not in rows and MEAL in matrix.row_keys.get(row, {})]
    for row in rows:
        own = matrix.row_keys.get(row, {}).get(MEAL)
        above = [matrix.row_keys[one][MEAL] for one in every if one < row]
        alone = len(rows) == 1 and len({key.text for key in above}) > 1
        meals[row] = own or (above[-1] if above and not alone else None)
    return meals


def _slots(source: MatrixSource) -> dict[str, _Slot]:
    """Return the meals of the headings; a snack without a name is told by its place in the day, and asked."""
    matrix = source.matrix
    series = (
        [matrix.columns[column] for column in sorted(matrix.columns)]
        if MEAL in matrix.across
        else [matrix.row_keys.get(row, {}) for row in matrix.rows]
    )
    texts = list(dict.fromkeys(keys[MEAL].text for keys in series if MEAL in keys))
    return slots_of(texts, source.names)


def slots_of(texts: list[str], names: Names) -> dict[str, _Slot]:
    """Return the meals that headings stand for, in the order of the day."""
    slots: dict[str, _Slot] = {}
    codes = [None if text in ("点心", "水果") else meal_of(text) or None for text in texts]
    for position, (text, code) in enumerate(zip(texts, codes, strict=True)):
        answer = names.answered("meal", text)
        if answer or code:
            slots[text] = _Slot(text, Match(answer or code))
            continue
        before = [one for one in codes[:position] if one]
        after = [one for one in codes[position + 1 :] if one]
        morning = terms.LUNCH in after or (bool(before) and before[-1] == terms.BREAKFAST)
        usual = (
            (terms.MORNING_SNACK, terms.AFTERNOON_SNACK) if morning else (terms.AFTERNOON_SNACK, terms.MORNING_SNACK)
        )
        certain = text == "点心" and terms.LUNCH in before
        slots[text] = _Slot(text, Match(usual[0] if certain else None, usual))
    return slots


def _put_meal(row: Row, reading: TableReading, week: _Week, text: str) -> None:
    slot = week.slots.get(text)
    if not text:
        _name_meal(row, reading, week)
        return
    match = slot.match if slot else slots_of([text], week.source.names)[text].match
    named(row, reading, "meal", plain(text), match)
    if row["meal"] == row["meal_written"]:
        del row["meal_written"]


def _name_meal(row: Row, reading: TableReading, week: _Week) -> None:
    word = week.source.context.label("餐次", "餐别")
    title = [meal for meal in terms.MEALS if meal in week.source.context.text]
    if word or len(title) == 1:
        named(row, reading, "meal", word or title[0], week.source.names.meal(word or title[0]))
    else:
        meals = (terms.LUNCH, *(meal for meal in week.source.names.meals if meal != terms.LUNCH))
        row["meal"] = meals[0]
        settle(row, reading, week.source.names, "meal", "meal", week.source.context.form, meals)


def _put_dishes(week: _Week, day: dt.date | None, keys: Keys, value: Value) -> None:
    title_band = band_of_titles(week.source.context)
    for portion in portions(lines_of(value), week.source.names, week.signs):
        meal = portion.meal or (keys[MEAL].text if MEAL in keys else "")
        course = portion.course or (str(keys[COURSE].value) if COURSE in keys and keys[COURSE].text != meal else "")
        band = portion.band or (keys[CLASS_NAME].text if CLASS_NAME in keys else title_band)
        _put_portion(week, day, meal, course, band, portion)


def _put_portion(week: _Week, day: dt.date | None, meal: str, course: str, band: str, portion: Portion) -> None:
    row: Row = {}
    if not portion.text:
        week.source.put_date(row, week.recipes, day)
        _put_meal(row, week.recipes, week, meal)
        put_loose_foods(week.source, week.recipes, row, portion.foods, "带量", week.headings)
        return
    week.source.put_date(row, week.menu, day)
    _put_meal(row, week.menu, week, meal)
    named(row, week.menu, "dish", portion.text, week.source.names.dish(portion.text))
    if portion.group:
        asked(row, "dish")
        week.menu.ask("dish", portion.group, portion.proposals)
    row["course"] = course or week.source.names.course(row["dish"])
    await_course(row)
    if band:
        row["band"] = band
    week.menu.rows.append(row)
    recipe: Row = {key: row[key] for key in ("date", "meal", "dish", "dish_written")}
    recipe["asked"] = [column for column in row.get("asked", []) if column != "course"]
    put_foods(week.source, week.recipes, recipe, portion.foods, week.headings, band)


def _put_grams(week: _Week, day: dt.date | None, meal: Key | None, label: str, value: Value) -> None:
    foods = foods_of(" ".join(lines_of(value)))
    if meal is None:  # a sum of the whole day belongs to no dish: what the recipes give is compared with it
        for food, number, _ in foods:
            name = week.source.names.food(food).name
            control = {"date": day, "food": name, "food_written": food, "g_per_child": number}
            week.recipes.controls.append(control)
        return
    row: Row = {}
    week.source.put_date(row, week.recipes, day)
    _put_meal(row, week.recipes, week, meal.text)
    put_loose_foods(week.source, week.recipes, row, foods, label or "带量", week.headings)


def text_menus(grid: Grid, file: str, siblings: list[str], names: Names, today: dt.date) -> list[TableReading]:
    """Return the dishes of a menu written as lines: 星期一, then 早点：牛奶、饼干 …; empty when the sheet is none."""
    lines = [
        line for row in range(grid.height) for column in grid.filled(row) for line in lines_of(grid.own(row, column))
    ]
    headings: list[Keys] = []
    titles: list[str] = []
    entries: list[tuple[int, str]] = []
    omissions: list[str] = []
    for line in lines:
        day = {key.axis: key for key in keys_of(line.rstrip(":")) if key.axis in (DAY, WEEKDAY)}
        meal = MEAL_LINE.match(line)
        if day:
            headings.append(day)
        elif meal and meal_of(meal[1]) is not None and headings:
            entries.append((len(headings) - 1, line))
        elif not headings:
            titles.append(line)
        elif entries and entries[-1][1].rstrip().endswith((":", "、", ",")) and entries[-1][0] == len(headings) - 1:
            entries[-1] = (entries[-1][0], entries[-1][1] + line)
        else:
            omissions.append(line[:20])
    if len(entries) < 3 or not headings:
        return []
    surroundings = context(titles, omissions, grid.name, file, siblings, grid.place)
    matrix = SheetMatrix(grid, False, (0, 0), dict(enumerate(headings)), {}, [grid.height - 1], {}, titles)
    source = MatrixSource(grid, matrix, surroundings, DayReader(surroundings, today, names.answers), names, omissions)
    week = _week(source, [[line] for _, line in entries])
    texts = [match[1] for _, line in entries if (match := MEAL_LINE.match(line))]
    week.slots = slots_of(list(dict.fromkeys(texts)), names)
    for position, line in entries:
        _put_dishes(week, source.date(0, position), {}, line)
    return [reading for reading in (week.menu, week.recipes) if reading.rows]


__all__ = ["text_menus", "week_menus"]
