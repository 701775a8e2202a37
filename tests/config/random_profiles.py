"""Random `[profile]` tables in a manifest, configuration files, variables and options."""

import json
from random import Random

KEYS = {
    "opt-level": ("0", "1", "2", "3", '"s"', '"z"'),
    "lto": ("true", "false", '"thin"', '"fat"', '"off"', '"no"', '"yes"'),
    "codegen-units": ("1", "4", "16"),
    "debug": ("true", "false", "0", "1", "2", '"none"', '"limited"', '"line-tables-only"', '"line-directives-only"'),
    "split-debuginfo": ('"off"', '"packed"', '"unpacked"'),
    "debug-assertions": ("true", "false"),
    "rpath": ("true", "false"),
    "panic": ('"abort"', '"unwind"'),
    "overflow-checks": ("true", "false"),
    "incremental": ("true", "false"),
    "strip": ("true", "false", '"none"', '"symbols"', '"debuginfo"'),
}
_PARENTS = {
    "c1": ('"release"', '"dev"', '"test"'),
    "c2": ('"release"', '"dev"', '"c1"'),
    "c3": ('"bench"', '"c9"', '"c3"'),
}
_ODD_VALUES = ("3", '"x"', "[]", "1.5", "-1", "true", "{}", '"true"', "99999999999", '["a"]', "9", '"3"', '"abort"')
_ODD_LINES = ('rustflags = ["--cfg", "p"]', 'codegen-backend = "llvm"', 'dir-name = "x"', 'rustflags = "x"', "x = 1")
_NOT_IN_OVERRIDES = ("lto", "panic", "rpath")


class RandomProfiles:
    """The parts for a seed; `specs` are the package id specs to choose from."""

    def __init__(self, seed: int, specs: tuple[str, ...]) -> None:
        """Draw everything."""
        self._random = Random(seed)
        self._specs = specs
        self._odd = self._random.choice((0.0, 0.0, 0.03, 0.1))
        features = 'cargo-features = ["profile-rustflags"]\n' if self._chance(0.1) else ""
        self.manifest_head, self.manifest = features, self._tables(self._random.choice((0.2, 0.5)))
        self.files = {
            f"{folder}/config.toml": self._table_of_other_kind() + self._tables(self._random.choice((0.1, 0.3)))
            for folder, chance in (("top/project/.cargo", 0.5), (".cargo", 0.3), ("home", 0.2))
            if self._chance(chance)
        }
        self.environment = self._variables()
        self.arguments = [self._argument() for _ in range(self._random.choice((0, 0, 0, 0, 1, 2)))]
        requested = ("dev", "dev", "release", "release", "c1", "c1", "c2", "test", "bench")
        self.requested = self._random.choice((*requested, "c3", "c4", "doc", "tmp") if self._odd else requested)
        self.has_target = self._chance(0.5)
        self.has_tests = self._chance(0.5)

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _value(self, key: str) -> str:
        return self._random.choice(_ODD_VALUES if self._chance(self._odd) else KEYS[key])

    def _body(self, *, is_override: bool) -> list[str]:
        keys = [key for key in KEYS if not is_override or key not in _NOT_IN_OVERRIDES or self._chance(self._odd)]
        lines = [f"{key} = {self._value(key)}" for key in self._random.sample(keys, self._random.randint(0, 4))]
        return lines + ([self._random.choice(_ODD_LINES)] if self._chance(self._odd / 2) else [])

    def _tables(self, probability: float) -> str:
        lines: list[str] = []
        names = ["dev", "release", "test", "bench", "c1", "c2"]
        if self._chance(self._odd):
            names += ["c3", "doc", "debug", "Build", "cargo-x"]
        for name in names:
            if not self._chance(probability):
                continue
            lines += [f"[profile.{name}]", *self._body(is_override=False)]
            if name in _PARENTS:
                lines.append(f"inherits = {self._random.choice(_PARENTS[name])}")
            if self._chance(0.35):
                lines += [f"[profile.{name}.build-override]", *self._body(is_override=True)]
            specs = self._random.sample(self._specs, self._random.choice((0, 0, 1, 2)))
            for spec in dict.fromkeys(specs):
                lines += [f"[profile.{name}.package.{json.dumps(spec)}]", *self._body(is_override=True)]
        return "\n".join(lines) + "\n"

    def _table_of_other_kind(self) -> str:
        texts = ("", "", "", "[build]\nincremental = false\n", "[unstable]\nprofile-rustflags = true\n")
        return self._random.choice(texts)

    def _variables(self) -> dict[str, str]:
        variables = {"CARGO_INCREMENTAL": self._random.choice(("0", "1", "x"))} if self._chance(0.1) else {}
        if self._chance(0.05):
            variables["CARGO_BUILD_INCREMENTAL"] = self._random.choice(("true", "false", "yes"))
        for _ in range(self._random.choice((0, 0, 1, 2))):
            profile = self._random.choice(("DEV", "RELEASE", "TEST", "C1", "C2", "C4"))
            override = self._random.choice(("", "", "BUILD_OVERRIDE_", "PACKAGE_ext_", "PACKAGE_*_", "PACKAGE_EXT_"))
            key = self._random.choice([key for key in KEYS if not override or key not in _NOT_IN_OVERRIDES])
            suffix = self._random.choice(("_X", "_ASSERTIONS")) if self._chance(self._odd) else ""
            name = f"CARGO_PROFILE_{profile}_{override}{key.replace('-', '_').upper()}{suffix}"
            variables[name] = self._value(key).strip('"')
        return variables

    def _argument(self) -> str:
        key = self._random.choice(list(KEYS))
        return f"profile.{self._random.choice(('dev', 'release', 'c1'))}.{key}={self._value(key)}"
