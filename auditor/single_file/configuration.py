"""What a user may have meant to count, and does not: rustc itself reads none of Cargo's configuration."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.cargo.session import Session
from auditor.config import build_settings, configuration, rustflags
from auditor.errors import AuditorError
from auditor.evidence import flags
from auditor.model.build import FlagSource, Platform
from auditor.model.surroundings import ConfigNotice


def notices(session: Session, platform: Platform, cargo: str, file: Path) -> Iterator[ConfigNotice]:
    """The places that have Cargo pass `-C prefer-dynamic`; none where the configuration cannot be read."""
    try:
        config = configuration.load(session.cwd, session.environment, session.cargo_home, (), cargo)
        name = build_settings.short_name(platform.triple)
        found: tuple[FlagSource, ...] = rustflags.rustflags(config, name, platform.cfg).sources
    except AuditorError:
        return
    for source in found:
        if flags.prefers_dynamic(source.flags):
            origin = source.origin
            yield ConfigNotice(
                f"`-C prefer-dynamic` ({origin.key}) counts for Cargo, not for rustc itself, which gets its options "
                "on its command line alone",
                origin.path or file,
                origin.line,
                help="To have it here, too, give it to rustc: `-- -C prefer-dynamic`.",
            )
