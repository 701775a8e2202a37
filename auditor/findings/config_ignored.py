"""A configuration file or table does not count.

## What it detects

- `.cargo/config` and `.cargo/config.toml` side by side: Cargo reads the first.
- A `.cargo/config.toml` of the workspace in a build from elsewhere by `--manifest-path`.
- `RUSTFLAGS` in `[env]`.
- `include` in a release of Cargo that does not know it.
- `-C prefer-dynamic` in RUSTFLAGS or in Cargo's configuration, in an audit of a single file that rustc compiles itself.

## Why

Cargo looks for configuration from the current directory upward, not from the manifest's.
What `[env]` sets is for rustc and for programs that Cargo runs; Cargo itself reads its
rustflags from its own environment. So a `-C prefer-dynamic` in these places does nothing,
and nothing says so.

## Example

    # project/.cargo/config.toml is not read:
    $ cargo build --manifest-path project/Cargo.toml

    # .cargo/config.toml
    [env]
    RUSTFLAGS = "-C prefer-dynamic"                      # does nothing

## Remedy

Run Cargo in the project's folder (`cargo -C` on nightly), or name the file:
`--config project/.cargo/config.toml`. Write flags as `[build] rustflags = […]`. Keep one of
two files.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence import places
from auditor.findings.rule_module import Fault
from auditor.model.finding import Level, Location
from auditor.model.report import Evidence
from auditor.model.surroundings import ConfigNotice

LEVEL = Level.WARNING


def check(evidence: Evidence) -> Iterable[Fault]:
    """One fault for each file or table that does not count."""
    for notice in evidence.surroundings.config_notices:
        yield _notice(evidence, notice)
    origin = evidence.surroundings.rustflags_in_env_table
    if origin is not None:
        yield Fault(
            message=f"{places.show_origin(evidence, origin)} does nothing: Cargo reads rustflags from its own "
            f"environment, and what `[env]` sets is only for the programs that it starts.",
            help="Write `[build]` with `rustflags = […]` instead.",
            location=places.of_origin(origin),
        )


def _notice(evidence: Evidence, notice: ConfigNotice) -> Fault:
    location = Location(notice.path, notice.line)
    text = notice.message.replace(f"{evidence.workspace.root}/", "")
    return Fault(
        message=f"{places.show(evidence, location)}: {text}.",
        help=notice.help,
        location=location,
    )
