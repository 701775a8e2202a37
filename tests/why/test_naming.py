"""How crates and artifacts can be named, and what is said of names that do not exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.model.report import Evidence
from auditor.why.naming import question
from tests.builders import Workspace
from tests.findings.projects import audited
from tests.why.asking import F, ask, shown


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    workspace = (
        Workspace()
        .package("serde-like", lib=F)
        .package("eng", crate_type=["rlib", "dylib"], deps=["serde-like"], lib="pub use serde_like::f;")
        .package("md-5", lib_table={"name": "md5"}, lib=F)
        .package("app", deps=["eng"], main="fn main() { eng::f(); }")
    )
    return audited(workspace, tmp_path_factory.mktemp("names") / "project", "-p app").evidence


@pytest.mark.parametrize(
    ("crate", "artifact", "words"),
    [
        ("serde_lik", None, ("no crate `serde_lik` in this project", "did you mean `serde-like`?")),
        ("zzz", None, ("no crate `zzz`", "there is `app`, `eng`, `md-5` and 3 more")),
        ("eng@7", None, ("no crate `eng@7`", "there is `eng@0.1.0`")),
        ("eng@x y", None, ("is no package id spec",)),
        ("", None, ("is no package id spec",)),
        ("eng", "ap", ("this build makes no artifact `ap`", "did you mean `app` or `app/app:bin`?")),
        ("eng", "app:dylib", ("no artifact `app:dylib`",)),
        ("eng", "", ("no artifact ``",)),
    ],
)
def test_unknown(evidence: Evidence, crate: str, artifact: str | None, words: tuple[str, ...]) -> None:
    with pytest.raises(AuditorError) as error:
        question(evidence, crate, [] if artifact is None else [artifact])
    assert all(word in str(error.value) for word in words), str(error.value)
    assert error.value.hint


@pytest.mark.parametrize("crate", ["serde-like", "serde_like", "serde-like@0.1.0", "serde_like@0.1"])
def test_spellings_of_a_crate(evidence: Evidence, crate: str) -> None:
    said = shown(ask(evidence, crate))
    assert said.startswith("`serde_like` is linked statically into binary app and dylib eng,")


def test_crate_of_another_name_than_its_package(evidence: Evidence) -> None:
    assert question(evidence, "md5", []).packages == question(evidence, "md-5", []).packages


@pytest.mark.parametrize("crate", ["std", "core", "alloc", "proc_macro", "test"])
def test_std_and_all_below_it(evidence: Evidence, crate: str) -> None:
    (found,) = ask(evidence, crate).crates
    assert (found.name, found.package) == ("std", None)


def test_a_package_counts_more_than_a_crate_of_std(tmp_path: Path) -> None:
    workspace = Workspace().package("test", lib=F).package("app", main="fn main() {}")
    (found,) = ask(audited(workspace, tmp_path).evidence, "test").crates
    assert found.package is not None


@pytest.mark.parametrize("artifact", ["eng", "eng:dylib", "eng/eng:dylib", "app", "app/app", "app/app:bin"])
def test_spellings_of_an_artifact(evidence: Evidence, artifact: str) -> None:
    (crate,) = ask(evidence, "serde-like", [artifact]).crates
    assert len(crate.entries) == 1


def test_several_artifacts(evidence: Evidence) -> None:
    (crate,) = ask(evidence, "serde-like", ["app", "eng"]).crates
    assert len(crate.entries) == 2
