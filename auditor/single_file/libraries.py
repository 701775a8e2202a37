"""The libraries that a command line gives rustc: which files it takes for each crate, and what these need in turn.

Source: rustc `rustc_metadata/src/locator.rs` and `creader.rs`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from auditor import shared_library, there
from auditor.cargo import library_metadata
from auditor.cargo.library_metadata import LibraryDependency, LibraryMetadata
from auditor.cargo.session import Session
from auditor.config.rustc_command import RustcCommand
from auditor.errors import AuditorError
from auditor.model.build import Platform

TOOLCHAIN = ("std", "core", "proc_macro", "test", "panic_unwind", "panic_abort")
"""The toolchain's crates that decide anything by themselves: the others come with these."""


class Library(msgspec.Struct, frozen=True):
    """A crate as rustc finds it."""

    metadata: LibraryMetadata
    rlib: Path | None
    dylib: Path | None
    toolchain: tuple[LibraryDependency, ...]
    others: tuple[tuple[LibraryDependency, Library], ...]
    """Its other dependencies, with where they are."""

    needs_shared_std: bool = False
    """Whether its shared library loads the toolchain's standard library; looked at for proc macros alone."""

    @property
    def file(self) -> Path:
        """One of its files."""
        found = self.dylib if self.rlib is None else self.rlib
        assert found is not None
        return found


