"""From a file and rustc's options to the evidence. rustc is only asked: what it would print, what libraries hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from auditor.cache import Cache
from auditor.cargo import harmless, toolchain
from auditor.cargo.process import Running
from auditor.cargo.session import Session
from auditor.classification import classifications
from auditor.config.rustc_command import RustcCommand
from auditor.errors import AuditorError
from auditor.evidence import flags
from auditor.linkage.confidence import artifacts_with_confidence
from auditor.model.build import PREFER_DYNAMIC, FlagSource, Lto, Platform, RustFlags, Toolchain
from auditor.model.origin import Origin, OriginKind
from auditor.model.report import Evidence
from auditor.model.selection import Mode, Selection
from auditor.model.source import Reference, UnitSources
from auditor.model.surroundings import Surroundings
from auditor.model.unit import Plan
from auditor.plan import rustc_options
from auditor.single_file import assembly, configuration, crate_types
from auditor.single_file.assembly import PROFILE, Compilation
from auditor.single_file.libraries import Libraries, Library
from auditor.sources.crates import SYSROOT
from auditor.sources.references import references


def predict(
    session: Session,
    file: Path,
    text: str,
    command: RustcCommand,
    mode: Mode | None,
    cache: Cache,
    say: Callable[[str], None],
) -> Evidence:
    """Predict one run of rustc; where `mode` is None, choose it as for a workspace.

    `file` is absolute. Raises AuditorError for what rustc refuses for another reason than linkage.
    """
    harmless.require_known_toolchain(session.cwd, session.environment)
    asked = _Questions(session, file, command)
    version = toolchain.parse_version(asked.version.wait())
    cargo = toolchain.parse_cargo_version(asked.cargo.wait())
    platform, sysroot = asked.platform_of(version.host)
    written = crate_types.of_file(text, file, command, platform)
    if not text.strip() and "bin" in written and not command.test:
        raise AuditorError("the file is empty: a program needs a `fn main`", path=file, hint="name another file")
    compilation = Compilation(file, asked.crate_name(), written, command, platform, session.cwd)
    say("reading sources")
    sketch = assembly.sketch(compilation, dict.fromkeys(one.name for one in command.externs), version.release)
    named = references(sketch, cache)[-1]
    say("reading libraries")
    libraries = Libraries(session, command, platform)
    found = dict(_found(libraries, named))
    plan = assembly.plan(compilation, found, libraries.doubts, version.release)
    chosen = mode or (Mode.AS_CONFIGURED if plan.units[-1].flags.prefer_dynamic else Mode.PREFER_DYNAMIC)
    if chosen is Mode.PREFER_DYNAMIC:
        plan = _preferring(plan)
    say("simulating rustc")
    sources = _sources(plan, named, found)
    prefers = flags.prefers_dynamic(platform.rustflags.flags)
    return Evidence(
        selection=Selection(targets=(command.target,) if command.target else ()),
        mode=chosen,
        asked_mode=mode,
        workspace=assembly.workspace(compilation, plan, session.cwd / command.output_folder),
        toolchain=Toolchain(
            rustc=version.release,
            commit_hash=version.commit_hash,
            host=version.host,
            sysroot=sysroot,
            cargo=cargo,
            rustc_path=session.rustc,
            cargo_path=session.cargo,
        ),
        plan=plan,
        artifacts=artifacts_with_confidence(plan, sources),
        classifications=classifications(plan),
        rustflags=plan.target.rustflags,
        configured_rustflags=platform.rustflags,
        profile=PROFILE,
        sources=sources,
        rustc_command=("rustc", *command.words, _shown(file, session.cwd)),
        surroundings=Surroundings(
            config_notices=() if prefers else tuple(configuration.notices(session, platform, cargo, file))
        ),
    )


class _Questions:
    """What rustc is asked, all at once."""

    def __init__(self, session: Session, file: Path, command: RustcCommand) -> None:
        self._command, self._file = command, file
        decisive = harmless.rustflags(_accepted(command))
        self.version, self.cargo = session.start_rustc(["-vV"]), session.start_cargo(["-V"])
        self._platform = session.start_rustc(
            toolchain.platform_query(command.target, [*decisive, *_of(command.naming, "--sysroot")])
        )
        kinds = [word for kind in command.crate_types for word in ("--crate-type", kind)]
        test = ["--test"] if command.test else []
        self._name: Running = session.start_rustc(
            [str(file), "--print=crate-name", *kinds, *test, *command.naming, *decisive]
        )

    def platform_of(self, host: str) -> tuple[Platform, Path]:
        """The platform, with the options as its flags, and the toolchain's folder."""
        triple = self._command.target or host
        output = self._platform.wait()
        if output.status != 0:
            raise _refused(self._file, output.stderr)
        answer = toolchain.parse_platform(output, triple)
        words = self._command.words
        source = FlagSource(Origin(OriginKind.RUSTC, "rustc"), words)
        rustflags = RustFlags(words, (source,) if words else ())
        return toolchain.platform(answer, triple, rustflags), answer.sysroot

    def crate_name(self) -> str:
        """The crate's name: by option, by attribute, or that of the file."""
        output = self._name.wait()
        if output.status != 0:
            raise _refused(self._file, output.stderr)
        return output.stdout.decode("utf-8", "replace").splitlines()[0]


