"""What is read of a project before anything is computed: cargo's and rustc's answers and the configuration."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec.structs import replace

from auditor.cache import Cache
from auditor.cargo import harmless, metadata, toolchain, workspace
from auditor.cargo.manifests import Manifests, likely_members
from auditor.cargo.process import Running
from auditor.cargo.questions import Questions
from auditor.cargo.session import Session, Shield
from auditor.cargo.toolchain import PlatformAnswer, Version
from auditor.config import build_settings, configuration, rustflags
from auditor.config.configuration import Config
from auditor.errors import AuditorError
from auditor.model.build import Platform, Toolchain
from auditor.model.origin import Origin, OriginKind
from auditor.model.selection import Selection
from auditor.model.workspace import Workspace
from auditor.plan.platforms import Platforms
from auditor.sources import remembered
from auditor.sources.fingerprint import Folders


class Project(msgspec.Struct, frozen=True):
    """A project as it stands, with the toolchain and the configuration in force."""

    session: Session
    selection: Selection
    metadata: bytes
    """What `cargo metadata` printed."""
    workspace: Workspace
    config: Config
    toolchain: Toolchain
    platforms: Platforms
    """With the rustflags as configured."""
    folders: Folders
    """The sources that were read while cargo was at work."""
    other_rustc: Origin | None = None
    """Where the configuration names another compiler: a program of the project's, which is not started."""
    reading: Reading | None = None
    """What it was read by: it can be asked for the same project in another build."""


