"""What Cargo refuses in profiles beyond types: names, nesting, unstable keys; and what rustc refuses later.

Source: cargo `workspace/parser`, `validate_profile`; `cargo-util-schemas/src/restricted_names.rs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from auditor.config.configuration import Config
from auditor.config.profile_table import ProfileTable
from auditor.config.release import CargoRelease
from auditor.config.setting import Setting, Source, Value
from auditor.errors import AuditorError
from auditor.model.build import Lto, Profile
from auditor.model.origin import OriginKind

_RESERVED = {
    "build", "build-override", "check", "clean", "config", "fetch", "fix", "install", "metadata", "package", "publish",
    "report", "root", "run", "rust", "rustc", "rustdoc", "target", "tmp", "uninstall",
}  # fmt: skip
_GATED = {"codegen-backend": "codegen-backend", "rustflags": "profile-rustflags", "trim-paths": "trim-paths"}
_FEATURES = (*_GATED.values(), "panic-immediate-abort")
_NOT_IN_OVERRIDES = ("panic", "lto", "rpath")
_PANIC = ("unwind", "abort", "immediate-abort")
_FAT = ("true", "fat", "y", "yes", "on")
_OPT_LEVELS = ("0", "1", "2", "3", "s", "z")
_STRIP = ("none", "debuginfo", "symbols")
_SPLIT = ("off", "packed", "unpacked")


def name_problem(name: str, release: CargoRelease) -> str | None:
    """Why Cargo refuses a profile of that name; None if it takes it."""
    lower = name.lower()
    for character in name:
        if not (character.isalnum() or character in "_-"):
            return f"the profile name `{name}` contains `{character}`: letters, digits, `_` and `-` are allowed"
    if lower == "debug" and not release.has_debug_profile:
        return "the profile name `debug` is reserved; the development profile is called `dev`"
    if lower in _RESERVED or lower.startswith("cargo"):
        return f"the profile name `{name}` is reserved"
    return None


def unstable_features(root_manifest: Mapping[str, Any], path: Path, config: Config) -> frozenset[str]:
    """The unstable features for profiles that are on: by `cargo-features` of the root manifest, or by `[unstable]`.

    Raises AuditorError if the manifest wants one and Cargo is stable.
    """
    listed = root_manifest.get("cargo-features")
    features = {name for name in listed if name in _FEATURES} if isinstance(listed, list) else set()
    if features and not config.release.is_nightly:
        where = Setting(None, Source(OriginKind.MANIFEST, path=path), ("cargo-features",))
        raise where.error(f"the Cargo feature `{min(features)}` needs nightly Cargo", "use a nightly toolchain")
    return frozenset(features | {name for name in _FEATURES if config.is_unstable(name)})


def check(table: ProfileTable, features: Iterable[str]) -> None:
    """Raise AuditorError, with file and line, if Cargo refuses a profile."""
    allowed = frozenset(features)
    _check_layer(table, allowed)
    for kind, layer in table.layers():
        _check_override(kind, layer)
        _check_layer(layer, allowed)
    directory = table.settings.get("dir-name")
    if directory is not None:
        raise directory.error("`dir-name` is not allowed in profiles", hint="remove it")
    panic = table.settings.get("panic")
    if panic is not None and panic.data not in _PANIC:
        raise panic.error(
            f"`panic` must be `unwind` or `abort`, found `{panic.data}`", hint='write `panic = "abort"` or remove it'
        )


def lto_of(text: str) -> Lto | None:
    """What a profile's `lto` (see `Profile.lto`) makes of a unit that runs LTO; None if rustc refuses the value."""
    if text in _FAT:
        return Lto.FAT
    return {"false": Lto.THIN_LOCAL, "off": Lto.OFF, "thin": Lto.THIN}.get(text)


def refused_by_rustc(profile: Profile, *, runs_lto: bool = True) -> tuple[AuditorError, ...]:
    """Values that Cargo hands on and rustc then refuses, each as an error that points to its place.

    `lto` matters only where a unit runs LTO, the others for every unit.
    """
    found = {
        "lto": runs_lto and lto_of(profile.lto) is None,
        "opt-level": profile.opt_level not in _OPT_LEVELS,
        "strip": profile.strip not in _STRIP,
        "split-debuginfo": profile.split_debuginfo not in (None, *_SPLIT),
        "codegen-units": profile.codegen_units == 0,
    }
    return tuple(_refusal(profile, name) for name, is_refused in found.items() if is_refused)


def _refusal(profile: Profile, name: str) -> AuditorError:
    value = getattr(profile, name.replace("-", "_"))
    origin = profile.origins.get(name)
    message = f"rustc refuses `{name} = {value!r}` of the profile `{profile.name}`"
    hint = "see the Cargo book, Profiles, for the values"
    if origin is None or origin.path is None:
        return AuditorError(message if origin is None else f"{message} (set by {origin})", hint=hint)
    return AuditorError(message, hint=hint, path=origin.path, line=origin.line)


def _check_layer(table: ProfileTable, features: frozenset[str]) -> None:
    """Keys behind an unstable feature (`validate_profile_layer`)."""
    for name, feature in _GATED.items():
        if name in table.settings and feature not in features:
            raise _needs(table.settings[name], f"`{name}` in a profile", feature)
    panic = table.settings.get("panic")
    if panic is not None and panic.data == "immediate-abort" and "panic-immediate-abort" not in features:
        raise _needs(panic, '`panic = "immediate-abort"`', "panic-immediate-abort")


def _needs(setting: Value, what: str, feature: str) -> AuditorError:
    return setting.error(
        f"{what} needs the unstable feature `{feature}`",
        hint=f'use nightly Cargo with `cargo-features = ["{feature}"]` in the root manifest, or remove it',
    )


def _check_override(kind: str, table: ProfileTable) -> None:
    """What may not stand in `package.…` and `build-override` tables (`validate_profile_override`)."""
    for inner in table.inner:
        raise table.where.error(f"`{inner}` tables may not stand in `{kind}` tables of a profile", "remove it")
    for name in _NOT_IN_OVERRIDES:
        if name in table.settings:
            raise table.settings[name].error(
                f"`{name}` may not stand in a `{kind}` table of a profile", hint="set it in the profile itself"
            )
