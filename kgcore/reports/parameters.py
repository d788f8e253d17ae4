"""Parameters of a report are checked before a kernel starts: an unknown name is refused, not ignored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, StringConstraints, ValidationError, create_model

from kgcore import periods
from kgcore.reports.catalogue import Entry, Parameter
from kgcore.reports.errors import CallError
from kgcore.store.passwords import without_password

Value = str | int | float | bool | None

SITE_PATTERN = r"^[A-Za-z0-9_-]{1,32}$"


def check(entry: Entry, arguments: Mapping[str, Any]) -> dict[str, Value]:
    """Return the parameters with their defaults and declared types.

    Raises
    ------
    CallError
        with every fault in one Chinese message.
    """
    fields: dict[str, Any] = {
        name: (_type(parameter, entry.unit), ... if _must(parameter) else parameter.default)
        for name, parameter in entry.parameters.items()
    }
    model = create_model(f"{entry.name}_parameters", __config__=ConfigDict(extra="forbid"), **fields)
    try:
        return model(**arguments).model_dump()
    except ValidationError as fault:
        lines = [_in_chinese(entry, dict(error)) for error in fault.errors()]
        raise CallError(f"报告“{entry.title}”的参数有错：" + "；".join(lines)) from fault


def _must(parameter: Parameter) -> bool:
    return parameter.required and parameter.default is None


def _type(parameter: Parameter, unit: str) -> Any:
    kinds: dict[str, Any] = {
        "site": Annotated[str, StringConstraints(pattern=SITE_PATTERN)],
        "period": Annotated[str, AfterValidator(lambda text: _period(text, unit))],
        "database": Annotated[str, AfterValidator(_database)],
        "path": Annotated[str, AfterValidator(_file)],
        "text": Annotated[str, StringConstraints(max_length=200)],
        "integer": int,
        "number": float,
        "flag": bool,
    }
    kind = kinds[parameter.type]
    return kind if _must(parameter) else kind | None


def _period(text: str, unit: str) -> str:
    period = periods.parse(text)
    if period.unit != unit:
        example = {"week": "2026-W19", "month": "2026-05", "term": "2026-spring", "year": "2026"}[unit]
        raise ValueError(f"“{text}”不是这份报告的期间，要写成 {example} 这样")
    return period.text


def _file(text: str) -> str:
    if not Path(text).is_file():
        raise ValueError(f"找不到文件 {text}")
    return str(Path(text).absolute())


def _database(text: str) -> str:
    return without_password(text) if "://" in text else _file(text)


def _in_chinese(entry: Entry, error: Mapping[str, Any]) -> str:
    name = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return f"没有参数 {name}（可用：{'、'.join(entry.parameters)}）"
    title = f"{entry.parameters[name].title} {name}" if name in entry.parameters else name
    if error["type"] == "missing":
        return f"缺少{title}"
    if error["type"] == "value_error":
        return f"{title}：{error['ctx']['error']}"
    return f"{title} 的值 {error['input']!r} 不对（{error['msg']}）"


def public(entry: Entry, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the parameters as they may be published: no path of this machine, no password."""
    public_values = dict(values)
    for name, parameter in entry.parameters.items():
        value = public_values[name]
        if isinstance(value, str) and parameter.type in ("database", "path"):
            public_values[name] = _without_password(value) if "://" in value else Path(value).name
    return public_values


def _without_password(url: str) -> str:
    from sqlalchemy import make_url

    address = make_url(url)
    return f"{address.get_backend_name()}:{address.database or ''}"
