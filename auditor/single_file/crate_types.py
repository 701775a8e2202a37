"""Which crate types a single file is compiled to (rustc `rustc_interface/src/passes.rs`, `collect_crate_types`)."""

from __future__ import annotations

from pathlib import Path

from auditor.config.rustc_command import RustcCommand
from auditor.errors import AuditorError
from auditor.model.build import Platform
from auditor.sources import attributes
from auditor.sources.files import SourceFile, clean

_KNOWN = ("bin", "lib", "rlib", "dylib", "cdylib", "staticlib", "proc-macro")


def of_file(text: str, path: Path, command: RustcCommand, platform: Platform) -> tuple[str, ...]:
    """The crate types by option, else by attribute, else a program. Those that the platform lacks are among them.

    Raises AuditorError for an attribute that rustc refuses. `--test` is not looked at.
    """
    if command.crate_types:
        return command.crate_types
    named = tuple(sorted(set(_of_attributes(text, path)), key=_KNOWN.index))
    return named or ("bin" if platform.supports("bin") else "staticlib",)


def _of_attributes(text: str, path: Path) -> list[str]:
    content = clean(text.encode())
    found = []
    for child in SourceFile(path, content, len(content)).tree.root_node.children:
        if child.type not in ("inner_attribute_item", "line_comment", "block_comment", "shebang"):
            break
        for attribute in attributes.parse(content[child.start_byte : child.end_byte]):
            if attribute.path != "crate_type" or attribute.string is None:
                continue
            name, line = attribute.string.decode(errors="replace"), child.start_point[0] + 1
            if attribute.condition:
                raise AuditorError(
                    "`crate_type` within `cfg_attr` is an error of rustc's",
                    path=path,
                    line=line,
                    hint="name the crate type by `--crate-type`",
                )
            if name not in _KNOWN:
                raise AuditorError(
                    f"rustc knows no crate type `{name}`", path=path, line=line, hint=f"use one of {', '.join(_KNOWN)}"
                )
            found.append(name)
    return found
