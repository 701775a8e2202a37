"""Reading by type, with environment variables laid over files and options laid over both."""

from pathlib import Path

import pytest

from auditor.config.key import Key
from auditor.errors import AuditorError
from auditor.model.origin import Origin, OriginKind
from tests.config.scene import Scene

TEXT = """\
[a]
string = "file"
flag = true
number = 7
list = ["file"]
words = "file  words"
"""


def scene(tmp_path: Path, variables: dict[str, str] | None = None, arguments: tuple[str, ...] = ()) -> Scene:
    return Scene(tmp_path, {".cargo/config.toml": TEXT}, variables or {}, arguments)


def test_keys_know_their_variables() -> None:
    assert Key.parse("build.rustflags").variable == "CARGO_BUILD_RUSTFLAGS"
    assert Key.parse("profile.my-own.build-override").variable == "CARGO_PROFILE_MY_OWN_BUILD_OVERRIDE"
    assert (Key.parse("profile.dev.package").exactly("my-crate") / "opt-level").variable == (
        "CARGO_PROFILE_DEV_PACKAGE_my-crate_OPT_LEVEL"
    )
    assert str(Key.parse("target").exactly("cfg(unix)")) == "target.'cfg(unix)'"


def test_variables_count_more_than_files_and_options_more_than_variables(tmp_path: Path) -> None:
    variables = {"CARGO_A_STRING": "variable", "CARGO_A_FLAG": "false", "CARGO_A_NUMBER": "-8"}
    config = scene(tmp_path, variables).config()
    assert config.string("a.string").data == "variable"
    assert config.boolean("a.flag").data is False
    assert config.integer("a.number").data == -8
    assert config.string("a.string").origin == Origin(OriginKind.ENVIRONMENT, "CARGO_A_STRING")
    config = scene(tmp_path, variables, ('a.string="option"', "a.flag=true", "a.number=9")).config()
    assert config.string("a.string").data == "option"
    assert config.boolean("a.flag").data is True
    assert config.integer("a.number").data == 9
    assert config.string("a.string").origin == Origin(OriginKind.COMMAND_LINE, "--config a.string")


def test_an_option_that_is_a_file_knows_file_and_line(tmp_path: Path) -> None:
    made = Scene(tmp_path, {"top/project/ci.toml": '\na.string = "x"\n'}, arguments=("ci.toml",))
    origin = made.config().string("a.string").origin
    assert origin == Origin(OriginKind.COMMAND_LINE, "--config ci.toml", made.cwd / "ci.toml", 2)


def test_lists_are_joined_files_first_options_last(tmp_path: Path) -> None:
    config = scene(
        tmp_path, {"CARGO_A_LIST": " two  words ", "CARGO_A_WORDS": "variable"}, ('a.list=["option"]',)
    ).config()
    assert [item.data for item in config.words("a.list")] == ["file", "two", "words", "option"]
    assert [item.data for item in config.strings("a.list")] == ["file", "two", "words", "option"]
    assert [item.data for item in config.words("a.words")] == ["file", "words", "variable"]


def test_words_are_split_where_rust_splits(tmp_path: Path) -> None:
    config = scene(tmp_path, {"CARGO_B": "a\tb\u00a0c\x1cd\u2003e"}).config()
    assert [item.data for item in config.words("b")] == ["a", "b", "c\x1cd", "e"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("false", False),
        ("12", 12),
        ("+1", 1),
        ("1_0", "1_0"),
        ("x y", "x y"),
        ("", ""),
        ("9" * 30, "9" * 30),
    ],
)
def test_a_variable_of_any_type_is_what_it_looks_like(tmp_path: Path, text: str, expected: object) -> None:
    assert scene(tmp_path, {"CARGO_B": text}).config().any("b").data == expected


def test_a_variable_of_any_type_is_joined_to_a_list(tmp_path: Path) -> None:
    found = scene(tmp_path, {"CARGO_A_LIST": "more words"}).config().any("a.list")
    assert [item.data for item in found.data] == ["file", "more", "words"]
    assert scene(tmp_path, {"CARGO_A_LIST": "true"}).config().any("a.list").data is True
    assert scene(tmp_path, {"CARGO_A_STRING": "v"}, ('a.string="o"',)).config().any("a.string").data == "o"


