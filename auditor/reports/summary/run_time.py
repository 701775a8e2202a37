"""How the shared libraries of a program are found when it starts."""

from __future__ import annotations

from auditor.evidence import flags
from auditor.model.report import Evidence
from auditor.model.unit import Unit


def found(evidence: Evidence, unit: Unit) -> str:
    """What the loader of the unit's platform does, and what one has to do for it, in sentences."""
    given_in = flags.given_in(evidence)
    if "windows" in unit.platform.triple:
        return "Windows looks in the folder of the program first: put the files there."
    if unit.profile.rpath:
        setting, place = ("-C rpath", "those of the libraries") if evidence.is_by_rustc else (
            "rpath = true", "the target directory"
        )  # fmt: skip
        return (
            f"`{setting}` leads from the program to the toolchain's folder and {place} of this machine: elsewhere the "
            "files are not found."
        )
    if "rpath" in " ".join(unit.platform.rustflags.flags):
        return f"A search path (rpath) is set in {given_in}: put the files where it leads."
    origin = "@loader_path" if "apple" in unit.platform.triple else "$ORIGIN"
    variable = "DYLD_FALLBACK_LIBRARY_PATH" if "apple" in unit.platform.triple else "LD_LIBRARY_PATH"
    return (
        f"Nothing tells the loader where they are. Put them beside the program and add "
        f"`-C link-arg=-Wl,-rpath,{origin}` to {given_in}, or name their folder in `{variable}`."
    )
