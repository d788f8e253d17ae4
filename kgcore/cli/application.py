"""The Typer application: what all commands share, and how every fault ends as a Chinese sentence and an exit code."""

from __future__ import annotations

import io
import os
import re
import sqlite3
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgcore import disk
from kgcore.cli.output import CallAtFault, DataAtFault, Exit, progress
from kgcore.periods import PeriodError

if TYPE_CHECKING:
    from kgcore.office import Office

BEFORE_COMMAND = ("--database", "--site", "--profile")
OF_VALUES = {  # what a value on the command line must be → in Chinese
    r"Input should be a valid number": "应写一个数",
    r"Input should be a valid integer": "应写一个整数",
    r"Input should be greater than or equal to (\S+)": "至少是 {0}",
    r"Input should be less than or equal to (\S+)": "至多是 {0}",
}

DATABASE_VARIABLE = "KGCORE_DATABASE"
INTERRUPTED = 130
"""What Typer returns in place of a KeyboardInterrupt."""

DEFAULT_DATABASE = "office.db"
DEFAULT_SITE = "main"


def _usage_error() -> type[Exception]:
    """Return the base class of every usage error, which Typer does not export: it carries its own copy of click.

    Raises
    ------
    ImportError
        a version of Typer without such a class.
    """
    for kind in typer.BadParameter.__mro__:
        if kind.__name__ == "UsageError" and issubclass(kind, Exception):
            return kind
    raise ImportError(f"typer {typer.__version__} has no UsageError above BadParameter; kgcore needs one")


UsageError = _usage_error()

