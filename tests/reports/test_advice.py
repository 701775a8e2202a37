"""The advice at the end of a report: each sentence only where a fact of the build calls for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor import audit
from auditor.audit import AuditRequest
from auditor.model.selection import Mode, Selection
from auditor.reports.summary.advice import advice
from tests.builders import Workspace, environment

ONE = Workspace().package("app", main="fn main() { a::f() }", lib=None, deps=["a"]).package("a", lib="pub fn f() {}")
TWO = Workspace().package("app", main="fn main() {}").package("tool", main="fn main() {}")


def told(workspace: Workspace, folder: Path, mode: Mode = Mode.PREFER_DYNAMIC) -> str:
    project = workspace.write(folder)
    return "\n".join(advice(audit.run(AuditRequest(Selection(), mode, project, environment())).evidence))


@pytest.mark.parametrize(
    ("workspace", "mode", "expected"),
    [
        (ONE, Mode.PREFER_DYNAMIC, "One program loads the shared std. Alone it gains nothing"),
        (
            ONE,
            Mode.PREFER_DYNAMIC,
            "1 crate stays inside the programs, since plain rlibs are always linked statically: `a` is your own",
        ),
        (TWO, Mode.PREFER_DYNAMIC, "2 programs load one shared std"),
        (
            Workspace().package("app", main="fn main() {}").profile("release", lto="thin", panic="abort"),
            Mode.AS_CONFIGURED,
            "Builds with profile `release` cannot share std: "
            '`lto = "thin"` and `panic = "abort"` (Cargo.toml:2) exclude it.',
        ),
        (
            Workspace()
            .package("app", main="fn main() {}")
            .config('[build]\nrustflags = ["-Ctarget-feature=+crt-static"]\n'),
            Mode.PREFER_DYNAMIC,
            "the C runtime is linked statically here (crt-static)",
        ),
        (
            Workspace().package("libloading", lib="").package("host", main="fn main() {}", deps=["libloading"]),
            Mode.AS_CONFIGURED,
            "`host` opens libraries while running",
        ),
    ],
)
def test_sentence(tmp_path: Path, workspace: Workspace, mode: Mode, expected: str) -> None:
    assert expected in told(workspace, tmp_path, mode)


@pytest.mark.parametrize(
    "workspace",
    [TWO, Workspace().package("app", main="fn main() {}").profile("release", lto=False)],
)
def test_nothing_to_say(tmp_path: Path, workspace: Workspace) -> None:
    assert told(workspace, tmp_path, Mode.AS_CONFIGURED) == ""
