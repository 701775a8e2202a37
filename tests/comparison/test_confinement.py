"""A revision of a hostile repository: whatever its links and settings say, nothing is written outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.audit import AuditRequest
from auditor.errors import AuditorError
from auditor.git.checkout import take_from_working_tree
from auditor.git.repository import open_repository
from auditor.model.selection import Selection
from auditor.versions.versions import versions
from tests.builders import environment
from tests.comparison.repository import NEEDS_GIT, commit_all, git

pytestmark = NEEDS_GIT
MANIFEST = '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\n'


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository with a package and without a lock file."""
    top = tmp_path / "repository"
    package(top)
    git(top, "init", "--quiet", "--initial-branch", "main")
    return top


def package(folder: Path) -> None:
    (folder / "src").mkdir(parents=True)
    (folder / "src/lib.rs").touch()
    (folder / "Cargo.toml").write_text(MANIFEST)


def diff(top: Path, cwd: Path | None = None, **selection: object) -> None:
    """Compare the revision `main` with itself."""
    request = AuditRequest(Selection(offline=True, **selection), None, cwd or top, environment())  # type: ignore[arg-type]
    versions("main", "main", request._replace(uses_cache=False))


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lock_outside(top: Path, victim: Path) -> None:
    (top / "Cargo.lock").symlink_to(victim / "new")


def lock_of_something_else(top: Path, victim: Path) -> None:
    (top / "Cargo.lock").symlink_to(victim / "file")


def lock_in_a_circle(top: Path, _: Path) -> None:
    (top / "Cargo.lock").symlink_to("Cargo.lock")


def root_behind_a_link(top: Path, victim: Path) -> None:
    package(victim / "root")
    with (victim / "root/Cargo.toml").open("a") as file:
        file.write(f'[workspace]\nmembers = ["{top}"]\n')
    (top / "out").symlink_to(victim / "root")
    (top / "Cargo.toml").write_text(MANIFEST + 'workspace = "out"\n')


@pytest.mark.parametrize("change", [lock_outside, lock_of_something_else, lock_in_a_circle, root_behind_a_link])
def test_lock_file_outside(change: Callable[[Path, Path], None], top: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "file").write_text("# mine")
    change(top, victim)
    commit_all(top)
    before = content(victim)
    with pytest.raises(AuditorError):
        diff(top)
    assert content(victim) == before


def test_lock_file_by_a_link_inside(top: Path) -> None:
    (top / "locks").mkdir()
    (top / "locks/Cargo.lock").write_text("version = 4\n")
    (top / "Cargo.lock").symlink_to("locks/Cargo.lock")
    commit_all(top)
    diff(top)
    assert (top / "locks/Cargo.lock").read_text() == "version = 4\n"


@pytest.mark.parametrize("by_file", [False, True])
def test_what_cargo_remembers_and_where_it_locks(top: Path, tmp_path: Path, *, by_file: bool) -> None:
    """Cargo's memory of rustc in a target directory that is elsewhere, and the path of the lock file (cargo 1.97)."""
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "file").write_text("mine")
    (top / "target").mkdir()
    (top / "target/.rustc_info.json").symlink_to(victim / "file")
    settings = top / ("settings.toml" if by_file else ".cargo/config.toml")
    settings.parent.mkdir(exist_ok=True)
    settings.write_text(f'[resolver]\nlockfile-path = "{victim}/Cargo.lock"\n')
    commit_all(top)
    diff(top, **({"config": ("settings.toml",)} if by_file else {}))
    assert content(victim) == {str(victim / "file"): b"mine"}


def test_toolchain_that_rustup_found_elsewhere(top: Path) -> None:
    """It does not stand for the toolchain file of a revision, so that this one names its own compiler."""
    (top / "rust-toolchain.toml").write_text('[toolchain]\npath = "own"\n')
    commit_all(top)
    variables = {"RUSTUP_TOOLCHAIN": "any", "RUSTUP_TOOLCHAIN_SOURCE": "default"}
    with pytest.raises(AuditorError, match="names its own compiler"):
        versions("main", "main", AuditRequest(Selection(), None, top, environment(**variables)))


def test_working_tree_is_only_read(top: Path) -> None:
    """No lock file is made in it, nor what cargo learned of rustc."""
    (top / "target").mkdir()
    commit_all(top)
    before = content(top)
    request = AuditRequest(Selection(offline=True), None, top, environment())
    versions("main", None, request._replace(uses_cache=False))
    assert content(top) == before


def test_folder_behind_a_link(top: Path, tmp_path: Path) -> None:
    """Neither the current directory nor what the working tree has is made where a link of the revision leads."""
    victim = tmp_path / "victim"
    victim.mkdir()
    (top / "sub").symlink_to(victim)
    (top / ".cargo").symlink_to(victim)
    (top / ".gitignore").write_text("Cargo.lock\nconfig.toml\n")
    commit_all(top)
    (top / "sub").unlink()
    (top / ".cargo").unlink()
    for folder in (top / "sub/new", top / ".cargo"):
        folder.mkdir(parents=True)
    for file in (top / "sub/Cargo.lock", top / ".cargo/config.toml"):
        file.touch()
    with pytest.raises(AuditorError, match="link"):
        diff(top, top / "sub/new")
    place = tmp_path / "place"
    place.mkdir()
    for name in ("sub", ".cargo"):
        (place / name).symlink_to(victim)
    assert take_from_working_tree(open_repository(top, top, environment()), place, top / "sub") == []
    assert list(victim.iterdir()) == []
