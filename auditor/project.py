"""What is read of a project before anything is computed: cargo's and rustc's answers and the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from auditor.cargo import metadata, toolchain, workspace
from auditor.cargo.manifests import Manifests, likely_members
from auditor.cargo.process import Running
from auditor.cargo.questions import Questions
from auditor.cargo.session import Session
from auditor.cargo.toolchain import PlatformAnswer, Version
from auditor.config import build_settings, configuration, rustflags
from auditor.config.configuration import Config
from auditor.model.build import Platform, Toolchain
from auditor.model.selection import Selection
from auditor.model.workspace import Workspace
from auditor.plan.platforms import Platforms
from auditor.sources import remembered
from auditor.sources.fingerprint import Folders


class Project(msgspec.Struct, frozen=True):
    """A project as it stands, with the toolchain and the configuration in force."""

    session: Session
    selection: Selection
    workspace: Workspace
    config: Config
    toolchain: Toolchain
    platforms: Platforms
    """With the rustflags as configured."""
    folders: Folders
    """The sources that were read while cargo was at work."""


class Reading(msgspec.Struct, frozen=True):
    """What is waited for: `cargo metadata` takes longest."""

    session: Session
    selection: Selection
    manifest_path: Path
    _version: Version
    _cargo: str
    _config: Config
    _requested: tuple[str, ...]
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
        config = configuration.load(session.cwd, session.environment, session.cargo_home, selection.config, cargo)
        requested = build_settings.requested_targets(config, selection.targets, rustc.host).triples
        answer, has_all_platforms = questions.metadata(rustc.host, requested)
        path = questions.manifest_path
        return cls(session, selection, path, rustc, cargo, config, requested, answer, has_all_platforms)

    def finish(self) -> Project:
        """Wait for all answers and put them together; meanwhile, read what they will probably name."""
        platforms, answer = self._platforms(self._config, self._version, self._requested)
        manifests, folders = self._read_ahead()
        found = self._workspace(self._metadata, manifests)
        if (found.resolver == "1") is not self._has_all_platforms:
            # NOTE: resolver 1 unifies the features of all platforms, so all must be known; no other does.
            wanted = () if found.resolver == "1" else tuple(dict.fromkeys((self._version.host, *self._requested)))
            found = self._workspace(self.session.start_metadata(self.selection, wanted), manifests)
        return Project(
            session=self.session,
            selection=self.selection,
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
        )

    def _read_ahead(self) -> tuple[Manifests, Folders]:
        manifests, folders = Manifests(), Folders()
        for member in likely_members(self.manifest_path, manifests):
            manifests.text(member / "Cargo.toml")
            folders.digest(str(member / "src"))
        remembered.reader()
        return manifests, folders

    def _workspace(self, answer: Running, manifests: Manifests) -> Workspace:
        found = metadata.parse(answer.wait(), self.manifest_path)
        return workspace.build(found, self.manifest_path, manifests)

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
            query = toolchain.platform_query(target, flags)
            answers.append(toolchain.parse_platform(self.session.start_rustc(query, extra).wait(), triple))
            return answers[-1].cfg

        name = build_settings.short_name(triple)
        settled = rustflags.settle(config, name, ask, host_only=host_only)
        return toolchain.platform(answers[-1], triple, settled.rustflags), answers[-1]
