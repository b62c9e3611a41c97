"""Text files in the encodings offices still use."""

import pytest

from measures.parsing import read
from tests.parsing.checks import check_refused

TEXT = (
    "示例市发展规划\n\n第一章 总体要求\n\n坚持创新驱动发展，加强统筹。\n\n"
    "第二章 重点任务\n\n一、建设产业园区\n\n建设一批园区，推进实施。\n"
)
TRADITIONAL = (
    "示例市發展規劃\n\n第一章 總體要求\n\n堅持創新驅動發展，加強統籌。\n\n"
    "第二章 重點任務\n\n一、建設產業園區\n\n建設一批園區，推進實施。\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_simplified_text_in_any_usual_encoding_gives_one_tree(encoding: str) -> None:
    tree = read(TEXT.encode(encoding))
    assert tree.text == TEXT
    assert [section.code for section in tree.walk()] == ["1", "2", "2.1"]


def test_traditional_text_in_big5_is_distinguished_from_gb18030() -> None:
    tree = read(TRADITIONAL.encode("big5"))
    assert tree.text == TRADITIONAL
    assert tree.encoding == "big5hkscs"


def test_windows_and_old_mac_line_ends_read_alike() -> None:
    assert read(TEXT.replace("\n", "\r\n").encode()).text == TEXT
    assert read(TEXT.replace("\n", "\r").encode()).text == TEXT


def test_utf8_with_a_broken_byte_names_the_line() -> None:
    check_refused("\ufeff第一章 总则\n".encode() + b"\xff\xff\n", "encoding", line=2)


@pytest.mark.parametrize("data", [b"", b" \n\t ", "\ufeff".encode(), "\u3000\n".encode()])
def test_nothing_to_read_is_empty(data: bytes) -> None:
    check_refused(data, "empty")


def test_a_picture_is_binary() -> None:
    check_refused(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "binary", line=3)


def test_prose_without_any_heading_is_refused() -> None:
    check_refused("今天天气很好，大家都去公园。\n明天也是。\n".encode(), "no_headings", line=1)