class Libraries:
    """Finds crates for one command line. Raises AuditorError wherever rustc could not load one."""

    def __init__(self, session: Session, command: RustcCommand, platform: Platform) -> None:
        """`platform` is what is compiled for."""
        self._session = session
        self._command = command
        self._platform = platform
        self._known: dict[str, Library] = {}
        self._folders: dict[Path, tuple[str, ...]] = {}
        self.doubts: list[str] = []
        """What could not be decided."""

    def named(self, name: str) -> Library | None:
        """The crate that the file calls `name`; None if no option and no folder has it."""
        externs = [extern for extern in self._command.externs if extern.name == name]
        paths = [extern.path for extern in externs if extern.path is not None]
        if paths:
            return self._library([self._given(path, name) for path in paths])
        groups = self._groups(name, "", ("all", "crate"))
        found = {}
        for group in groups:
            metadata = self._metadata(group)
            if metadata.name == name:
                found[metadata.hash] = group
        if len(found) > 1:
            files = ", ".join(str(group[0]) for group in found.values())
            raise AuditorError(
                f"rustc finds several crates `{name}` and takes none of them (E0464): {files}",
                hint=f"name one of them by `--extern {name}=FILE`",
            )
        if found:
            return self._library(next(iter(found.values())))
        if externs:
            raise _not_found(name, "`--extern` names it without a file, and no folder of `-L` has it")
        return None

    def _given(self, path: Path, name: str) -> Path:
        """A file of `--extern`, which must look like a library."""
        if not there.is_file(self._session.cwd / path):
            raise AuditorError(
                f"there is no such library, which `--extern` gives as `{name}`", path=path, hint="compile it first"
            )
        prefix, suffix = self._platform.file_names.get("dylib", ("lib", ".so"))
        proc_macro = _proc_macro_suffix(self._platform)
        is_rust = path.name.startswith("lib") and path.suffix in (".rlib", ".rmeta")
        if not is_rust and not (path.name.startswith(prefix) and path.name.endswith((suffix, proc_macro))):
            raise AuditorError(
                f"rustc takes this for no library: its name is neither `lib*.rlib` nor `{prefix}*{suffix}`",
                path=path,
                hint=f"give `{name}` as what rustc made of it",
            )
        return path

    def _groups(self, name: str, extra: str, kinds: Sequence[str]) -> Iterator[list[Path]]:
        """The files of that name in the folders of `-L`, those of one compilation together."""
        prefix, suffix = self._platform.file_names.get("dylib", ("lib", ".so"))
        groups: dict[str, dict[str, Path]] = {}
        for folder in self._command.search:
            for file in self._names(folder.path) if folder.kind in kinds else ():
                for start, end in ((f"lib{name}{extra}", ".rlib"), (f"{prefix}{name}{extra}", suffix)):
                    if file.startswith(start) and file.endswith(end) and len(file) >= len(start) + len(end):
                        middle = file[len(start) : len(file) - len(end)]
                        groups.setdefault(middle, {}).setdefault(end, folder.path / file)
        return (list(group.values()) for group in groups.values())

    def _names(self, folder: Path) -> tuple[str, ...]:
        if folder not in self._folders:
            try:
                names = sorted(os.listdir(self._session.cwd / folder))  # noqa: PTH208 - names, not paths
            except OSError:
                names = []
            self._folders[folder] = tuple(names)
        return self._folders[folder]

    def _metadata(self, files: Sequence[Path]) -> LibraryMetadata:
        """What rustc reads in the files of one crate: they must be of one compilation."""
        answers = [library_metadata.ask(self._session, file) for file in files]
        found = [library_metadata.parse(answer.wait(), file) for answer, file in zip(answers, files, strict=True)]
        for one, file in zip(found, files, strict=True):
            if one.hash != found[0].hash:
                raise AuditorError(
                    f"{files[0]} and {file} are of two compilations, and rustc takes neither (E0464)",
                    hint="compile both anew, in one run: `--crate-type rlib,dylib`",
                )
        return found[0]

    def _library(self, files: Sequence[Path]) -> Library:
        linkable = [file for file in files if file.suffix != ".rmeta"]
        if not linkable:
            raise AuditorError("metadata alone cannot be linked", path=files[0], hint="give rustc the rlib")
        metadata = self._metadata(linkable)
        rlib = next((file for file in linkable if file.suffix == ".rlib"), None)
        dylib = next((file for file in linkable if file.suffix != ".rlib"), None)
        if metadata.hash in self._known:
            return self._same(self._known[metadata.hash], rlib, dylib)
        if not metadata.is_proc_macro and metadata.triple != self._triple:
            raise AuditorError(
                f"the library is compiled for {metadata.triple}, not for {self._triple} (E0461)",
                path=linkable[0],
                hint=f"compile it with `--target {self._platform.triple}`",
            )
        toolchain, others = [], []
        for dependency in () if metadata.is_proc_macro else metadata.dependencies:
            if self._is_toolchains(dependency):
                toolchain.append(dependency)
            else:
                others.append((dependency, self._needed(dependency, linkable[0])))
        shares = metadata.is_proc_macro and dylib is not None and self._mentions_std(dylib)
        library = Library(metadata, rlib, dylib, tuple(toolchain), tuple(others), shares)
        self._known[metadata.hash] = library
        return library

    @property
    def _triple(self) -> str:
        """The name by which libraries know the platform: a specification in a file has a shorter one."""
        triple = self._platform.triple
        return Path(triple).stem if triple.endswith(".json") else triple

    def _same(self, known: Library, rlib: Path | None, dylib: Path | None) -> Library:
        """A crate that is found twice: rustc keeps what it loads first, which the order in the sources decides."""
        if ((known.rlib is None), (known.dylib is None)) != ((rlib is None), (dylib is None)):
            self._doubt(f"which files of `{known.metadata.name}` rustc takes: options and folders have different ones")
        return known

    def _is_toolchains(self, dependency: LibraryDependency) -> bool:
        """Whether a crate is the toolchain's. Raises AuditorError for the std of another compiler."""
        files = self._toolchain_files
        stem = f"lib{dependency.name}{dependency.extra_filename}"
        if f"{stem}.rlib" in files or f"{stem}.rmeta" in files:
            return True
        if dependency.name in ("std", "core"):
            raise _not_found(f"{dependency.name}{dependency.extra_filename}", "this toolchain has another one (E0460)")
        return False

    def is_toolchains(self, name: str) -> bool:
        """Whether the toolchain has a crate of that name."""
        return any(file.startswith(f"lib{name}-") for file in self._toolchain_files)

    def _mentions_std(self, dylib: Path) -> bool:
        std = self._platform.std_dylib
        return std is not None and shared_library.mentions(self._session.cwd / dylib, std)

    @property
    def _toolchain_files(self) -> frozenset[str]:
        return frozenset(self._names(self._platform.libdir))

    def _needed(self, dependency: LibraryDependency, by: Path) -> Library:
        """A dependency of a library, which its hash identifies."""
        for group in self._groups(dependency.name, dependency.extra_filename, ("all", "dependency")):
            if self._metadata(group).hash == dependency.hash:
                return self._library(group)
        if dependency.hash in self._known:
            self._doubt(_order(dependency.name, by))
            return self._known[dependency.hash]
        given = [extern.path for extern in self._command.externs if extern.path is not None]
        for path in given:
            if there.is_file(self._session.cwd / path) and self._metadata([path]).hash == dependency.hash:
                self._doubt(_order(dependency.name, by))
                return self._library([path])
        raise _not_found(dependency.name, f"{by} needs it, and no folder of `-L` has that very compilation of it")

    def _doubt(self, text: str) -> None:
        if text not in self.doubts:
            self.doubts.append(text)


def _order(name: str, by: Path) -> str:
    return f"whether rustc finds `{name}`, which {by} needs: `--extern` counts only if the file names it before"


def _proc_macro_suffix(platform: Platform) -> str:
    """Proc macros run where the compiler runs."""
    return platform.file_names.get("proc-macro", ("", ".so"))[1]


def _not_found(name: str, why: str) -> AuditorError:
    return AuditorError(f"rustc would not find the crate `{name}`: {why}", hint="add its folder by `-L`")


def toolchain_of(library: Library) -> Iterable[LibraryDependency]:
    """The toolchain's crates that a library was compiled against, those that decide something."""
    return (one for one in library.toolchain if one.name in TOOLCHAIN)
