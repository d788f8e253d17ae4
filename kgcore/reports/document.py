"""The executed notebook as the one document that all exporters write: what was shown, in order, and the run record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from kgcore.present import fonts, mime
from kgcore.reports.prose import Piece, Run, pieces

Kind = Literal["prose", "headline", "table", "chart", "findings", "menu", "sheets", "text"]


@dataclass(frozen=True)
class Block:
    """One thing shown: a piece of prose, or the plain content of a display object; `picture` is a chart's SVG."""

    kind: Kind
    content: Mapping[str, Any] = field(default_factory=dict)
    piece: Piece | None = None
    picture: str = ""


@dataclass(frozen=True)
class Document:
    """A report without a form: `blocks` in order, `closing` what it was made from, `record` of its run."""

    title: str
    blocks: tuple[Block, ...]
    closing: Mapping[str, Any]
    record: Mapping[str, Any]

    def of_kind(self, kind: Kind) -> list[Block]:
        """Return the blocks of one kind."""
        return [block for block in self.blocks if block.kind == kind]

    @property
    def tables(self) -> list[Mapping[str, Any]]:
        """Contents of all tables, those under the charts included, in the order shown."""
        return [
            block.content if block.kind == "table" else block.content["table"] | {"title": block.content["title"]}
            for block in self.blocks
            if block.kind in ("table", "chart")
        ]

    @property
    def poster(self) -> bool:
        """Whether it is one page for the wall."""
        return bool(self.record.get("poster"))

    @property
    def headline(self) -> Mapping[str, Any] | None:
        """Content of the first headline."""
        found = self.of_kind("headline")
        return found[0].content if found else None

    def digest(self) -> str:
        """Return the SHA-256 of all that is shown; the same figures and words give the same digest."""
        shown = [[b.kind, dict(b.content), b.piece.text if b.piece else ""] for b in self.blocks]
        return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(node: Any) -> Document:
    """Return the document of an executed notebook.

    The heading of level 1 is the notebook's own title; the document's is that of the run record, if there is one.
    """
    record = dict(node.metadata.get("kgcore", {}))
    title = ""
    blocks: list[Block] = []
    silent: set[int] = set()
    closing: Mapping[str, Any] = {}
    for cell in node.cells:
        if cell.cell_type == "markdown":
            for piece in pieces(cell.source):
                if piece.kind == "heading" and piece.level == 1:
                    title = title or piece.text
                else:
                    blocks.append(Block("prose", piece=piece))
        elif cell.cell_type == "code":
            for output in cell.outputs:
                data = output.get("data", {})
                closing = data.get(mime.CLOSING, closing)
                blocks += _shown(output, data)
                if mime.NOTHING in data:
                    silent.add(len(blocks))
    shown = tuple(_without_empty_sections(blocks, silent))
    return Document(str(record.get("name", title or "报告")), shown, closing, record)


def of_displays(title: str, displays: Iterable[Any]) -> Document:
    """Return the document of display objects in order, for what is handed on without a notebook's run."""
    shown = [one._repr_mimebundle_() for one in displays]
    closing: Mapping[str, Any] = next((data[mime.CLOSING] for data in shown if mime.CLOSING in data), {})
    return Document(title, tuple(block for data in shown for block in _shown({}, data)), closing, {})


def drawn(document: Document) -> Document:
    """Return the document as the fonts can draw it: what they lack is replaced by `fonts.marked`, pictures stay."""
    blocks = tuple(
        replace(block, content=_mapped(block.content), piece=_marked(block.piece) if block.piece else None)
        for block in document.blocks
    )
    title, closing, record = (_mapped(part) for part in (document.title, document.closing, document.record))
    return Document(title, blocks, closing, record)


def lost(document: Document) -> set[str]:
    """Return the characters of a document that no font of the report can draw."""
    pieces_ = [block.piece.text for block in document.blocks if block.piece]
    whole = [document.title, [dict(block.content) for block in document.blocks], dict(document.closing), pieces_]
    return fonts.lost(json.dumps(whole, ensure_ascii=False))


def _mapped(part: Any) -> Any:
    if isinstance(part, str):
        return fonts.marked(part)
    if isinstance(part, Mapping):
        return {name: _mapped(value) for name, value in part.items()}
    return [_mapped(value) for value in part] if isinstance(part, list | tuple) else part


def _marked(piece: Piece) -> Piece:
    items = tuple(tuple(replace(run, text=fonts.marked(run.text)) for run in runs) for runs in piece.items)
    return replace(piece, items=items)


def _without_empty_sections(blocks: list[Block], silent: set[int]) -> list[Block]:
    """Leave out the prose of sections in which something was not kept and nothing is shown.

    Parameters
    ----------
    silent : places in `blocks` before which a display stands whose registers are not kept.
    """
    heads = [place for place, block in enumerate(blocks) if block.piece and block.piece.kind == "heading"]
    if not heads:
        return blocks
    rest: list[Block] = blocks[: heads[0]]
    for start, end in zip(heads, [*heads[1:], len(blocks)], strict=True):
        section = blocks[start:end]
        empty = all(block.kind == "prose" for block in section)
        if not (empty and any(start < place <= end for place in silent)):
            rest = rest + section
    return rest


def _shown(output: Any, data: Mapping[str, Any]) -> list[Block]:
    if mime.NOTHING in data:
        return []
    for kind, word in mime.KINDS.items():
        if kind in data:
            picture = str(data.get("image/svg+xml", ""))
            return [] if word == "closing" else [Block(word, data[kind], picture=picture)]  # type: ignore[arg-type]
    # anything else is shown as the text it also is: its HTML was not written here and is not trusted
    text = data.get("text/plain", "") if data else output.get("text", "") if output.get("name") == "stdout" else ""
    return [Block("text", piece=Piece("paragraph", ((Run(str(text).rstrip()),),)))] if str(text).strip() else []
