"""What holds for every command of ours."""

import errno
import os
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import connections
from django.db.utils import ConnectionHandler
from django.utils import translation

from measures.management.files import REASONS, read_bytes, reason, write_whole
from policyhub.settings import database

OURS = sorted(name for name, app in get_commands().items() if str(app).split(".")[0] in ("measures", "policyhub"))
TWO_WORDS = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_its_help_can_be_read(name: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    with translation.override(language), pytest.raises(SystemExit) as end:
        load_command_class(get_commands()[name], name).run_from_argv(["manage.py", name, "--help"])
    assert end.value.code == 0
    usage, *said = capsys.readouterr().out.split("\n\n")
    assert name in usage
    english = [bool(TWO_WORDS.search(part)) for part in said]
    assert not any(english) if language == "zh-hans" else all(english), said


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["import_plan"], "错误：缺少参数：fixture"),
        (["import_plan", "a.json", "--bogus"], "错误：没有这样的参数：--bogus"),
        (["import_plan", "a.json", "--slug"], "错误：参数 --slug：须带一个值"),
        (["prune_changes", "--days", "十天半月"], "错误：参数 --days：'十天半月' 不是有效的 int 值"),
        (["export_report", "nothing"], "错误：参数 report：'nothing' 不可用，可用的有："),
    ],
)
def test_a_wrong_argument_is_refused_in_chinese(
    chinese: None, arguments: list[str], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        load_command_class(get_commands()[arguments[0]], arguments[0]).run_from_argv(["manage.py", *arguments])
    assert end.value.code == 2
    words = capsys.readouterr().err
    assert words.startswith("用法：manage.py")
    assert error in words


def test_there_are_commands_of_ours() -> None:
    assert {"build_fixture", "import_plan", "export_report", "demo", "prune_changes"} <= set(OURS)


@pytest.fixture
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("no-such", "没有这个文件或文件夹。"),
        ("folder", "这是一个文件夹。"),
        ("file/x", "路径中有一部分不是文件夹。"),
        ("n" * 300, "名称过长。"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_the_language_of_the_page(
    chinese: None, tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(CommandError) as raised:
        read_bytes(str(tmp_path / name))
    assert str(raised.value) == f"{tmp_path / name}：无法读取：{why}"


@pytest.mark.parametrize(
    ("name", "why"),
    [("no-such/x", "没有这个文件或文件夹。"), ("folder", "这是一个文件夹。"), ("n" * 300, "名称过长。")],
)
def test_a_file_that_cannot_be_written_is_refused_and_nothing_is_left(
    chinese: None, tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError) as raised:
        write_whole(tmp_path / name, "text")
    assert str(raised.value) == f"{tmp_path / name}：无法写入：{why}"
    assert os.listdir(tmp_path) == ["folder"]


def test_the_longest_name_that_a_system_takes_can_be_written(tmp_path: Path) -> None:
    write_whole(tmp_path / ("示" * 85), "text")
    assert (tmp_path / ("示" * 85)).read_text() == "text"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC])
def test_every_reason_of_the_system_has_chinese_words(chinese: None, number: int) -> None:
    assert reason(OSError(number, os.strerror(number))) == str(REASONS[number])
    assert not str(REASONS[number]).isascii()
    assert reason(OSError(errno.EIO, "Input/output error")) == "Input/output error"


@pytest.mark.parametrize("command", [("build_fixture", "no-such.txt", "--slug=a"), ("import_plan", "no-such.json")])
def test_a_command_says_so_and_gives_no_traceback(chinese: None, command: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"no-such\.\w+：无法读取：没有这个文件或文件夹。"):
        call_command(*command, stdout=StringIO(), stderr=StringIO())


@pytest.fixture
def empty_database(db: None, tmp_path: Path) -> Iterator[None]:
    """In place of the tests' own, one in which nobody has run `migrate`."""
    own = connections["default"]
    empty = ConnectionHandler({"default": database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")})["default"]
    connections["default"] = empty
    yield
    connections["default"] = own
    empty.close()


@pytest.mark.usefixtures("chinese", "empty_database")
def test_a_database_without_tables_is_told_as_such() -> None:
    with pytest.raises(CommandError, match=r"请先运行 manage\.py migrate"):
        call_command("prune_changes", days=1, stdout=StringIO())


def test_at_a_terminal_an_error_begins_with_a_chinese_word(chinese: None, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["manage.py", "import_plan", "no-such.json", "--no-color"]
    with pytest.raises(SystemExit) as end:
        load_command_class("measures", "import_plan").run_from_argv(argv)
    assert end.value.code == 1
    assert capsys.readouterr().err == "错误：no-such.json：无法读取：没有这个文件或文件夹。\n"
    with pytest.raises(CommandError, match=r"no-such\.json"):
        load_command_class("measures", "import_plan").run_from_argv([*argv, "--traceback"])
