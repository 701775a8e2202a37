"""A plan of one compilation: the file, and before it the libraries that rustc is given and that exist already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import msgspec

from auditor.config.rustc_command import RustcCommand
from auditor.evidence import flags
from auditor.model.build import Panic, Platform, Profile
from auditor.model.linkage import Linkage
from auditor.model.unit import Plan, Prebuilt, RustcFlags, Unit, UnitDependency, UnitMode
from auditor.model.workspace import MANIFEST, Package, ResolvedDependency, Target, TargetKind, Workspace
from auditor.plan import rustc_options
from auditor.single_file.libraries import Library, toolchain_of

PROFILE = "rustc"
"""What stands for the profile, of which there is none: Cargo reserves the name."""
_LINKAGE = {"RequireStatic": Linkage.STATIC, "RequireDynamic": Linkage.DYNAMIC}
_DECIDING = ("dylib-lto", "staticlib-prefer-dynamic", "staticlib-allow-rdylib-deps", "panic-abort-tests", "no-link")
"""Options of `-Z` that change what rustc decides, and whose rules are not followed."""


class Compilation(msgspec.Struct, frozen=True):
    """One run of rustc, as far as it is known before the libraries are."""

    file: Path
    """Absolute."""
    crate_name: str
    crate_types: tuple[str, ...]
    command: RustcCommand
    platform: Platform
    """With the options as its rustflags."""
    cwd: Path
    """What the paths of libraries are relative to."""


def plan(compilation: Compilation, libraries: Mapping[str, Library], doubts: Sequence[str], release: str) -> Plan:
    """The plan with the libraries that the file names, by the names that it has for them."""
    numbers: dict[str, int] = {}
    units: list[Unit] = []
    for library in libraries.values():
        _add(units, numbers, library, compilation)
    named = [UnitDependency(numbers[library.metadata.hash], name) for name, library in libraries.items()]
    units.append(_unit(compilation, len(units), named))
    return _plan(compilation, units, doubts, release)


def sketch(compilation: Compilation, names: Iterable[str], release: str) -> Plan:
    """The same before the libraries are known: enough to read which of them the file names."""
    nothing = Prebuilt(None, None, {})
    units = [_prebuilt(compilation, number, name, Path(name), ("rlib",), nothing) for number, name in enumerate(names)]
    named = [UnitDependency(unit.index, unit.target.name) for unit in units]
    return _plan(compilation, [*units, _unit(compilation, len(units), named)], (), release)


def workspace(compilation: Compilation, plan: Plan, output: Path) -> Workspace:
    """What stands for a workspace: the folder of the file, and a package for it and each library."""
    packages = {unit.package.id: unit.package for unit in plan.units}
    main = plan.units[-1]
    return Workspace(
        root=compilation.file.parent,
        members=tuple(packages),
        default_members=(main.package.id,),
        current=main.package.id,
        packages=packages,
        resolve={
            unit.package.id: tuple(
                ResolvedDependency(plan.units[one.unit].package.id, one.extern_name, ()) for one in unit.dependencies
            )
            for unit in plan.units
        },
        resolver="2",
        root_manifest={},
        target_directory=output,
        metadata={},
        manifest_name=compilation.file.name,
    )


def _plan(compilation: Compilation, units: list[Unit], doubts: Sequence[str], release: str) -> Plan:
    main = units[-1]
    unstable = [option for option in compilation.command.unstable if option.partition("=")[0] in _DECIDING]
    return Plan(
        units=tuple(units),
        roots=(main.index,),
        primary_packages=frozenset({main.package.id}),
        platforms={compilation.command.target: compilation.platform},
        rustc_release=release,
        doubts=(*doubts, *(f"what `-Z {option}` changes: an unstable option" for option in unstable)),
    )


def _unit(compilation: Compilation, number: int, dependencies: Sequence[UnitDependency]) -> Unit:
    command, platform = compilation.command, compilation.platform
    options = rustc_options.read(rustc_options.Options(), command.decisive)
    types, name = compilation.crate_types, compilation.crate_name
    kind = TargetKind.BIN if types == ("bin",) else TargetKind.LIB
    # NOTE: without the option the target decides: WebAssembly and bare metal abort.
    aborts = ("panic", "abort") in platform.cfg or options.panic is Panic.ABORT
    is_unoptimised = options.has_debug_assertions
    profile = Profile(
        name=PROFILE,
        opt_level=options.opt_level,
        panic=(Panic.ABORT if aborts else Panic.UNWIND).value,
        debug_assertions=is_unoptimised,
        rpath=any(value not in ("n", "no", "off", "false") for value in flags.codegen(command.decisive, "rpath")[-1:]),
    )
    target = _target(name, kind, types, compilation.file, command.edition)
    return Unit(
        index=number,
        package=_package(compilation.file, name, target),
        target=target,
        mode=UnitMode.TEST if command.test else UnitMode.BUILD,
        is_host=False,
        platform=platform,
        profile=profile,
        features=(),
        dependencies=tuple(dependencies),
        is_root=True,
        flags=RustcFlags(
            crate_types=("bin",) if command.test else types,
            test=command.test,
            prefer_dynamic=options.prefer_dynamic,
            prefer_dynamic_by_cargo=False,
            lto=options.lto,
            panic=Panic.ABORT if aborts else Panic.UNWIND,
            embed_bitcode=options.embed_bitcode,
            cfgs=options.cfgs,
            debug_assertions=is_unoptimised,
        ),
    )


def _add(units: list[Unit], numbers: dict[str, int], library: Library, compilation: Compilation) -> None:
    """A library with all that it needs before it."""
    metadata = library.metadata
    if metadata.hash in numbers:
        return
    for _, other in library.others:
        _add(units, numbers, other, compilation)
    found = [(one, numbers[other.metadata.hash]) for one, other in library.others]
    prebuilt = Prebuilt(
        rlib=library.rlib,
        dylib=None if metadata.is_proc_macro else library.dylib,
        toolchain={one.name: _LINKAGE.get(one.linkage or "") for one in toolchain_of(library)},
        held={number: _LINKAGE[one.linkage] for one, number in found if one.linkage is not None},
        unlinked=frozenset(number for one, number in found if not one.is_linked),
        required_panic=None if metadata.required_panic is None else Panic(metadata.required_panic.lower()),
        macro_needs_shared_std=metadata.is_proc_macro and library.needs_shared_std,
    )
    kinds = tuple(kind for kind, file in (("rlib", library.rlib), ("dylib", library.dylib)) if file is not None)
    types = ("proc-macro",) if metadata.is_proc_macro else kinds
    dependencies = tuple(UnitDependency(number, one.name) for one, number in found)
    numbers[metadata.hash] = len(units)
    units.append(_prebuilt(compilation, len(units), metadata.name, library.file, types, prebuilt, dependencies))


def _prebuilt(
    compilation: Compilation,
    number: int,
    name: str,
    file: Path,
    types: tuple[str, ...],
    prebuilt: Prebuilt,
    dependencies: tuple[UnitDependency, ...] = (),
) -> Unit:
    # NOTE: libraries have no sources here: nothing is read of them but what rustc says.
    target = _target(name, TargetKind.LIB, types, Path(), "2021")
    return Unit(
        index=number,
        package=_package(compilation.cwd / file, name, target),
        target=target,
        mode=UnitMode.PREBUILT,
        is_host=False,
        platform=compilation.platform,
        profile=Profile(name=PROFILE),
        features=(),
        dependencies=dependencies,
        is_root=False,
        flags=RustcFlags(
            crate_types=types,
            test=False,
            prefer_dynamic=prebuilt.toolchain.get("std") is Linkage.DYNAMIC,
            prefer_dynamic_by_cargo=False,
            lto=rustc_options.Options().lto,
            panic=prebuilt.required_panic or Panic.UNWIND,
            embed_bitcode=True,
            cfgs=(),
            debug_assertions=False,
        ),
        prebuilt=prebuilt,
    )


def _target(name: str, kind: TargetKind, types: tuple[str, ...], file: Path, edition: str) -> Target:
    return Target(
        name=name,
        kind=kind,
        kinds=types,
        crate_types=types,
        src_path=file,
        edition=edition,
        required_features=(),
        tested=True,
        benched=False,
        harness=True,
        doctested=False,
    )


def _package(file: Path, name: str, target: Target) -> Package:
    """What stands for a package, with an id of the form that Cargo gives single-file packages."""
    assert file.name != MANIFEST
    return Package(
        id=f"path+file://{quote(file.as_posix())}#{name}",
        name=name,
        version="0.0.0",
        source=None,
        manifest_path=file,
        targets=(target,),
        dependencies=(),
        features={},
        links=None,
        rust_version=None,
        metadata={},
    )
