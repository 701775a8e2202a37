"""Where the options that decide linkage came from: rustflags, profiles, Cargo itself or the audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.evidence import places
from auditor.model.build import FlagSource, RustFlags
from auditor.model.origin import Origin
from auditor.model.report import Evidence
from auditor.model.selection import Mode
from auditor.model.unit import Unit

_NO = frozenset({"n", "no", "off", "false"})
_CODEGEN = ("-C", "--codegen")
_WITH_VALUE = (*_CODEGEN, "--cfg", "--check-cfg", "-Z", "-L", "-l", "-A", "-W", "-D", "-F", "--cap-lints", "--extern")


def words(flags: Sequence[str]) -> Iterator[str]:
    """The flags as one would write them, each with its value: `-C prefer-dynamic`, `--cfg x`."""
    remaining = iter(flags)
    for flag in remaining:
        value = next(remaining, None) if flag in _WITH_VALUE else None
        yield flag if value is None else f"{flag} {value}"


def normal(word: str) -> str:
    """One spelling for a flag, to compare: `-Cprefer_dynamic` and `-C prefer-dynamic` are the same."""
    option = _codegen_option(word)
    return word if option is None else f"-C {option[0]}{'' if option[1] is None else f'={option[1]}'}"


def codegen(flags: Sequence[str], key: str) -> list[str | None]:
    """The values of a `-C` option in order; None where it has no value."""
    options = (_codegen_option(word) for word in words(flags))
    return [option[1] for option in options if option is not None and option[0] == key]


def prefers_dynamic(flags: Sequence[str]) -> bool | None:
    """What `-C prefer-dynamic` is at the end of the flags; None if it is not there."""
    values = codegen(flags, "prefer-dynamic")
    return None if not values else values[-1] not in _NO


def mentions_prefer_dynamic(flags: Sequence[str]) -> bool:
    """Whether `-C prefer-dynamic` is among the flags, even if a later one takes it back."""
    return any(value not in _NO for value in codegen(flags, "prefer-dynamic"))


def source_of(rustflags: RustFlags, key: str) -> FlagSource | None:
    """The place whose `-C` option of that key counts: the last."""
    found = [source for source in rustflags.sources if codegen(source.flags, key)]
    return found[-1] if found else None


def setting_origin(unit: Unit, key: str) -> Origin | None:
    """Where `lto` or `panic` of a unit came from: rustflags count more than the profile."""
    source = source_of(unit.platform.rustflags, key)
    return unit.profile.origins.get(key) if source is None else source.origin


def is_by_rustflags(unit: Unit, key: str) -> bool:
    """Whether a `-C` option in the rustflags decides."""
    return source_of(unit.platform.rustflags, key) is not None


def only_cargo_prefers_dynamic(unit: Unit) -> bool:
    """Whether a unit gets `-C prefer-dynamic` from Cargo alone, because it is somebody's dylib dependency."""
    flags = unit.flags
    return flags.prefer_dynamic and flags.prefer_dynamic_by_cargo and not _user_prefers_dynamic(unit)


def prefer_dynamic(evidence: Evidence, unit: Unit) -> str:
    """The flag `-C prefer-dynamic` of a unit with its origin, for a sentence."""
    if only_cargo_prefers_dynamic(unit):
        which = "proc macro" if unit.target.is_proc_macro else "dylib that is only a dependency"
        return f"`-C prefer-dynamic` (from Cargo itself, as for every {which})"
    source = source_of(unit.platform.rustflags, "prefer-dynamic")
    if source is not None:
        return f"`-C prefer-dynamic` ({places.show_origin(evidence, source.origin)})"
    if "prefer-dynamic" in " ".join(unit.profile.rustflags):
        origin = unit.profile.origins.get("rustflags")
        return f"`-C prefer-dynamic` ({'the profile' if origin is None else places.show_origin(evidence, origin)})"
    return f"`-C prefer-dynamic` ({assumption(evidence)})"


def given_in(evidence: Evidence) -> str:
    """What the user writes flags into."""
    return "the rustc command line" if evidence.is_by_rustc else "the rustflags"


def assumption(evidence: Evidence) -> str:
    """Why the audit itself added the flag."""
    return "by --prefer-dynamic" if evidence.asked_mode is Mode.PREFER_DYNAMIC else "assumed by this audit"


def _user_prefers_dynamic(unit: Unit) -> bool:
    return prefers_dynamic(unit.platform.rustflags.flags) or prefers_dynamic(unit.profile.rustflags) or False


def _codegen_option(word: str) -> tuple[str, str | None] | None:
    """The key and value of a `-C` option in whichever of its spellings."""
    for start in ("-C ", "--codegen ", "--codegen=", "-C"):
        if word.startswith(start):
            key, equals, value = word.removeprefix(start).partition("=")
            return key.replace("_", "-"), value if equals else None
    return None
