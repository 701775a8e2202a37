"""Revisions as folders: every kind of repository, and what lies around it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import AuditRequest
from auditor.errors import AuditorError
from auditor.git.checkout import check_out, take_from_working_tree
from auditor.git.repository import Repository, open_repository
from auditor.model.policy import FailOn
from auditor.model.selection import Selection
from auditor.versions.sources import Finder
from auditor.versions.versions import versions
from tests.builders import environment
from tests.cli.invocation import script
from tests.comparison.documents import report
from tests.comparison.repository import NEEDS_GIT, commit_all, git

pytestmark = NEEDS_GIT
NOTHING = Path("/nonexistent")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository without a project: a file, a link, a program, and ignored files."""
    top = tmp_path / "around" / "répo x"
    (top / "sub").mkdir(parents=True)
    git(top, "init", "--quiet", "--initial-branch", "main")
    (top / ".gitignore").write_text("Cargo.lock\n.cargo\n")
    (top / "sub/run.sh").write_text("first")
    (top / "sub/run.sh").chmod(0o755)
    (top / "link").symlink_to("sub")
    commit_all(top)
    return top


def opened(folder: Path, cwd: Path | None = None, **variables: str) -> Repository:
    return open_repository(folder, cwd or folder, environment(**variables))


def checked_out(repository: Repository, root: Path, revision: str = "HEAD") -> Path:
    commit = repository.commit(revision)
    assert commit is not None
    root.mkdir(exist_ok=True)
    return check_out(repository, commit, root, NOTHING)


def request(cwd: Path, **selection: Any) -> AuditRequest:
    return AuditRequest(Selection(**selection), None, cwd, environment())


def test_files_of_the_commit(top: Path, tmp_path: Path) -> None:
    """Those of the commit alone, as git writes them, at the repository's own path below the root."""
    (top / "sub/run.sh").write_text("changed")
    (top / "untracked").touch()
    place = checked_out(opened(top / "sub"), tmp_path / "root")
    assert place == tmp_path / "root" / top.relative_to("/")
    assert sorted(path.name for path in place.iterdir()) == [".gitignore", "link", "sub"]
    assert (place / "link/run.sh").read_text() == "first"
    assert os.access(place / "sub/run.sh", os.X_OK)


