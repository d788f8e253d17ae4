"""The formats that a report can have. A new one is a module with its exporter and one line of `FORMATS`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from nbconvert.exporters import Exporter


@dataclass(frozen=True)
class Format:
    """One format of a report.

    Parameters
    ----------
    name : how sidecars and `kg report --format` write it; it is also the file's suffix, without the dot.
    title : what the index calls it, e.g. 网页.
    exporter : `module:class` of an nbconvert exporter. It is imported only when used: nbconvert takes a second.
    """

    name: str
    title: str
    exporter: str

    @property
    def suffix(self) -> str:
        """Suffix of the format's files, e.g. `.pdf`.

        Examples
        --------
        >>> FORMATS["pdf"].suffix
        '.pdf'
        """
        return f".{self.name}"

    def load(self) -> type[Exporter]:
        """Import the exporter's module and return its class."""
        module, _, name = self.exporter.partition(":")
        return cast("type[Exporter]", getattr(import_module(module), name))


FORMATS: dict[str, Format] = {
    declared.name: declared
    for declared in (
        Format("html", "网页", "kgcore.reports.exporters.html:HtmlExporter"),
        Format("pdf", "PDF", "kgcore.reports.exporters.pdf:PdfExporter"),
        Format("xlsx", "Excel", "kgcore.reports.exporters.xlsx:XlsxExporter"),
        Format("docx", "Word", "kgcore.reports.exporters.docx:DocxExporter"),
    )
}
"""Every format by its name, in the order in which the index names them."""


def export(node: Any, name: str) -> bytes:
    """Return an executed notebook in one of `FORMATS`.

    Parameters
    ----------
    node : an executed notebook as nbformat reads it; equal notebooks give equal bytes.
    name : html, pdf, xlsx, docx.

    Raises
    ------
    KeyError
        when there is no such format.

    Examples
    --------
    >>> import nbformat
    >>> node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 小报告")])
    >>> "<h1>小报告</h1>" in export(node, "html").decode()
    True
    """
    exporter: Any = FORMATS[name].load()()
    body, _ = exporter.from_notebook_node(node)
    return body.encode() if isinstance(body, str) else bytes(body)


__all__ = ["FORMATS", "Format", "export"]
