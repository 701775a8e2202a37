"""The templates of rendered documents, found in a checkout and in an installed wheel alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from auditor import there

_INSTALLED = Path(__file__).with_name("templates")
_CHECKOUT = Path(__file__).parents[1] / "templates"


def template(name: str, shown: Callable[[Any], Any] | None = None) -> jinja2.Template:
    """A template by its file name, `rule_page.md.jinja`.

    HTML is escaped by construction, other formats escape by their own filters; a name that a template does not get
    is an error, never an empty place. Everything that the template prints goes through `shown` first.
    """
    return _environment(shown).get_template(name)


@cache
def _environment(shown: Callable[[Any], Any] | None) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_INSTALLED if there.is_dir(_INSTALLED) else _CHECKOUT),
        autoescape=jinja2.select_autoescape(("html", "html.jinja", "svg.jinja"), default=False),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )
