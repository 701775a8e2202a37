"""The program: `cargo-dynaudit`, `cargo dynaudit` and `python -m auditor`."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with the given arguments and return its exit code.

    Without arguments it is the process: it takes those of the command line and ends, since taking a large audit apart
    object by object would cost a tenth of its time.
    """
    from auditor.cli import program

    if arguments is not None:
        return program.run(list(arguments))
    gc.disable()  # one audit leaves hardly any cycles, and looking for them costs as much as planning
    os._exit(program.run(sys.argv[1:]))  # it has written out all that it says


if __name__ == "__main__":
    main()
