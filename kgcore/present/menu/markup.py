"""HTML of the week's menu and of the kitchen's sheets; every piece of data is escaped here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from kgcore.present.formats import shown
from kgcore.present.markup import cell_class, column_heading, toned
from kgcore.present.menu.allergens import UNKNOWN

SCALE_END = 2.0
"""The bars end here; a longer one is cut, its number still tells its length."""


def poster(content: Mapping[str, Any]) -> Markup:
    """Return the page of a week: heading, dishes by day, allergen legend, bars of nutrients."""
    proposal = Markup('<p class="kg-proposal">{}</p>').format(content["proposal"]) if content["proposal"] else ""
    return Markup(
        '<section class="kg-menu"><header><h1>{}</h1><p>{} <b class="kg-badge">{}</b></p></header>{}{}'
        '<div class="kg-feet"><div class="kg-bars"><h2>营养一览</h2><div>{}</div><p>{}</p><p>{}{}</p></div>'
        '<div class="kg-legend"><h2>过敏原标记</h2><dl>{}</dl><p>{}</p></div></div></section>'
    ).format(
        content["heading"], content["dates"], content["badge"], proposal, _dishes(content),
        _joined(_bar(bar) for bar in content["bars"]), content["kinds"], content["bars_note"],
        content["bars_key"],
        _joined(
            Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(_mark(row["mark"]), row["words"])
            for row in content["legend"]
        ),
        content["legend_note"],
    )  # fmt: skip


def _joined(parts: Any) -> Markup:
    return Markup("").join(parts)


def _dishes(content: Mapping[str, Any]) -> Markup:
    heads = _joined(
        Markup('<th scope="col">{} <small>{}</small></th>').format(day["weekday"], day["day"])
        for day in content["days"]
    )
    rows = []
    for number, row in enumerate(content["rows"]):
        meal = Markup('<th scope="rowgroup" class="kg-meal" rowspan="{}">{}</th>').format(row["span"], row["meal"])
        cells = _joined(
            _cell(dishes, day["note"] if not number else "")
            for dishes, day in zip(row["cells"], content["days"], strict=True)
        )
        kind = Markup(' class="kg-first"') if row["span"] else Markup("")
        rows.append(
            Markup('<tr{}>{}<th scope="row">{}</th>{}</tr>').format(
                kind, meal if row["span"] else "", row["course"], cells
            )
        )
    return Markup(
        '<table class="kg-week{}"><caption>{}</caption><thead><tr><th scope="col" colspan="2">餐次</th>{}</tr></thead>'
        "<tbody>{}</tbody></table>"
    ).format(" kg-dense" if len(rows) > 10 else "", content["heading"], heads, _joined(rows))


def _cell(dishes: list[Mapping[str, Any]], note: str) -> Markup:
    shown_dishes = Markup("<br>").join(
        Markup("<span>{}</span>{}").format(dish["dish"], _joined(_mark(mark) for mark in dish["marks"]))
        for dish in dishes
    )
    return Markup("<td>{}{}</td>").format(shown_dishes, note)


def _mark(mark: str) -> Markup:
    return Markup('<i class="{}">{}</i>').format("kg-unknown" if mark == UNKNOWN else "kg-mark", mark)


def _bar(bar: Mapping[str, Any]) -> Markup:
    value, low, high = bar["value"], bar["low"], bar["high"]
    band = "" if low is None else Markup('<span class="kg-band" style="left:{:.1f}%;width:{:.1f}%"></span>').format(
        _percent(low), _percent(SCALE_END if high is None else high) - _percent(low)
    )  # fmt: skip
    length = Markup('<span class="kg-length kg-fill-{}" style="width:{:.1f}%"></span>').format(
        bar["tone"], _percent(value or 0.0)
    )
    return Markup(
        '<p><b>{}</b><span class="kg-bar" aria-hidden="true">{}{}<span class="kg-tick" style="left:{:.1f}%"></span>'
        "</span><span>{} {}</span></p>"
    ).format(
        bar["name"], band, length if value is not None else "", _percent(1.0), shown(value, "percent"),
        toned(bar["verdict"], bar["tone"]),
    )  # fmt: skip


def _percent(value: float) -> float:
    return min(value, SCALE_END) / SCALE_END * 100


def sheets(content: Mapping[str, Any]) -> Markup:
    """Return the kitchen's sheets, each a section with its table of groups."""
    return _joined(_sheet(section) for section in content["sections"])


def _sheet(section: Mapping[str, Any]) -> Markup:
    columns = section["columns"]
    heads = _joined(
        Markup('<th scope="col" class="{}">{}</th>').format(cell_class(column), column_heading(column))
        for column in columns
    )
    groups = _joined(
        Markup("<tbody>{}{}</tbody>").format(_row(group, columns), _joined(_row(row, columns) for row in group["rows"]))
        for group in section["groups"]
    )
    notes = _joined(Markup('<p class="kg-note">{}</p>').format(note) for note in section["notes"])
    return Markup(
        '<section class="kg-sheet"><h2>{}</h2>{}<div class="kg-table"><table><caption>{}</caption>'
        "<thead><tr>{}</tr></thead>{}</table></div></section>"
    ).format(section["heading"], notes, section["title"], heads, groups)


def _row(row: Mapping[str, Any], columns: list[Mapping[str, Any]]) -> Markup:
    hint = Markup(" <small>{}</small>").format(row["hint"]) if row.get("hint") else ""
    cells = _joined(
        Markup('<td class="{}">{}</td>').format(cell_class(column), shown(value, column["format"]))
        for column, value in zip(columns[1:], row["values"], strict=True)
    )
    head = Markup('<tr class="kg-group">') if "rows" in row else Markup("<tr>")
    return head + Markup('<th scope="row">{}{}</th>{}</tr>').format(row["head"], hint, cells)
