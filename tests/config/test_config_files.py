"""Which configuration files count, what they include, how they are merged, and where each value is from."""

from pathlib import Path

import pytest

from auditor.config.configuration import load
from auditor.errors import AuditorError
from auditor.model.origin import Origin, OriginKind
from tests.config.scene import Scene, cargo_release, plain


def values(scene: Scene, key: str) -> list[str]:
    return [item.data for item in scene.config().words(key)]


def test_nothing_is_set_without_files(tmp_path: Path) -> None:
    config = Scene(tmp_path).config()
    assert config.string("build.rustc") is None
    assert config.words("build.rustflags") == ()
    assert config.table("target") == {}


def test_arrays_are_joined_and_strings_replaced_by_nearer_files(tmp_path: Path) -> None:
    scene = Scene(
        tmp_path,
        {
            "home/config.toml": 'build = { rustflags = ["home"], rustc = "home" }\n',
            ".cargo/config.toml": 'build = { rustflags = ["far"], rustc = "far" }\n',
            "top/project/.cargo/config.toml": '[build]\nrustflags = ["near"]\nrustc = "near"\n',
        },
    )
    assert values(scene, "build.rustflags") == ["home", "far", "near"]
    assert scene.config().string("build.rustc").data == "near"


def test_each_value_knows_its_file_and_line(tmp_path: Path) -> None:
    scene = Scene(
        tmp_path,
        {
            ".cargo/config.toml": '[build]\n\nrustflags = ["far"]\n',
            "top/project/.cargo/config.toml": '[build]\nrustc = "x"\n\nrustflags = [\n  "near",\n]\n',
        },
    )
    far, near = (item.origin for item in scene.config().words("build.rustflags"))
    assert far == Origin(OriginKind.CONFIG_FILE, "build.rustflags", tmp_path / ".cargo/config.toml", 3)
    assert (near.path, near.line) == (scene.cwd / ".cargo/config.toml", 5)


def test_the_old_name_counts_and_the_new_one_beside_it_does_not(tmp_path: Path) -> None:
    scene = Scene(
        tmp_path,
        {"top/project/.cargo/config": 'a = "old"\n', "top/project/.cargo/config.toml": 'a = "new"\n'},
    )
    config = scene.config()
    assert config.string("a").data == "old"
    assert [warning.path.name for warning in config.warnings] == ["config"]


def test_a_link_from_the_old_name_to_the_new_one_is_no_warning(tmp_path: Path) -> None:
    scene = Scene(tmp_path, {"top/project/.cargo/config.toml": 'a = "new"\n'})
    (scene.cwd / ".cargo/config").symlink_to("config.toml")
    assert scene.config().warnings == ()
    (scene.cwd / ".cargo/config").unlink()
    (scene.cwd / ".cargo/config").symlink_to("nowhere")
    assert scene.config().string("a").data == "new"


def test_cargo_home_above_the_project_is_read_once(tmp_path: Path) -> None:
    scene = Scene(tmp_path, {".cargo/config.toml": 'a.b = ["x"]\n'})
    (tmp_path / "link").symlink_to(tmp_path / ".cargo")
    for home in (tmp_path / ".cargo", tmp_path / "link"):
        found = load(scene.cwd, {}, home, []).words("a.b")
        assert [item.data for item in found] == ["x"]


INCLUDES = {
    "array": 'include = ["more.toml"]\n',
    "table": 'include = [{ path = "more.toml" }]\n',
    "optional": 'include = [{ path = "more.toml", optional = true }, { path = "none.toml", optional = true }]\n',
    "array of tables": '[[include]]\npath = "more.toml"\n',
    "other spelling": 'include = ["../.cargo/more.toml"]\n',
}


@pytest.mark.parametrize("text", INCLUDES.values(), ids=INCLUDES.keys())
def test_an_included_file_counts_less_than_the_file_itself(tmp_path: Path, text: str) -> None:
    scene = Scene(
        tmp_path,
        {
            ".cargo/config.toml": f'a = ["own"]\nb = "own"\n{text}',
            ".cargo/more.toml": 'a = ["more"]\nb = "more"\n[c]\nd = true\n',
        },
    )
    config = scene.config()
    assert values(scene, "a") == ["more", "own"]
    assert config.string("b").data == "own"
    found = config.boolean("c.d")
    assert (found.data, found.origin.line, found.origin.path.name) == (True, 4, "more.toml")
    assert config.value("include") is None


BAD_INCLUDES = {
    "string": ('include = "more.toml"\n', "Cargo wants an array"),
    "missing": ('include = ["none.toml"]\n', "does not exist"),
    "other suffix": ('include = ["more.conf"]\n', "plain path of a `.toml` file"),
    "pattern": ('include = ["*.toml"]\n', "plain path"),
    "template": ('include = ["{x}.toml"]\n', "plain path"),
    "number": ("include = [1]\n", "neither a string nor a table"),
    "no path": ("include = [{ optional = true }]\n", "no `path`"),
    "optional is no boolean": ('include = [{ path = "more.toml", optional = 1 }]\n', "neither a string nor a table"),
    "itself": ('include = ["config.toml"]\n', "twice, or in a cycle"),
    "twice": ('include = ["more.toml", "more.toml"]\n', "twice, or in a cycle"),
}


