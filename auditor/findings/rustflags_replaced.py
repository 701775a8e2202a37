"""Rustflags in one place replace those of others.

## What it detects

Flags in a place that Cargo does not look at because another comes first, as far as the
flags in force do not contain them anyway.

## Why

Cargo takes the rustflags from the first of these that there is, and from no other:

1. `CARGO_ENCODED_RUSTFLAGS`
2. `RUSTFLAGS`, even if it is empty
3. all matching `[target.…] rustflags` of the configuration, joined
4. `build.rustflags` of the configuration

`RUSTFLAGS="-C debuginfo=1"` in a CI job thus removes `-C prefer-dynamic` from
`.cargo/config.toml`, and `--cfg tokio_unstable` from `[target.'cfg(all())']`, without a
word. The same happens to `[build]` when somebody adds a `[target.…]` table.

## Example

    # .cargo/config.toml
    [build]
    rustflags = ["-C", "prefer-dynamic"]

    $ RUSTFLAGS="-D warnings" cargo build      # not dynamic any more

## Remedy

Keep all flags in one place: repeat those of the configuration in the variable, or put the
variable's into the configuration. Flags of the same kind are joined: `[build]` in several
files, or several `[target.…]` tables. Arrays in `--config` are joined, too:

    $ cargo build --config 'build.rustflags = ["-D", "warnings"]'
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import flags, places, wording
from auditor.findings.rule_module import Fault
from auditor.model.build import FlagSource, RustFlags
from auditor.model.finding import Level
from auditor.model.origin import OriginKind
from auditor.model.report import Evidence

LEVEL = Level.WARNING


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each place that is replaced."""
    told: set[FlagSource] = set()
    for rustflags in (evidence.configured_rustflags, *(one.rustflags for one in evidence.plan.platforms.values())):
        for replaced in rustflags.replaced:
            lost = _lost(rustflags, replaced)
            if lost and replaced not in told:
                told.add(replaced)
                yield _fault(evidence, rustflags, replaced, lost)


def _lost(rustflags: RustFlags, replaced: FlagSource) -> list[str]:
    """The flags of a replaced place that are not in force."""
    in_force = {flags.normal(word) for word in flags.words(_configured(rustflags))}
    return [word for word in flags.words(replaced.flags) if flags.normal(word) not in in_force]


def _configured(rustflags: RustFlags) -> list[str]:
    """The flags in force without what the audit adds."""
    return [flag for source in rustflags.sources for flag in source.flags]


def _fault(evidence: Evidence, rustflags: RustFlags, replaced: FlagSource, lost: list[str]) -> Fault:
    winner = rustflags.sources[0].origin if rustflags.sources else None
    by = "an empty variable" if winner is None else places.show_origin(evidence, winner)
    together = " ".join(dict.fromkeys((*flags.words(replaced.flags), *flags.words(_configured(rustflags)))))
    are = wording.agree(len(lost), "is", "are")
    change = (
        f'`{winner.key}="{together}"`'
        if winner is not None and winner.kind is OriginKind.ENVIRONMENT
        else f"the flags `{together}` together"
    )
    return Fault(
        message=f"{wording.sentence(by)} replaces the rustflags of {places.show_origin(evidence, replaced.origin)}: "
        f"{wording.quoted(lost)} {are} lost. Cargo takes rustflags from one place only and does not say so.",
        help=f"Keep them in one place: {change}.",
        location=places.of_origin(replaced.origin) or places.of_origin(winner) or places.in_root_manifest(evidence),
    )
