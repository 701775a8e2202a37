"""Writing changes: all files or none, nothing that git does not have, no link followed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.fix import applying
from auditor.fix.remedy import Edit

CHECKOUT = Path(__file__).parents[2]


def edits_of(folder: Path) -> list[Edit]:
    (folder / "a").write_text("1")
    (folder / "a").chmod(0o640)
    return [Edit(folder / "a", "1", "2"), Edit(folder / "new" / "below" / "b", None, "3")]


def everything(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() if path.is_file() else "/" for path in folder.rglob("*")
    }


def test_all_files(tmp_path: Path) -> None:
    applying.apply(edits_of(tmp_path))
    assert everything(tmp_path) == {"a": "2", "new": "/", "new/below": "/", "new/below/b": "3"}
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_none_if_one_cannot_be_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = edits_of(tmp_path)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "b":
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(AuditorError, match="No space left on device"):
        applying.apply(made)
    assert everything(tmp_path) == {"a": "1"}


def test_none_if_a_file_was_changed_meanwhile(tmp_path: Path) -> None:
    made = edits_of(tmp_path)
    (tmp_path / "a").write_text("mine")
    with pytest.raises(AuditorError, match="was changed meanwhile"):
        applying.apply(made)
    assert everything(tmp_path) == {"a": "mine"}


def test_no_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("1")
    (tmp_path / "a").symlink_to("real")
    with pytest.raises(AuditorError, match="this is a link"):
        applying.apply([Edit(tmp_path / "a", "1", "2")])
    assert (tmp_path / "real").read_text() == "1"


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_the_old_state_or_the_new(tmp_path: Path, number: signal.Signals) -> None:
    """A process that applies changes again and again is interrupted at moments that differ."""
    script = (
        "import signal, sys\nfrom pathlib import Path\n"
        "from auditor.fix import applying\nfrom auditor.fix.remedy import Edit\n"
        "from auditor.cli.ending import ending_in_order\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # which a job in the background ignores
        "folder = Path(sys.argv[1])\nold, new = '0', '1'\n"
        "print('ready', flush=True)\n"
        "with ending_in_order():\n"
        "  while True:\n"
        "    applying.apply([Edit(folder / name, old, new) for name in 'abcdef'])\n"
        "    old, new = new, str(int(new) + 1)\n"
    )
    for round_ in range(4):
        folder = tmp_path / f"{number}{round_}"
        folder.mkdir()
        for name in "abcdef":
            (folder / name).write_text("0")
        command = [sys.executable, "-c", script, str(folder)]
        running = subprocess.Popen(
            command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        with running:
            assert running.stdout is not None
            running.stdout.readline()
            time.sleep(0.01 + 0.026 * round_)
            running.send_signal(number)
            try:
                running.wait(60)
            finally:
                running.kill()
        assert len(set(everything(folder).values())) == 1, everything(folder)
        assert len(everything(folder)) == len("abcdef")
