"""The program: `cargo-dynaudit`, `cargo dynaudit` and `python -m auditor`."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with the given arguments, by default those of the process; return its exit code."""
    from auditor.cli import program

    return program.run(list(sys.argv[1:] if arguments is None else arguments))


if __name__ == "__main__":
    sys.exit(main())