class Reading(msgspec.Struct, frozen=True, dict=True):
    """What is waited for: `cargo metadata` takes longest."""

    session: Session
    selection: Selection
    manifest_path: Path
    _version: Version
    _cargo: str
    _config: Config
    _requested: tuple[str, ...]
    _shield: Shield
    _platforms_wanted: tuple[str, ...]
    """Those that metadata is to be about with every resolver but 1; none: all."""
    _metadata: Running
    _has_all_platforms: bool
    """Whether the metadata was asked for without regard to platforms."""

    @classmethod
    def start(cls, questions: Questions) -> Reading:
        """Take the versions and read the configuration.

        Raises AuditorError for a configuration that Cargo would refuse.
        """
        session, selection = questions.session, questions.selection
        rustc = toolchain.parse_version(questions.rustc.wait())
        cargo = toolchain.parse_cargo_version(questions.cargo.wait())
        start = selection.config_folder(session.cwd)
        config = configuration.load(
            session.cwd, session.environment, session.cargo_home, selection.config, cargo, start
        )
        requested = build_settings.requested_targets(config, selection.targets, rustc.host).triples
        flags = rustflags.rustflags(config, build_settings.short_name((*requested, rustc.host)[0]), None).flags
        shield = build_settings.shield(config, rustflags.everywhere(config), flags)
        platforms = tuple(dict.fromkeys((rustc.host, *requested)))
        # NOTE: cargo metadata looks at the host as at a target, whose rustflags the host's units do not get.
        if requested and rustflags.change_cfgs(rustflags.everywhere(config)):
            platforms = ()
        asked = questions.metadata(platforms, shield)
        path = questions.manifest_path
        return cls(session, selection, path, rustc, cargo, config, requested, shield, platforms, *asked)

    def expect(self, cache: Cache) -> Project | None:
        """The project if cargo says what it said the last time; None if that is not known.

        What is computed from it meanwhile is right if `finish` returns it.
        """
        self._prepare()
        known = cache.recall([self._key]).get(self._key)
        try:
            return None if known is None else self._project(zlib.decompress(known))
        except (AuditorError, zlib.error):
            return None

    def finish(self, cache: Cache, expected: Project | None = None) -> Project:
        """Wait for cargo's answer and put everything together.

        Raises AuditorError where cargo refuses the project, or a member's manifest cannot be read.
        """
        text = self._first_answer()
        if expected is not None and text == expected.metadata:
            return expected
        project = self._project(text)
        # NOTE: resolver 1 unifies the features of all platforms, so all must be known; no other does.
        wanted = () if project.workspace.resolver == "1" else self._platforms_wanted
        if self._has_all_platforms is not bool(wanted):
            cache.keep({self._key: zlib.compress(text, 1)})
            return project
        return self._project(self._ask(wanted))

    def _first_answer(self) -> bytes:
        try:
            return metadata.text_of(self._metadata.wait(), self.manifest_path)
        except AuditorError:
            if self._platforms_wanted or not self._has_all_platforms:
                raise
            # NOTE: without a network the packages of other platforms may be missing, which the build does not need.
            return self._ask(tuple(dict.fromkeys((self._version.host, *self._requested))))

    def _ask(self, platforms: tuple[str, ...]) -> bytes:
        answer = self.session.start_metadata(self.selection, platforms, self._shield).wait()
        return metadata.text_of(answer, self.manifest_path)

    def _project(self, text: bytes) -> Project:
        """The project by what `cargo metadata` printed."""
        platforms, answer = self._answers
        manifests, folders = self._ahead
        found = workspace.build(metadata.decode(text), self.manifest_path, manifests)
        return Project(
            session=self.session,
            selection=self.selection,
            metadata=text,
            workspace=found,
            config=self._config,
            toolchain=Toolchain(
                rustc=self._version.release,
                commit_hash=self._version.commit_hash,
                host=self._version.host,
                sysroot=answer.sysroot,
                cargo=self._cargo,
                rustc_path=self.session.rustc,
                cargo_path=self.session.cargo,
            ),
            platforms=platforms,
            folders=folders,
            other_rustc=self._other_rustc(),
            reading=self,
        )

    def for_targets(self, project: Project, selection: Selection) -> Project | None:
        """What it has read, for a build that differs in `--target` from the one it was read for.

        None where cargo must be asked anew: its answer was not about these platforms.
        """
        requested = build_settings.requested_targets(self._config, selection.targets, self._version.host).triples
        is_about_all = project.workspace.resolver == "1" or not self._platforms_wanted
        # NOTE: as in `start`; where cargo was asked without `--target`, the flags in force for the host are known.
        flags = rustflags.everywhere(self._config) if self._requested else project.platforms.host.rustflags.flags
        changes_cfgs = bool(requested) and rustflags.change_cfgs(flags)
        if not is_about_all and (changes_cfgs or not {*requested} <= {*self._platforms_wanted}):
            return None
        platforms, _ = self._platforms(self._config, self._version, requested)
        return replace(project, selection=selection, platforms=platforms)

    def _other_rustc(self) -> Origin | None:
        setting = build_settings.tool(self._config, "rustc")
        if setting is None or setting.origin.kind is OriginKind.ENVIRONMENT:
            return None
        found = shutil.which(setting.data, path=self.session.environment.get("PATH"))
        is_same = found is not None and os.path.realpath(found) == os.path.realpath(self.session.rustc)
        return None if is_same else setting.origin

    @cached_property
    def _key(self) -> bytes:
        """What is asked of cargo where, for the cache."""
        question = ("metadata", str(self.manifest_path), str(self.session.cwd), *self._metadata.command)
        return blake2b(repr(question).encode(errors="surrogatepass"), digest_size=20).digest()

    def _prepare(self) -> None:
        """Do what can be done while cargo is at work."""
        _ = self._answers, self._ahead

    @cached_property
    def _ahead(self) -> tuple[Manifests, Folders]:
        """What can be read before cargo has answered: the files of the likely members."""
        manifests, folders = Manifests(), Folders()
        for member in likely_members(self.manifest_path, manifests):
            manifests.text(member / "Cargo.toml")
            folders.digest(str(member / "src"))
        remembered.reader()
        return manifests, folders

    @cached_property
    def _answers(self) -> tuple[Platforms, PlatformAnswer]:
        return self._platforms(self._config, self._version, self._requested)

    def _platforms(
        self, config: Config, version: Version, triples: tuple[str, ...]
    ) -> tuple[Platforms, PlatformAnswer]:
        """Ask rustc about the host and every target, with the flags that each gets."""
        separates_host = bool(triples) or not build_settings.target_applies_to_host(config)
        targets = triples or ((version.host,) if separates_host else ())
        host, answer = self._platform(config, version.host, None, host_only=separates_host)
        return Platforms(host, {triple: self._platform(config, triple, triple)[0] for triple in targets}), answer

    def _platform(
        self, config: Config, triple: str, target: str | None, *, host_only: bool = False
    ) -> tuple[Platform, PlatformAnswer]:
        answers: list[PlatformAnswer] = []
        extra = build_settings.tool_environment(config)

        def ask(flags: Sequence[str]) -> frozenset[tuple[str, str | None]]:
            query = toolchain.platform_query(target, harmless.rustflags(flags))
            answers.append(toolchain.parse_platform(self.session.start_rustc(query, extra).wait(), triple))
            return answers[-1].cfg

        name = build_settings.short_name(triple)
        settled = rustflags.settle(config, name, ask, host_only=host_only)
        return toolchain.platform(answers[-1], triple, settled.rustflags), answers[-1]
