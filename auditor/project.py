"""What is read of a project before anything is computed: cargo's and rustc's answers and the configuration."""

from __future__ import annotations

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
    """The programs that were started, and where their answers belong."""

    session: Session
    selection: Selection
    manifest_path: Path
    _rustc_version: Running
    _cargo_version: Running

    @classmethod
    def start(cls, session: Session, selection: Selection) -> Reading:
        """Start the queries that need no answer of another. Raises AuditorError where there is no manifest."""
        manifest_path = cargo_session.find_manifest(selection, session.cwd)
        return cls(
            session,
            selection,
            manifest_path,
            session.start_rustc(["-vV"]),
            session.start_cargo(["-V"]),
        )

    def finish(self) -> Project:
        """Wait for all answers and put them together."""
        version = cargo_session.parse_version(self._rustc_version.wait())
        cargo = cargo_session.parse_cargo_version(self._cargo_version.wait())
        config = configuration.load(
            self.session.cwd, self.session.environment, self.session.cargo_home, self.selection.config, cargo
        )
        requested = build_settings.requested_targets(config, self.selection.targets, version.host)
        platforms_needed = tuple(dict.fromkeys((version.host, *requested.triples)))
        is_old = _guessed_resolver(self.manifest_path) == "1"
        metadata = self.session.start_metadata(self.selection, () if is_old else platforms_needed)
        platforms, answer = self._platforms(config, version, requested.triples)
        found = workspace.build(cargo_session.parse_metadata(metadata.wait(), self.manifest_path), self.manifest_path)
        if found.resolver == "1" and not is_old:
            # NOTE: resolver 1 unifies the features of all platforms, so all must be known.
            metadata = self.session.start_metadata(self.selection, ())
            found = workspace.build(
                cargo_session.parse_metadata(metadata.wait(), self.manifest_path), self.manifest_path
            )
        return Project(
            session=self.session,
            selection=self.selection,
            workspace=found,
            config=config,
            toolchain=Toolchain(
                rustc=version.release,
                commit_hash=version.commit_hash,
                host=version.host,
                sysroot=answer.sysroot,
                cargo=cargo,
                rustc_path=self.session.rustc,
                cargo_path=self.session.cargo,
            ),
            platforms=platforms,
        )

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

        def ask(flags: tuple[str, ...] | list[str]) -> frozenset[tuple[str, str | None]]:
            query = toolchain.platform_query(target, flags)
            answers.append(toolchain.parse_platform(self.session.start_rustc(query, extra).wait(), triple))
            return answers[-1].cfg

        name = build_settings.short_name(triple)
        settled = rustflags.settle(config, name, ask, host_only=host_only)  # type: ignore[arg-type]
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
