"""Text as a workbook holds it: what XML cannot hold left out, what looks like an escape escaped, nothing too long."""

import re

from measures.exports.contents import printable
from measures.exports.writers.blocks import width_of
from measures.exports.writers.xlsx.paper import FOOT_TYPE

# UTF-16 units that a cell, and a printed header or footer with its codes, hold.
LONGEST, LONGEST_FOOTER = 32767, 255
# ECMA-376, 22.9.2.19, ST_Xstring: programs read _x000D_ as a carriage return, so that the underscore itself is written.
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
NAME_ENDS, NOT_IN_NAMES = " '", str.maketrans(dict.fromkeys(":\\/?*[]\n\t", " "))
# What Excel keeps for itself (https://support.microsoft.com/office/3f1ff7d1), in its languages of our readers.
RESERVED = {"history", "历史记录"}
BETWEEN = 8  # digits that a foot has between its two sides, some of them for the numbers of pages
LONGEST_NAME = 31  # UTF-16 units


def in_xml(text: str) -> str:
    """The text as content of an element `t`."""
    text = fitted(printable(text))
    if "_x" in text:
        text = ESCAPE.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fitted(text: str, longest: int = LONGEST) -> str:
    """At most `longest` UTF-16 units, with … where more followed."""
    if len(text) * 2 <= longest or units(text) <= longest:
        return text
    kept = text.encode("utf-16-le")[: 2 * (longest - 1)]
    return f"{kept.decode('utf-16-le', 'ignore')}…"


def units(text: str) -> int:
    """The length as Excel counts it: characters beyond U+FFFF are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def footer(left: str, page: str, width: int) -> str:
    """The code of a printed foot of so many digits: `left` in words, cut where it would run into `page`, which has the
    codes &P and &N. & begins a code and is doubled."""
    frame = f'&L&"宋体,常规"&{FOOT_TYPE}{{}}&R&"宋体,常规"&{FOOT_TYPE}{page}'
    room = LONGEST_FOOTER - units(frame.format(""))
    # A digit behind &11 would belong to the size of the type.
    escaped = [letter.replace("&", "&&") for letter in f" {' '.join(printable(left).split())}"]
    beside = width - width_of(page) - BETWEEN

    def fits(more: int) -> bool:
        text = "".join(escaped)
        return units(text) <= room - more and width_of(text) <= beside - 2 * more

    if not fits(0):
        while not fits(1):
            escaped.pop()
        escaped.append("…")
    return frame.format("".join(escaped))


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that programs accept and that no sheet has yet, whatever its case; it is added to `taken`."""
    wanted = " ".join(printable(title).translate(NOT_IN_NAMES).split()).strip(NAME_ENDS) or "1"
    if wanted.casefold() in RESERVED:
        wanted = f"{wanted}_"
    name, number = fitted(wanted, LONGEST_NAME), 1
    while name.casefold() in taken:
        number += 1
        ending = f"（{number}）"
        name = fitted(wanted, LONGEST_NAME - len(ending)) + ending
    taken.add(name.casefold())
    return name
