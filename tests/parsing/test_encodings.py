"""Text files in the encodings offices still use."""

import pytest

from measures.parsing import read
from measures.parsing.extract.plain import clean, decode
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


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("甲\u200b乙\ufeff", "甲乙"),
        ("甲\x0b乙\u2028丙\x85丁", "甲\n乙\n丙\n丁"),
        ("⼀、⽂化", "一、文化"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("甲\u3000乙\t丙", "甲\u3000乙\t丙"),
    ],
)
def test_a_text_is_cleaned_of_what_is_not_seen_and_else_left_as_it_is(raw: str, text: str) -> None:
    assert clean(raw) == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be"),
    ],
)
def test_a_mark_tells_the_encoding_and_is_no_guess(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding)) == (TEXT, encoding, False)
    assert decode(TEXT.encode()) == (TEXT, "utf-8", False)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"Plan\nA\x00\n", "binary", 2),
        ("规划\n".encode("gb18030") + b"\x00", "binary", 2),
        (b"Plan\n\n\x01", "binary", 3),
        (b"\xef\xbb\xbfPlan\n\x1f", "binary", 2),
    ],
)
def test_a_control_character_makes_a_file_binary_and_its_line_is_told(data: bytes, code: str, line: int) -> None:
    check_refused(data, code, line)


def test_wide_text_in_which_nothing_is_usual_is_no_text() -> None:
    check_refused("龘靐齉\n".encode("utf-16-le"), "binary")
    common, rare = "的" * 2, "龘" * 98
    assert decode(f"{common}{rare}\n".encode("utf-16-le"))[1] == "utf-16-le"  # a fiftieth is usual
    check_refused(f"{common}{rare}龘\n".encode("utf-16-le"), "binary")


def test_what_is_usual_is_looked_for_in_the_first_twenty_thousand_characters() -> None:
    text = "的" * 400 + "龘" * 19_601
    assert decode(text.encode("gb18030")) == (text, "gb18030", False)


def test_wide_letters_alone_are_no_text() -> None:
    check_refused("Plan\n".encode("utf-16-le"), "binary")
