"""Made-up plans of any length, as text, and a revision of each: what the import benchmark reads and imports.

Every measure names two bodies. Headings of the third level hold twenty measures each. The same numbers give the same
text every time.
"""

from dataclasses import dataclass, replace
from random import Random

from benchmarks.api.data import ENDS, KINDS, THINGS, VERBS, words
from measures import fixture
from measures.parsing import read
from measures.parsing.numerals import int_to_han

TITLE = "示例市国民经济和社会发展第十五个五年规划纲要"
BODIES = words("市科技局 市财政局 市教育局 市民政局 市商务局 市交通局 市水务局 市文旅局 市农业农村局 市生态环境局")
IN_HEADING, IN_SECTION, IN_CHAPTER = 20, 10, 10
# What makes one measure's words differ from the others': the common characters of GB 2312, as plans have them. Of the
# first three thousand of Unicode half are traditional, which a search folds one by one. None may make a body's name.
COMMON = bytes(byte for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF) for byte in (row, cell)).decode("gb2312")
RARE = "".join(
    sorted(set(COMMON) - set("局委办部厅院会所司署处室社团厂校企园区市县省州盟旗乡镇街村组站馆队库网台中心"))
)
SHARE = 0.05  # of the measures: reworded, moved, inserted and dropped together


@dataclass(frozen=True)
class Measure:
    title: str
    text: str
    bodies: tuple[str, str]

    def __str__(self) -> str:
        return f"{self.title}。{self.text}。（{self.bodies[0]}牵头，{self.bodies[1]}配合）"


Headings = list[list[Measure]]


def plan(measures: int) -> Headings:
    """So many measures under their headings."""
    random = Random(measures)
    made = [measure(random) for _number in range(measures)]
    return [made[start : start + IN_HEADING] for start in range(0, measures, IN_HEADING)]


def measure(random: Random) -> Measure:
    """A title, and a text of about a hundred characters."""
    pick = random.choice
    first, second = random.sample(BODIES, 2)
    clauses = [f"{pick(VERBS)}{rare(random)}{pick(THINGS)}，{pick(ENDS)}" for _clause in range(random.randint(3, 7))]
    return Measure(f"{pick(VERBS)}{pick(KINDS)}{rare(random)}{pick(THINGS)}", "；".join(clauses), (first, second))


def rare(random: Random) -> str:
    return "".join(random.choices(RARE, k=3))


def revised(headings: Headings) -> Headings:
    """SHARE of the measures changed: in turn one reworded, one moved to the next heading, one inserted, one dropped."""
    random = Random(len(headings))
    revision = [list(heading) for heading in headings]
    places = [(place, each) for place, heading in enumerate(headings) for each in heading]
    for number, (place, each) in enumerate(places[:: round(1 / SHARE)]):
        at = revision[place].index(each)
        match number % 4:
            case 0:
                revision[place][at] = replace(each, text=f"{each.text}；{rare(random)}力度进一步加大")
            case 1:
                revision[(place + 1) % len(revision)].append(revision[place].pop(at))
            case 2:
                revision[place].insert(at, measure(random))
            case _:
                del revision[place][at]
    return revision


def text_of(headings: Headings) -> str:
    """The document, with chapters, sections and headings numbered through."""
    lines = [TITLE]
    for number, heading in enumerate(headings):
        section, place = divmod(number, IN_SECTION)
        chapter, section_place = divmod(section, IN_CHAPTER)
        if section_place == place == 0:
            lines.append(f"第{int_to_han(chapter + 1)}章 {KINDS[chapter % len(KINDS)]}发展")
        if place == 0:
            lines.append(f"第{int_to_han(section_place + 1)}节 {THINGS[section % len(THINGS)]}")
        lines.append(
            f"{int_to_han(place + 1)}、{VERBS[number % len(VERBS)]}{RARE[number]}{THINGS[number % len(THINGS)]}"
        )
        lines += map(str, heading)
    return "\n\n".join(lines) + "\n"


def fixture_of(headings: Headings, slug: str) -> bytes:
    """As `build_fixture` would write it. Raises AssertionError where other measures are read than were meant.

    Among thousands of made-up words one or two read like a body's name.
    """
    records = fixture.records(read(text_of(headings).encode()), slug, f"{slug}.txt")
    counts = fixture.counts(records)
    wanted = sum(map(len, headings))
    assert counts["measure"] == wanted, counts
    assert 2 * wanted <= counts["responsibility"] <= 2 * wanted + 5, counts
    return fixture.dumps(records).encode()
