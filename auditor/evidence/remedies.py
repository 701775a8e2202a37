"""Commands and edits that several findings propose, spelled for the build at hand."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import places
from auditor.model.build import Platform
from auditor.model.report import Evidence
from auditor.model.workspace import Package

SHARE_STD = 'rustflags = ["-C", "prefer-dynamic"]'
FINGERPRINT = (
    "Cargo's fingerprint does not record whether a package was selected, so a library compiled under another "
    "selection is taken as it is"
)


def clean(evidence: Evidence, packages: Iterable[Package]) -> str:
    """The command that makes Cargo compile packages anew in the folder that this build writes to."""
    specs = " ".join(f"-p {name}" for name in dict.fromkeys(package.name for package in packages))
    return f"cargo clean {specs}{_profile(evidence)}{_targets(evidence)}"


def build(evidence: Evidence, package: Package) -> str:
    """The command that builds one package alone."""
    start = " ".join(("cargo", *evidence.cargo_options, "build"))
    return f"{start} -p {package.name}{_profile(evidence)}{_targets(evidence)}"


def clean_after_change(evidence: Evidence, packages: Iterable[Package]) -> str:
    """A sentence about what was built before: it makes results depend on history."""
    return f"{FINGERPRINT}: run `{clean(evidence, packages)}` when the selection changes."


def prefer_dynamic(evidence: Evidence) -> str:
    """The edit that gives every unit `-C prefer-dynamic`: where the flags in force are, for others would not count."""
    sources = evidence.configured_rustflags.sources
    if not sources:
        return f"put `[build]` with `{SHARE_STD}` into .cargo/config.toml"
    return f"add `-C prefer-dynamic` to {places.show_origin(evidence, sources[-1].origin)}"


def library_folder(evidence: Evidence, platform: Platform) -> str:
    """Where Cargo puts the shared libraries that a build compiles."""
    folder = evidence.workspace.target_directory
    if evidence.plan.platforms.get(platform.triple) is platform:
        folder = folder / platform.triple
    directory = {"dev": "debug", "test": "debug", "bench": "release"}.get(evidence.profile, evidence.profile)
    # NOTE: single-file packages have a folder for what is built on the way, which the metadata does not say.
    deps = "" if evidence.cargo_options else "deps"
    return places.show_path(evidence, folder / directory / deps)


def given_folders(evidence: Evidence, needed: Iterable[str]) -> list[str]:
    """Where those of the needed shared libraries lie that rustc is given."""
    given = [unit.prebuilt.dylib for unit in evidence.plan.units if unit.prebuilt is not None]
    folders = [file.parent for file in given if file is not None and file.name in needed]
    return list(dict.fromkeys(places.show_path(evidence, folder) for folder in folders))


def _profile(evidence: Evidence) -> str:
    match evidence.profile:
        case "dev" | "test":
            return ""
        case "release" | "bench":
            return " --release"
        case name:
            return f" --profile {name}"


def _targets(evidence: Evidence) -> str:
    return "".join(f" --target {triple}" for triple in evidence.selection.targets)
