"""A title is parted into lines that hold it, however long it is and whatever it is made of."""

import pytest

from measures.exports.writers.titles import title_lines


@pytest.mark.parametrize("title", ["a一二三四五六七八九b", "一二三a四五六b" * 60])
def test_where_the_fewest_lines_do_not_hold_a_title_it_takes_another(title: str) -> None:
    lines = title_lines(title, 5, fewest=True)
    assert "".join(lines) == title
    assert all(sum(0.5 if letter.isascii() else 1 for letter in line) <= 5 for line in lines)
