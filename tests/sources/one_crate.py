"""Plans of a single crate, written to a folder: what most tests of the reading of sources need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.model.build import Lto, Panic, Platform, Profile, RustFlags
from auditor.model.source import UnitSources
from auditor.model.unit import Plan, RustcFlags, Unit, UnitDependency, UnitMode
from auditor.model.workspace import Package, Target, TargetKind
from auditor.sources.references import references
from tests.sources.dependencies import DEPENDENCIES, PROC_MACROS, SOURCES

LINUX = frozenset(
    {
        ("unix", None), ("target_os", "linux"), ("target_family", "unix"), ("target_arch", "x86_64"),
        ("target_env", "gnu"),
        ("target_pointer_width", "64"), ("target_endian", "little"), ("panic", "unwind"), ("debug_assertions", None),
        ("target_has_atomic", None), ("target_has_atomic", "64"), ("target_vendor", "unknown"), ("target_abi", ""),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Crate:
    """A crate of one package, as the sources of its files and the way it is compiled."""

    source: str | bytes
    edition: str = "2021"
    crate_type: str = "lib"
    test: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ("b", "c", "d", "p")
    features: tuple[str, ...] = ()
    cfgs: tuple[str, ...] = ()
    build_script: str | None = None
    debug_assertions: bool = True
    unlinkable: tuple[str, ...] = ()
    """Those of the names that are cdylibs: Cargo does not pass them."""

    def write(self, folder: Path) -> Path:
        """Write the crate below `folder`; returns its root file."""
        contents: dict[str, str | bytes] = {"src/root.rs": self.source}
        contents |= {f"src/{name}": text for name, text in self.files.items()}
        if self.build_script is not None:
            contents["build.rs"] = self.build_script
        for name, text in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder / "src/root.rs"


def target(path: Path, name: str, kind: TargetKind, crate_types: tuple[str, ...], edition: str = "2021") -> Target:
    """A target with the fields that the reading of sources looks at."""
    return Target(name, kind, crate_types, crate_types, path, edition, (), True, True, True, True)


def package(folder: Path, name: str, targets: tuple[Target, ...], source: str | None = None) -> Package:
    """A package without declared dependencies."""
    return Package(name, name, "0.1.0", source, folder / "Cargo.toml", targets, (), {}, None, None, {})


def unit(index: int, of: Package, chosen: Target, crate: Crate, dependencies: tuple[UnitDependency, ...] = ()) -> Unit:
    """A unit that compiles a target the way `crate` says."""
    platform = Platform("x86_64-unknown-linux-gnu", LINUX, {}, None, True, Path(), RustFlags())
    types = () if crate.test else chosen.crate_types
    flags = RustcFlags(
        types, crate.test, False, False, Lto.THIN_LOCAL, Panic.UNWIND, False, crate.cfgs, crate.debug_assertions
    )
    mode = UnitMode.TEST if crate.test else UnitMode.BUILD
    return Unit(index, of, chosen, mode, False, platform, Profile("dev"), crate.features, dependencies, True, flags)


def plan_of(crate: Crate, folder: Path, dependencies: Mapping[str, str] | None = None) -> Plan:
    """A plan whose last unit is the crate; its dependencies are libraries with the given sources or the usual ones."""
    units: list[Unit] = []
    order = sorted(crate.names, key=lambda name: name in DEPENDENCIES)
    for name in order:
        text = (SOURCES | (dependencies or {})).get(name, "")
        root = folder / "deps" / name / "src" / "lib.rs"
        root.parent.mkdir(parents=True)
        root.write_text(text)
        types = ("proc-macro",) if name in PROC_MACROS else ("cdylib",) if name in crate.unlinkable else ("lib",)
        library = target(root, name, TargetKind.LIB, types)
        below = tuple(UnitDependency(order.index(one), one) for one in DEPENDENCIES.get(name, ()) if one in order)
        of = package(folder / "deps" / name, name, (library,), "registry+x")
        units.append(unit(len(units), of, library, Crate(""), below))
    kind = TargetKind.BIN if crate.crate_type == "bin" else TargetKind.LIB
    own = target(crate.write(folder / "own"), "t", kind, (crate.crate_type,), crate.edition)
    script = () if crate.build_script is None else (
        target(folder / "own" / "build.rs", "build-script-build", TargetKind.CUSTOM_BUILD, ("bin",)),
    )  # fmt: skip
    edges = tuple(UnitDependency(index, one.target.name) for index, one in enumerate(units))
    units.append(unit(len(units), package(folder / "own", "t", (own, *script)), own, crate, edges))
    return Plan(units, (len(units) - 1,), frozenset({"t"}), {None: units[-1].platform})


def read(crate: Crate, folder: Path, dependencies: Mapping[str, str] | None = None) -> UnitSources:
    """What the product says of the crate."""
    return references(plan_of(crate, folder, dependencies))[-1]
