"""A PDF that names its fonts and does not bring them is read alike whatever fonts the machine has."""

import ctypes
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from measures.parsing.extract import extract
from policyhub.box_font import ASCENT, DESCENT, FONT, build
from tests.parsing.documents import make_pdf


def drawn_boxes(data: bytes) -> list[tuple[float, float, float, float]]:
    """Left, right, bottom and top of what is drawn of each character of the first page, in points."""
    with pdfium.PdfDocument(data) as document:
        words = document[0].get_textpage()
        sides = [ctypes.c_double() for _ in range(4)]
        found = []
        for index in range(words.count_chars()):
            raw.FPDFText_GetCharBox(words, index, *sides)
            found.append((sides[0].value, sides[1].value, sides[2].value, sides[3].value))
    return found


def test_every_character_of_a_font_that_is_not_there_fills_the_same_box() -> None:
    data = make_pdf([(96, 700, "一、龘")])
    assert extract(data).lines[0].text == "一、龘"
    bottom, top = 700 + 12 * DESCENT / 1000, 700 + 12 * ASCENT / 1000
    for place, box in enumerate(drawn_boxes(data)):
        assert box == pytest.approx((96 + 12 * place, 108 + 12 * place, bottom, top), abs=0.2)


def test_a_character_that_stands_alone_is_read() -> None:
    assert [line.text for line in extract(make_pdf([(96, 700, "甲。"), (96, 600, "乙")])).lines] == ["甲。", "乙"]


def test_the_committed_font_is_the_one_that_the_program_makes(tmp_path: Path) -> None:
    build(tmp_path / "box.ttf")
    assert (tmp_path / "box.ttf").read_bytes() == FONT.read_bytes()