@pytest.mark.parametrize("kind", ["bare", "linked", "split-index", "sparse", "attributes"])
def test_kinds_of_repositories(kind: str, top: Path, tmp_path: Path) -> None:
    folder = top
    match kind:
        case "bare":
            git(top, "clone", "--quiet", "--bare", str(top), str(tmp_path / "bare"))
            folder = tmp_path / "bare"
        case "linked":
            git(top, "worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
            folder = tmp_path / "linked"
        case "split-index":
            git(top, "config", "core.splitIndex", "true")
        case "sparse":
            git(top, "sparse-checkout", "set", "nowhere")
        case _:
            (top / ".gitattributes").write_text("* export-ignore\n")
    before = sorted((folder if kind == "bare" else top / ".git").rglob("*"))
    repository = opened(folder)
    assert (repository.top is None) == (kind == "bare")
    assert (checked_out(repository, tmp_path / "root") / "sub/run.sh").is_file()
    assert sorted((folder if kind == "bare" else top / ".git").rglob("*")) == before


def test_what_lies_around_counts(top: Path, tmp_path: Path) -> None:
    """Configuration and packages beside the repository are found from a revision; its lock file is a copy."""
    around = top.parent
    (around / ".cargo").mkdir()
    (around / ".cargo/config.toml").write_text("# outer")
    (around / "sibling").mkdir()
    (around / "Cargo.lock").write_text("# lock")
    place = checked_out(opened(top), tmp_path / "root")
    assert (place.parent / ".cargo/config.toml").read_text() == "# outer"
    assert (place / "../sibling").is_dir()
    assert not (place.parent / "Cargo.lock").is_symlink()
    assert not (tmp_path / "root" / tmp_path.relative_to("/") / "root").exists()


def test_what_each_user_has_is_taken_along(top: Path, tmp_path: Path) -> None:
    """An ignored lock file and ignored configuration count for revisions; what is only not added yet is a change."""
    (top / "sub/.cargo").mkdir()
    (top / "sub/.cargo/config.toml").touch()
    (top / "Cargo.lock").write_text("# mine")
    (top / "rust-toolchain.toml").touch()
    repository = opened(top)
    place = checked_out(repository, tmp_path / "root")
    assert take_from_working_tree(repository, place, top / "sub") == ["Cargo.lock", "sub/.cargo/config.toml"]
    assert (place / "Cargo.lock").read_text() == "# mine"
    assert take_from_working_tree(repository, place, top / "sub") == []


def test_variables_of_a_hook(top: Path) -> None:
    """In a hook git names its folder relative to the working tree, and an index of its own."""
    repository = opened(top / "sub", top, GIT_DIR=".git", GIT_INDEX_FILE="/nowhere/index", GIT_PREFIX="sub/")
    assert (repository.top, repository.directory) == (top, top / ".git")
    assert "GIT_INDEX_FILE" not in repository.environment


@pytest.mark.parametrize("revision", ["", "-h", "--all", "nope", "HEAD:sub", "^HEAD", "HEAD..HEAD", "a\nb"])
def test_no_revision(revision: str, top: Path) -> None:
    assert opened(top).commit(revision) is None


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("nope", "git branch --all"),
        ("main..HEAD", "`main HEAD`"),
        ("...HEAD", "leave out the other"),
        ("theirs", "`origin/theirs`"),
        ("sub", "git branch --all"),
    ],
)
def test_hint(argument: str, says: str, top: Path) -> None:
    git(top, "update-ref", "refs/remotes/origin/theirs", "HEAD")
    with pytest.raises(AuditorError, match="neither a file nor a revision") as caught:
        Finder(request(top)).source(argument)
    assert says in (caught.value.hint or "")


def test_folder_is_no_version(top: Path) -> None:
    with pytest.raises(AuditorError, match="`sub` is a folder, neither a file nor a revision"):
        Finder(request(top)).source("sub")


def test_where_two_branches_parted(top: Path) -> None:
    """`A...B` is what it is for git."""
    parted = git(top, "rev-parse", "HEAD").strip()
    git(top, "checkout", "--quiet", "-b", "topic")
    (top / "new").touch()
    topic = commit_all(top)
    git(top, "checkout", "--quiet", "main")
    main = commit_all(top)
    finder = Finder(request(top))
    for argument, head in (("main...topic", topic), ("topic...", main), ("...topic", topic)):
        found = finder.range(argument)
        assert found is not None
        assert [one.commit for one in found] == [parted, head]
    assert finder.range("main") is None
    git(top, "checkout", "--quiet", "--orphan", "other")
    (top / "other").touch()
    commit_all(top)
    with pytest.raises(AuditorError, match="no commit in common"):
        finder.range("main...other")


def test_repository_of_everything(top: Path, tmp_path: Path) -> None:
    """The working tree may contain the temporary folder, and be the root of all."""
    for tree in ("/", str(tmp_path)):
        repository = opened(top, GIT_DIR=str(top / ".git"), GIT_WORK_TREE=tree)
        place = checked_out(repository, tmp_path / f"root{len(tree)}")
        assert sorted(path.name for path in place.iterdir()) == [".gitignore", "link", "sub"]


def test_git_that_says_nothing(top: Path, tmp_path: Path) -> None:
    script(tmp_path / "bin/git", "exit 0")
    with pytest.raises(AuditorError, match="no reason given"):
        opened(top, PATH=str(tmp_path / "bin"))


