"""A command of Cargo as somebody types it, `test -p core`, read as the arguments of an audit are."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from auditor import spelling
from auditor.cli import parser
from auditor.cli.arguments import build_options
from auditor.cli.arguments.command import CommandParser
from auditor.errors import AuditorError
from auditor.model.selection import Command, Selection

_ALIASES = {"b": Command.BUILD, "t": Command.TEST}
_OF_INSTALL = ("bin", "bins", "example", "examples", "profile", "targets", "features", "all_features",
               "no_default_features", "config", "locked", "offline", "frozen", "ignore_rust_version")  # fmt: skip
"""What `cargo install` knows beside `--path` and `--debug`."""
_WITHOUT_LINKING = ("check", "c", "clippy", "doc", "d", "fmt", "run", "r", "rustc", "metadata", "tree", "clean")
_SHOWN = ("build", "test", "bench", "install")
_OPTIONS = {"packages": "-p", "targets": "--target"}


def parse(text: str, base: Selection) -> Selection:
    """What a command selects, with the options that all commands get.

    Raises AuditorError for what is no command, or has options that Cargo does not know for it.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise AuditorError(f"`{text}` cannot be read: {error}", hint="close the quotation mark") from error
    if words[:1] == ["cargo"]:
        words = words[1:]
    command = _command(words[0] if words else "", text)
    options = _options(command, words[1:])
    selection = parser.selection(options)._replace(command=command)
    if command is Command.INSTALL:
        selection = _install(selection, options)
    elif command is Command.BENCH and selection.release:
        raise AuditorError("`cargo bench` has no --release: its profile inherits from `release`", hint="leave it out")
    return _with(selection, base)


def _command(word: str, text: str) -> Command:
    if word in _ALIASES:
        return _ALIASES[word]
    if word in _SHOWN:
        return Command(word)
    choice = f"choose from {', '.join(_SHOWN)}"
    if word.startswith("+"):
        raise AuditorError(f"`{text}` names a toolchain", hint="run all of it so: `cargo +TOOLCHAIN dynaudit matrix`")
    if word in _WITHOUT_LINKING:
        raise AuditorError(f"`{word}` is no command that can be shown here", hint=choice)
    near = spelling.nearest(word, _SHOWN)
    raise AuditorError(f"`{text}` is no command of Cargo", hint=f"did you mean `{near[0]}`?" if near else choice)


def _options(command: Command, words: list[str]) -> argparse.Namespace:
    if command.makes_tests and "--" in words:
        words = words[: words.index("--")]  # what is behind it is for the test
    top = CommandParser(prog=f"cargo {command}", add_help=False)
    build_options.add_selection(top)
    if command is Command.INSTALL:
        top.add_argument("--path", type=build_options.path)
        top.add_argument("--debug", action="store_true")
    options, unknown = top.parse_known_args(words)
    if unknown:
        hint = parser.hint_without_effect(unknown[0]) or "name options that choose what is built"
        raise AuditorError(f"unexpected argument `{unknown[0]}` of `cargo {command}`", hint=hint)
    return options


def _install(selection: Selection, options: argparse.Namespace) -> Selection:
    default = Selection()
    for name in Selection._fields:
        if name not in (*_OF_INSTALL, "command") and getattr(selection, name) != getattr(default, name):
            option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
            raise AuditorError(f"`cargo install` has no {option}", hint="leave it out")
    if options.path is None:
        raise AuditorError("`install` without --path", hint="name the folder of the package: `install --path app`")
    if options.debug and selection.profile is not None:
        raise AuditorError(f"`--debug` cannot be used with `--profile {selection.profile}`", hint="give one of them")
    profile = "dev" if options.debug else selection.profile
    return selection._replace(manifest_path=Path(options.path) / "Cargo.toml", profile=profile)


def _with(selection: Selection, base: Selection) -> Selection:
    """The command's own options behind those of all."""
    return selection._replace(
        manifest_path=selection.manifest_path or base.manifest_path,
        features=base.features + selection.features,
        config=base.config + selection.config,
        all_features=base.all_features or selection.all_features,
        no_default_features=base.no_default_features or selection.no_default_features,
        locked=base.locked or selection.locked,
        offline=base.offline or selection.offline,
        frozen=base.frozen or selection.frozen,
        ignore_rust_version=base.ignore_rust_version or selection.ignore_rust_version,
    )