def _refused(file: Path, said: str) -> AuditorError:
    return AuditorError("rustc refuses this file or its options", path=file, said=said, hint="correct what rustc says")


def _accepted(command: RustcCommand) -> list[str]:
    """The options with which rustc answers: under LTO it ends at `-C embed-bitcode=no`, which is told as a finding."""
    options = rustc_options.read(rustc_options.Options(), command.decisive)
    if options.embed_bitcode or options.lto in (Lto.OFF, Lto.THIN_LOCAL):
        return list(command.decisive)
    words = flags.words(command.decisive)
    return [
        part for word in words if not flags.normal(word).startswith("-C embed-bitcode") for part in word.split(" ", 1)
    ]


def _of(words: Sequence[str], option: str) -> list[str]:
    pairs = zip(words[::2], words[1::2], strict=True)
    return [word for name, value in pairs if name == option for word in (name, value)]


def _found(libraries: Libraries, named: UnitSources) -> list[tuple[str, Library]]:
    """The libraries of the names that the file uses. Raises AuditorError for one that rustc would not find."""
    result = []
    for name, reference in named.references.items():
        if reference is Reference.ABSENT:
            continue
        try:
            library = libraries.named(name)
        except AuditorError:
            if reference >= Reference.LIKELY:
                raise
            libraries.doubts.append(f"whether the file names `{name}`, which rustc cannot load")
            continue
        if library is not None:
            result.append((name, library))
    for name in sorted(named.sysroot - set(SYSROOT)):
        library = libraries.named(name)
        if library is not None:
            result.append((name, library))
        elif not libraries.is_toolchains(name):
            raise AuditorError(
                f"rustc would not find the crate `{name}`, which the file names by `extern crate`",
                hint=f"give it by `--extern {name}=FILE`, or name its folder by `-L`",
            )
    return result


def _sources(
    plan: Plan, named: UnitSources, found: Sequence[tuple[str, Library]] | Mapping[str, Library]
) -> tuple[UnitSources, ...]:
    """What each unit names: the libraries that exist say it in their metadata."""
    names = dict(found)
    references = {name: named.references.get(name, Reference.NAMED) for name in names}
    return (
        *(UnitSources({}, defines_proc_macros=unit.target.is_proc_macro) for unit in plan.units[:-1]),
        replace(named, references=references),
    )


def _preferring(plan: Plan) -> Plan:
    """The same plan with `-C prefer-dynamic` behind the options."""
    main = plan.units[-1]
    given = main.platform.rustflags
    platform = replace(main.platform, rustflags=RustFlags(given.flags + PREFER_DYNAMIC, given.sources))
    units = [replace(unit, platform=platform) for unit in plan.units]
    units[-1] = replace(units[-1], flags=replace(main.flags, prefer_dynamic=True))
    return replace(plan, units=tuple(units), platforms=dict.fromkeys(plan.platforms, platform))


def _shown(file: Path, cwd: Path) -> str:
    return str(file.relative_to(cwd)) if file.is_relative_to(cwd) else str(file)
