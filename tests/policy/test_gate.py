"""What a policy makes of findings: which are known, which have another level, what is told of the ignores."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from auditor.findings.registry import ABOUT_IGNORES, POSITIONS, RULES
from auditor.model.finding import Finding, Level, Location, Suppressed, Suppression, SuppressionKind
from auditor.model.policy import FailOn, Ignore, LevelTable, Policy, RuleLevel
from auditor.model.report import AuditReport, Evidence
from auditor.policy.gate import Judged, judge
from tests.findings.projects import audited
from tests.reports import workspaces

TODAY = date(2026, 7, 1)
HERE = Location(Path("/p/dynaudit.toml"), 3)
IGNORE = Ignore(rule="duplicate-crate", location=HERE, reason="stateless")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    return audited(workspaces.diamond(), tmp_path_factory.mktemp("diamond"), "--prefer-dynamic --workspace")


@pytest.fixture(scope="module")
def evidence(report: AuditReport) -> Evidence:
    return report.evidence


@pytest.fixture(scope="module")
def duplicate(report: AuditReport) -> Finding:
    """`c` would be in two dylibs: of the binary `app`."""
    (found,) = (one for one in report.findings if one.rule == "duplicate-crate")
    assert found.crates
    assert found.artifacts
    return found


def numbers(evidence: Evidence, *targets: str) -> tuple[int, ...]:
    """The artifacts of these targets."""
    units = evidence.plan.units
    return tuple(number for number, one in enumerate(evidence.artifacts) if units[one.unit].target.name in targets)


def packages(evidence: Evidence, *names: str) -> tuple[str, ...]:
    return tuple(one.id for one in evidence.workspace.packages.values() if one.name in names)


def level(level: Level | None, by: str = "`-A x`") -> RuleLevel:
    return RuleLevel(level, by)


def judged(evidence: Evidence, *found: Finding, ignores: tuple[Ignore, ...] = (), **levels: Level | None) -> Judged:
    table = LevelTable({rule.replace("_", "-"): level(one) for rule, one in levels.items()})
    return judge(Policy((table,), ignores), evidence, found, TODAY)


def test_no_policy(report: AuditReport) -> None:
    assert judge(Policy(), report.evidence, report.findings, TODAY) == Judged(report.findings)


@pytest.mark.parametrize(
    ("named", "is_ignored"),
    [
        ({}, True),
        ({"crates": ("c",)}, True),
        ({"crates": ("d1",)}, True),
        ({"crates": ("app",)}, False),
        ({"crates": ("app", "c")}, True),
        ({"crates": ("c@0.1.0",)}, True),
        ({"crates": ("c@0.1",)}, True),
        ({"crates": ("c@0",)}, True),
        ({"crates": ("c@0.1.1",)}, False),
        ({"crates": ("c@0.10",)}, False),
        ({"artifacts": ("app",)}, False),
        ({"artifacts": ("app", "tool")}, True),
        ({"artifacts": ("app", "tool", "d1")}, True),
        ({"artifacts": ("app/app", "tool/tool")}, True),
        ({"artifacts": ("tool/app", "tool")}, False),
        ({"crates": ("c",), "artifacts": ("app",)}, False),
        ({"crates": ("c",), "artifacts": ("app", "tool")}, True),
        ({"rule": "std-not-shared"}, False),
        ({"reason": None}, False),
        ({"expires": TODAY}, True),
        ({"expires": date(2026, 6, 30)}, False),
    ],
)
def test_ignore(evidence: Evidence, duplicate: Finding, named: dict[str, object], is_ignored: bool) -> None:
    finding = replace(duplicate, crates=packages(evidence, "c", "d1", "d2"), artifacts=numbers(evidence, "app", "tool"))
    ignore = replace(IGNORE, **named)
    result = judged(evidence, finding, ignores=(ignore,))
    suppression = Suppression(SuppressionKind.POLICY, ignore.reason, HERE, ignore.expires)
    assert result.suppressed == ((Suppressed(finding, suppression),) if is_ignored else ())
    assert (finding in result.findings) is not is_ignored


def test_hyphens_and_underscores_are_alike(tmp_path: Path) -> None:
    workspace = workspaces.Workspace().package("my-app", main="fn main() {}")
    found = audited(workspace, tmp_path, "--prefer-dynamic")
    ignore = Ignore("libstd-not-found-at-run-time", HERE, ("my_app",), ("my_app/my_app",), "x")
    result = judge(Policy((), (ignore,)), found.evidence, found.findings, TODAY)
    assert [one.finding.rule for one in result.suppressed] == ["libstd-not-found-at-run-time"]
    assert result.findings == ()


def test_finding_without_artifacts_is_not_about_an_artifact(evidence: Evidence, duplicate: Finding) -> None:
    result = judged(evidence, replace(duplicate, artifacts=()), ignores=(replace(IGNORE, artifacts=("app",)),))
    assert result.suppressed == ()


def test_levels(evidence: Evidence, duplicate: Finding) -> None:
    note = replace(duplicate, rule="duplicate-statics", level=Level.NOTE)
    warning = replace(duplicate, rule="needless-dylib", level=Level.WARNING)
    result = judged(
        evidence,
        duplicate,
        warning,
        note,
        duplicate_crate=Level.NOTE,
        duplicate_statics=Level.ERROR,
        needless_dylib=None,
    )
    assert [(one.rule, one.level) for one in result.findings] == [
        ("duplicate-statics", Level.ERROR),
        ("duplicate-crate", Level.NOTE),
    ]
    (known,) = result.suppressed
    assert known.finding == warning
    assert known.suppression == Suppression(SuppressionKind.POLICY, "allowed by `-A x`")


def test_first_table_counts(evidence: Evidence, duplicate: Finding) -> None:
    """The command line before the member's, and that before the workspace's; the latter only for its findings."""
    (app,) = packages(evidence, "app")
    own = replace(duplicate, artifacts=numbers(evidence, "app"), location=None)
    other = replace(duplicate, artifacts=numbers(evidence, "app", "tool"), location=None)
    at = replace(other, location=Location(evidence.workspace.packages[app].root / "src/main.rs"))
    root = replace(other, location=Location(evidence.workspace.root / "Cargo.toml"))
    tables = (
        LevelTable({"duplicate-crate": level(Level.WARNING)}, app),
        LevelTable({"duplicate-crate": level(Level.NOTE)}),
    )
    for finding, wanted in ((own, Level.WARNING), (other, Level.NOTE), (at, Level.WARNING), (root, Level.NOTE)):
        (one,) = judge(Policy(tables), evidence, [finding], TODAY).findings
        assert one.level is wanted
    with_command_line = Policy(tables).with_levels(LevelTable({"duplicate-crate": level(None)}))
    assert judge(with_command_line, evidence, [own], TODAY).findings == ()


def test_ignore_of_a_member(evidence: Evidence, duplicate: Finding) -> None:
    app, tool = packages(evidence, "app", "tool")
    own = replace(duplicate, artifacts=numbers(evidence, "app"), location=None)
    assert judged(evidence, own, ignores=(replace(IGNORE, package=app),)).findings == ()
    result = judged(evidence, own, ignores=(replace(IGNORE, package=tool),))
    assert [one.rule for one in result.findings] == ["duplicate-crate", "ignore-without-effect"]


def test_reason_counts_more_than_a_level(evidence: Evidence, duplicate: Finding) -> None:
    result = judged(evidence, duplicate, ignores=(IGNORE,), duplicate_crate=None)
    assert [one.suppression.reason for one in result.suppressed] == ["stateless"]
    assert result.findings == (), "the ignore has an effect"


@pytest.mark.parametrize(
    ("changes", "rule", "says"),
    [
        ({"reason": None}, "ignore-without-reason", "does not act; it is about 1 finding of this audit"),
        ({"reason": None, "rule": "rust-version"}, "ignore-without-reason", "it is about no finding"),
        ({"reason": None, "expires": date(2020, 1, 1)}, "ignore-without-reason", "does not act"),
        ({"expires": date(2020, 1, 1)}, "ignore-expired", "expired on 2020-01-01; it is about 1 finding"),
        ({"expires": date(2020, 1, 1), "crates": ("app",)}, "ignore-expired", "it is about no finding"),
        ({"rule": "rust-version"}, "ignore-without-effect", "this audit finds no `rust-version`"),
        ({"crates": ("app",)}, "ignore-without-effect", "finds `duplicate-crate`, but not there"),
        ({"crates": ("toool",)}, "ignore-without-effect", "no package `toool` here (did you mean `tool`?)"),
        ({"artifacts": ("x/appp",)}, "ignore-without-effect", "no artifact `appp` (did you mean `app`?)"),
        ({"artifacts": ("zzz",)}, "ignore-without-effect", "this build makes no artifact `zzz`."),
    ],
)
def test_told_of_ignores(
    evidence: Evidence, duplicate: Finding, changes: dict[str, object], rule: str, says: str
) -> None:
    """One thing is told of each, as a warning at its place."""
    result = judged(evidence, duplicate, ignores=(replace(IGNORE, **changes),))
    (told,) = (one for one in result.findings if one.rule in ABOUT_IGNORES)
    assert (told.rule, told.level, told.location) == (rule, Level.WARNING, HERE)
    assert says in told.message
    assert told.help
    assert duplicate in result.findings


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({}, True),
        ({"workspace": False}, True),
        ({"all_targets": True, "release": True}, True),
        ({"workspace": False, "packages": ("app",)}, False),
        ({"exclude": ("app",)}, False),
        ({"bins": True}, False),
    ],
)
def test_audits_of_a_part_know_nothing_of_the_rest(
    evidence: Evidence, changes: dict[str, object], is_told: bool
) -> None:
    part = replace(evidence, selection=evidence.selection._replace(**changes))
    told = judged(part, ignores=(IGNORE, replace(IGNORE, reason=None))).findings
    assert [one.rule for one in told] == ["ignore-without-reason", *(["ignore-without-effect"] if is_told else [])]


def test_levels_of_what_is_told_of_ignores(evidence: Evidence) -> None:
    (told,) = judged(evidence, ignores=(IGNORE,), ignore_without_effect=Level.ERROR).findings
    assert told.level is Level.ERROR
    result = judged(evidence, ignores=(IGNORE,), ignore_without_effect=None)
    assert (result.findings, len(result.suppressed)) == ((), 1)


@pytest.mark.parametrize("fail_on", FailOn)
def test_fail_on(duplicate: Finding, fail_on: FailOn) -> None:
    failing = [level.label for level in Level if fail_on.fails([replace(duplicate, level=level)])]
    worse = ["error", "warning", "note"]
    assert sorted(failing) == sorted(worse[: worse.index(fail_on) + 1] if fail_on is not FailOn.NEVER else [])
    assert not fail_on.fails([])


LEVELS = st.dictionaries(st.sampled_from(sorted(RULES)), st.sampled_from([*Level, None]).map(level))
FOUND = st.lists(st.tuples(st.sampled_from(sorted(set(RULES) - ABOUT_IGNORES)), st.sampled_from(Level)))


def test_nothing_is_lost_and_all_is_sorted(evidence: Evidence) -> None:
    @settings(deadline=None)
    @given(LEVELS, FOUND, st.lists(st.sampled_from(sorted(set(RULES) - ABOUT_IGNORES)), max_size=3))
    def hold(levels: dict[str, RuleLevel], found: list[tuple[str, Level]], ignored: list[str]) -> None:
        raw = [
            Finding(rule=rule, level=level, message=str(number), help=None, location=None)
            for number, (rule, level) in enumerate(found)
        ]
        policy = Policy((LevelTable(levels),), tuple(replace(IGNORE, rule=rule) for rule in ignored))
        result = judge(policy, evidence, raw, TODAY)
        known = [one.finding for one in result.suppressed]
        shown = [one for one in (*result.findings, *known) if one.rule not in ABOUT_IGNORES]
        assert sorted(int(one.message) for one in shown) == list(range(len(raw)))
        for part in (result.findings, known) if levels or ignored else ():
            order = [(-one.level, POSITIONS[one.rule]) for one in part]
            assert order == sorted(order)
        for one in result.findings:
            assert one.rule not in ignored
            assert one.rule not in levels or one.level is levels[one.rule].level

    hold()
