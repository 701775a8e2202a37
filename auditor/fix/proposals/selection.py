"""Changes of what is built: which members by default, which packages, for which platform."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.evidence import remedies
from auditor.fix.operations import Set
from auditor.fix.proposals.project import Case
from auditor.fix.remedy import Remedy


def without_dylibs(case: Case) -> Iterator[Remedy]:
    """Leave the packages of dylibs out of plain `cargo build`, so that Cargo gives them its own `-C prefer-dynamic`."""
    workspace = case.evidence.workspace
    culprits = {package.id for package in case.packages}
    is_default = not case.evidence.selection.workspace and not case.evidence.selection.packages
    if not isinstance(workspace.root_manifest.get("workspace"), dict) or not is_default:
        return
    kept = [workspace.packages[member] for member in workspace.default_members if member not in culprits]
    if (
        not kept
        or len(kept) == len(workspace.default_members)
        or not all(case.is_editable(one.manifest_path) for one in kept)
    ):
        return
    root = workspace.root
    if not all(package.root.is_relative_to(root) for package in kept):
        return
    folders = tuple(package.root.relative_to(root).as_posix() for package in kept)
    names = ", ".join(f"`{workspace.packages[one].name}`" for one in workspace.default_members if one in culprits)
    yield Remedy(
        f"leave {names} out of `default-members` in {case.show(case.root_manifest)}",
        (Set(case.root_manifest, ("workspace", "default-members"), folders),),
        afterwards=(remedies.clean(case.evidence, case.packages),),
    )


def for_a_target(case: Case) -> Iterator[Remedy]:
    """Name the platform: rustflags do not reach build scripts and proc macros then."""
    selection, host = case.evidence.selection, case.evidence.toolchain.host
    if not selection.targets:
        yield Remedy(
            f"build with `--target {host}`: then the rustflags do not reach build scripts and proc macros",
            options={"targets": (host,)},
            command=f"cargo build --target {host}",
        )