@pytest.mark.parametrize(("text", "words"), BAD_INCLUDES.values(), ids=BAD_INCLUDES.keys())
def test_bad_includes_are_refused(tmp_path: Path, text: str, words: str) -> None:
    scene = Scene(tmp_path, {".cargo/config.toml": text, ".cargo/more.toml": "", ".cargo/more.conf": ""})
    with pytest.raises(AuditorError, match=words) as error:
        scene.config()
    assert error.value.path is not None


def test_a_long_chain_of_includes_ends_in_an_error(tmp_path: Path) -> None:
    files = {f".cargo/{i}.toml": f'include = ["{i + 1}.toml"]\n' for i in range(300)}
    scene = Scene(tmp_path, {".cargo/config.toml": 'include = ["0.toml"]\n', **files})
    with pytest.raises(AuditorError, match="files are included"):
        scene.config()


def test_older_cargo_passes_includes_over(tmp_path: Path) -> None:
    scene = Scene(tmp_path, {".cargo/config.toml": 'include = ["more.toml"]\n', ".cargo/more.toml": 'a = "x"\n'})
    config = scene.config("1.93.0")
    assert config.string("a") is None
    assert [(warning.path.name, warning.line) for warning in config.warnings] == [("config.toml", 1)]
    text = "[unstable]\nconfig-include = true\n"
    (tmp_path / ".cargo/config.toml").write_text('include = ["more.toml"]\n' + text)
    assert scene.config("1.93.0-nightly").string("a").data == "x"
    assert scene.config("1.93.0").string("a") is None


def test_arrays_and_strings_cannot_be_mixed(tmp_path: Path) -> None:
    scene = Scene(
        tmp_path,
        {
            ".cargo/config.toml": '\nbuild.rustflags = "a"\n',
            "top/project/.cargo/config.toml": 'build.rustflags = ["b"]\n',
        },
    )
    with pytest.raises(AuditorError, match=r"`build.rustflags` is a string here, but an array in") as error:
        scene.config()
    assert (error.value.path, error.value.line) == (tmp_path / ".cargo/config.toml", 2)


UNUSABLE = {
    "float": ("a = 1.5\n", "cannot hold a float"),
    "date": ("a = 1979-05-27\n", "cannot hold another value"),
    "large integer": ("a = 9223372036854775808\n", "too large"),
    "no TOML": ("a = = 1\n", "not valid TOML"),
    "deep": (".".join("a" * 300) + " = 1\n", "too deeply"),
}


@pytest.mark.parametrize(("text", "words"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_cargo_cannot_hold_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(AuditorError, match=words) as error:
        Scene(tmp_path, {"home/config.toml": text}).config()
    assert error.value.path == tmp_path / "home/config.toml"


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".cargo/config").mkdir(parents=True)
    with pytest.raises(AuditorError, match="directory"):
        Scene(tmp_path).config()


MERGED = {
    "nothing": ({}, []),
    "nested tables": (
        {
            ".cargo/config.toml": "[a.b]\nc = 1\n[a.d]\ne = true\n",
            "home/config.toml": "a.b.c = 2\na.f = [1, 'x', {}]\n",
        },
        [],
    ),
    "options": (
        {".cargo/config.toml": 'a = ["x"]\nb = "x"\n', "top/project/more.toml": 'a = ["z"]\nb = "z"\n'},
        ['a=["y"]', 'b="y"', "more.toml", " c . 'd' = [1,\n2]", 'e="\\e"'],
    ),
    "includes below options": (
        {"top/project/more.toml": 'a = ["z"]\n', ".cargo/config.toml": 'a = ["x"]\n'},
        ['include=["more.toml"]', 'a=["y"]'],
    ),
    "the same file twice": ({"top/project/more.toml": "a = 1\n"}, ["more.toml", "more.toml"]),
    "mixed": ({".cargo/config.toml": 'a = "x"\n'}, ['a=["y"]']),
    "number over string": ({".cargo/config.toml": 'a = "x"\n'}, ["a=1"]),
    "no option": ({}, ["a"]),
    "comment": ({}, ["a=1 # no"]),
    "two keys": ({}, ["a=1\nb=2"]),
    "line break": ({}, ["a=\n1"]),
    "inline table": ({}, ["a={}"]),
    "header": ({}, ["[a]\nb=1"]),
    "folder": ({"top/project/sub/x": ""}, ["sub"]),
    "TOML 1.1": ({".cargo/config.toml": "a = {\n b = 1,\n}\n"}, ["c=[{\n d = 1 }]"]),
}


@pytest.mark.oracle
@pytest.mark.parametrize(("files", "arguments"), MERGED.values(), ids=MERGED.keys())
def test_cargo_merges_the_same(tmp_path: Path, files: dict[str, str], arguments: list[str]) -> None:
    scene = Scene(tmp_path, files, arguments=arguments)
    expected = scene.merged_by_cargo()
    if expected is None:
        with pytest.raises(AuditorError):
            scene.config()
    else:
        assert plain(scene.config(cargo_release())._root) == expected
