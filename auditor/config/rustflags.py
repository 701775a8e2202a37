"""The rustflags in force for a platform, where they come from and which places they replace.

Cargo takes the first of `CARGO_ENCODED_RUSTFLAGS`, `RUSTFLAGS`, all matching `target.*.rustflags` joined, and
`build.rustflags` (cargo `compiler/build_context/target_info.rs`, `extra_args`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import msgspec

from auditor.config.cfg_expression import Cfgs, matches_config_key
from auditor.config.configuration import Config
from auditor.config.key import Key
from auditor.config.setting import Setting
from auditor.config.words import trim
from auditor.model.build import FlagSource, RustFlags
from auditor.model.origin import Origin, OriginKind

_ENCODED = "CARGO_ENCODED_RUSTFLAGS"
_PLAIN = "RUSTFLAGS"


def rustflags(config: Config, triple: str, cfg: Cfgs | None, *, host_only: bool = False) -> RustFlags:
    """The rustflags for a platform.

    `triple` is the target's (of a specification in JSON its short name), or the host's for a build without `--target`.
    `cfg` is what rustc says of it; None before rustc was asked: then no `cfg(…)` table counts.
    `host_only`: for the host units of a build with `--target`, which get none but those of nightly's `[host]`.
    Raises AuditorError for values of a wrong type, also in tables of other platforms.
    """
    if host_only:
        return _joined(_of_host(config, triple), ())
    variables = _of_variables(config)
    target = _of_target(config, triple, cfg)
    build = _grouped(config.words("build.rustflags"))
    # NOTE: a variable wins even if it is empty, a `target` table only if it holds flags.
    tiers = [[source] for source in variables] + ([target] if target else []) + [build]
    return _joined(tiers[0], (source for tier in tiers[1:] for source in tier))


def everywhere(config: Config) -> list[str]:
    """All rustflags that the configuration and the variables hold, whether they count or not."""
    keys = [
        Key.parse(table).exactly(name).exactly("rustflags")
        for table in ("target", "host")
        for name, value in config.table(table).items()
        if isinstance(value.data, dict)
    ]
    keys += [Key.parse("build.rustflags"), *([Key.parse("host.rustflags")] if config.value("host.rustflags") else [])]
    written = [flag.data for key in keys for flag in config.words(key)]
    return written + [flag for source in _of_variables(config) for flag in source.flags]


_CHANGING_CFGS = ("cfg", "target-feature", "target-cpu", "panic", "debug-assertions", "opt-level", "O", "Z", "@")
"""Flags, without dashes, that change what `rustc --print cfg` says."""


def change_cfgs(flags: Iterable[str]) -> bool:
    """Whether any of the flags may change the cfgs of a platform."""
    words = (flag.lstrip("-").removeprefix("C") for flag in flags)
    return any(word.lstrip(" =").startswith(_CHANGING_CFGS) for word in words)


class SettledFlags(msgspec.Struct, frozen=True):
    """Rustflags together with the cfgs that rustc reports under them."""

    rustflags: RustFlags
    cfg: Cfgs
    is_settled: bool
    """False if the flags switch tables that would change the flags again: Cargo warns and goes on with these."""


def settle(
    config: Config, triple: str, ask: Callable[[Sequence[str]], Cfgs], *, host_only: bool = False
) -> SettledFlags:
    """Find rustflags and cfgs that agree, as far as Cargo tries: rustc is asked twice at most.

    `ask` says what cfgs rustc reports with the given rustflags. Source: cargo `TargetInfo::new`.
    """
    first = rustflags(config, triple, None, host_only=host_only)
    cfg = ask(first.flags)
    second = rustflags(config, triple, cfg, host_only=host_only)
    if second.flags == first.flags:
        return SettledFlags(second, cfg, is_settled=True)
    cfg = ask(second.flags)
    third = rustflags(config, triple, cfg, host_only=host_only)
    return SettledFlags(second, cfg, is_settled=third.flags == second.flags)


def _of_variables(config: Config) -> list[FlagSource]:
    """The variables that are set; bytes that are no Unicode count as unset."""
    result = []
    encoded, plain = config.unicode_variable(_ENCODED), config.unicode_variable(_PLAIN)
    if encoded is not None:
        flags = tuple(encoded.split("\x1f")) if encoded else ()
        result.append(FlagSource(Origin(OriginKind.ENVIRONMENT, _ENCODED), flags))
    if plain is not None:
        words = (trim(word) for word in plain.split(" "))
        result.append(FlagSource(Origin(OriginKind.ENVIRONMENT, _PLAIN), tuple(word for word in words if word)))
    return result


def _of_target(config: Config, triple: str, cfg: Cfgs | None) -> list[FlagSource]:
    """`[target.TRIPLE]`, then each `[target.'cfg(…)']` that holds, by the order of their keys."""
    result = _grouped(config.words(f"target.{triple}.rustflags"))
    for name in sorted(config.table("target")):
        key = Key.parse("target").exactly(name).exactly("rustflags")
        # NOTE: Cargo reads the tables of all platforms: a wrong type anywhere is an error.
        flags = config.words(key)
        if cfg is not None and matches_config_key(name, cfg):
            result += _grouped(flags)
    return result


def _of_host(config: Config, triple: str) -> list[FlagSource]:
    """Nightly's `[host.TRIPLE]`, or `[host]` if there is none (cargo `context/target.rs`, `load_host_triple`)."""
    if not config.is_unstable("host-config"):
        return []
    key = f"host.{triple}"
    return _grouped(config.words(f"{key if config.value(key) is not None else 'host'}.rustflags"))


def _grouped(flags: Iterable[Setting[str]]) -> list[FlagSource]:
    """Neighbouring flags from one place together; the place is that of the key, not of a single flag."""
    result = []
    for (source, place), group in groupby(flags, lambda flag: (flag.source, _place_of_key(flag))):
        result.append(FlagSource(Setting("", source, place).origin, tuple(flag.data for flag in group)))
    return result


def _place_of_key(flag: Setting[str]) -> tuple[str | int, ...]:
    place = flag.place
    return place[:-1] if place and isinstance(place[-1], int) else place


def _joined(sources: Sequence[FlagSource], replaced: Iterable[FlagSource]) -> RustFlags:
    return RustFlags(
        flags=tuple(flag for source in sources for flag in source.flags),
        sources=tuple(sources),
        replaced=tuple(source for source in replaced if source.flags),
    )
