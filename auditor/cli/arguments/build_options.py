"""The options that several commands share: which build, and how the output looks."""

from __future__ import annotations

import argparse
from pathlib import Path

COLORS = ("auto", "always", "never")


def path(text: str) -> Path:
    """The path that an argument names: the empty text names none, not the current directory."""
    if not text:
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(text)


def add_mode(command: argparse.ArgumentParser) -> None:
    """The build as it is configured, or one that prefers dynamic linking."""
    mode = command.add_argument_group("which build").add_mutually_exclusive_group()
    mode.add_argument(
        "--as-configured",
        dest="mode",
        action="store_const",
        const="as-configured",
        help="exactly as Cargo would run it now",
    )
    mode.add_argument(
        "--prefer-dynamic",
        dest="mode",
        action="store_const",
        const="prefer-dynamic",
        help="the same with -C prefer-dynamic added to the rustflags. Without either option: as configured "
        "if that prefers dynamic linking anywhere, else as if --prefer-dynamic",
    )


def add_selection(command: argparse.ArgumentParser) -> None:
    """The options that mean for us what they mean for `cargo build`."""
    _add_packages(command)
    _add_targets(command)
    add_features(command)
    _add_compilation(command)
    add_manifest(command)


def _add_packages(command: argparse.ArgumentParser) -> None:
    packages = command.add_argument_group("package selection (as for cargo build)")
    packages.add_argument("-p", "--package", action="append", default=[], metavar="SPEC", help="this package")
    packages.add_argument("--workspace", "--all", action="store_true", help="all members of the workspace")
    packages.add_argument("--exclude", action="append", default=[], metavar="SPEC", help="all members but this one")


def _add_targets(command: argparse.ArgumentParser) -> None:
    targets = command.add_argument_group("target selection (as for cargo build)")
    targets.add_argument("--lib", action="store_true", help="the library")
    for singular, plural, what in (
        ("bin", "bins", "binary"),
        ("example", "examples", "example"),
        ("test", "tests", "test target"),
        ("bench", "benches", "bench target"),
    ):
        targets.add_argument(f"--{singular}", action="append", default=[], metavar="NAME", help=f"this {what}")
        targets.add_argument(f"--{plural}", action="store_true", help=f"every {what}")
    targets.add_argument("--all-targets", action="store_true", help="all of the above")


def add_features(command: argparse.ArgumentParser) -> None:
    """The features that are asked for."""
    features = command.add_argument_group("features (as for cargo build)")
    features.add_argument("-F", "--features", action="append", default=[], metavar="LIST", help="features to switch on")
    features.add_argument("--all-features", action="store_true", help="all features")
    features.add_argument("--no-default-features", action="store_true", help="not the default features")


def _add_compilation(command: argparse.ArgumentParser) -> None:
    compilation = command.add_argument_group("compilation (as for cargo build)")
    compilation.add_argument("-r", "--release", action="store_true", help="the release profile")
    compilation.add_argument("--profile", metavar="NAME", help="this profile")
    compilation.add_argument("--target", action="append", default=[], metavar="TRIPLE", help="build for this platform")
    add_ignore_rust_version(compilation)


def add_ignore_rust_version(group: argparse._ActionsContainer) -> None:
    """Whether packages may want a newer compiler."""
    group.add_argument("--ignore-rust-version", action="store_true", help="ignore `rust-version`")


def add_manifest(command: argparse.ArgumentParser) -> None:
    """Which project, and how its configuration and lock file are taken."""
    manifest = command.add_argument_group("manifest and configuration (as for cargo build)")
    manifest.add_argument("--manifest-path", type=path, metavar="PATH", help="path to Cargo.toml")
    manifest.add_argument("--config", action="append", default=[], metavar="KEY=VALUE|FILE", help="configuration")
    manifest.add_argument("--locked", action="store_true", help="the lock file must stay as it is")
    manifest.add_argument("--offline", action="store_true", help="no network")
    manifest.add_argument("--frozen", action="store_true", help="both --locked and --offline")
    manifest.add_argument("--no-cache", action="store_true", help="use and keep nothing of other audits")


def add_color(group: argparse._ActionsContainer) -> None:
    """Whether output is coloured."""
    group.add_argument("--color", choices=COLORS, default="auto", metavar="WHEN", help="auto (default), always, never")
