"""HTML: one file that needs nothing else, no script, no address outside; reads and prints alike everywhere."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from nbconvert.exporters import Exporter

from kgcore.present import fonts, markup, palette
from kgcore.present.chart import data_uri
from kgcore.present.menu import markup as menu_markup
from kgcore.reports import document as documents
from kgcore.reports import provenance
from kgcore.reports.document import Block, Document
from kgcore.reports.prose import Runs
from kgcore.reports.templating import environment


class HtmlExporter(Exporter):
    """nbconvert exporter `kgreport-html`."""

    file_extension = ".html"
    output_mimetype = "text/html"
    export_from_notebook = "kgcore 报告 (HTML)"

    def from_notebook_node(  # type: ignore[override]  # the base class declares a notebook, its children return text
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str, Any]:
        """Return the page and the resources; raises nothing that the notebook alone can cause."""
        node, resources = super().from_notebook_node(nb, resources, **kw)
        return page(documents.read(node)), resources


def page(document: Document) -> str:
    """Return the whole page of a document; a character that the fonts lack is drawn as a mark with its code."""
    document = documents.drawn(document)
    sections = [(n, b) for n, b in enumerate(document.blocks) if b.piece and b.piece.kind == "heading"]
    first = sections[0][0] if sections else len(document.blocks)
    parts = [_written(number, block) for number, block in enumerate(document.blocks)]
    body = (
        environment()
        .get_template("report.html.j2")
        .render(
            title=document.title,
            subtitle=provenance.subtitle(document),
            changes=provenance.changes(document.record),
            lead=parts[:first],
            contents=[(f"s{n}", b.piece.text) for n, b in sections if b.piece and b.piece.level == 2],
            sections=parts[first:],
            signatures=provenance.signatures(document),
            provenance=provenance.rows(document),
            poster=document.poster,
            looks=palette.LOOKS,
            colours=palette,
        )
    )
    return body.replace("/*font*/", fonts.face(body), 1)


def _written(number: int, block: Block) -> Markup:
    if block.kind == "headline":
        return markup.headline(block.content)
    if block.kind == "table":
        return markup.table(block.content)
    if block.kind == "chart":
        return markup.chart(block.content, data_uri(block.picture.encode()))
    if block.kind == "findings":
        return markup.findings(block.content)
    if block.kind == "menu":
        return menu_markup.poster(block.content)
    if block.kind == "sheets":
        return menu_markup.sheets(block.content)
    assert block.piece is not None
    if block.kind == "text":
        return Markup("<pre>{}</pre>").format(block.piece.text)
    if block.piece.kind == "heading":
        return Markup('<h{0} id="s{1}">{2}</h{0}>').format(block.piece.level, number, _runs(block.piece.items[0]))
    if block.piece.kind == "list":
        items = Markup("").join(Markup("<li>{}</li>").format(_runs(runs)) for runs in block.piece.items)
        return Markup("<{0}>{1}</{0}>").format("ol" if block.piece.ordered else "ul", items)
    return Markup("<p>{}</p>").format(_runs(block.piece.items[0]))


def _runs(runs: Runs) -> Markup:
    parts = []
    for run in runs:
        text = Markup("<strong>{}</strong>").format(run.text) if run.strong else Markup("{}").format(run.text)
        parts.append(Markup("<em>{}</em>").format(text) if run.emphasis else text)
    return Markup("").join(parts)
