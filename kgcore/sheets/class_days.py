"""考勤 as class statistics: one row a class and day with who should be there, who was, and who was absent for what."""

from __future__ import annotations

from decimal import Decimal

from kgcore.sheets.amounts import read_number
from kgcore.sheets.attendance import leave_out_closed_days, put_meals
from kgcore.sheets.facts import class_of, on_day
from kgcore.sheets.kinds import ATTENDANCE
from kgcore.sheets.records import Record, TableSource
from kgcore.sheets.result import Row, TableReading

ABSENCES = ("sick", "personal", "other")


def class_days(source: TableSource) -> list[TableReading]:
    """Return the children present by class and day; the meal they ate is asked; absences are control figures."""
    reading = source.reading(ATTENDANCE, "attendance")
    persons = [column for column in source.table.columns.get("never", []) if "姓名" in column.heading]
    if persons and not source.table.column("class_name") and not source.table.column("date"):
        # One row a child: its days are no children.
        return []
    for record in source.records():
        present = read_number(record.value("present"))
        enrolled = read_number(record.value("enrolled"))
        absences = {name: read_number(record.value(name)) for name in (*ABSENCES, "absent")}
        if present is None and enrolled is None:
            continue
        row: Row = {}
        on_day(row, reading, "date", source, record.value("date"))
        class_of(source, record, row, reading)
        control: Row = {name: row[name] for name in ("date", "class_name", "class_name_written")}
        control |= {name: value for name, value in {"enrolled": enrolled, **absences}.items() if value is not None}
        _check(record, reading, present, enrolled, absences)
        if present is not None:
            row["diners"] = present
            reading.rows += put_meals(row, reading, source)
            reading.controls.append(control)
        else:
            reading.skipped.append(f"{record.row + 1}：没有实到人数")
    leave_out_closed_days(reading)
    return [reading]


def _check(
    record: Record,
    reading: TableReading,
    present: Decimal | None,
    enrolled: Decimal | None,
    absences: dict[str, Decimal | None],
) -> None:
    if present is None or enrolled is None:
        return
    where = f"第 {record.row + 1} 行"
    parts = [value for name in ABSENCES if (value := absences[name]) is not None]
    if present > enrolled:
        reading.faults.append(f"{where}：实到 {present:f} 人多于应到 {enrolled:f} 人")
    elif len(parts) > 1 and present + sum(parts) != enrolled:
        reading.faults.append(f"{where}：应到 {enrolled:f} 人，实到 {present:f} 人，缺勤共 {sum(parts):f} 人，三数不符")


__all__ = ["class_days"]
