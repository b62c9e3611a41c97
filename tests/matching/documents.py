"""Outlines written as people write documents, for tests of matching."""

from measures.matching import Entry, Matching, Outline, Standing, match


def outline(text: str) -> Outline:
    """A line `1.2 第二节 人才` is a section, `1.2-1 引进人才。引300名。` a measure titled by its first sentence.

    Words after `=` are what is stored here where it is not what the last edition said; a mark in brackets in front
    (`[withdrawn]`, `[added]`, `[deleted]`) says that the last edition does not have it.
    """
    sections, measures = [], []
    for line in filter(None, map(str.strip, text.splitlines())):
        standing = Standing.PRESENT
        if line.startswith("["):
            mark, line = line[1:].split("] ", 1)
            standing = Standing(mark)
        code, words = line.split(" ", 1)
        if "-" in code:
            said = tuple((each.split("。")[0], each) for each in words.split(" = "))
            measures.append(Entry(code, code.split("-")[0], said, standing=standing))
        else:
            label, title = words.split(" ")
            place = code.rpartition(".")[0]
            sections.append(Entry(code, place, ((title, ""),), label, standing))
    return Outline(tuple(sections), tuple(measures))


def found(matching: Matching) -> dict[str, str]:
    """Each match as `new code` → `reason known code`, those of the known side left over as `-known code`."""
    matched = {}
    for each in (*matching.sections, *matching.measures):
        words = [each.reason.value, each.known if each.new else "", "moved" if each.moved else "", each.related]
        matched[each.new or f"-{each.known}"] = " ".join(filter(None, words))
    return matched


def check_matches(known: str, new: str, expected: dict[str, str], **options: bool) -> None:
    """Compare what differs from "the same code and the same words"."""
    matched = found(match(outline(known), outline(new), **options))
    assert {code: words for code, words in matched.items() if words != f"same {code}"} == expected
