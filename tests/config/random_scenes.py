"""Random configuration for rustflags: files at several places, includes, variables, options, targets."""

import json
from pathlib import Path
from random import Random

HOST, OTHER = "x86_64-unknown-linux-gnu", "i686-unknown-linux-gnu"
_WORDS = ("--cfg x1", "--cfg x2", "--cfg x3", "-C opt-level=1", "-C prefer-dynamic", "-Cdebuginfo=0")
_TABLES = (
    HOST, HOST, OTHER, "cfg(unix)", "cfg(x1)", "cfg(all(unix, not(x2)))", "cfg(windows)", "cfg(bad", "cfg(x1 x2)",
    "cfg(any(x3, x2))", "cfg(not(x3))", 'cfg(target_os = "linux")', "cfg(true)", "cfg(debug_assertions)",
)  # fmt: skip
_ODD_OPTIONS = (
    "build", "build.rustflags={}", "a=1\nb=2", "a=1 # c", "[build]\nrustflags=[]", "build.rustflags=--cfg", "x=1.5", "",
    'build . rustflags = ["--cfg","x2"]', "a.b=[1,\n2 # x\n]", 'include=["none.toml"]', "build.target=[]",
)  # fmt: skip
PROJECT = {
    "top/project/Cargo.toml": '[workspace]\nmembers = ["one", "two"]\nresolver = "2"\n',
    "top/project/one/Cargo.toml": '[package]\nname = "one"\nversion = "0.1.0"\nedition = "2021"\n',
    "top/project/one/src/lib.rs": "",
    "top/project/two/Cargo.toml": '[package]\nname = "two"\nversion = "0.1.0"\nedition = "2021"\n',
    "top/project/two/src/lib.rs": "",
    "top/project/two/build.rs": "fn main() {}",
}


class RandomScene:
    """The parts of a scene for a seed."""

    def __init__(self, seed: int) -> None:
        """Draw everything."""
        self._random = Random(seed)
        self._style = self._random.choice(("array", "array", "string", None))
        self.files = dict(PROJECT)
        for folder in ("home", ".cargo", "top/.cargo", "top/project/.cargo"):
            if self._chance(0.45):
                name = self._random.choice(("config.toml", "config.toml", "config.toml", "config"))
                self.files[f"{folder}/{name}"] = self._file(folder, 0)
        self.environment = self._variables()
        self.arguments = [self._argument() for _ in range(self._random.choice((0, 0, 0, 1, 2)))]
        self.targets = self._random.choice(((),) * 6 + ((HOST,), ("host-tuple", OTHER)))

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _flags(self) -> str:
        words = " ".join(self._random.choice(_WORDS) for _ in range(self._random.randint(0, 2)))
        style = self._style or self._random.choice(("array", "string"))
        if self._chance(0.02):
            return self._random.choice(("3", "[3]", "true"))
        return json.dumps(words.split()) if style == "array" else json.dumps(words.replace(" ", "  "))

    def _file(self, folder: str, depth: int) -> str:
        lines = [self._include(folder, depth)] if depth < 3 and self._chance(0.25) else []
        if self._chance(0.5):
            lines.append(f"[build]\nrustflags = {self._flags()}")
            if self._chance(0.2):
                targets = (HOST, OTHER, [HOST], [HOST, OTHER], "host-tuple", 3)
                lines.append(f"target = {json.dumps(self._random.choice(targets))}")
        tables = dict.fromkeys(self._random.sample(_TABLES, self._random.randint(0, 3)))
        lines += [f"[target.{json.dumps(table)}]\nrustflags = {self._flags()}" for table in tables]
        return "\n".join(lines)

    def _include(self, folder: str, depth: int) -> str:
        name = f"more{len(self.files)}.toml"
        self.files[f"{folder}/{name}"] = ""
        self.files[f"{folder}/{name}"] = self._file(folder, depth + 1)
        if self._chance(0.15):
            del self.files[f"{folder}/{name}"]
        path = self._random.choice((name, f"./{name}", f"../{Path(folder).name}/{name}"))
        forms = ('["{}"]', '[{{ path = "{}" }}]', '[{{ path = "{}", optional = true }}]', '"{}"', '["{0}", "{0}"]')
        return f"include = {self._random.choices(forms, (6, 4, 3, 1, 1))[0].format(path)}"

    def _variables(self) -> dict[str, str]:
        texts = ["", "  ", *_WORDS, "--cfg x1 -Copt-level=2"]
        chances = {
            "RUSTFLAGS": 0.1,
            "CARGO_BUILD_RUSTFLAGS": 0.2,
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS": 0.2,
            "CARGO_TARGET_cfg(unix)_rustflags": 0.06,
        }
        variables = {name: self._random.choice(texts) for name, chance in chances.items() if self._chance(chance)}
        if self._chance(0.06):
            variables["CARGO_ENCODED_RUSTFLAGS"] = self._random.choice(("", "--cfg\x1fx1"))
        if self._chance(0.08):
            targets = (HOST, OTHER, "host-tuple", "", "true", "7")
            variables["CARGO_BUILD_TARGET"] = self._random.choice(targets)
        return variables

    def _argument(self) -> str:
        if self._chance(0.2):
            self.files["top/project/option.toml"] = self._file("top/project", 0)
            return self._random.choice(("option.toml", "../project/option.toml"))
        if self._chance(0.2):
            return self._random.choice(_ODD_OPTIONS)
        key = self._random.choice(("build", "target.'cfg(unix)'", f"target.{HOST}"))
        return f"{key}.rustflags={self._flags()}"
