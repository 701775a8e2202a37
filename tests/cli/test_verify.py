"""`verify`: a real build held against the prediction; whatever happens, nothing is left behind."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.verify import recording
from auditor.verify.private_folder import private_folder
from tests.builders import Workspace
from tests.cli.invocation import PROGRAM, run, script, surroundings
from tests.cli.verifying import meddling, verify

NOTICE = "This builds the project with the real cargo and so runs its build scripts and\n"
SLEEPS = 'fn main() { std::fs::write("started", "").unwrap(); loop { std::thread::park() } }'


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        ("--as-configured", "The build fails just as predicted: "),
        ("--prefer-dynamic", "All as predicted: 2 artifacts and "),
        ("--as-configured -p base --lib", "All as predicted: 1 unit; the build has no artifact"),
    ],
)
def test_what_is_as_predicted(faulty: Path, temporary: Path, options: str, verdict: str) -> None:
    result = verify(*options.split(), cwd=faulty, temporary=temporary)
    assert (result.status, result.stdout[: len(verdict)]) == (0, verdict)
    assert result.stderr.startswith(NOTICE)
    assert list(temporary.iterdir()) == []
    assert not (faulty / "target").exists()


def test_what_differs(hello: Path, temporary: Path, tmp_path: Path) -> None:
    cargo = meddling(tmp_path, 'export RUSTFLAGS="-C prefer-dynamic"')
    case = tmp_path / "a case"
    result = verify("--as-configured", "--save-case", str(case), cwd=hello, temporary=temporary, CARGO=cargo)
    assert result.status == 1
    assert result.stdout.startswith("The audit is wrong about ")
    assert "linkage of std\n      predicted  static\n      observed   dynamic\n" in result.stdout
    assert {"verification.json", "predicted.json", "observed.json", "project"} <= {path.name for path in case.iterdir()}
    sides = [json.loads((case / f"{name}.json").read_text()) for name in ("predicted", "observed")]
    assert [side["artifacts"][0]["prefer_dynamic"] for side in sides] == [False, True]


def test_json(hello: Path, temporary: Path, tmp_path: Path) -> None:
    cargo = meddling(tmp_path, 'export RUSTFLAGS="-C prefer-dynamic"')
    result = verify("--as-configured", "--format", "json", cwd=hello, temporary=temporary, CARGO=cargo)
    report = json.loads(result.stdout)
    assert (result.status, report["schema_version"], report["agrees"]) == (1, 1, False)
    assert report["artifacts"] == {"predicted": 1, "agreeing": 0, "not_observed": 0}
    assert {difference["confidence"] for difference in report["differences"]} == {"certain"}
    assert (report["failure"], report["verdict"]) == (None, "differs")
    assert report["differences"][0]["subject"] == "bin hello, of hello 0.1.0"


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"main": 'fn main() { let x: u32 = ""; }'}, "error[E0308]: mismatched types"),
        ({"main": "fn main() {}", "build": 'fn main() { panic!("no luck") }'}, "no luck"),
    ],
)
def test_a_build_that_fails_otherwise(tmp_path: Path, temporary: Path, broken: dict[str, str], words: str) -> None:
    root = Workspace().package("app", **broken).package("other", main="fn main() {}").write(tmp_path / "project")
    result = verify(cwd=root, temporary=temporary)
    assert result.status == 2
    assert result.stdout.startswith("The build fails for a reason that has nothing to do with linkage.\n")
    assert words in result.stdout
    assert "\nNot observed" in result.stdout
    assert "bin app" in result.stdout
    assert list(temporary.iterdir()) == []


def test_what_a_compiler_logs_is_not_what_cargo_said(tmp_path: Path, temporary: Path) -> None:
    root = Workspace().package("app", main="fn main() { no }", is_root=True).write(tmp_path / "project")
    log = r"printf ' INFO rustc_metadata::creader resolved crates:\n   name: std\n    rlib: /std\n' >&2"
    wrapper = script(tmp_path / "wrapper", f'{log}\nexec "$@"')
    result = verify("--format=json", cwd=root, temporary=temporary, RUSTC_WRAPPER=str(wrapper))
    failure = json.loads(result.stdout)["failure"]
    assert "error[E0425]" in failure
    assert not any(part in failure for part in ("INFO", "name: std", "rlib:"))


def test_a_build_that_cargo_refuses(tmp_path: Path, temporary: Path) -> None:
    package = {"rust-version": "1.999"}
    root = Workspace().package("app", main="fn main() {}", package=package).write(tmp_path / "project")
    result = verify(cwd=root, temporary=temporary)
    assert (result.status, result.stdout[:60]) == (0, "Cargo refuses the build just as predicted: 1 artifact and 1 ")


def test_a_target_without_a_standard_library(tmp_path: Path, temporary: Path) -> None:
    """It is told alike, whether an artifact fails first or a library that is none."""
    workspace = Workspace().package("r", lib="pub fn f() {}").package("app", main="fn main() { r::f() }", deps=["r"])
    root = workspace.package("alone", main="fn main() {}").write(tmp_path / "project")
    for package in ("app", "alone"):
        result = verify("--target=s390x-unknown-linux-gnu", "-p", package, cwd=root, temporary=temporary)
        assert (result.status, result.stdout[:35]) == (0, "The build fails just as predicted: ")


def test_errors_come_first_and_plain(hello: Path, temporary: Path, tmp_path: Path) -> None:
    red = r'case "$*" in *"--color never"*) red= ;; *) red="\033[31m" ;; esac'
    said = r'printf "warning: output filename collision\n${red}error: no luck\n" >&2'
    cargo = meddling(tmp_path, f"{red}; {said}; exit 101")
    result = verify(cwd=hello, temporary=temporary, CARGO=cargo, CARGO_TERM_COLOR="always")
    assert result.stdout.rstrip().endswith("What cargo said\n\n  error: no luck")
    report = verify("--format=json", cwd=hello, temporary=temporary, CARGO=cargo)
    assert (json.loads(report.stdout)["verdict"], report.status) == ("build-broken", 2)


def test_a_full_disk(hello: Path, temporary: Path, tmp_path: Path) -> None:
    cargo = meddling(tmp_path, 'echo "error: failed to write: No space left on device (os error 28)" >&2; exit 101')
    result = verify(cwd=hello, temporary=temporary, CARGO=cargo)
    assert result.status == 2
    assert "No space left on device" in result.stdout
    assert "it was not compiled: cargo or a build script failed" in result.stdout.replace("\n  ", " ")
    assert list(temporary.iterdir()) == []


def test_no_place_for_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> str:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", fail)
    with pytest.raises(AuditorError, match="no files can be written for the build: Permission denied") as caught:
        private_folder().__enter__()
    assert "TMPDIR" in str(caught.value)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_ends_all_of_it(tmp_path: Path, temporary: Path, number: signal.Signals) -> None:
    stderr = _interrupted(tmp_path, temporary, number)
    assert stderr.startswith(NOTICE)
    assert stderr.endswith("\ninterrupted: nothing was compared; what was built is removed\n")
    assert list(temporary.iterdir()) == []
    assert not any(str(temporary) in line for line in _command_lines())


def test_an_interrupt_names_what_is_kept(tmp_path: Path, temporary: Path) -> None:
    stderr = _interrupted(tmp_path, temporary, signal.SIGINT, "--keep")
    (kept,) = temporary.iterdir()
    assert stderr.endswith(f"\ninterrupted: nothing was compared; what was built is kept in {kept}\n")


def _interrupted(tmp_path: Path, temporary: Path, number: signal.Signals, *options: str) -> str:
    """What it says when a signal comes while a build script runs."""
    root = Workspace().package("app", main="fn main() {}", build=SLEEPS).write(tmp_path / "project")
    process = subprocess.Popen(
        [*PROGRAM, "verify", *options],
        cwd=root,
        env=surroundings({"TMPDIR": str(temporary)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    while not (root / "app/started").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=30)
    assert (process.returncode, stdout) == (-number, b"")
    assert b"Traceback" not in stderr
    assert not (root / "target").exists()
    return stderr.decode()


def _command_lines() -> list[str]:
    shown = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return shown.stdout.splitlines()


def test_what_was_built_can_be_kept(hello: Path, temporary: Path) -> None:
    result = verify("--keep", cwd=hello, temporary=temporary)
    (kept,) = temporary.iterdir()
    assert (kept / "target" / "debug").is_dir()
    assert list((kept / "notes").glob("*.argv"))
    assert kept.name in result.stdout.replace("\n", "").replace(" ", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_nobody_reads_standard_error(hello: Path, temporary: Path, tmp_path: Path) -> None:
    through = script(tmp_path / "through", 'exec "$@" 2>/dev/full')
    result = run("verify", cwd=hello, env={"TMPDIR": str(temporary)}, through=through)
    assert (result.status, result.stdout[:17]) == (0, "All as predicted:")


def test_a_wrapper_of_the_users_own_is_called(hello: Path, temporary: Path, tmp_path: Path) -> None:
    wrapper = script(tmp_path / "tools/wrapper", 'exec "$@" -C prefer-dynamic')
    (hello / ".cargo").mkdir()
    (hello / ".cargo/config.toml").write_text('build.rustc-wrapper = "../tools/wrapper"\n')
    result = verify("--as-configured", "--format=json", cwd=hello, temporary=temporary)
    report = json.loads(result.stdout)
    assert (result.status, report["agrees"]) == (1, False)
    assert Path(report["rustc_wrapper"]).resolve() == wrapper
    result = verify("--as-configured", cwd=hello, temporary=temporary, RUSTC_WRAPPER="")
    assert (result.status, "wrapper" in result.stdout) == (0, False)


def test_a_wrapper_that_does_not_start(hello: Path, temporary: Path) -> None:
    result = verify(cwd=hello, temporary=temporary, CARGO_BUILD_RUSTC_WRAPPER="no-such-wrapper")
    assert result.status == 2
    assert "no-such-wrapper: not found" in result.stdout.replace("\n  ", " ")


def test_a_wrapper_that_runs_rustc_elsewhere(hello: Path, temporary: Path, tmp_path: Path) -> None:
    wrapper = script(tmp_path / "wrapper", 'unset RUSTC_LOG\nexec "$@"')
    result = verify(cwd=hello, temporary=temporary, RUSTC_WRAPPER=str(wrapper))
    assert "rustc left no log" in result.stdout
    assert not result.stdout.startswith("All as predicted")


def test_rustc_gets_all_files_that_cargo_opens_for_it(tmp_path: Path) -> None:
    rustc = script(tmp_path / "rustc", "echo a message >&2; echo said; cat <&3")
    recorder = Path(recording.__file__).with_name("record_rustc.sh")
    arguments = "-C metadata=1 --json=artifacts"
    line = f"sh '{recorder}' '{rustc}' {arguments} 3<'{script(tmp_path / 'three', 'from 3')}'"
    surrounding = {"DYNAUDIT_RECORDING": str(tmp_path), "PATH": os.defpath}
    done = subprocess.run(["sh", "-c", line], env=surrounding, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("said\n#!/bin/sh\nfrom 3\n", "a message\n")
    assert (tmp_path / "1.stderr").read_text() == "a message\n"
