"""The longer texts of the help: usage, examples, exit codes."""

from __future__ import annotations

DESCRIPTION = """\
Says, before anything is compiled, what Cargo and rustc will link dynamically in
this workspace, what would fail to link and why, and what to do about it.
Nothing of the audited project is run."""

EPILOG = """\
examples:
  cargo dynaudit audit                        what dynamic linking does here, or
                                              would do if it were switched on
  cargo dynaudit audit --as-configured        `cargo build` exactly as it is now
  cargo dynaudit audit --workspace --release  with options of `cargo build`
  cargo dynaudit audit --format json          for other programs
  cargo dynaudit audit --format html -o FILE  a page for people, in one file
  cargo dynaudit audit --format github        annotations in a GitHub job
  cargo dynaudit diff origin/main             what this working tree changes
  cargo dynaudit verify                       build for real, and compare
  cargo dynaudit explain duplicate-crate      the manual page of a rule

exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  the command line, the project or its configuration cannot be used
  3  a fault of cargo-dynaudit itself"""

AUDIT_USAGE = """\
cargo dynaudit audit [SELECTION] [--as-configured | --prefer-dynamic]
                            [--format F[=FILE]]... [-o FILE] [--fail-on LEVEL]
                            [--baseline FILE] [-A RULE] [-W RULE] [-D RULE]
                            [--units] [-v] [--color WHEN]"""

VERIFY_USAGE = """\
cargo dynaudit verify [SELECTION] [--as-configured | --prefer-dynamic]
                             [--format F] [-o FILE] [--keep] [--save-case DIR]
                             [-v] [--color WHEN]"""

VERIFY_EPILOG = """\
exit codes:
  0  all that was observed is as predicted
  1  something differs
  2  the build fails for a reason other than linkage, or cannot be made
  3  a fault of cargo-dynaudit itself"""

DIFF_USAGE = """\
cargo dynaudit diff BASE [HEAD] [SELECTION]
                           [--as-configured | --prefer-dynamic]
                           [--format F[=FILE]]... [-o FILE] [--fail-on LEVEL]
                           [--head-name NAME] [-A RULE] [-W RULE] [-D RULE]
                           [-v] [--color WHEN]"""

DIFF_DESCRIPTION = """\
Say what changed in linkage from BASE to HEAD: findings that are new, fixed or
still there, artifacts, what they load, crates, the build, the toolchain.
A version is a JSON report (a file, or - for standard input) or a git revision,
which is audited in a temporary folder. The repository and its working tree are
only read, and nothing of the project is run.
SELECTION is spelled as for `cargo build`, and counts for both sides."""

DIFF_EPILOG = """\
examples:
  cargo dynaudit diff HEAD                    what was not committed yet
  cargo dynaudit diff origin/main HEAD        what the branch changes
  cargo dynaudit diff v1.2.0 --workspace      with options of `cargo build`
  cargo dynaudit diff base.json head.json     two reports of `audit`

exit codes:
  0  no new finding at or above --fail-on
  1  new findings at or above --fail-on
  2  the command line or one of the versions cannot be used
  3  a fault of cargo-dynaudit itself"""
