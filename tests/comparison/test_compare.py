"""What changed between small reports, and what counts as new."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.comparison.changes import Side, Status
from auditor.comparison.compare import compare
from auditor.model.finding import Level
from tests.comparison.documents import artifact, changes, document, finding, linked, report, suppressed, taken

APP, TOOL = artifact("app", outcome="fails"), artifact("tool", outcome="fails")
LINKS = artifact("tool")


def statuses(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [one.status.value for one in changes(taken(before), taken(after)).findings]


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ([], [finding()], ["new"]),
        ([finding()], [], ["fixed"]),
        ([finding()], [finding()], ["remaining"]),
        ([finding()], [finding(location={"file": "Cargo.toml", "line": 99}, message="other")], ["remaining"]),
        ([finding()], [finding(location={"file": ".cargo/config.toml", "line": 1})], ["remaining"]),
        ([finding(artifacts=[])], [finding(artifacts=[], location={"file": "b", "line": 1})], ["new", "fixed"]),
        ([finding(level="warning")], [finding()], ["raised"]),
        ([finding()], [finding(level="warning")], ["remaining"]),
        ([suppressed()], [finding()], ["no-longer-suppressed"]),
        ([finding()], [suppressed()], ["suppressed"]),
        ([suppressed()], [suppressed()], []),
        ([suppressed()], [], []),
        ([], [suppressed()], ["new-and-suppressed"]),
        ([finding(rule="a")], [finding(rule="b")], ["new", "fixed"]),
        ([finding(crates=["x#a@1.0.0"])], [finding(crates=["x#a@2.0.0"])], ["remaining"]),
        ([finding(crates=["x#a@1.0.0"])], [finding(crates=["x#b@1.0.0"])], ["new", "fixed"]),
        ([finding(location={"file": "/a/b/p/c", "line": 1})], [finding(location={"file": "/d/p/c"})], ["remaining"]),
        ([finding(fingerprint="a:1")], [finding(fingerprint="a:2", rule="renamed")], ["remaining"]),
        ([finding(fingerprint="old:1")], [finding(fingerprint="new:1")], ["remaining"]),
        ([finding(fingerprint="a:1")], [finding()], ["remaining"]),
    ],
)
def test_finding(before: list[dict[str, Any]], after: list[dict[str, Any]], status: list[str]) -> None:
    assert statuses(report(*before), report(*after)) == status


@pytest.mark.parametrize(
    ("artifacts", "before", "after", "status", "gained", "lost"),
    [
        ([APP, TOOL], [0], [0, 1], Status.SPREAD, ["tool"], []),
        ([APP, LINKS], [0], [0, 1], Status.REMAINING, ["tool"], []),
        ([APP, TOOL], [0, 1], [0], Status.REMAINING, [], ["tool"]),
        ([APP, TOOL], [0], [1], Status.SPREAD, ["tool"], ["app"]),
    ],
)
def test_finding_keeps_its_identity_beyond_artifacts(
    artifacts: list[Any], before: list[int], after: list[int], status: Status, gained: list[str], lost: list[str]
) -> None:
    """One that grows or shrinks by an artifact is the same; it counts where another artifact fails by it."""
    old, new = (document(finding(artifacts=numbers), artifacts=artifacts) for numbers in (before, after))
    (found,) = changes(old, new).findings
    assert found.status is status
    assert [one.target for one in found.gained] == gained
    assert [one.target for one in found.lost] == lost
    assert found.is_a_change


A, B, C, D = (f"x#{name}@1.0.0" for name in "abcd")
KNOWN = {name: {"id": f"x#{name}@1.0.0", "package": name, "name": name} for name in "abcd"}


def with_crates(*crates: str, known: str, **place: Any) -> Any:
    """A report of the packages `known`, with one finding about crates."""
    own = [KNOWN[name] | {"version": "1.0.0", "crate_types": [], "classification": ""} for name in known]
    return document(finding(crates=list(crates), **place), crates=own)


@pytest.mark.parametrize(
    ("before", "after", "gained", "lost"),
    [
        (with_crates(A, B, C, known="abc"), with_crates(A, B, known="ab"), "", "c"),
        (with_crates(A, B, C, known="abcd"), with_crates(A, B, known="abcd"), "", "c"),
        (with_crates(A, B, known="ab"), with_crates(A, B, C, known="abc"), "c", ""),
        (with_crates(A, B, C, known="abc"), with_crates(A, B, D, known="abd"), "d", "c"),
        (with_crates(A, C, known="ac"), with_crates(A, known="a", location={"file": "a"}), "", "c"),
    ],
)
def test_finding_keeps_its_identity_beyond_packages(before: Any, after: Any, gained: str, lost: str) -> None:
    """Packages that are removed, added or renamed beside others make it no other one."""
    (found,) = changes(before, after).findings
    assert found.status is Status.REMAINING
    assert ("".join(found.crates_gained), "".join(found.crates_lost)) == (gained, lost)
    assert found.is_a_change


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (with_crates(A, C, known="abcd"), with_crates(B, C, known="abcd")),
        (with_crates(A, known="a"), with_crates(B, known="b")),
        (with_crates(A, B, known="ab"), with_crates(A, known="a", location={"file": "a"}, artifacts=[])),
    ],
)
def test_finding_about_other_packages_is_another(before: Any, after: Any) -> None:
    assert [one.status for one in changes(before, after).findings] == [Status.NEW, Status.FIXED]


def test_of_several_alike_the_most_alike_is_the_same() -> None:
    before = document(*(finding(crates=crates) for crates in ([A, B, C], [A])))
    after = document(*(finding(crates=crates) for crates in ([A, D], [A, B])))
    for one, other in ((before, after), (after, before)):
        found = changes(one, other).of(Status.REMAINING)
        pairs = {
            frozenset((len(pair.before.crates), len(pair.after.crates))) for pair in found if pair.before and pair.after
        }
        assert pairs == {frozenset((3, 2)), frozenset((1, 2))}


def test_finding_follows_a_renamed_artifact() -> None:
    """It is not new at the new name, though that fails and did not exist."""
    old = document(finding(), artifacts=[artifact("app", outcome="fails")])
    new = document(finding(), artifacts=[artifact("app", target="program", outcome="fails")])
    found = changes(old, new)
    assert [(one.before.target, one.after.target) for one in found.renames] == [("app", "program")]
    assert [one.status for one in found.findings] == [Status.REMAINING]
    assert not found.has_new(Level.NOTE)


def test_of_findings_alike_the_right_one_is_fixed() -> None:
    old = document(
        *(finding(message=word, location={"file": "a", "line": int(line)}) for word, line in ("x1", "y2", "z3"))
    )
    new = document(*(finding(message=word, location={"file": "a", "line": int(line)}) for word, line in ("x5", "z9")))
    assert [one.finding.message for one in changes(old, new).of(Status.FIXED)] == ["y"]


def test_suppressed_findings_are_not_lost() -> None:
    """One that arrives with its suppression is a change that does not count; those of both sides are counted."""
    born = changes(document(), document(suppressed()))
    assert not born.is_empty
    assert not born.has_new(Level.NOTE)
    assert changes(document(suppressed(), suppressed(rule="gone")), document(suppressed())).suppressed == 1


BY_BASELINE = finding() | {"suppression": {"kind": "baseline", "reason": None}}


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ([BY_BASELINE], [finding()], ["remaining"]),
        ([BY_BASELINE], [BY_BASELINE], ["remaining"]),
        ([finding()], [BY_BASELINE], ["remaining"]),
        ([BY_BASELINE], [], ["fixed"]),
        ([BY_BASELINE], [suppressed()], ["suppressed"]),
        ([suppressed()], [BY_BASELINE], []),
        ([], [BY_BASELINE], ["new-and-suppressed"]),
    ],
)
def test_what_a_baseline_knew_was_there(before: list[Any], after: list[Any], status: list[str]) -> None:
    """In a report that was made with one; as for `audit --baseline`."""
    assert statuses(report(*before), report(*after)) == status


@pytest.mark.parametrize(("level", "counts"), [("error", True), ("warning", True), ("note", False)])
def test_fail_on(level: str, counts: bool) -> None:
    assert changes(document(), document(finding(level=level))).has_new(Level.WARNING) == counts
    assert not changes(document(finding(level=level)), document(finding(level=level))).has_new(Level.NOTE)


def test_artifacts() -> None:
    """Several of one identity are paired by version; what links and fails is told, and what it loads."""
    old = [artifact("build", "1.0.0"), artifact("build", "2.0.0", lto="fat"), artifact("gone")]
    new = [
        artifact("build", "2.0.0", lto="fat", outcome="fails", linkage=linked(a="static")),
        artifact("come", target_kind="lib", crate_type="dylib"),
        artifact("build", "1.0.1"),
    ]
    found = changes(document(artifacts=old), document(artifacts=new))
    assert [one.package for one, _ in found.appeared] == ["come"]
    assert [one.package for one, _ in found.vanished] == ["gone"]
    (changed,) = found.artifacts
    assert (changed.before.package_id, changed.linkage) == (old[1]["package_id"], ())
    assert found.renames == ()


def test_linkage_and_libraries() -> None:
    old = artifact(
        linkage=linked(a="static", b="dynamic", c="static"), needed=["libb.so", "libstd-0123456789abcdef.so"]
    )
    new = artifact(
        linkage=linked(a="dynamic", b="dynamic", d="static"),
        needed=["libb.so", "libstd-fedcba9876543210.so", "liba.so"],
    )
    (found,) = changes(document(artifacts=[old]), document(artifacts=[new])).artifacts
    assert {(one.crate, one.before, one.after) for one in found.linkage} == {
        ("a", "static", "dynamic"),
        ("d", None, "static"),
        ("c", "static", None),
    }
    assert (found.gained, found.lost) == (("liba.so",), ())


def test_triples_tell_artifacts_apart_where_there_are_several() -> None:
    one = document(artifacts=[artifact(triple="x86_64-unknown-linux-gnu")])
    two = document(artifacts=[artifact(triple="x86_64-unknown-linux-gnu"), artifact(triple="wasm32-wasip1")])
    other = document(artifacts=[artifact(triple="wasm32-wasip1")])
    assert [identity.triple for identity, _ in changes(one, two).appeared] == ["wasm32-wasip1"]
    assert changes(one, other).is_empty


def test_reports_about_different_builds_are_not_taken_for_one() -> None:
    other = report()
    other["build"] |= {"profile": "release", "mode": "prefer-dynamic"}
    found = compare(Side("a", document(), is_report=True), Side("b", taken(other)))
    (note,) = found.notes
    assert "different builds" in note
    assert "dev, release" in note
    assert {one.name for one in found.build} == {"profile", "mode"}
    assert changes(document(), taken(other)).notes == ()


def test_toolchain_and_crates() -> None:
    other = report(crates=[crate("rlib-and-dylib", "1.1.0", ["lib", "dylib"])])
    other["toolchain"] |= {"rustc": "1.96.0", "std": {"rlib": True, "dylib": None}}
    found = changes(document(crates=[crate("rlib-only", "1.0.0", ["lib"])]), taken(other))
    assert [one.name for one in found.toolchain] == ["rustc", "shared std"]
    (changed,) = found.crates
    assert changed.versions == ("1.0.0", "1.1.0")


def crate(classification: str, version: str, types: list[str]) -> dict[str, Any]:
    return {
        "id": f"registry+x#net@{version}",
        "package": "net",
        "version": version,
        "name": "net",
        "crate_types": types,
        "classification": classification,
    }


ARTIFACTS = st.lists(
    st.builds(
        artifact,
        st.sampled_from("ab"),
        st.sampled_from(["1.0.0", "2.0.0"]),
        outcome=st.sampled_from(["links", "fails", "blocked"]),
        needed=st.lists(st.sampled_from(["liba.so", "libb.so"]), unique=True),
        linkage=st.builds(linked, a=st.sampled_from(["static", "dynamic"])),
    ),
    min_size=1,
    max_size=5,
)
FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(["r1", "r2"]),
        st.sampled_from(["error", "warning"]),
        message=st.sampled_from("mn"),
        location=st.one_of(st.none(), st.builds(dict, file=st.sampled_from("fg"), line=st.integers(1, 3))),
        crates=st.lists(st.sampled_from(["x#a@1.0.0", "x#b@1.0.0"]), max_size=1),
    ),
    max_size=5,
)
UNHURRIED = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
REPORTS = st.builds(lambda artifacts, findings: document(*findings, artifacts=artifacts), ARTIFACTS, FINDINGS)


@UNHURRIED
@given(REPORTS)
def test_nothing_changes_from_a_report_to_itself(one: Any) -> None:
    found = changes(one, one)
    assert found.is_empty
    assert not found.has_new(Level.NOTE)


@UNHURRIED
@given(REPORTS, REPORTS)
def test_changes_back_mirror_changes(one: Any, other: Any) -> None:
    there, back = changes(one, other), changes(other, one)
    assert set(there.appeared) == set(back.vanished)
    assert set(there.vanished) == set(back.appeared)
    assert there.is_empty == back.is_empty
    assert len(there.artifacts) == len(back.artifacts)
    assert len(there.of(Status.NEW)) == len(back.of(Status.FIXED))
    assert len(there.of(Status.RAISED)) <= len(back.of(Status.REMAINING, Status.SPREAD))
