"""Regular expressions that are compiled when they are first used."""

import re

import pytest

from measures.parsing.patterns import lazy_regex


def test_it_is_compiled_at_its_first_use_and_not_before() -> None:
    malformed = lazy_regex("(")
    assert malformed.pattern == "("
    with pytest.raises(re.error):
        malformed.search("")


def test_it_finds_what_the_same_expression_finds() -> None:
    lazy = lazy_regex(r"(?P<word>[a-z]+)\d", re.IGNORECASE)
    for text in ("Ab1 cd2", "AB", ""):
        assert [found.span() for found in lazy.finditer(text)] == [
            found.span() for found in re.finditer(lazy.pattern, text, re.IGNORECASE)
        ]
    assert lazy.sub(r"\g<word>", "Ab1 cd2") == "Ab cd"
    assert lazy.groupindex == {"word": 1}
    assert lazy.search is lazy.search  # kept, not looked up again
