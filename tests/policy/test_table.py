"""What a policy may say, and what is said of everything else: file, line, key, and what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.model.finding import Level, Location
from auditor.model.policy import FailOn, Ignore
from tests.policy.projects import policy_of

GOOD = """\
fail-on = "warning"
matrix = ["build --release -p app", "test -p core"]
[rules]
needless-dylib = "error"
duplicate-statics = "allow"
ignore-expired = "note"

[[ignore]]
rule = "duplicate-crate"
crate = "itoa"
artifact = ["app", "app/tool"]
reason = "stateless"
expires = 2027-01-31

[[ignore]]
rule = "rustflags-replaced"
reason = "  "
expires = "2027-02-01"
"""


def read_file(folder: Path, text: str | bytes) -> AuditorError:
    """What is wrong with a dynaudit.toml."""
    (folder / "dynaudit.toml").write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(AuditorError) as caught:
        policy_of(folder)
    return caught.value


def test_all_that_can_be_said(tmp_path: Path) -> None:
    path = tmp_path / "dynaudit.toml"
    path.write_text(GOOD)
    policy = policy_of(tmp_path)
    assert policy.fail_on is FailOn.WARNING
    assert [one.text for one in policy.matrix] == ["build --release -p app", "test -p core"]
    assert {(one.key, one.location) for one in policy.matrix} == {("matrix", Location(path, 2))}
    (table,) = policy.levels
    assert table.package is None
    levels = {rule: one.level for rule, one in table.levels.items()}
    assert levels == {"needless-dylib": Level.ERROR, "duplicate-statics": None, "ignore-expired": Level.NOTE}
    needless = table.levels["needless-dylib"]
    assert (needless.by, needless.location) == ("`rules.needless-dylib`", Location(path, 4))
    first, second = policy.ignores
    assert first == Ignore(
        rule="duplicate-crate",
        location=first.location,
        crates=("itoa",),
        artifacts=("app", "app/tool"),
        reason="stateless",
        expires=date(2027, 1, 31),
    )
    assert (first.location.line, second.location.line) == (8, 15)
    assert (second.reason, second.expires) == (None, date(2027, 2, 1))


@pytest.mark.parametrize("text", ["", "# nothing\n", "rules = {}\nignore = []\n", "\ufeff[rules]\n"])
def test_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / "dynaudit.toml").write_text(text, encoding="utf-8")
    policy = policy_of(tmp_path)
    assert (policy.ignores, policy.fail_on) == ((), None)


IGNORE = '[[ignore]]\nrule = "duplicate-crate"\n'
BAD = {
    "unknown key": ('fail_on = "error"', 1, "`fail_on` is no key", "did you mean `fail-on`?"),
    "far from any key": ("\nzzz = 1", 2, "`zzz`", "choose from fail-on, matrix, rules, ignore"),
    "fail-on": ('fail-on = "fatal"', 1, "`fail-on` is `fatal`", "choose from error, warning, note, never"),
    "fail-on near": ('fail-on = "warnings"', 1, "`warnings`", "did you mean `warning`?"),
    "fail-on allow": ('fail-on = "allow"', 1, "`allow`", "choose from"),
    "fail-on type": ("fail-on = true", 1, "`fail-on` is a boolean", "write a string"),
    "matrix": ('matrix = "build"', 1, "`matrix` is a string, not an array of strings", "write commands of Cargo"),
    "matrix entry": ('matrix = [\n  "build",\n  3,\n]', 3, "`matrix` is an integer", "write commands of Cargo"),
    "matrix empty": ('matrix = [" "]', 1, "`matrix` is empty", "write commands of Cargo"),
    "rules": ('rules = "error"', 1, "`rules` is a string, not a table", "write a table"),
    "rule": ('[rules]\nneedless-dylb = "error"', 2, "no rule `needless-dylb`", "did you mean `needless-dylib`?"),
    "no rule": ('[rules]\nzzz = "error"', 2, "`rules.zzz`", "`cargo dynaudit explain` lists the rules"),
    "odd rule": ('[rules]\n"a b" = "error"', 2, "`rules.'a b'`", "explain"),
    "level": ('[rules]\nneedless-dylib = "fatal"', 2, "`fatal`", "choose from error, warning, note, allow"),
    "level of rustc": ('[rules]\nneedless-dylib = "deny"', 2, "`deny`", "did you mean `error`?"),
    "short level": ('[rules]\nneedless-dylib = "warn"', 2, "`warn`", "did you mean `warning`?"),
    "level type": ("[rules]\nneedless-dylib = 3", 2, "is an integer", "write a string"),
    "level table": ('[rules.needless-dylib]\nlevel = "warn"', 1, "is a table", "write a string"),
    "ignore": ('[ignore]\nrule = "x"', 1, "`ignore` is a table, not an array of tables", "write `[[ignore]]`"),
    "ignore entry": ('ignore = [\n  "duplicate-crate"\n]', 2, "`ignore` is a string, not a table", "write a table"),
    "no rule in it": ('\n[[ignore]]\ncrate = "x"', 2, "`ignore` has no `rule`", "write `rule = "),
    "rule in it": ('[[ignore]]\nrule = "duplicate-crates"', 2, "`ignore.rule`", "did you mean `duplicate-crate`?"),
    "rule type": ("[[ignore]]\nrule = 1.5", 2, "`ignore.rule` is a float", "write a string"),
    "about ignores": ('[[ignore]]\nrule = "ignore-expired"', 2, "cannot be ignored", 'rules.ignore-expired = "allow"'),
    "key in it": (f'{IGNORE}crates = "x"', 3, "`ignore.crates` is no key", "did you mean `crate`?"),
    "second entry": (f"{IGNORE}\n{IGNORE}resaon = 'x'", 6, "`ignore.resaon`", "did you mean `reason`?"),
    "crate type": (f"{IGNORE}crate = 1", 3, "`ignore.crate` is an integer", "NAME or NAME@VERSION"),
    "crate in array": (f"{IGNORE}crate = ['a', 1]", 3, "is an array with an integer", "NAME@VERSION"),
    "no crate": (f"{IGNORE}crate = []", 3, "`ignore.crate` is empty", "or leave the key out"),
    "crate form": (f"{IGNORE}crate = 'itoa@one'", 3, "`itoa@one` is no NAME", "write NAME or NAME@VERSION"),
    "artifact form": (f"{IGNORE}artifact = 'a/b/c'", 3, "`a/b/c` is no TARGET", "write TARGET or PACKAGE/TARGET"),
    "artifact table": (f"{IGNORE}artifact = {{}}", 3, "`ignore.artifact` is a table", "PACKAGE/TARGET"),
    "reason type": (f"{IGNORE}reason = ['x']", 3, "`ignore.reason` is an array", "write a string"),
    "date with time": (f"{IGNORE}expires = 2027-01-31T00:00:00", 3, "is a date with a time, not a date", "2027-01-31"),
    "date with zone": (f"{IGNORE}expires = 2027-01-31T00:00:00Z", 3, "is a date with a time", "2027-01-31"),
    "time": (f"{IGNORE}expires = 07:32:00", 3, "is a time, not a date", "2027-01-31"),
    "number": (f"{IGNORE}expires = 2027", 3, "`ignore.expires` is an integer, not a date", "2027-01-31"),
    "word": (f"{IGNORE}expires = 'tomorrow'", 3, "is `tomorrow`, not a date", "2027-01-31"),
    "no day": (f"{IGNORE}expires = '2027-02-30'", 3, "there is no day `2027-02-30`", "2027-01-31"),
    "no day in TOML": (f"{IGNORE}expires = 2027-02-30", None, "not valid TOML", "correct the syntax"),
    "syntax": ("fail-on = ", 1, "not valid TOML", "correct the syntax"),
    "duplicate key": ('[rules]\nneedless-dylib = "note"\nneedless-dylib = "note"', 3, "not valid TOML", "correct"),
    "duplicate table": ("[rules]\n[rules]", 2, "not valid TOML", "correct"),
    "encoding": (b'fail-on = "error"\n# caf\xe9', 2, "not valid UTF-8", "UTF-8"),
    "deep": (f"ignore = {'[' * 5000}", None, "nested too deeply", ""),
    "large": (b"#" * 1_000_001, None, "larger than 1 MB", "shorten it"),
}


@pytest.mark.parametrize(("text", "line", "says", "hint"), BAD.values(), ids=BAD)
def test_refused(tmp_path: Path, text: str | bytes, line: int | None, says: str, hint: str) -> None:
    error = read_file(tmp_path, text)
    assert error.path == tmp_path / "dynaudit.toml"
    assert line is None or error.line == line
    assert says in error.message
    assert hint in (error.hint or "")
    assert error.hint
