"""How the ignores of a policy are called in sentences, and what they name that is not there."""

from __future__ import annotations

from auditor import spelling
from auditor.evidence import places, wording
from auditor.model.policy import Ignore
from auditor.model.report import Evidence


def sentence(evidence: Evidence, ignore: Ignore) -> str:
    """An ignore as the subject of a sentence."""
    of = [f"crate {wording.quoted(ignore.crates)}"] if ignore.crates else []
    of += [f"artifact {wording.quoted(ignore.artifacts)}"] if ignore.artifacts else []
    about = f" for {' and '.join(of)}" if of else ""
    return f"The ignore of `{ignore.rule}`{about} ({places.show(evidence, ignore.location)})"


def about(number: int) -> str:
    """What an ignore that does not act would be about."""
    return f"it is about {wording.counted(number, 'finding') if number else 'no finding'} of this audit"


def unknown_name(evidence: Evidence, ignore: Ignore) -> str | None:
    """What to say of a crate or artifact that is no package of the workspace and no target of this build."""
    packages = {package.name for package in evidence.workspace.packages.values()}
    for crate in ignore.crates:
        if (name := crate.partition("@")[0]).replace("-", "_") not in _alike(packages):
            return f"there is no package `{name}` here{_perhaps(name, packages)}"
    targets = {evidence.plan.units[artifact.unit].target.name for artifact in evidence.artifacts}
    for artifact in ignore.artifacts:
        if (name := artifact.rpartition("/")[2]).replace("-", "_") not in _alike(targets):
            return f"this build makes no artifact `{name}`{_perhaps(name, targets)}"
    return None


def _alike(names: set[str]) -> set[str]:
    return {name.replace("-", "_") for name in names}


def _perhaps(name: str, known: set[str]) -> str:
    near = spelling.nearest(name, sorted(known))
    return f" (did you mean `{near[0]}`?)" if near else ""
