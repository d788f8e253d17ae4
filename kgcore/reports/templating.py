"""The templates of pages."""

from __future__ import annotations

import jinja2


def environment() -> jinja2.Environment:
    """Return the templates' environment: everything that is not Markup is escaped."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("kgcore.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
