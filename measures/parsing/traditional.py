"""Traditional characters read as simplified ones, full-width figures and rare colons as others: every offset stays.

The pairs are OpenCC's, from the table that `policyhub/folding.py` writes for searching; only single ideographs that
become single ideographs are taken, since a phrase of another length would move what stands behind it.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from measures.parsing.patterns import lazy_regex

_FOLDINGS = Path(__file__).parents[1] / "folding.json"


def _pairs() -> dict[str, str]:
    spellings = json.loads(_FOLDINGS.read_text(encoding="utf-8"))
    return {
        printed: simple
        for simple, characters in spellings.items()
        if len(simple) == 1 and "\u3400" <= simple <= "\u9fff"
        for printed in characters
        if "\u3400" <= printed <= "\u9fff"
    }


_PAIRS = _pairs()
_DIGITS = {chr(ord("０") + digit): str(digit) for digit in range(10)}
_COLONS = {"∶": "：", "﹕": "："}  # the sign of a ratio is typed for a colon
_TABLE = str.maketrans(_PAIRS | _DIGITS | _COLONS)
_ANY = lazy_regex(f"[∶﹕０-９{''.join(sorted(_PAIRS))}]")
_WIDE_POINT = lazy_regex(r"(?<=[０-９])．(?=[０-９])")


@lru_cache(256)  # several rules look at the same paragraph, one after the other
def simplified(text: str) -> str:
    """`text` with the same length, in the characters the rules are written in."""
    return _WIDE_POINT.sub(".", text).translate(_TABLE) if _ANY.search(text) else text


def with_traditional(characters: Iterable[str]) -> frozenset[str]:
    """Simplified characters and what is folded to them."""
    known = frozenset(characters)
    return known | {printed for printed, simple in _PAIRS.items() if simple in known}
