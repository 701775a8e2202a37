"""What is read of a project before anything is computed: cargo's and rustc's answers and the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.cargo import manifest, toolchain, workspace
from auditor.cargo import session as cargo_session
from auditor.cargo.process import Running
from auditor.cargo.session import Session
from auditor.cargo.toolchain import PlatformAnswer, Version
from auditor.config import build_settings, configuration, rustflags
from auditor.config.configuration import Config
from auditor.errors import AuditorError
from auditor.model.build import Platform, Selection, Toolchain
from auditor.model.workspace import Workspace
from auditor.plan.platforms import Platforms


@dataclass(frozen=True)
class Project:
    """A project as it stands, with the toolchain and the configuration in force."""

    session: Session
    selection: Selection
    workspace: Workspace
    config: Config
    toolchain: Toolchain
    platforms: Platforms
    """With the rustflags as configured."""


@dataclass(frozen=True)
class Reading:
    """What was asked and is waited for: `cargo metadata`, which takes longest, runs from the earliest moment on."""

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
    def start(cls, session: Session, selection: Selection) -> Reading:
        """Ask for the versions, read the configuration and start `cargo metadata`.

        Raises AuditorError where there is no manifest and for a configuration that Cargo would refuse.
        """
        manifest_path = cargo_session.find_manifest(selection, session.cwd)
        rustc, cargo = session.start_rustc(["-vV"]), session.start_cargo(["-V"])
        is_old = _guessed_resolver(manifest_path) == "1"
        version = toolchain.parse_version(rustc.wait())
        release = cargo_session.parse_cargo_version(cargo.wait())
        config = configuration.load(session.cwd, session.environment, session.cargo_home, selection.config, release)
        requested = build_settings.requested_targets(config, selection.targets, version.host).triples
        platforms = () if is_old else tuple(dict.fromkeys((version.host, *requested)))
        metadata = session.start_metadata(selection, platforms)
        return cls(session, selection, manifest_path, version, release, config, requested, metadata, is_old)

    def finish(self) -> Project:
        """Wait for all answers and put them together."""
        platforms, answer = self._platforms(self._config, self._version, self._requested)
        found = self._workspace(self._metadata)
        if found.resolver == "1" and not self._has_all_platforms:
            # NOTE: resolver 1 unifies the features of all platforms, so all must be known.
            found = self._workspace(self.session.start_metadata(self.selection, ()))
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
        )

    def _workspace(self, metadata: Running) -> Workspace:
        return workspace.build(cargo_session.parse_metadata(metadata.wait(), self.manifest_path), self.manifest_path)

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


def _guessed_resolver(manifest_path: Path) -> str:
    """The resolver of the nearest manifest upward that has a `[workspace]`, else of the manifest itself."""
    own = _table(manifest_path)
    candidates = [own, *(_table(folder / "Cargo.toml") for folder in manifest_path.parent.parents)]
    root = next((candidate for candidate in candidates if "workspace" in candidate), own)
    return workspace.resolver_of(root)


def _table(path: Path) -> dict[str, object]:
    """A manifest for guessing: nothing where there is none or it cannot be read (cargo says so later)."""
    if not path.is_file():
        return {}
    try:
        return manifest.read_toml(path)
    except AuditorError:
        return {}
