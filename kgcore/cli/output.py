"""What a command says and how it ends."""

from __future__ import annotations

import enum
import getpass
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer


class Exit(enum.IntEnum):
    """Exit codes of `kg`."""

    DONE = 0
    DATA = 1
    CALL = 2


def user_name() -> str:
    """Return who gives the command, for the journal: the login name, 不详 where the system knows none.

    A scheduled job or a container may run under a number that has no name.
    """
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "不详"


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


def require_consent(
    question: str, document: Any, lines: Sequence[str], *, yes: bool, as_json: bool, hint: str = ""
) -> None:
    """Show what would be written and ask; who cannot be asked is told how to consent.

    Parameters
    ----------
    question : asked at a terminal.
    document, lines : what would be written, as for `emit`.
    yes : consent was given with the call.
    hint : what else to do instead of --yes.

    Raises
    ------
    typer.Exit
        with 1 when nobody can be asked; typer.Abort when the answer is no.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        emit(document, [*lines, f"没有写入。请核对后加 --yes{hint}"], as_json=as_json)
        raise typer.Exit(Exit.DATA)
    typer.echo("\n".join(lines), err=True)
    typer.confirm(question, abort=True, err=True)


def progress(text: str) -> None:
    """Say on stderr what is being done; stdout stays for the result."""
    typer.echo(text, err=True)
