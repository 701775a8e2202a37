"""Colour, width, progress and interrupts: what depends on who reads."""

from __future__ import annotations

import io
import os
import pty
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from auditor.cli import progress, writing
from tests.cli.invocation import PROGRAM, TIME_LIMIT, run, script, surroundings

ESCAPE = "\x1b["
CARGO = shutil.which("cargo") or "cargo"


def in_terminal(*arguments: str, cwd: Path, env: dict[str, str | None] | None = None) -> str:
    """What the program shows on a terminal, standard output and error together."""
    main, follower = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=cwd,
        env=surroundings({"TERM": "xterm", **(env or {})}),
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(main, 65536):
            shown += chunk
    except OSError:  # how Linux says that the terminal's other end is closed
        pass
    os.close(main)
    process.wait(TIME_LIMIT)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("option", "env", "has_color"),
    [
        ("auto", {}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": "0"}, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_color_without_a_terminal(hello: Path, option: str, env: dict[str, str | None], has_color: bool) -> None:
    assert (ESCAPE in run("audit", "--color", option, cwd=hello, env=env).stdout) is has_color
    assert (ESCAPE in run("explain", "--color", option, cwd=hello, env=env).stdout) is has_color


@pytest.mark.parametrize(
    ("env", "has_color"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"FORCE_COLOR": "0"}, True)],
)
def test_color_on_a_terminal(hello: Path, env: dict[str, str | None], has_color: bool) -> None:
    assert (ESCAPE in in_terminal("explain", cwd=hello, env=env)) is has_color


def test_json_has_no_color(hello: Path) -> None:
    assert ESCAPE not in run("audit", "--format", "json", "--color", "always", cwd=hello).stdout


def test_file_has_no_color_on_a_terminal(hello: Path) -> None:
    in_terminal("audit", "-o", "report.txt", cwd=hello)
    assert ESCAPE not in (hello / "report.txt").read_text()


@pytest.mark.parametrize(("columns", "least", "most"), [("60", 40, 60), ("300", 80, 100), ("10", 20, 40)])
def test_width_follows_the_terminal(faulty: Path, columns: str, least: int, most: int) -> None:
    shown = in_terminal("audit", "--as-configured", "--color", "never", cwd=faulty, env={"COLUMNS": columns})
    report = shown.rpartition("\x1b[2K")[2]
    assert least <= max(map(len, report.splitlines())) <= most


def test_width_without_a_terminal(faulty: Path) -> None:
    result = run("audit", "--as-configured", cwd=faulty, env={"COLUMNS": "200"})
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_progress_appears_when_it_takes_long_and_leaves_no_trace(hello: Path) -> None:
    slow = script(hello / "slow", f'[ $1 = metadata ] && sleep 1.5\nexec {CARGO} "$@"')
    shown = in_terminal("audit", cwd=hello, env={"CARGO": str(slow), "NO_COLOR": "1"})
    line, _, rest = shown.partition("\x1b[2KWith")
    assert "asking cargo and rustc" in line
    assert ESCAPE not in rest


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {}])
def test_no_progress_where_nobody_looks(env: dict[str, str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    stream.isatty = lambda: bool(env)  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr(progress, "DELAY", 0)
    monkeypatch.setenv("TERM", env.get("TERM") or "xterm")
    with progress.progress() as say:
        say("working")
        time.sleep(0.1)
    assert stream.getvalue() == ""


def test_interrupt_ends_the_program_as_interrupts_do(hello: Path) -> None:
    """Ended by the signal, without a word, and with it all that was started."""
    started = hello / "started"
    slow = script(hello / "slow", f'[ $1 = metadata ] && echo $$ > {started} && sleep 60\nexec {CARGO} "$@"')
    with subprocess.Popen(
        [*PROGRAM, "audit"],
        cwd=hello,
        env=surroundings({"CARGO": str(slow)}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # NOTE: a job in the background of a shell inherits that interrupts are ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    ) as process:
        while not (started.exists() and started.read_text()):
            time.sleep(0.02)
            assert process.poll() is None
        time.sleep(0.5)  # a program is known to its parent a moment after it has begun
        stdout, stderr = interrupted(process)
    assert (process.returncode, stdout, stderr) == (-signal.SIGINT, b"", b"")
    assert not Path(f"/proc/{started.read_text().strip()}").exists()


def interrupted(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Interrupt a program, again where Python has lost an interrupt in a callback."""
    for _ in range(10):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("it does not end")


def test_style_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("CLICOLOR_FORCE", raising=False)
    style = writing.style("auto", Path("report.txt"))
    assert (style.color, style.width, style.signs) == (False, 80, True)
