"""The build that is asked of a random workspace: profiles, configuration, environment and command line."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.oracle.random_workspaces.spec import Spec

PREFER_DYNAMIC = "-C prefer-dynamic"
_FLAGS = (
    (PREFER_DYNAMIC, 50),
    ("-Cprefer-dynamic=no", 6),
    ("--cfg x1", 8),
    ("-C prefer-dynamic --cfg x1", 8),
    ("-C panic=abort", 4),
    ("-C lto=off -C prefer-dynamic", 4),
    ("-C lto", 2),
    ("-C lto=thin -C embed-bitcode=yes", 3),
    ("-C target-feature=+crt-static", 4),
    ("-C prefer-dynamic -C target-feature=+crt-static", 3),
    ("-Cdebuginfo=0", 4),
    ("", 4),
)
_LTO = (True, False, "thin", "fat", "off")


def draw_build(draw: random.Random, spec: Spec) -> Spec:
    """The workspace with a build drawn for it."""
    spec = replace(spec, profiles=_profiles(draw, spec))
    spec = _rustflags(draw, spec)
    spec = _environment_profiles(draw, spec)
    return replace(spec, arguments=tuple(_arguments(draw, spec)))


def _profiles(draw: random.Random, spec: Spec) -> tuple[tuple[str, tuple[tuple[str, object], ...]], ...]:
    profiles: dict[str, dict[str, object]] = {}
    for name in ("dev", "release"):
        settings: dict[str, object] = {}
        if draw.random() < 0.22:
            settings["lto"] = draw.choice(_LTO)
        if draw.random() < 0.14:
            settings["panic"] = draw.choice(("abort", "abort", "unwind"))
        if draw.random() < 0.1:
            settings["opt-level"] = draw.choice((0, 1, 3, "s"))
        if draw.random() < 0.06:
            settings["debug"] = draw.choice((0, 1, True, "line-tables-only"))
        if draw.random() < 0.05:
            settings["debug-assertions"] = draw.choice((True, False))
        if draw.random() < 0.05:
            settings["build-override"] = {"opt-level": draw.choice((0, 1, 3))}
        if draw.random() < 0.05:
            package = draw.choice(spec.packages)
            settings["package"] = {package.name: {"opt-level": 1}} if package.is_member else {"*": {"opt-level": 1}}
        if settings:
            profiles[name] = settings
    if draw.random() < 0.08:
        profiles["small"] = {"inherits": draw.choice(("release", "dev")), "lto": draw.choice(_LTO)}
    return tuple((name, tuple(settings.items())) for name, settings in profiles.items())


def _rustflags(draw: random.Random, spec: Spec) -> Spec:
    """Rustflags from none, one or several of the places that can give them."""
    env, config, files, arguments = dict(spec.env), [], dict(spec.config_files), []
    for place, likelihood in (
        ("RUSTFLAGS", 0.4), ("encoded", 0.04), ("build", 0.18), ("target", 0.05), ("cfg", 0.06),
        ("include", 0.03), ("option", 0.04), ("variable", 0.03),
    ):  # fmt: skip
        if draw.random() > likelihood:
            continue
        flags = draw.choices(*zip(*_FLAGS, strict=True))[0]
        words = ", ".join(f'"{word}"' for word in flags.split())
        match place:
            case "RUSTFLAGS":
                env["RUSTFLAGS"] = flags
            case "encoded":
                env["CARGO_ENCODED_RUSTFLAGS"] = "\x1f".join(flags.split())
            case "build":
                config.append(f"[build]\nrustflags = [{words}]\n")
            case "target":
                config.append(f"[target.x86_64-unknown-linux-gnu]\nrustflags = [{words}]\n")
            case "cfg":
                config.append(f"[target.'cfg({draw.choice(('unix', 'windows', 'x1'))})']\nrustflags = [{words}]\n")
            case "include":
                files[".cargo/more.toml"] = f"[build]\nrustflags = [{words}]\n"
            case "option":
                arguments += ["--config", f"build.rustflags=[{words}]"]
            case _:
                env["CARGO_BUILD_RUSTFLAGS"] = flags
    head = 'include = ["more.toml"]\n' if files else ""
    return replace(
        spec,
        env=tuple(env.items()),
        config=head + "".join(config),
        config_files=tuple(files.items()),
        arguments=tuple(arguments),
    )


def _environment_profiles(draw: random.Random, spec: Spec) -> Spec:
    env = dict(spec.env)
    config = spec.config
    if draw.random() < 0.04:
        env[f"CARGO_PROFILE_{draw.choice(('DEV', 'RELEASE'))}_LTO"] = draw.choice(("true", "thin", "off", "false"))
    if draw.random() < 0.03:
        env[f"CARGO_PROFILE_{draw.choice(('DEV', 'RELEASE'))}_PANIC"] = draw.choice(("abort", "unwind"))
    if draw.random() < 0.04:
        config += f'[profile.{draw.choice(("dev", "release"))}]\nlto = "{draw.choice(("thin", "fat", "off"))}"\n'
    return replace(spec, env=tuple(env.items()), config=config)


def _arguments(draw: random.Random, spec: Spec) -> list[str]:
    arguments = list(spec.arguments)
    members = [package for package in spec.packages if package.is_member]
    selection = draw.choices(("default", "workspace", "package", "packages", "exclude"), (25, 25, 30, 10, 10))[0]
    match selection:
        case "workspace":
            arguments.append("--workspace")
        case "package":
            arguments += ["-p", _spelled(spec, draw.choice(members).key)]
        case "packages":
            for package in draw.sample(members, min(2, len(members))):
                arguments += ["-p", _spelled(spec, package.key)]
        case "exclude" if len(members) > 1:
            arguments += ["--workspace", "--exclude", _spelled(spec, draw.choice(members).key)]
        case _:
            pass
    targets = draw.choices(
        ([], ["--all-targets"], ["--tests"], ["--bins"], ["--lib"], ["--examples"], ["--benches"], ["--lib", "--bins"]),
        (60, 12, 10, 6, 4, 3, 2, 3),
    )[0]
    has_library = any(package.has_lib for package in members)
    arguments += targets if "--lib" not in targets or has_library else []
    profiles = {name for name, _ in spec.profiles}
    arguments += draw.choices(
        ([], ["--release"], ["--profile", "small" if "small" in profiles else "dev"]), (60, 32, 8)
    )[0]
    arguments += draw.choices(([], ["--target", "x86_64-unknown-linux-gnu"]), (80, 20))[0]
    arguments += draw.choices(([], ["--all-features"], ["--no-default-features"]), (84, 10, 6))[0]
    return arguments


def _spelled(spec: Spec, key: str) -> str:
    """A package id spec that names one package only."""
    package = next(package for package in spec.packages if package.key == key)
    is_ambiguous = sum(other.name == package.name for other in spec.packages) > 1
    return f"{package.name}@{package.version}" if is_ambiguous else package.name
