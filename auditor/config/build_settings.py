"""The `[build]` table and its like: targets, tools, directories, incremental compilation, `[env]`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from auditor.cargo import harmless
from auditor.cargo.session import Shield
from auditor.config.configuration import Config
from auditor.config.key import Key
from auditor.config.setting import Setting, Source, Value
from auditor.errors import AuditorError
from auditor.model.origin import Origin, OriginKind

_SET_IN_CI = ("CI", "TF_BUILD")
_NOT_IN_ENV = ("CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN")


class RequestedTargets(msgspec.Struct, frozen=True):
    """The target platforms a build is for."""

    triples: tuple[str, ...]
    """Sorted, each once; absolute paths for specifications in JSON. Empty: the host, without `--target`."""
    origin: Origin | None
    """Where they were asked for."""


def requested_targets(config: Config, on_command_line: Sequence[str], host: str) -> RequestedTargets:
    """The targets of `--target`, else of `build.target` and `CARGO_BUILD_TARGET`; `host-tuple` stands for the host.

    Raises AuditorError for empty names, an empty array, and JSON where Cargo refuses it.
    Source: cargo `compiler/compile_kind.rs`, `BuildTargetConfig::values`.
    """
    setting = config.any("build.target")
    items = _written_targets(config, setting)
    if on_command_line:
        names, origin = [(name, config.cwd) for name in on_command_line], Origin(OriginKind.COMMAND_LINE, "--target")
    elif setting is None:
        return RequestedTargets((), None)
    elif not items:
        raise setting.error("`build.target` is an empty array: Cargo builds for no platform at all", "remove it")
    else:
        names, origin = [(item, setting.source.root(config.cwd)) for item in items], setting.origin
    triples = {_triple(name, root, host, config) for name, root in names}
    return RequestedTargets(tuple(sorted(triples, key=lambda triple: (triple.endswith(".json"), triple))), origin)


def short_name(triple: str) -> str:
    """The name of a target in keys of the configuration: of a specification in JSON the file's name alone."""
    return Path(triple).stem if triple.endswith(".json") else triple


def tool(config: Config, name: str) -> Setting[Path] | None:
    """The program for `rustc`, `rustc-wrapper` or `rustc-workspace-wrapper`; None: Cargo's own choice, or none at all.

    The variable (`RUSTC_WRAPPER`) comes before the configuration, and an empty one turns a wrapper off.
    Source: cargo `maybe_get_tool`.
    """
    variable = name.replace("-", "_").upper()
    text = config.environment.get(variable)
    if text is not None:
        path = config.cwd / text if "/" in text or "\\" in text else Path(text)
        return Setting(path, Source(OriginKind.ENVIRONMENT, variable)) if text else None
    found = config.program(f"build.{name}")
    return None if found is None or found.data == Path() else found


def target_directory(config: Config) -> Setting[Path] | None:
    """The directory for what is built: `CARGO_TARGET_DIR`, else `build.target-dir`; None: `target` in the workspace.

    Raises AuditorError if it is empty. Source: cargo `GlobalContext::target_dir`.
    """
    text = config.environment.get("CARGO_TARGET_DIR")
    if text is not None:
        found = Setting(text, Source(OriginKind.ENVIRONMENT, "CARGO_TARGET_DIR"))
        path: Setting[Path] | None = Setting(config.cwd / text, found.source)
    else:
        path = config.path("build.target-dir")
        written = config.string("build.target-dir")
        found = written if written is not None else Setting("target", Source(OriginKind.DEFAULT))
    if not found.data:
        raise found.error("the target directory is set to an empty string", hint="name a directory or remove it")
    return path


def incremental(config: Config) -> Setting[bool] | None:
    """What decides on incremental compilation before the profiles; None: they do.

    Source: cargo `profiles.rs`, `Profiles::new`.
    """
    found = config.boolean("build.incremental")
    text = config.environment.get("CARGO_INCREMENTAL")
    if text is not None:
        return Setting(text == "1", Source(OriginKind.ENVIRONMENT, "CARGO_INCREMENTAL"))
    if found is None and config.release.turns_incremental_off_in_ci:
        for variable in _SET_IN_CI:
            if config.unicode_variable(variable) is not None:
                return Setting(False, Source(OriginKind.ENVIRONMENT, variable))
    return found


