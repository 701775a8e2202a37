"""Changes of rustflags: give all crates `-C prefer-dynamic`, take a flag away, join what replaces each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.evidence import flags, remedies
from auditor.fix.operations import Drop, Extend, Operation, Set
from auditor.fix.proposals.project import Case, keys_of
from auditor.fix.remedy import Remedy
from auditor.model.build import PREFER_DYNAMIC
from auditor.model.origin import OriginKind
from auditor.model.unit import Unit
from auditor.model.workspace import Package


def share_std(case: Case, cleaned: Sequence[Package] = ()) -> Iterator[Remedy]:
    """Give every unit `-C prefer-dynamic`, where the flags in force are: elsewhere it would not count.

    `cleaned` are packages that Cargo would not compile anew by itself.
    """
    sources = case.evidence.configured_rustflags.sources
    afterwards = (remedies.clean(case.evidence, cleaned),) if cleaned else ()
    if (operation := _added(case, PREFER_DYNAMIC)) is not None:
        what = (
            f"add `-C prefer-dynamic` to `{sources[-1].origin.key}`"
            if sources
            else "give all crates `-C prefer-dynamic`"
        )
        yield Remedy(f"{what} in {case.show(operation.path)}", (operation,), afterwards=afterwards)
    elif (origin := sources[-1].origin).kind is OriginKind.ENVIRONMENT:
        separator = "\x1f" if origin.key == "CARGO_ENCODED_RUSTFLAGS" else " "
        value = separator.join((*sources[-1].flags, *PREFER_DYNAMIC))
        yield Remedy(f"add `-C prefer-dynamic` to the variable {origin.key}", variables={origin.key: value})


def also_shared(case: Case, remedy: Remedy) -> Iterator[Remedy]:
    """A remedy that needs `-C prefer-dynamic`, with the flag where it is not in force yet."""
    if flags.prefers_dynamic(case.evidence.configured_rustflags.flags):
        yield remedy
        return
    for sharing in share_std(case):
        yield Remedy(
            f"{remedy.title}, and {sharing.title}",
            (*remedy.operations, *sharing.operations),
            variables=sharing.variables,
            afterwards=remedy.afterwards,
        )


def without(case: Case, units: Sequence[Unit], key: str) -> Iterator[Remedy]:
    """Take a `-C` option out of the rustflags in which it stands."""
    found = [source for unit in units for source in unit.platform.rustflags.sources if flags.codegen(source.flags, key)]
    sources = {source.origin: source for source in found}
    if not sources:
        return
    operations: list[Operation] = []
    variables: dict[str, str | None] = {}
    for origin, source in sources.items():
        words = _words(source.flags, key)
        if origin.kind is OriginKind.ENVIRONMENT:
            separator = "\x1f" if origin.key == "CARGO_ENCODED_RUSTFLAGS" else " "
            left = [word for word in flags.words(source.flags) if tuple(_split(source.flags, word)) not in words]
            variables[origin.key] = separator.join(part for word in left for part in _split(source.flags, word)) or None
        elif (path := case.file_of(origin)) is not None:
            operations += [Drop(path, keys_of(origin), one) for one in words]
        else:
            return
    option = f"-C {key}"
    where = " and ".join(
        origin.key if origin.path is None else f"`{origin.key}` in {case.show(origin.path)}" for origin in sources
    )
    yield Remedy(f"take `{option}` out of {where}", tuple(operations), variables=variables)


def joined(case: Case) -> Iterator[Remedy]:
    """Put the flags that Cargo ignores to those that replace them."""
    rustflags = case.evidence.configured_rustflags
    lost = [flag for source in rustflags.replaced for flag in source.flags]
    if not lost or not rustflags.sources:
        return
    lost = [flag for word in _missing(lost, rustflags.flags) for flag in word]
    last = rustflags.sources[-1].origin
    if not lost:
        return
    if (path := case.file_of(last)) is not None:
        title = f"join them in `{last.key}` in {case.show(path)}"
        yield Remedy(title, (Extend(path, keys_of(last), tuple(lost)),))
        return
    files = [case.file_of(source.origin) for source in rustflags.replaced]
    if last.kind is OriginKind.ENVIRONMENT and None not in files and (path := files[0]) is not None:
        first = rustflags.replaced[0].origin
        title = f"unset {last.key}, and write its flags into `{first.key}` in {case.show(path)}"
        wanted = [flag for word in _missing(rustflags.flags, lost) for flag in word]
        operations = (Extend(path, keys_of(first), tuple(wanted)),) if wanted else ()
        yield Remedy(title, operations, variables={last.key: None})


def instead_of_rpath(case: Case) -> Iterator[Remedy]:
    """Look for shared libraries beside the program instead of where the toolchain lies on this machine."""
    for unit in case.units[:1]:
        origin = unit.profile.origins.get("rpath")
        place = "@loader_path" if "apple" in unit.platform.triple else "$ORIGIN"
        words = ("-C", f"link-arg=-Wl,-rpath,{place}")
        path, added = case.file_of(origin), _added(case, words)
        if origin is None or path is None or added is None:
            continue
        where = f"`{' '.join(words)}` in {case.show(added.path)}"
        title = f"set `rpath = false` in {case.show(path)} and look beside the program: {where}"
        yield Remedy(title, (Set(path, keys_of(origin), value=False), added))


def _added(case: Case, words: tuple[str, ...]) -> Extend | None:
    """What adds words to the flags in force, or makes them where there are none; None where no file of the project can.

    Elsewhere they would not count, or replace those in force.
    """
    sources = case.evidence.configured_rustflags.sources
    if not sources:
        return Extend(case.config_file, ("build", "rustflags"), words)
    origin = sources[-1].origin
    path = case.file_of(origin)
    return None if path is None else Extend(path, keys_of(origin), words)


def _missing(wanted: Sequence[str], known: Sequence[str]) -> Iterator[list[str]]:
    """The flags of the one list that the other has not."""
    there = {flags.normal(word) for word in flags.words(known)}
    for word in flags.words(wanted):
        if flags.normal(word) not in there:
            yield _split(wanted, word)


def _words(given: Sequence[str], key: str) -> list[tuple[str, ...]]:
    """Each way in which a `-C` option of that key stands among flags."""
    found = (tuple(_split(given, word)) for word in flags.words(given) if flags.codegen([word], key))
    return list(dict.fromkeys(found))


def _split(given: Sequence[str], word: str) -> list[str]:
    """A flag with its value as it stands among flags: one word or two."""
    return [word] if word in given else word.split(" ", 1)
