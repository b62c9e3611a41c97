"""Quotation marks that a PDF draws after the words of their line, from another font."""

from measures.parsing.extract.layout import Glyph
from measures.parsing.extract.pdf import with_quotes_in_place


def glyphs(*placed: tuple[str, float]) -> list[Glyph]:
    """Characters ten points wide; blanks have no width."""
    return [Glyph(text, left, 700, left if text == " " else left + 10, 712) for text, left in placed]


def words(line: list[Glyph]) -> str:
    return "".join(glyph.text for glyph in with_quotes_in_place(line))


def test_they_stand_where_they_were_drawn_without_the_blanks_of_their_gaps() -> None:
    line = glyphs(
        ("推", 0), ("动", 10), (" ", 30), ("云", 30), ("端", 40), (" ", 60), ("行", 60), (" ", 70), ("“", 20), ("”", 50)
    )
    assert words(line) == "推动“云端”行 "


def test_so_do_those_that_were_drawn_before_the_words() -> None:
    line = glyphs(("“", 0), (" ", 30), ("”", 30), (" ", 40), ("云", 10), ("端", 20), ("行", 40))
    assert words(line) == "“云端”行"


def test_a_mark_at_the_end_of_the_line_stays_there() -> None:
    assert words(glyphs(("“", 20), ("推", 0), ("动", 10), ("云", 30), ("”", 40))) == "推动“云”"


def test_a_line_in_order_keeps_its_blanks() -> None:
    line = glyphs(("推", 0), (" ", 10), ("“", 10), ("云", 20), ("”", 30), (" ", 40), ("行", 50))
    assert with_quotes_in_place(line) is line


def test_words_out_of_order_without_quotation_marks_are_left_as_they_are() -> None:
    line = glyphs(("推", 20), ("动", 0))
    assert with_quotes_in_place(line) is line