def target_applies_to_host(config: Config) -> bool:
    """Whether host units of a build without `--target` get the target's flags: yes, but for a nightly option.

    With False a build without `--target` is planned as one with `--target HOST`.
    Raises AuditorError where Cargo refuses. Source: cargo `context/target.rs`.
    """
    has_host_table = config.is_unstable("host-config")
    if config.is_unstable("target-applies-to-host"):
        found = config.boolean("target-applies-to-host")
        return not has_host_table if found is None else found.data
    if has_host_table:
        raise AuditorError(
            "`unstable.host-config` needs `unstable.target-applies-to-host` as well", hint="set both or none"
        )
    return True


def tool_environment(config: Config) -> Mapping[str, str]:
    """The variables of `[env]` that Cargo sets for rustc: forced ones, and those that are not set already.

    Those of a project are left out if they could make rustc load something. Raises AuditorError for bad entries.
    Source: cargo `env_config`, `EnvConfigValue`.
    """
    return {
        name: setting.data
        for name, (setting, force) in _entries(config).items()
        if (force or name not in config.environment) and (harmless.may_be_set(name) or not _is_foreign(config, name))
    }


def shield(config: Config, every: Sequence[str], flags: Sequence[str]) -> Shield:
    """What keeps the project's `[env]` and rustflags from making the rustc that cargo starts load something.

    The variables get the values that they have anyway. `every` are all rustflags of the configuration, `flags` those
    in force.
    """
    options: list[str] = []
    for name in _entries(config):
        if harmless.may_be_set(name) or not _is_foreign(config, name):
            continue
        key, value = f"env.{json.dumps(name)}", json.dumps(config.environment.get(name, ""))
        if isinstance(config.table("env")[name].data, dict):
            options += [f"{key}.value={value}", f"{key}.force=true", f"{key}.relative=false"]
        else:
            options.append(f"{key}={value}")
    is_harmless = harmless.rustflags(every) == list(every)
    encoded = "\x1f".join(harmless.rustflags(flags))
    return Shield(tuple(options), {} if is_harmless else {"CARGO_ENCODED_RUSTFLAGS": encoded})


def _is_foreign(config: Config, name: str) -> bool:
    """Whether an entry of `[env]` comes from a file that is not the user's own."""
    origin = config.table("env")[name].origin
    return origin.kind is OriginKind.CONFIG_FILE and not _is_own(config, origin.path)


def _is_own(config: Config, path: Path | None) -> bool:
    return path is not None and os.path.realpath(path.parent) == os.path.realpath(config.cargo_home)


def _entries(config: Config) -> dict[str, tuple[Setting[str], bool]]:
    entries = {name: _entry(config, name) for name in config.table("env")}
    for name in _NOT_IN_ENV:
        if name in entries:
            raise entries[name][0].error(f"`[env]` may not set `{name}`", hint="set it outside of Cargo")
    return entries


def _entry(config: Config, name: str) -> tuple[Setting[str], bool]:
    """The value of one entry of `[env]` and whether it is forced."""
    key = Key.parse("env").exactly(name)
    setting = config.any(key)
    if setting is None or isinstance(setting.data, str):
        return setting or Setting("", Source(OriginKind.DEFAULT)), False
    if not isinstance(setting.data, dict):
        setting.refuse("a string or a table with `value`")
    value = config.string(key.exactly("value"))
    if value is None:
        raise setting.error(f"`env.{name}` has no `value`", 'write `NAME = { value = "…" }`')
    force, relative = config.boolean(key.exactly("force")), config.boolean(key.exactly("relative"))
    if relative is not None and relative.data:
        value = Setting(os.fspath(value.source.root(config.cwd) / value.data), value.source, value.place)
    return value, force is not None and force.data


def _written_targets(config: Config, setting: Value | None) -> list[str]:
    """What `build.target` says. NOTE: Cargo refuses a wrong type also where `--target` overrides it."""
    if setting is None:
        return []
    if isinstance(setting.data, list):
        return [item.data for item in config.strings("build.target")]
    if not isinstance(setting.data, str):
        setting.refuse("a string or an array of strings")
    return [setting.data]


def _triple(name: str, root: Path, host: str, config: Config) -> str:
    name = name.strip()
    if not name:
        raise AuditorError("a target platform is empty", hint="write a triple such as x86_64-unknown-linux-gnu")
    if name == "host-tuple":
        return host
    if not name.endswith(".json"):
        return name
    if config.release.gates_json_targets and not config.is_unstable("json-target-spec"):
        raise AuditorError(
            f"the target `{name}` is a specification in JSON, which this Cargo refuses", hint="use a nightly toolchain"
        )
    return os.path.realpath(root / name)