app = typer.Typer(
    name="kg",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@dataclass(frozen=True)
class Options:
    """The options before the command: where the data lie, whose they are, which rules hold."""

    database: str
    site: str
    profile: Path | None

    @property
    def url(self) -> str:
        """The database as an absolute path or a URL."""
        return self.database if "://" in self.database else str(Path(self.database).absolute())

    def existing(self) -> str:
        """Return the database, refusing a file that is not there.

        Raises
        ------
        CallAtFault
            saying how to make one.
        """
        if "://" not in self.database and not Path(self.database).is_file():
            raise CallAtFault(f"找不到数据库 {self.database}。先运行 kg demo（示范数据）或 kg import（导入台账）")
        return self.url

    def office(self, *, create: bool = False) -> Office:
        """Open the office; `create` allows a new database file."""
        import kgcore

        office = kgcore.open(self.url if create else self.existing(), site=self.site, profile=self.profile)
        if office.store.upgrade:
            progress(str(office.store.upgrade))
        if office.store.read_only:
            progress(f"{self.database} 是只读的：可以查看、检查和出报告，不能写入")
        return office


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kgcore {version('kgcore')}")
        raise typer.Exit


@app.callback(help="幼儿园后勤数据：登记、检查、分析、报告。")
def options(
    context: typer.Context,
    database: Annotated[
        str,
        typer.Option(
            "--database",
            metavar="文件或网址",
            envvar=DATABASE_VARIABLE,
            show_envvar=False,
            help=f"SQLite 文件，或 postgresql+psycopg:// 开头的网址（不含密码）；不写则取环境变量 {DATABASE_VARIABLE}",
        ),
    ] = DEFAULT_DATABASE,
    site: Annotated[str, typer.Option("--site", metavar="园所", help="园所代码")] = DEFAULT_SITE,
    profile: Annotated[
        Path | None,
        typer.Option("--profile", metavar="文件", help="本园口径文件 profile.toml", exists=True, dir_okay=False),
    ] = None,
    _version: Annotated[bool, typer.Option("--version", help="版本号", is_eager=True, callback=_print_version)] = False,
) -> None:
    """Keep the options before the command."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", site):
        raise CallAtFault(f"园所代码“{site}”不对：只能用字母、数字、- 和 _，最多 32 个")
    if "://" in database:
        from kgcore.store.passwords import has_password, without_password

        if has_password(database) and database != os.environ.get(DATABASE_VARIABLE):
            raise CallAtFault(
                "命令行上的密码谁都能从进程列表看到。请从网址里去掉密码，写进 ~/.pgpass 或环境变量 PGPASSWORD；"
                f"也可以把整个网址写进环境变量 {DATABASE_VARIABLE}"
            )
        database = without_password(database)
    context.obj = Options(database, site, profile)


def main(arguments: list[str] | None = None) -> None:
    """Run `kg` and end the process: 0 done, 1 the data are at fault, 2 the call is at fault."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a Windows console may be set to GBK
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run `kg` and return its exit code."""
    try:
        code = int(app(args=arguments, prog_name="kg", standalone_mode=False) or 0)
        if code == INTERRUPTED:
            raise KeyboardInterrupt
        return code
    except UsageError as fault:
        typer.echo(f"{in_chinese(fault)}\n用法见 kg --help", err=True)
        return Exit.CALL
    except (CallAtFault, PeriodError) as fault:
        typer.echo(str(fault), err=True)
        return Exit.CALL
    except DataAtFault as fault:
        typer.echo(str(fault), err=True)
        return Exit.DATA
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("已中断", err=True)
        return Exit.DATA
    except OSError as fault:
        typer.echo(disk.said(fault), err=True)
        return Exit.DATA
    except Exception as fault:
        if not (said := _said(fault)):
            raise
        typer.echo(said, err=True)
        return Exit.DATA


def _said(fault: Exception) -> str:
    """Return what is wrong with the data in Chinese; empty where the fault is one of the program."""
    # imported only here: they bring pandas and the database along, which `kg --help` can do without
    from sqlalchemy.exc import DBAPIError

    from kgcore.nutrition import NotAKitchenError, UnknownFoodError
    from kgcore.office import OfficeError
    from kgcore.standards import ProfileError
    from kgcore.store import StoreError

    if isinstance(fault, DBAPIError | sqlite3.Error):
        said = fault.orig if isinstance(fault, DBAPIError) else fault
        return (
            f"数据库出错：{said}。没有写完的都不算数。请检查磁盘空间、权限或服务器，用 kg check --integrity 检查；"
            "还不行请把这句话发给开发者"
        )
    if isinstance(fault, StoreError | OfficeError | ProfileError | NotAKitchenError | UnknownFoodError):
        return str(fault)
    # the solvers are loaded only by the menu room itself: its faults are known when it is there
    room = sys.modules.get("kgcore.menu")
    known = room is not None and isinstance(fault, room.MenuError | room.SolverMissing | room.PostingError)
    return str(fault) if known else ""


def in_chinese(fault: Exception) -> str:
    """Return a usage error of the command line as a Chinese sentence."""
    kind = type(fault).__name__
    if kind == "NoSuchOption":
        if (option := getattr(fault, "option_name", "")) in BEFORE_COMMAND:
            return f"{option} 要写在命令前面，如 kg {option} … menu plan …"
        near = "、".join(getattr(fault, "possibilities", None) or [])
        return f"没有选项 {getattr(fault, 'option_name', '')}" + (f"；是不是 {near}？" if near else "")
    name = _parameter(fault)
    if kind == "MissingParameter":
        return f"缺少 {name}"
    message = str(getattr(fault, "message", fault))
    if match := re.fullmatch(r"No such command '(.*?)'.*", message, re.DOTALL):
        return f"没有命令 {match[1]}；可用：{'、'.join(sorted(command_names()))}"
    if match := re.match(r"Got unexpected extra arguments? \((.*)\)", message):
        return f"多了 {match[1]}"
    if match := re.search(r"(?:file|path|directory) '(.*)' does not exist", message, re.IGNORECASE):
        return f"{name}：找不到 {match[1]}"
    if match := re.match(r"Option '(.*)' requires an argument", message):
        return f"选项 {match[1]} 后面要写一个值"
    if "Missing command" in message:
        return f"缺少命令；可用：{'、'.join(sorted(command_names()))}"
    if match := re.search(r"file '(.*)' is a directory", message, re.IGNORECASE):
        return f"{name}：{match[1]} 是文件夹，要写文件"
    for pattern, said in OF_VALUES.items():
        if match := re.match(pattern, message):
            return f"{name}：{said.format(*match.groups())}"
    return f"{name}：{message}" if name else message


def _parameter(fault: Exception) -> str:
    parameter = getattr(fault, "param", None)
    if parameter is None:
        return ""
    written = [*getattr(parameter, "opts", []), *getattr(parameter, "secondary_opts", [])]
    options_ = [name for name in written if name.startswith("-")]
    return options_[0] if options_ else str(getattr(parameter, "metavar", None) or parameter.name)


def command_names() -> list[str]:
    """Return the names of all commands."""
    return [command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands] + [
        group.name or "" for group in app.registered_groups
    ]
