"""Where a policy may stand, and what stands in its place: manifests, dynaudit.toml, pipes, folders, links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.config.policy_files import read
from auditor.errors import AuditorError
from auditor.model.finding import Level
from tests.policy.projects import NAMES, policy_of, workspace

RULES = 'rules = { needless-dylib = "error" }\n'
TABLE = "[workspace.metadata.dynaudit]\n"
OWN = '[package]\nname = "app"\n[package.metadata.dynaudit]\n'


def refused(folder: Path, **members: str) -> AuditorError:
    with pytest.raises(AuditorError) as caught:
        policy_of(folder, **members)
    return caught.value


def test_none(tmp_path: Path) -> None:
    (tmp_path / "Cargo.toml").write_text("[workspace]\nmetadata = { other = 1 }\n")
    policy = policy_of(tmp_path, app='[package]\nname = "app"\nmetadata = "text"\n')
    assert (policy.levels, policy.ignores, policy.fail_on) == ((), (), None)


def test_of_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "Cargo.toml").write_text(f'{TABLE}fail-on = "never"\n{RULES}')
    policy = policy_of(tmp_path)
    needless = policy.levels[0].levels["needless-dylib"]
    assert needless.by == "`workspace.metadata.dynaudit.rules.needless-dylib`"
    assert needless.location is not None
    assert (needless.location.path, needless.location.line) == (tmp_path / "Cargo.toml", 3)
    assert policy.fail_on == "never"


def test_of_a_member(tmp_path: Path) -> None:
    """It counts more than the workspace's, for the member."""
    (tmp_path / "Cargo.toml").write_text(f"{TABLE}{RULES}")
    text = f'{OWN}rules = {{ needless-dylib = "note" }}\n[[package.metadata.dynaudit.ignore]]\nrule = "duplicate-crate"'
    policy = policy_of(tmp_path, app=text)
    assert [(table.package, table.levels["needless-dylib"].level) for table in policy.levels] == [
        ("app", Level.NOTE),
        (None, Level.ERROR),
    ]
    (ignore,) = policy.ignores
    assert (ignore.package, ignore.location.path, ignore.location.line) == ("app", tmp_path / "app/Cargo.toml", 5)


def test_a_member_does_not_decide_on_the_whole(tmp_path: Path) -> None:
    error = refused(tmp_path, app=f'{OWN}fail-on = "never"\n')
    assert (error.path, error.line) == (tmp_path / "app/Cargo.toml", 4)
    assert error.message == "`package.metadata.dynaudit.fail-on` is about a whole audit"
    assert "[workspace.metadata.dynaudit]" in (error.hint or "")


@pytest.mark.parametrize("value", ["3", '"x"', "[]", "2027-01-31"])
def test_no_table(tmp_path: Path, value: str) -> None:
    (tmp_path / "Cargo.toml").write_text(f"[workspace.metadata]\ndynaudit = {value}\n")
    error = refused(tmp_path)
    assert error.line == 2
    assert error.message.startswith("`workspace.metadata.dynaudit` is a")


def test_manifest_that_changed_since_cargo_read_it(tmp_path: Path) -> None:
    found = workspace(tmp_path, app=f"{OWN}{RULES}")
    assert found.packages["app"].metadata
    (tmp_path / "app/Cargo.toml").write_text('[package]\nname = "app"\n')
    assert read(found, NAMES).levels == ()


def test_in_both_places(tmp_path: Path) -> None:
    """Different keys join; the same key is a contradiction, whatever it says."""
    (tmp_path / "Cargo.toml").write_text(f'{TABLE}fail-on = "note"\n{RULES}ignore = [{{ rule = "duplicate-crate" }}]\n')
    (tmp_path / "dynaudit.toml").write_text(
        '[rules]\nduplicate-crate = "note"\n[[ignore]]\nrule = "duplicate-crate"\n[[ignore]]\nrule = "rust-version"\n'
    )
    policy = policy_of(tmp_path)
    assert [list(table.levels) for table in policy.levels] == [["duplicate-crate"], ["needless-dylib"]]
    assert [one.rule for one in policy.ignores] == ["duplicate-crate", "rust-version", "duplicate-crate"]
    assert policy.fail_on == "note"
    for text, key, line in ((RULES, "rules.needless-dylib", 3), ('fail-on = "note"', "fail-on", 2)):
        (tmp_path / "dynaudit.toml").write_text(text)
        error = refused(tmp_path)
        assert (error.path, error.line) == (tmp_path / "Cargo.toml", line)
        assert f"`{key}` in {tmp_path}/dynaudit.toml:1" in error.message
        assert f"`workspace.metadata.dynaudit.{key}`" in error.message
        assert error.hint == "keep one of the two"


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "dynaudit.toml")
    assert refused(tmp_path).message == "this is no plain file"


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "dynaudit.toml").mkdir()
    assert refused(tmp_path).message == "this is no plain file"


@pytest.mark.parametrize("target", ["nowhere", "dynaudit.toml"])
def test_link_that_leads_nowhere(tmp_path: Path, target: str) -> None:
    (tmp_path / "dynaudit.toml").symlink_to(target)
    error = refused(tmp_path)
    assert error.message.startswith("the policy cannot be read: ")
    assert error.hint


def test_link_to_a_device(tmp_path: Path) -> None:
    (tmp_path / "dynaudit.toml").symlink_to("/dev/zero")
    assert refused(tmp_path).message == "this is no plain file"


def test_link_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "shared.toml").write_text(RULES)
    (tmp_path / "dynaudit.toml").symlink_to("shared.toml")
    assert policy_of(tmp_path).levels
