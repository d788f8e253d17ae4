"""HTML of the plain contents of display objects; every piece of data is escaped here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from kgcore.findings import SEVERITIES
from kgcore.present.formats import NUMERIC, shown
from kgcore.present.palette import LOOKS

NO_ROWS = "没有"
ROW_HEAD = (Markup('<th scope="row" class="{}">'), Markup("</th>"))
CELL = (Markup('<td class="{}">'), Markup("</td>"))


def table(content: Mapping[str, Any]) -> Markup:
    """Return a table with caption, column heads and, in each row, its first cell as the row's head."""
    content = paged(content)
    columns = content["columns"]
    heads = Markup("").join(
        Markup('<th scope="col" class="{}">{}</th>').format(cell_class(column), column_heading(column))
        for column in columns
    )
    rows = Markup("").join(
        _row(columns, row, tones, links)
        for row, tones, links in zip(content["rows"], content["tones"], linked(content), strict=True)
    )
    if not content["rows"]:
        rows = Markup('<tr><td colspan="{}">{}</td></tr>').format(len(columns), NO_ROWS)
    note = Markup('<p class="kg-note">{}</p>').format(content["note"]) if content["note"] else Markup("")
    return Markup(
        '<div class="kg-table" id="{}"><table><caption>{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>{}</div>"
    ).format(anchor(content["title"]), content["title"], heads, rows, note)


def anchor(title: str) -> str:
    """Return the mark by which a table of a report is pointed to."""
    return "t-" + "".join(title.split())


def linked(content: Mapping[str, Any]) -> list[list[str | None]]:
    """Return to which table each cell of a table points, row by row; most point to none."""
    return content.get("links") or [[None] * len(content["columns"])] * len(content["rows"])


def paged(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table's content as a page shows it: what lies beyond `page_rows` is left to the spreadsheet."""
    limit, rows = content.get("page_rows"), content["rows"]
    if limit is None or len(rows) <= limit:
        return dict(content)
    rest = f"共 {len(rows)} 行，这里列前 {limit} 行，全部见 Excel。"
    cut = {name: content[name][:limit] for name in ("rows", "tones", "links") if name in content}
    return {**content, **cut, "note": f"{content['note']}{rest}"}


def column_heading(column: Mapping[str, Any]) -> str:
    """Return a column's heading with its unit in brackets."""
    return f"{column['heading']}（{column['unit']}）" if column["unit"] else str(column["heading"])


def cell_class(column: Mapping[str, Any]) -> str:
    """Return the CSS class of a column's cells: num for numbers, txt for words."""
    return "num" if column["format"] in NUMERIC else "txt"


def _row(columns: list[Mapping[str, Any]], row: list[Any], tones: list[str | None], links: list[str | None]) -> Markup:
    cells = []
    for place, (column, value, tone, link) in enumerate(zip(columns, row, tones, links, strict=True)):
        text = toned(shown(value, column["format"]), None if value is None else tone)
        if link:
            text = Markup('<a href="#{}">{}</a>').format(anchor(link), text)
        open_, close = ROW_HEAD if place == 0 else CELL
        cells.append(open_.format(cell_class(column)) + text + close)
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def toned(text: str, tone: str | None) -> Markup:
    """Return text with the sign and colour class of its verdict; the words alone must already say it."""
    if tone is None or tone == "plain":
        return escape(text)
    sign = LOOKS[tone].sign  # type: ignore[index]
    return Markup('<span class="kg-{}"><span aria-hidden="true">{}</span> {}</span>').format(tone, sign, text)


def chart(content: Mapping[str, Any], source: str) -> Markup:
    """Return a figure whose picture (`source`, a data URI) has alt text and whose numbers stand in a table below."""
    return Markup(
        '<figure class="kg-chart"><img src="{}" alt="{}"><figcaption>{}</figcaption>'
        "<details><summary>图中数据</summary>{}</details></figure>"
    ).format(source, content["alt"], content["title"], table(content["table"]))


def headline(content: Mapping[str, Any]) -> Markup:
    """Return the verdict sentence and the key figures under it."""
    figures = Markup("").join(
        Markup('<div class="kg-figure"><dt>{}</dt><dd><strong>{}</strong> {}<small>{}</small></dd></div>').format(
            figure["label"],
            shown(figure["value"], figure["format"]),
            figure["unit"],
            toned(figure["note"], figure["tone"]),
        )
        for figure in content["figures"]
    )
    return Markup('<div class="kg-headline kg-ground-{}"><p class="kg-verdict">{}</p><dl>{}</dl></div>').format(
        content["tone"], toned(content["sentence"], content["tone"]), figures
    )


def findings(content: Mapping[str, Any]) -> Markup:
    """Return the findings as a list, each with its verdict word, sentence, advice and source."""
    if not content["findings"]:
        return Markup('<p class="kg-none">{}</p>').format(content["empty"])
    items = Markup("").join(_finding(row) for row in content["findings"])
    return Markup('<ol class="kg-findings">{}</ol>').format(items)


def _finding(row: Mapping[str, Any]) -> Markup:
    advice = Markup('<p class="kg-advice">建议：{}</p>').format(row["advice"]) if row["advice"] else Markup("")
    source = Markup('<p class="kg-source">依据：{}</p>').format(row["source"]) if row["source"] else Markup("")
    word = toned(SEVERITIES[row["severity"]], row["severity"])
    return Markup("<li><p>{} {}</p>{}{}</li>").format(word, row["text"], advice, source)
