"""Shells that complete a line: bash and fish are asked; zsh, which answers only keys, gets a terminal."""

from __future__ import annotations

import os
import pty
import select
import shlex
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from auditor.cli.completion.scripts import script
from tests.cli.invocation import script as executable

_TIME_LIMIT = 30
_READY = "ready> "
_IN_BASH = """
_get_comp_words_by_ref() { :; }
_cargo() { COMPREPLY=(own); }
complete -F _cargo cargo
source "$SCRIPT"
source "$SCRIPT" # again, as a user who reads the configuration anew
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
function=$(complete -p "$1" | sed -n 's/.* -F \\([^ ]*\\) .*/\\1/p')
"$function" "$1" "${!#}" ""
printf '%s\\n' "${COMPREPLY[@]}"
"""


def require(shell: str) -> None:
    """Skip the test where the shell is missing."""
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")


def written(shell: str, folder: Path) -> Path:
    """The script for a shell in a file."""
    file = folder / f"completions.{shell}"
    file.write_text(script(shell), encoding="utf-8")
    return file


def bash(line: str, folder: Path) -> set[str]:
    """What bash offers at the end of a line."""
    words = [*shlex.split(line), *([""] if line.endswith(" ") else [])]
    environment = os.environ | {"SCRIPT": str(written("bash", folder))}
    return _answers(["bash", "--norc", "-c", _IN_BASH, "bash", *words], environment, folder)


def fish(line: str, folder: Path) -> set[str]:
    """What fish offers at the end of a line."""
    asked = f"source {shlex.quote(str(written('fish', folder)))}; complete -C {shlex.quote(line)}"
    answers = _answers(["fish", "--no-config", "-c", asked], os.environ | {"HOME": str(folder)}, folder)
    return {answer.partition("\t")[0] for answer in answers}


def zsh(lines: Sequence[str], folder: Path) -> list[str]:
    """The words to which zsh completes the last ones of lines, each of which has one completion."""
    programs, words = folder / "programs", folder / "words"
    for name in ("cargo", "cargo-dynaudit"):
        executable(programs / name, f'for word; do :; done; printf "%s\\n" "$word" >>{shlex.quote(str(words))}')
    (folder / ".zshrc").write_text(
        f"fpath=({shlex.quote(str(_cargos_own()))} $fpath)\n"
        "autoload -U compinit\n"
        f"compinit -u -D -d {shlex.quote(str(folder / 'dump'))}\n"
        f'eval "$(<{shlex.quote(str(written("zsh", folder)))})"\n',
        encoding="utf-8",
    )
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"ZDOTDIR": str(folder), "PATH": path, "TERM": "dumb", "PS1": _READY}
    _type(["zsh", "-i"], [f"{line}\t" for line in lines], environment, folder)
    return words.read_text(encoding="utf-8").splitlines()


def _cargos_own() -> Path:
    """The folder of the completion that a Rust toolchain brings for `cargo`."""
    sysroot = subprocess.run(["rustc", "--print", "sysroot"], capture_output=True, text=True, check=True).stdout
    folder = Path(sysroot.strip()) / "share/zsh/site-functions"
    if not (folder / "_cargo").is_file():
        pytest.skip(f"cargo's own completion is not in {folder}")
    return folder


def _answers(command: list[str], environment: dict[str, str], folder: Path) -> set[str]:
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=_TIME_LIMIT, check=True
    )
    assert done.stderr == ""
    return set(done.stdout.split("\n")) - {""}


def _type(command: list[str], lines: Sequence[str], environment: dict[str, str], folder: Path) -> None:
    """Start a shell at a terminal, type each line when it is ready, and wait until it is ready again."""
    mine, its = pty.openpty()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=its, stdout=its, stderr=its, start_new_session=True
    )
    os.close(its)
    try:
        _read_until_ready(mine)
        for line in lines:
            os.write(mine, f"{line}\n".encode())
            _read_until_ready(mine)
    finally:
        process.kill()
        process.wait()
        os.close(mine)


def _read_until_ready(terminal: int) -> None:
    seen, end = b"", time.monotonic() + _TIME_LIMIT
    while _READY.encode() not in seen:
        ready, _, _ = select.select([terminal], [], [], max(0.0, end - time.monotonic()))
        assert ready, f"the shell does not answer: {seen!r}"
        seen += os.read(terminal, 4096)
