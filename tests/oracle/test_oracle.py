"""The oracle itself: what it sees is true, and whatever a prediction gets wrong is reported."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from auditor.audit import AuditRequest, run
from auditor.errors import AuditorError
from auditor.model.linkage import Outcome
from auditor.model.selection import Mode, Selection
from auditor.verify.cargo_build import CargoBuild, arguments_of
from auditor.verify.compare import compare
from auditor.verify.observed import Observation, observe
from auditor.verify.records import ArtifactRecord, Records, from_evidence, from_report
from auditor.verify.standin import planned_units
from auditor.verify.unit_graph import unit_graph
from auditor.verify.verification import verify
from tests.builders import Workspace, environment
from tests.oracle.agreement import predict
from tests.oracle.cases.flags_and_profiles import aborting_everything, kinds_of_libraries
from tests.oracle.cases.matrix_kinds import chain
from tests.oracle.cases.planning import with_macro
from tests.oracle.cases.projects import plain_error, registry
from tests.oracle.cases.sources import ON_TARGET, PREFER_DYNAMIC, plain, with_lto
from tests.oracle.expect import one

pytestmark = pytest.mark.oracle


CONFIG = '[build]\ntarget-dir = "own"\nbuild-dir = "own-too"\nrustc-wrapper = "no-such-program"\n'


def build_of(workspace: Workspace, folder: Path, arguments: str = "", **variables: str) -> CargoBuild:
    return CargoBuild(workspace.write(folder), tuple(arguments.split()), environment(**variables), time_limit=120)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Observation:
    """W with all targets for the program alone: it links."""
    return observe(build_of(plain(), tmp_path_factory.mktemp("seen"), "-p app"))


@pytest.fixture(scope="module")
def seen_failing(tmp_path_factory: pytest.TempPathFactory) -> Observation:
    """W as a whole: `app` fails."""
    return observe(build_of(plain(), tmp_path_factory.mktemp("failing")))


def changed(records: Records, target: str, change: Callable[[ArtifactRecord], ArtifactRecord]) -> Records:
    """The records with one artifact changed."""
    artifacts = tuple(change(it) if it.key.target == target else it for it in records.artifacts)
    assert artifacts != records.artifacts
    return replace(records, artifacts=artifacts)


def flipped(record: ArtifactRecord, crate: str, linkage: str) -> ArtifactRecord:
    assert record.linkage is not None
    entries = tuple((name, id_, linkage if name == crate else kind) for name, id_, kind in record.linkage)
    return replace(record, linkage=entries)


def without(record: ArtifactRecord, crate: str) -> ArtifactRecord:
    assert record.linkage is not None
    return replace(record, linkage=tuple(entry for entry in record.linkage if entry[0] != crate))


def test_an_observation_agrees_with_itself(seen: Observation, seen_failing: Observation) -> None:
    for observation in (seen, seen_failing):
        comparison = compare(observation.records(), observation.records())
        assert comparison.differences == ()
        assert comparison.agreeing == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda record: flipped(record, "a", "static"), "linkage of a"),
        (lambda record: flipped(record, "std", "static"), "linkage of std"),
        (lambda record: without(record, "a"), "linkage of a"),
        (lambda record: replace(record, linkage=(*record.linkage, ("x", None, "static"))), "linkage of x"),
        (lambda record: replace(record, outcome="blocked"), "outcome"),
        (lambda record: replace(record, errors=(("duplicate-crate", ("std",)),)), "errors"),
        (lambda record: replace(record, needed=record.needed[:1]), "needed"),
        (lambda record: replace(record, prefer_dynamic=True), "prefer_dynamic"),
        (lambda record: replace(record, lto="fat"), "lto"),
        (lambda record: replace(record, panic="abort"), "panic"),
        (lambda record: replace(record, key=replace(record.key, platform="host")), "existence"),
    ],
)
def test_a_wrong_artifact_is_reported(
    seen: Observation, change: Callable[[ArtifactRecord], ArtifactRecord], field: str
) -> None:
    comparison = compare(changed(seen.records(), "app", change), seen.records())
    assert any(difference.field.startswith(field) for difference in comparison.differences), str(comparison)
    assert "app" in str(comparison)


@pytest.mark.parametrize("errors", [(), (("duplicate-crate", ("a", "std")),), (("panic-runtime", ("std",)),)])
def test_a_wrong_error_is_reported(seen_failing: Observation, errors: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
    predicted = changed(seen_failing.records(), "app", lambda record: replace(record, errors=errors))
    (difference,) = compare(predicted, seen_failing.records()).differences
    assert difference.field == "errors"


def test_a_missing_and_an_invented_artifact_are_reported(seen: Observation) -> None:
    records = seen.records()
    fewer = replace(records, artifacts=records.artifacts[1:])
    for predicted, observed in ((fewer, records), (records, fewer)):
        assert [it.field for it in compare(predicted, observed).differences] == ["existence"]


def test_a_wrong_unit_is_reported(seen: Observation) -> None:
    records = seen.records()
    assert records.units is not None
    for change in ({"features": ("x",)}, {"prefer_dynamic": None, "platform": "host"}, {"lto": "off"}):
        units = (replace(records.units[0], **change), *records.units[1:])
        assert compare(replace(records, units=units), records).differences
    assert compare(replace(records, units=records.units[1:]), records).differences


def test_units_that_no_report_can_tell_apart_are_matched(tmp_path: Path) -> None:
    records = observe(build_of(with_macro(), tmp_path, "--release")).records()
    macros = [it for it in records.artifacts if it.key.crate_type == "proc-macro"]
    assert len(macros) == 2
    assert macros[0].key == macros[1].key
    turned = replace(records, artifacts=tuple(reversed(records.artifacts)))
    assert not compare(turned, records).differences
    assert len(compare(changed(records, "m", lambda it: replace(it, outcome="fails")), records).differences) == 2


def test_what_is_not_proven_is_no_agreement(tmp_path: Path) -> None:
    observation = observe(build_of(plain_error(), tmp_path, "-p wrong -p app"))
    comparison = compare(observation.records(), observation.records())
    assert comparison.agreeing == 0
    assert len(comparison.unproven) == 2
    assert "mismatched types" in str(comparison)


def test_evidence_and_report_are_the_same_prediction(tmp_path: Path) -> None:
    build = build_of(plain(), tmp_path, "-p app --all-targets")
    request = AuditRequest(
        Selection(packages=("app",), all_targets=True), Mode.AS_CONFIGURED, build.directory, build.environment
    )
    evidence = run(request).evidence
    report = predict(build.directory, build.arguments, build.environment)
    comparison = compare(from_evidence(evidence), from_report(report))
    assert not comparison.differences, str(comparison)
    assert comparison.agreeing == len(report["artifacts"])


@pytest.mark.parametrize("mode", list(Mode))
def test_a_prediction_is_verified(mode: Mode, tmp_path: Path) -> None:
    build = build_of(plain(), tmp_path)
    evidence = run(AuditRequest(Selection(), mode, build.directory, build.environment)).evidence
    comparison = verify(evidence, build.directory, build.environment).comparison
    assert not comparison.differences, str(comparison)
    assert comparison.agreeing == 2
    turned = tuple(replace(artifact, outcome=Outcome.BLOCKED) for artifact in evidence.artifacts)
    wrong = verify(replace(evidence, artifacts=turned), build.directory, build.environment).comparison
    assert [difference.field for difference in wrong.differences] == ["outcome", "outcome"]


@pytest.mark.parametrize(
    ("workspace", "arguments", "variables"),
    [
        (lambda: with_lto(kinds_of_libraries(), "thin"), "", {}),
        (aborting_everything, "--all-targets --release", {}),
        (aborting_everything, f"--tests {ON_TARGET}", {}),
        (lambda: registry(["lib", "dylib"]), "", PREFER_DYNAMIC),
    ],
)
def test_the_stand_in_shows_the_real_command_lines(
    workspace: Callable[[], Workspace], arguments: str, variables: dict[str, str], tmp_path: Path
) -> None:
    build = build_of(workspace(), tmp_path, arguments, **variables)
    observation = observe(build)
    assert sorted(planned_units(build), key=str) == sorted(observation.units, key=str)
    assert all(unit.lto is not None for unit in observation.units)


def test_the_project_is_left_alone(tmp_path: Path) -> None:
    build = build_of(plain().config(CONFIG), tmp_path)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    observation = observe(build)
    assert one(observation, "app").outcome == "fails"
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert after - before == {build.directory / "Cargo.lock"}


def test_a_project_behind_a_symbolic_link(tmp_path: Path) -> None:
    build = build_of(plain(), tmp_path / "real", "-p app")
    link = tmp_path / "link"
    link.symlink_to(build.directory)
    here = CargoBuild(link, build.arguments, {**build.environment, "PWD": str(link)}, time_limit=120)
    there = replace(build, directory=tmp_path, arguments=("-p", "app", "--manifest-path", "link/Cargo.toml"))
    for observation in (observe(here), observe(there)):
        assert one(observation, "app").outcome == "links"


def test_a_build_that_hangs_is_ended_with_all_its_children(tmp_path: Path) -> None:
    marker = tmp_path / "alive"
    script = f'fn main() {{ loop {{ std::fs::write({str(marker)!r}, "x").unwrap(); }} }}'.replace("'", '"')
    build = build_of(Workspace().package("app", main="fn main() {}", build=script), tmp_path / "project")
    with pytest.raises(AuditorError, match="did not end within 5 s"):
        observe(replace(build, time_limit=5))
    marker.unlink()
    time.sleep(0.3)
    assert not marker.exists()


def test_cargo_s_own_refusal_of_a_plan_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="no plan for this build"):
        unit_graph(build_of(plain(), tmp_path, "-p nobody"))


def test_needed_is_more_than_the_file_says(tmp_path: Path) -> None:
    """The linker is given `libbase.so` too, but leaves out what no symbol of is used (`--as-needed`)."""
    build = build_of(chain().profile("dev", strip=True), tmp_path, "-p app")
    assert "libbase.so" in one(observe(build), "app").needed
    command = ["cargo", "build", "-q", "-p", "app"]
    subprocess.run(command, cwd=tmp_path, env=dict(build.environment), timeout=120, check=True)
    program = (tmp_path / "target/debug/app").read_bytes()
    assert b"libda.so\0" in program
    assert b"libbase.so\0" not in program


def test_a_selection_is_spelled_as_cargo_takes_it() -> None:
    selection = Selection(
        manifest_path=Path("x/Cargo.toml"), packages=("a", "b"), tests=True, bench=("c",), release=True,
        features=("d,e",), no_default_features=True, targets=("t",), profile="p", config=("k=1",), locked=True,
    )  # fmt: skip
    words = " ".join(arguments_of(selection))
    for part in (
        "--manifest-path x/Cargo.toml", "-p a -p b", "--tests", "--bench c", "--release", "--features d,e",
        "--no-default-features", "--target t", "--profile p", "--config k=1", "--locked",
    ):  # fmt: skip
        assert part in words
    assert len(words.split()) == 20
