"""The codes under which the records of a new edition are stored: for life, never given twice."""

import re
from collections.abc import Collection, Iterator
from itertools import count

from measures.matching.model import Codes, Match, Matching, Outline

WITHOUT_NUMBER = re.compile(r"(.*u)(\d+)\Z")
LETTERS = "bcdefghijklmnopqrstuvwxyz"


def assign_codes(matching: Matching, new: Outline, used: Collection[str]) -> Codes:
    """A known record keeps its code; a new one gets a code that no record of the plan ever had.

    `used` are all codes that sections and measures of the plan ever had, deleted ones included.
    """
    sections = section_codes(matching.sections, {entry.code: entry.place for entry in new.sections}, set(used))
    places = {entry.code: entry.place for entry in new.measures}
    return Codes(sections, measure_codes(matching.measures, places, sections, used))


def section_codes(matches: tuple[Match, ...], parents: dict[str, str], used: set[str]) -> dict[str, str]:
    """From the code of each new section to the code that it gets: that of its match, else a free one."""
    codes: dict[str, str] = {}
    for match in matches:
        if match.new:
            codes[match.new] = match.known or free_section_code(match.new, parents[match.new], codes, used)
            used.add(codes[match.new])
    return codes


def free_section_code(code: str, parent: str, codes: dict[str, str], used: set[str]) -> str:
    """The code as read below the parent's stored one; 3.1 that is taken becomes 3.1b, u1 becomes u2.

    A box or an annex is numbered through the whole plan, so its code does not begin with its parent's.
    """
    below = parent and code.startswith(f"{parent}.")
    wanted = f"{codes[parent]}{code.removeprefix(parent)}" if below else code
    return next(free for free in variants(wanted) if free not in used)


def variants(code: str) -> Iterator[str]:
    """The code, then others to take in its place."""
    numbered = WITHOUT_NUMBER.match(code)
    if numbered:
        return (f"{numbered[1]}{number}" for number in count(int(numbered[2])))
    return (code + suffix(number) for number in count())


def suffix(number: int) -> str:
    """Nothing, b, c … z, then z27, z28 …, as sections of one document are told apart."""
    if number == 0:
        return ""
    return LETTERS[number - 1] if number <= len(LETTERS) else f"z{number + 1}"


def measure_codes(
    matches: tuple[Match, ...], places: dict[str, str], sections: dict[str, str], used: Collection[str]
) -> dict[str, str]:
    """From the code of each new measure to the code that it gets: that of its match, else the next of its section."""
    last = last_numbers(used)
    codes: dict[str, str] = {}
    for match in matches:
        if not match.new:
            continue
        codes[match.new] = match.known or next_measure_code(match.new, sections[places[match.new]], last)
    return codes


def last_numbers(codes: Collection[str]) -> dict[str, int]:
    """From a section's code to the highest number that a measure of it ever had."""
    last: dict[str, int] = {}
    for code in codes:
        section, _hyphen, number = code.rpartition("-")
        if section and number.isdecimal():
            last[section] = max(last.get(section, 0), int(number))
    return last


def next_measure_code(code: str, section: str, last: dict[str, int]) -> str:
    """The next free place of the section, or the one as read where that is later."""
    read = code.rpartition("-")[2]
    number = max(last.get(section, 0) + 1, int(read) if read.isdecimal() else 0)
    last[section] = number
    return f"{section}-{number}"
