"""All rules, and the one pass that looks for their findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from auditor.findings import (
    config_ignored,
    crate_type_dropped,
    duplicate_crate,
    duplicate_statics,
    embed_bitcode,
    global_allocator_bypassed,
    ignore_expired,
    ignore_without_effect,
    ignore_without_reason,
    libstd_not_found_at_run_time,
    lto_crate_type,
    lto_not_applied,
    lto_prefer_dynamic,
    member_profile_ignored,
    missing_format,
    needless_dylib,
    output_filename_collision,
    panic_abort_tests,
    panic_runtime,
    panic_strategy,
    prefer_dynamic_without_effect,
    proc_macro_load,
    rpath_not_portable,
    rust_version,
    rustflags_replaced,
    stale_target_directory,
    std_not_shared,
    toolchain_without_shared_std,
    unlinkable_dependency,
    unsupported_crate_type,
    windows_export_limit,
)
from auditor.findings.rule_module import Fault, IgnoreRuleModule, RuleModule, finding_of, rule_of
from auditor.model.finding import Finding, Location, Rule
from auditor.model.policy import IgnoreUse
from auditor.model.report import Evidence


class Check(msgspec.Struct, frozen=True):
    """A rule with the module that looks for it."""

    rule: Rule
    module: RuleModule

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """What the rule finds."""
        faults: Iterable[Fault] = self.module.check(evidence)
        for fault in faults:
            yield finding_of(self.rule, fault)


class IgnoreCheck(msgspec.Struct, frozen=True):
    """A rule about the ignores of a policy, with the module that looks for it."""

    rule: Rule
    module: IgnoreRuleModule

    def findings(self, evidence: Evidence, uses: Sequence[IgnoreUse]) -> Iterator[Finding]:
        """What the rule finds."""
        for fault in self.module.check(evidence, uses):
            yield finding_of(self.rule, fault)


_MODULES: tuple[RuleModule, ...] = (
    std_not_shared,
    duplicate_crate,
    panic_runtime,
    panic_strategy,
    lto_prefer_dynamic,
    missing_format,
    unlinkable_dependency,
    proc_macro_load,
    lto_crate_type,
    embed_bitcode,
    panic_abort_tests,
    unsupported_crate_type,
    rust_version,
    toolchain_without_shared_std,
    prefer_dynamic_without_effect,
    rustflags_replaced,
    config_ignored,
    member_profile_ignored,
    lto_not_applied,
    crate_type_dropped,
    needless_dylib,
    output_filename_collision,
    stale_target_directory,
    global_allocator_bypassed,
    duplicate_statics,
    rpath_not_portable,
    windows_export_limit,
    libstd_not_found_at_run_time,
)
_MODULES_ABOUT_IGNORES: tuple[IgnoreRuleModule, ...] = (
    ignore_without_reason,
    ignore_expired,
    ignore_without_effect,
)

CHECKS: tuple[Check, ...] = tuple(Check(rule_of(module), module) for module in _MODULES)
IGNORE_CHECKS: tuple[IgnoreCheck, ...] = tuple(
    IgnoreCheck(rule_of(module), module) for module in _MODULES_ABOUT_IGNORES
)
RULES: dict[str, Rule] = {
    rule.id: rule for rule in (*(check.rule for check in CHECKS), *(check.rule for check in IGNORE_CHECKS))
}
"""By id, in the order in which findings of one level are told."""
POSITIONS: dict[str, int] = {rule: number for number, rule in enumerate(RULES)}
"""Of each rule in that order."""
ABOUT_IGNORES: frozenset[str] = frozenset(check.rule.id for check in IGNORE_CHECKS)


def find(evidence: Evidence) -> tuple[Finding, ...]:
    """All findings, worst first, then in the order of the rules."""
    found = [_at_source(evidence, finding) for check in CHECKS for finding in check.findings(evidence)]
    return tuple(sorted(found, key=lambda finding: -finding.level))


def _at_source(evidence: Evidence, finding: Finding) -> Finding:
    """Of a single file, what is found in libraries that exist is told at the file: they have no lines to point to."""
    given = {unit.package.manifest_path for unit in evidence.plan.units if unit.prebuilt is not None}
    if finding.location is None or finding.location.path not in given:
        return finding
    return replace(finding, location=Location(evidence.workspace.root_manifest_path))


def about_ignores(evidence: Evidence, uses: Sequence[IgnoreUse]) -> tuple[Finding, ...]:
    """What is to be told of the ignores of a policy."""
    return tuple(finding for check in IGNORE_CHECKS for finding in check.findings(evidence, uses))
