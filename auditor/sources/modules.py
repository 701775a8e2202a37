"""Walk the files that a unit's root reaches by `mod` and `include!`, in the unit's own configuration."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from auditor import there
from auditor.sources.attributes import Attribute
from auditor.sources.cfg import HOLDS, CfgSet, Truth, Verdict, weaker
from auditor.sources.context import Context
from auditor.sources.declarations import Include, ModuleDeclaration, macro_arguments, path_attributes
from auditor.sources.files import SourceFile
from auditor.sources.included_paths import expanded, macro_strings
from auditor.sources.package_sources import PackageSources
from auditor.sources.predicate import Predicate

T = TypeVar("T")

MAX_FILES = 20_000
"""More files than this are not walked for one unit."""


class ReachedFile(msgspec.Struct, frozen=True):
    """One file of a unit."""

    file: SourceFile
    folder: Path
    """Where `#[path]` starts from."""
    relative: str | None
    """The folder below that for the modules it declares, if it is no `mod.rs`."""
    verdict: Verdict
    """Whether it is compiled at all."""
    module: tuple[str, ...]
    """The module that it is, from the crate's root."""
    is_public: bool = True
    """Whether it and all modules around it are `pub`."""
    parent: ReachedFile | None = None
    """The file that declares or includes it."""
    place: int = 0
    """Where it does."""
    keeps_macros: bool = False
    """Whether the macros that it defines go on behind that place: `#[macro_use] mod x;`, `include!`."""


class Gap(msgspec.Struct, frozen=True):
    """Source that cannot be read before the build."""

    reason: str
    is_generated: bool
    """By the build script, in all likelihood."""


