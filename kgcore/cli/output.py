"""What a command says and how it ends."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable
from typing import Annotated, Any

import typer


class Exit(enum.IntEnum):
    """Exit codes of `kg`."""

    DONE = 0
    DATA = 1
    CALL = 2


class CallAtFault(Exception):  # noqa: N818 - named for what is wrong, as the exit codes are
    """The call is at fault: exit 2. The message is Chinese."""


class DataAtFault(Exception):  # noqa: N818
    """The data are at fault: exit 1. The message is Chinese."""


Json = Annotated[bool, typer.Option("--json", help="只在标准输出写一份 JSON")]


def emit(document: Any, lines: Iterable[str], *, as_json: bool) -> None:
    """Write the JSON document, or the lines for people, to stdout."""
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False, default=str))
        return
    for line in lines:
        typer.echo(line)


def progress(text: str) -> None:
    """Say on stderr what is being done; stdout stays for the result."""
    typer.echo(text, err=True)