WRONG = {
    "string for boolean": ("boolean", "a.string", {}, "expected `true` or `false` for `a.string`, found a string"),
    "boolean for string": ("string", "a.flag", {}, "expected a string for `a.flag`, found a boolean"),
    "list for integer": ("integer", "a.list", {}, "expected an integer for `a.list`, found an array"),
    "string for list": ("strings", "a.string", {}, "expected an array for `a.string`, found a string"),
    "number for words": ("words", "a.number", {}, "expected a string or an array of strings"),
    "string for table": ("table", "a.string", {}, "expected a table for `a.string`"),
    "string above": ("string", "a.string.b", {}, "expected a table for `a.string`"),
    "wrong even below a variable": ("string", "a.flag", {"CARGO_A_FLAG": "x"}, "found a boolean"),
}


@pytest.mark.parametrize(("method", "key", "variables", "words"), WRONG.values(), ids=WRONG.keys())
def test_wrong_types_are_refused_with_their_line(
    tmp_path: Path, method: str, key: str, variables: dict[str, str], words: str
) -> None:
    config = scene(tmp_path, variables).config()
    with pytest.raises(AuditorError, match=words) as error:
        getattr(config, method)(key)
    assert (error.value.path, error.value.line is not None) == (tmp_path / ".cargo/config.toml", True)


@pytest.mark.parametrize(
    ("method", "text", "words"),
    [
        ("boolean", "yes", "expected `true` or `false`, found `yes`"),
        ("integer", "1.0", "expected an integer, found `1.0`"),
        ("integer", "9" * 5000, "expected an integer"),
    ],
)
def test_wrong_variables_are_refused_by_name(tmp_path: Path, method: str, text: str, words: str) -> None:
    config = scene(tmp_path, {"CARGO_B": text}).config()
    with pytest.raises(AuditorError, match=words) as error:
        getattr(config, method)("b")
    assert "environment variable `CARGO_B`" in str(error.value)


def test_a_number_in_a_list_of_strings_is_refused(tmp_path: Path) -> None:
    config = Scene(tmp_path, {".cargo/config.toml": 'a = [\n"x",\n1 ]\n'}).config()
    with pytest.raises(AuditorError, match="expected a string") as error:
        config.words("a")
    assert error.value.line == 3


def test_variables_that_are_no_unicode_count_as_unset(tmp_path: Path) -> None:
    assert scene(tmp_path, {"CARGO_B": "\udcff"}).config().string("b") is None


def test_paths_are_relative_to_the_folder_above_the_configuration(tmp_path: Path) -> None:
    made = Scene(tmp_path, {".cargo/config.toml": 'a = "bin/x"\nb = "x"\n'}, {"CARGO_C": "y/z"})
    config = made.config()
    assert config.path("a").data == tmp_path / "bin/x"
    assert config.program("a").data == tmp_path / "bin/x"
    assert config.program("b").data == Path("x")
    assert config.program("c").data == made.cwd / "y/z"


def test_a_key_is_there_if_anything_sets_it(tmp_path: Path) -> None:
    config = scene(tmp_path, {"CARGO_B_C_D": "1"}).config()
    assert config.has("a.string")
    assert config.has("b.c")
    assert not config.has("b.c", below=False)
    assert config.has("b.c.d", below=False)
    assert not config.has("a.other")


def test_the_unstable_table_is_for_nightly_alone(tmp_path: Path) -> None:
    made = Scene(tmp_path, {".cargo/config.toml": "[unstable]\nhost-config = true\n"})
    assert not made.config("1.95.0").is_unstable("host-config")
    assert made.config("1.97.0-nightly").is_unstable("host-config")
    assert not made.config("1.97.0-nightly").is_unstable("panic-abort-tests")
    made.environment = {"RUSTC_BOOTSTRAP": "1", "CARGO_UNSTABLE_PANIC_ABORT_TESTS": "true"}
    assert made.config("1.95.0").is_unstable("panic-abort-tests")


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("a", "no file and no KEY=VALUE"),
        ("", "no file and no KEY=VALUE"),
        ("a=1 # comment", "cannot be parsed"),
        ("a=1\nb=2", "cannot be parsed"),
        ("a=word", "cannot be parsed"),
        ("a={ b = 1 }", "whole table"),
        ("[a]\nb = 1", "no file and no KEY=VALUE"),
        ("a=1.5", "cannot hold a float"),
        ("a" * 5000, "no file and no KEY=VALUE"),
        ("a\0b", "no file and no KEY=VALUE"),
        (".", "directory"),
    ],
)
def test_bad_options_are_refused(tmp_path: Path, argument: str, words: str) -> None:
    with pytest.raises(AuditorError, match=words):
        Scene(tmp_path, arguments=(argument,)).config()
