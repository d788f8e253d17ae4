"""The Markdown of a notebook as plain pieces that every exporter can write: headings, paragraphs, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    strong: bool = False
    emphasis: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Piece:
    """A heading (level 1 to 6), a paragraph or a list; a list has one tuple of runs for each item."""

    kind: Literal["heading", "paragraph", "list"]
    items: tuple[Runs, ...]
    level: int = 0
    ordered: bool = False

    @property
    def text(self) -> str:
        """The words without style."""
        return "\n".join("".join(run.text for run in runs) for runs in self.items)


def pieces(markdown: str) -> list[Piece]:
    """Return the pieces of a Markdown text; HTML in it is text like any other, links keep their words only."""
    import mistune

    parse = mistune.create_markdown(renderer=None, escape=True)
    tokens = cast("list[dict[str, Any]]", parse.parse(markdown)[0])
    return [piece for token in tokens for piece in _piece(token)]


def _piece(token: Mapping[str, Any]) -> list[Piece]:
    kind = token["type"]
    if kind == "heading":
        return [Piece("heading", (_runs(token["children"]),), level=token["attrs"]["level"])]
    if kind == "list":
        items = tuple(
            tuple(run for block in item["children"] for run in _runs(block.get("children", [])))
            for item in token["children"]
        )
        return [Piece("list", items, ordered=token["attrs"]["ordered"])]
    if kind == "block_quote":
        return [piece for child in token["children"] for piece in _piece(child)]
    if "children" in token:
        return [Piece("paragraph", (_runs(token["children"]),))]
    raw = str(token.get("raw", "")).strip()
    return [Piece("paragraph", ((Run(raw),),))] if raw else []


def _runs(tokens: Sequence[Mapping[str, Any]], strong: bool = False, emphasis: bool = False) -> Runs:
    stretches: list[Run] = []
    for token in tokens:
        kind = token["type"]
        if kind in ("softbreak", "linebreak"):
            stretches.append(Run(" " if kind == "softbreak" else "\n", strong, emphasis))
        elif "children" in token:
            stretches += _runs(token["children"], strong or kind == "strong", emphasis or kind == "emphasis")
        elif "raw" in token:
            stretches.append(Run(str(token["raw"]), strong, emphasis))
    return tuple(stretches)