def test_shallow_clone(top: Path, tmp_path: Path) -> None:
    commit_all(top)
    git(top, "clone", "--quiet", "--depth", "1", f"file://{top}", str(tmp_path / "shallow"))
    with pytest.raises(AuditorError) as caught:
        Finder(request(tmp_path / "shallow")).source("HEAD^")
    assert "fetch-depth: 0" in (caught.value.hint or "")


def test_file_and_revision_of_one_name(top: Path) -> None:
    (top / "main").write_text(json.dumps(report()))
    with pytest.raises(AuditorError, match="a file and a git revision") as caught:
        Finder(request(top)).source("main")
    assert "./main" in (caught.value.hint or "")
    assert Finder(request(top)).source("./main").report is not None
    assert Finder(request(top)).source("heads/main").commit is not None


def test_no_git(top: Path, tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="`git` was not found") as caught:
        open_repository(top, top, {"PATH": str(tmp_path)})
    assert "install git" in (caught.value.hint or "")


def test_repository_of_another_user(top: Path) -> None:
    """git's own refusal, made by its own variable for tests."""
    with pytest.raises(AuditorError, match="belongs to another user") as caught:
        opened(top, GIT_TEST_ASSUME_DIFFERENT_OWNER="1", GIT_CONFIG_NOSYSTEM="1", HOME="/nonexistent")
    assert "safe.directory" in (caught.value.hint or "")


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="no git repository"):
        opened(tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))


def test_revision_without_the_project(top: Path) -> None:
    (top / "sub/Cargo.toml").write_text('[package]\nname = "a"\nversion = "0.1.0"\n')
    for asked in (request(top / "sub"), request(top, manifest_path=Path("sub/Cargo.toml"))):
        with pytest.raises(AuditorError, match=r"revision `main` has no `sub/Cargo\.toml`"):
            versions("main", None, asked)


def test_policy_of_the_base_that_cannot_be_used(top: Path) -> None:
    """What repairs it can be compared; what breaks it is told."""
    (top / "sub/Cargo.toml").write_text('[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\n')
    (top / "sub/src").mkdir()
    (top / "sub/src/lib.rs").touch()
    (top / "sub/dynaudit.toml").write_text('fail-on = "x"\n')
    commit_all(top)
    git(top, "tag", "broken")
    (top / "sub/dynaudit.toml").write_text('fail-on = "note"\n')
    found = versions("broken", None, request(top / "sub"))
    assert found.fail_on is FailOn.NOTE
    (note,) = (one for one in found.notes if "policy" in one)
    assert f"the policy of broken cannot be used, and does not count there: {top}/sub/dynaudit.toml:1: " in note
    with pytest.raises(AuditorError, match="in revision `broken`"):
        versions("main", "broken", request(top / "sub"))


def test_package_of_one_version(top: Path) -> None:
    """The version that lacks it is named."""
    package, main = '[package]\nname = "{}"\nversion = "0.1.0"\nedition = "2021"\n', top / "sub/src/main.rs"
    main.parent.mkdir()
    main.write_text("fn main() {}")
    (top / "sub/Cargo.toml").write_text(package.format("a"))
    commit_all(top)
    (top / "sub/Cargo.toml").write_text(package.format("b"))
    for lacking, selection in (
        ("revision `main`", {"packages": ("b",)}),
        ("the working tree", {"packages": ("a",)}),
        ("revision `main`", {"bin": ("b",)}),
    ):
        with pytest.raises(AuditorError, match=f"in {lacking}: no ") as caught:
            versions("main", None, request(top / "sub", **selection))
        assert "must be in both versions" in (caught.value.hint or "")


def test_fault_of_a_revision_is_told_by_the_users_paths(top: Path) -> None:
    (top / "Cargo.toml").write_text("[package\n")
    commit_all(top)
    with pytest.raises(AuditorError, match="in revision `main`") as caught:
        versions("main", None, request(top))
    assert str(caught.value.path) == str(top / "Cargo.toml")
    assert "dynaudit-" not in str(caught.value)
