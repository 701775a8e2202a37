"""A root manifest with its profiles, a configuration file and variables, for the tests of profiles."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.cargo.manifest import read_toml
from auditor.config.configuration import Config, load
from auditor.model.build import Profile
from auditor.model.workspace import Package
from auditor.plan.profiles import Profiles


def package(name: str = "app", version: str = "1.0.0", source: str | None = None) -> Package:
    """A package of which only its id counts."""
    identity = f"{source or 'path+file:///x'}#{name}@{version}"
    return Package(identity, name, version, source, Path("/x/Cargo.toml"), (), (), {}, None, None, {})


REGISTRY = package("serde", "1.2.3", "registry+https://index.example/")


class Project:
    """A root manifest, a configuration file and variables."""

    def __init__(
        self, root: Path, manifest: str = "", config: str = "", variables: Mapping[str, str] | None = None
    ) -> None:
        self.path = root / "Cargo.toml"
        self.path.write_text(manifest)
        (root / ".cargo").mkdir(exist_ok=True)
        (root / ".cargo/config.toml").write_text(config)
        self._variables = variables or {}

    def config(self, cargo: str = "1.95.0") -> Config:
        return load(self.path.parent, self._variables, self.path.parent / "home", [], cargo)

    def profiles(self, requested: str = "dev", cargo: str = "1.95.0") -> Profiles:
        return Profiles.load(read_toml(self.path), self.path, self.config(cargo), requested)

    def profile(self, requested: str = "dev", of: Package | None = None, **options: Any) -> Profile:
        asked = {"is_member": True, "is_for_host": False, "always_unwind": False, **options}
        return self.profiles(requested).profile_for(of or package(), **asked)
