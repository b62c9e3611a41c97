"""Whatever bytes come in, a tree or a DocumentError comes out, and nothing that a database cannot store."""

import re
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from measures.parsing import DocumentError, read
from tests.examples import examples
from tests.parsing.documents import make_docx, make_ofd, make_pdf, paragraph
from tests.parsing.workbooks import DIVISION, MERGED, make_xls, make_xlsx

STARTS = [
    b"",
    b"PK\x03\x04",
    b"%PDF-1.7\n",
    b"<html>",
    b'<html><meta charset="gbk">',
    b"{\\rtf1",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x00\x00\xfe\xff",
]
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def check_bytes(data: bytes) -> None:
    with suppress(DocumentError):
        assert not UNSTORABLE.search(read(data).text)


@examples(300)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300))
def test_any_bytes(start: bytes, rest: bytes) -> None:
    check_bytes(start + rest)


@examples(150)
@given(st.text(st.characters(exclude_characters="<&"), max_size=40))
@example("\u200b")
@example("\ufeff")
@example("\v")
def test_any_words_of_a_word_paragraph(words: str) -> None:
    with suppress(UnicodeEncodeError):
        check_bytes(make_docx(paragraph("一、总则") + paragraph("正文。", depth=0) + paragraph(words, depth=0)))


@examples(150)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
@example("𬭩😀")
def test_any_words_of_a_pdf(words: str) -> None:
    check_bytes(make_pdf([(72, 780, "一、总则"), (72, 760, words)]))


@examples(200)
@given(charset=st.text(st.characters(max_codepoint=127), max_size=20), words=st.text(max_size=40))
@example("undefined", "")
@example("unicode_escape", "\\")
@example("idna", "一")
@example("utf-7", "+2AA-")
@example("zlib_codec", "")
def test_any_charset_of_a_page(charset: str, words: str) -> None:
    page = f'<html><meta charset="{charset}"><p>一、总则</p><p>正文。{words}&#1;&#xD800;&#0;</p></html>'
    check_bytes(page.encode("utf-8", "surrogatepass"))


@examples(200)
@given(
    at=st.integers(0, 10_000),
    size=st.integers(0, 40),
    patch=st.binary(max_size=40),
    made=st.sampled_from([0, 1, 2, 3, 4]),
)
def test_any_damage_to_a_good_file(at: int, size: int, patch: bytes, made: int) -> None:
    whole = GOOD[made]
    at %= len(whole)
    check_bytes(whole[:at] + patch + whole[at + size :])


GOOD = [
    make_docx(paragraph("一、总则") + paragraph("正文。", depth=0)),
    make_pdf([(72, 780, "一、总则"), (72, 760, "正文。")], [(72, 780, "二、任务")]),
    make_xlsx({"任务": DIVISION}, MERGED),
    make_xls("任务", DIVISION, (3, 4, 2, 2)),
    make_ofd([(72, 780, "一、总则"), (72, 760, "正文。"), (72, 770, 300, 770)]),
]


@pytest.mark.parametrize("words", ["\u200b", "\ufeff", "\u200b\ufeff"])
def test_a_word_paragraph_of_invisible_characters_is_none(words: str) -> None:
    assert read(make_docx(paragraph("一、总则") + paragraph(words) + paragraph("正文。"))).text == "一、总则\n正文。"


def test_an_invisible_paragraph_takes_no_automatic_number() -> None:
    data = make_docx("".join(paragraph(words, depth=0) for words in ("总则", "\u200b", "任务")) + paragraph("正文。"))
    assert read(data).text == "第一章 总则\n第二章 任务\n正文。"


@pytest.mark.parametrize("charset", ["undefined", "unicode_escape", "idna", "iso-8859-1", "x-unknown"])
def test_a_page_is_read_by_its_bytes_where_its_charset_is_no_chinese_one(charset: str) -> None:
    page = f'<html><meta charset="{charset}"><p>一、总则</p><p>发展建设。</p></html>'
    assert read(page.encode()).text == "一、总则\n发展建设。"
    assert read(page.encode("gb18030")).text == "一、总则\n发展建设。"


def test_rare_ideographs_and_emoji_of_a_pdf_are_whole_characters() -> None:
    assert read(make_pdf([(72, 780, "一、𬭩材料😀"), (72, 760, "正文。")])).text == "一、𬭩材料😀\n正文。"


def test_control_characters_of_a_word_file_are_not_stored() -> None:
    assert read(make_docx(paragraph("一、总则&#x7f;") + paragraph("正文。"))).text == "一、总则\n正文。"
