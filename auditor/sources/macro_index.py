"""List the macros that a package defines, and what a crate's name is worth in their bodies or, for proc macros, sources."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from auditor.sources.mentions import Kind
from auditor.sources.package_sources import PackageSources

_RULES = re.compile(rb"macro_rules\s*!\s*(?:r#)?(\w+)")
_DERIVE = re.compile(rb"(?:proc_macro_derive\s*\(|decl_derive!\s*\(\s*\[)\s*(\w+)")
_FUNCTION = re.compile(rb"#\s*\[\s*proc_macro(?:_attribute)?\s*\].*?\bfn\s+(?:r#)?(\w+)", re.DOTALL)
_HEADS = (Kind.LATE, Kind.ABSOLUTE, Kind.IMPORT, Kind.EARLY, Kind.EXTERN_CRATE)


@dataclass
class MacroIndex:
    """The macros of one package."""

    sources: PackageSources
    is_proc_macro: bool
    _bodies: dict[tuple[str, str], bool] = field(default_factory=dict)

    @cached_property
    def names(self) -> frozenset[str]:
        """The macros that it defines: `macro_rules!`, or derives, attributes and functions of a proc macro."""
        patterns = (_RULES, _DERIVE, _FUNCTION) if self.is_proc_macro else (_RULES,)
        markers = (b"macro_rules", b"proc_macro", b"decl_derive")
        return frozenset(
            match[1].decode(errors="replace")
            for file in self.sources.all_files
            if any(marker in file.text for marker in markers)
            for pattern in patterns
            for match in pattern.finditer(file.text)
        )

    def names_in_body(self, macro: str, crate: str) -> bool:
        """Whether the body of a `macro_rules!`, or of one that it invokes, names a crate without `$crate`."""
        seen = {macro}
        pending = [macro]
        while pending:
            current = pending.pop()
            if self._is_in_body(current, crate):
                return True
            for called in self._called_by(current) - seen:
                seen.add(called)
                pending.append(called)
        return False

    def _is_in_body(self, macro: str, crate: str) -> bool:
        key = (macro, crate)
        if key not in self._bodies:
            self._bodies[key] = any(
                mention.context.definition_name == macro and mention.kind in _HEADS and not mention.context.is_pattern
                for file in self.sources.all_files
                if b"macro_rules" in file.text and macro.encode() in file.text
                for mention in self.sources.mentions(file, crate)
            )
        return self._bodies[key]

    def _called_by(self, macro: str) -> set[str]:
        """The macros of the package that the body of one mentions."""
        found: set[str] = set()
        for file, start in self.sources.macro_definitions(macro):
            body = file.text[start : start + 20_000]
            end = body.find(b"\n}")
            text = body if end < 0 else body[:end]
            found.update(name.decode(errors="replace") for name in re.findall(rb"(\w+)\s*!", text))
        return found & self.names

    def writes(self, crate: str) -> bool:
        """Whether a proc macro's sources hold the crate's name as code or text that it may write."""
        word = re.escape(crate.encode())
        pattern = re.compile(
            rb"extern\s+crate\s+"
            + word
            + rb"\b|(?<![\w:])(?:::\s*)?"
            + word
            + rb'\s*::|"(?:::)?'
            + word
            + rb'(?:::[^"]*)?"'
        )
        return any(crate.encode() in file.text and pattern.search(file.text) for file in self.sources.all_files)
