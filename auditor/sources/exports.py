"""Tell whether users of a library can reach an item: rustc's effective visibility, level "re-exported"."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from auditor.sources.context import Context
from auditor.sources.files import SourceFile
from auditor.sources.modules import ReachedFile
from auditor.sources.unit_view import UnitView

if TYPE_CHECKING:
    from tree_sitter import Node

_PUBLIC_USE = re.compile(rb"\bpub\s+use\s+([^;]*);")
_NAMED = ("struct_item", "enum_item", "union_item", "trait_item", "foreign_mod_item")


class Exports(msgspec.Struct, dict=True):
    """Answers for one unit."""

    view: UnitView

    def is_exported(self, reached: ReachedFile, context: Context, item: Node | None, parents: list[Node]) -> bool:
        """Whether `item`, a child of the last of `parents`, is exported; None stands for the module around it."""
        file = reached.file
        above = [
            node for node in parents if node.type not in ("declaration_list", "source_file", "expression_statement")
        ]
        if any(node.type in ("function_item", "closure_expression") for node in above):
            return item is not None and item.type == "impl_item" and self._is_impl_exported(file, item)
        if item is None:
            return self._is_module_exported(reached, context)
        if item.type == "impl_item":
            return self._is_impl_exported(file, item)
        holder = next((node for node in reversed(above) if node.type == "impl_item"), None)
        if holder is not None:
            return (
                self._is_impl_exported(file, holder) if holder.child_by_field_name("trait") else is_public(item, file)
            )
        if item.type == "macro_definition":
            return b"macro_export" in file.text[max(0, item.start_byte - 400) : item.start_byte]
        named = [node for node in above if node.type in _NAMED]
        is_tuple_s = parents[-1].type == "ordered_field_declaration_list"
        if is_tuple_s and file.slice(item).strip() != b"pub" and not _in_variant(above):
            return False
        if item.type == "field_declaration" and not is_public(item, file) and not _in_variant(above):
            return False
        if (
            not is_tuple_s
            and item.type not in ("enum_variant", "field_declaration")
            and not _in_trait(above)
            and not is_public(item, file)
        ):
            return False
        outer = named[0] if named else item
        if outer is not item and outer.type != "foreign_mod_item" and not is_public(outer, file):
            return False
        return self._is_reachable(reached, context, outer)

    def _is_module_exported(self, reached: ReachedFile, context: Context) -> bool:
        module = (*reached.module, *context.inline_modules)
        return not module or self._are_modules_public(reached, context) or self._is_reexported(module, module[-1])

    def _is_reachable(self, reached: ReachedFile, context: Context, item: Node) -> bool:
        label = item.child_by_field_name("name")
        name = "" if label is None else reached.file.slice(label).decode(errors="replace")
        module = (*reached.module, *context.inline_modules)
        return self._are_modules_public(reached, context) or self._is_reexported(module, name)

    def _are_modules_public(self, reached: ReachedFile, context: Context) -> bool:
        inline = [node for node in context.nodes if node.type == "mod_item" and node.child_by_field_name("body")]
        return reached.is_public and all(is_public(node, reached.file) for node in inline)

    def _is_impl_exported(self, file: SourceFile, item: Node) -> bool:
        """Whether an implementation's trait is exported; one of the crate's own is looked up by its name."""
        trait = item.child_by_field_name("trait")
        if trait is None:
            return True
        name = re.split(rb"[<\s]", file.slice(trait))[0].rpartition(b"::")[2]
        own = re.compile(rb"(\bpub\s+)?(?:unsafe\s+|auto\s+)*\btrait\s+" + re.escape(name) + rb"\b")
        found = [
            match
            for reached in self.view.reached
            if name in reached.file.text
            for match in own.finditer(reached.file.text)
        ]
        return not found or any(match[1] for match in found)

    def _is_reexported(self, module: tuple[str, ...], name: str) -> bool:
        """Whether a `pub use` somewhere in the unit names the item, or all of a module around it."""
        word = re.compile(rb"\b" + re.escape(name.encode()) + rb"\b")
        around = [re.compile(rb"\b" + re.escape(part.encode()) + rb"\s*::\s*(?:\*|\{[^}]*\*)") for part in module]
        return any(
            (name and word.search(text)) or any(part.search(text) for part in around) for text in self._public_uses
        )

    @cached_property
    def _public_uses(self) -> tuple[bytes, ...]:
        """The trees of all `pub use` declarations."""
        return tuple(match[1] for reached in self.view.reached for match in _PUBLIC_USE.finditer(reached.file.text))


def is_public(node: Node, file: SourceFile) -> bool:
    """Whether a declaration has `pub` without a restriction."""
    for child in node.children:
        if child.type == "visibility_modifier":
            return file.slice(child).strip() == b"pub"
    return False


def _in_variant(above: list[Node]) -> bool:
    return any(node.type == "enum_variant" for node in above)


def _in_trait(above: list[Node]) -> bool:
    return any(node.type == "trait_item" for node in above)