class ModuleWalk:
    """A walk over one unit's files; `gaps` is complete once it is exhausted."""

    def __init__(self, sources: PackageSources, cfg: CfgSet, root: Path) -> None:
        """Take the unit's root file; nothing is read yet."""
        self.sources = sources
        self.cfg = cfg
        self.root = root
        self.gaps: list[Gap] = []
        self._seen: dict[Path, Truth] = {}
        self._walked: list[ReachedFile] = []
        self._macros: list[tuple[str, tuple[Attribute, ...]]] = []
        self._including: list[Include] = []

    def __iter__(self) -> Iterator[ReachedFile]:
        """Each file once, or again where a way with fewer doubts leads to it."""
        file = self.sources.store.read(self.root)
        if file is None:
            self.gaps.append(Gap(f"{self.root.name} cannot be read", is_generated=False))
            return
        pending = deque([ReachedFile(file, self.root.parent, None, HOLDS, ())])
        while pending:
            reached = pending.popleft()
            if self._seen.get(reached.file.path, Truth.FALSE) >= reached.verdict.truth:
                continue
            if len(self._seen) >= MAX_FILES:
                self.gaps.append(Gap(f"more than {MAX_FILES} source files", is_generated=False))
                return
            self._seen[reached.file.path] = reached.verdict.truth
            if reached.file.is_too_large:
                self.gaps.append(Gap(f"{reached.file.path.name} is too large to be read", is_generated=False))
            yield reached
            self._walked.append(reached)
            pending.extend(self._included(reached))
            pending.extend(self._declared(reached))
            pending.extend(self._declared_by_macros(reached))
            pending.extend(self._included_by_macros(reached))
            pending.extend(self._declared_by_folder(reached))

    def _declared(self, reached: ReachedFile) -> Iterator[ReachedFile]:
        for module in self.sources.modules(reached.file):
            verdict = self._verdict(reached, module.context)
            if verdict.truth is Truth.FALSE:
                continue
            if module.context.definition is not None:
                verdict = _doubtful(verdict, f"macro `{module.context.definition_name}` declares it")
            found = self._locate(reached, module, verdict)
            if found is None and verdict.truth is Truth.TRUE:
                self.gaps.append(Gap(f"the file of module `{module.name}` is missing", is_generated=False))
            elif found is None and (module.context.definition is not None or module.context.macros):
                self.gaps.append(Gap(f"a macro tells where the file of module `{module.name}` is", is_generated=False))
            elif found is not None:
                yield found

    def _verdict(self, reached: ReachedFile, context: Context) -> Verdict:
        """Whether what stands there is compiled."""
        own = self.cfg.all_hold(context.conditions)
        if context.macros:
            own = _doubtful(own, f"macro `{context.macros[-1]}` may drop it")
        return weaker(reached.verdict, own)

    def _declared_by_macros(self, reached: ReachedFile) -> Iterator[ReachedFile]:
        """Modules whose names are given to a macro of the crate: `mod_use!(cfg(unix), linux);`."""
        for (macro, attributes), user in self._users(self._macros, self.sources.module_macros(reached.file)):
            for use in self.sources.invocations(user.file, macro):
                names, condition = macro_arguments(use.context, user.file)
                verdict = weaker(self._verdict(user, use.context), self.cfg.holds(condition))
                if verdict.truth is Truth.FALSE or use.context.definition is not None:
                    continue
                verdict = _doubtful(verdict, f"macro `{macro}` declares its module")
                given = (
                    ModuleDeclaration(name, attributes, (), is_public=False, context=use.context) for name in names
                )
                found = [file for one in given if (file := self._locate(user, one, verdict)) is not None]
                if not found:
                    self.gaps.append(Gap(f"macro `{macro}` declares a module", is_generated=False))
                yield from found

    def _included_by_macros(self, reached: ReachedFile) -> Iterator[ReachedFile]:
        """The files that macros of the crate include where they are invoked."""
        new = [one for one in self.sources.includes(reached.file) if one.context.definition is not None]
        for include, user in self._users(self._including, new):
            macro = include.context.definition_name or ""
            for use in self.sources.invocations(user.file, macro):
                verdict = weaker(self._verdict(user, use.context), self.cfg.all_hold(include.context.conditions))
                if verdict.truth is Truth.FALSE or use.context.definition_name == macro:
                    continue
                file = self._included_file(user, expanded(include, macro_strings(use.context, user.file)))
                if file is None or use.context.definition is not None:
                    is_generated = "OUT_DIR" in include.text
                    self.gaps.append(Gap(f"macro `{macro}` includes `{include.text}`", is_generated=is_generated))
                if file is not None:
                    verdict = _doubtful(verdict, f"macro `{macro}` includes its file")
                    yield self._included_at(user, use.context, file, verdict)

    def _users(self, known: list[T], new: Sequence[T]) -> list[tuple[T, ReachedFile]]:
        """Macros with the files that may use them: new ones with all files so far, known ones with the last file."""
        fresh = [one for one in new if one not in known]
        known.extend(fresh)
        earlier = [(one, reached) for one in fresh for reached in self._walked[:-1]]
        return earlier + [(one, self._walked[-1]) for one in known]

    def _declared_by_folder(self, reached: ReachedFile) -> Iterator[ReachedFile]:
        """The modules of `automod::dir!("folder")`: every file in a folder of the package."""
        for folder, context in self.sources.module_folders(reached.file):
            verdict = self._verdict(reached, context)
            if verdict.truth is Truth.FALSE:
                continue
            place = self.sources.root / folder
            for path in sorted(place.glob("*.rs")) if there.is_dir(place) else ():
                names = (*reached.module, *context.inline_modules, path.stem)
                file = self.sources.store.read(path)
                if file is not None and path != reached.file.path:
                    offset = context.leaf.start_byte
                    yield ReachedFile(file, path.parent, None, verdict, names, False, reached, offset)

    def _locate(self, reached: ReachedFile, module: ModuleDeclaration, verdict: Verdict) -> ReachedFile | None:
        """The file of a module, by rustc's rules (the Reference, "Module source filenames")."""
        folder, relative = reached.folder, reached.relative
        for inline in module.inline:
            given = self._path_attribute(inline.attributes)
            folder = folder / given if given is not None else folder / (relative or "") / inline.name
            relative = None
        names = (*reached.module, *(inline.name for inline in module.inline), module.name)
        base, given = folder / (relative or ""), self._path_attribute(module.attributes)
        choices: list[tuple[Path, str | None]] = [(base / f"{module.name}.rs", module.name)]
        choices.append((base / module.name / "mod.rs", None))
        if given is not None:
            choices = [(folder / given, None)]
        for path, below in choices:
            if (file := self.sources.store.read(path)) is not None:
                return ReachedFile(
                    file, file.path.parent, below, verdict, names, reached.is_public and module.is_public, reached,
                    module.context.leaf.start_byte, any(one.path == "macro_use" for one in module.attributes),
                )  # fmt: skip
        return None

    def _path_attribute(self, found: tuple[Attribute, ...]) -> str | None:
        for condition, path in path_attributes(found):
            if self._holds(condition):
                return path
        return None

    def _holds(self, condition: Predicate) -> bool:
        return self.cfg.all_hold((condition,)).guess

    def _included(self, reached: ReachedFile) -> Iterator[ReachedFile]:
        for include in self.sources.includes(reached.file):
            verdict = self._verdict(reached, include.context)
            if verdict.truth is Truth.FALSE or include.context.definition is not None:
                continue
            file = self._included_file(reached, expanded(include, []))
            if file is None:
                self.gaps.append(Gap(f"`include!({include.text})` is written by the build script", is_generated=True))
            else:
                yield self._included_at(reached, include.context, file, verdict)

    def _included_at(self, reached: ReachedFile, context: Context, file: SourceFile, verdict: Verdict) -> ReachedFile:
        """An included file: a part of the module around the place."""
        module = (*reached.module, *context.inline_modules)
        place = context.leaf.start_byte
        return ReachedFile(
            file, file.path.parent, None, verdict, module, reached.is_public, reached, place, keeps_macros=True
        )

    def _included_file(self, reached: ReachedFile, include: Include) -> SourceFile | None:
        if include.path is None:
            return None
        base = self.sources.root if include.is_in_package else reached.file.path.parent
        return self.sources.store.read(base / include.path)


def _doubtful(verdict: Verdict, reason: str) -> Verdict:
    """The verdict, at best unknown."""
    return Verdict(Truth.UNKNOWN, guess=True, reason=reason) if verdict.truth is Truth.TRUE else verdict
