"""Random plans, and each way in which an office hands one in: text, Word, web page, tables of tasks, workbook.

A `Plan` is drawn first; what is written from it and what a reader has to record of it are both made from that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

from hypothesis import strategies as st

from measures.parsing.numerals import int_to_han

TITLE = "示例市2024年产业发展行动方案"
VERBS = ("建设", "完善", "推进", "培育", "提升", "打造", "引进", "修缮")
THINGS = ("示例园区", "物流通道", "数据平台", "社区食堂", "排水管网", "龙头企业", "农贸市场", "公共服务")
HEADINGS = ("产业集聚", "城市更新", "民生服务", "要素供给", "绿色转型", "开放合作")
SENTENCES = (
    "加快完善配套设施，着力提升综合服务水平。",
    "建立健全工作机制，压实各方责任，推动各项工作取得实效。",
    "支持企业扩大投资；鼓励社会力量参与。",
    "按照“示例先行、分步实施”的要求，完善管理（含运行维护）。",
)
INTRODUCTIONS = (
    "坚持统筹兼顾，把各项任务落到实处，形成上下联动的工作格局",  # its full stop is missing
    "围绕全市发展大局，聚焦重点领域和关键环节，抓好各项工作。",
    "围绕全市发展大局，按照职责抓好以下工作：",
)
ABOVE_TABLES = ("各项任务的具体分工如下。", "为抓好落实，任务分工见下表。", "围绕全市发展大局，按照职责抓好以下工作：")
BODIES = (
    "市发展改革委",
    "市科技局",
    "市财政局",
    "市住房城乡建设局",
    "市政务服务和数据局",
    "市商务局",
    "示例海关",
    "各区人民政府",
    "国网示例供电公司",
    "市教育局",
)
DEADLINES = {
    "2024年6月底前": date(2024, 6, 30),
    "2024年12月31日前": date(2024, 12, 31),
    "9月底前": date(2024, 9, 30),
    "长期坚持": None,
    "": None,
}


@dataclass(frozen=True)
class Task:
    """`words` go on after the title; who leads, who supports, and by when."""

    title: str
    words: str
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    due: str


@dataclass(frozen=True)
class Part:
    """A section: its title, what stands right under it, and the sections or the tasks below that."""

    title: str
    introduction: str
    parts: tuple["Part", ...]
    tasks: tuple[Task, ...]

    def with_codes(self, code: str, letter: str = "", depth: int = 0) -> Iterator[tuple[str, int, "Part"]]:
        """(code, depth, section) of this section and of all below it, in their order."""
        yield code, depth, self
        for number, part in enumerate(self.parts, 1):
            yield from part.with_codes(f"{code}.{letter}{number}", letter, depth + 1)


Plan = tuple[Part, ...]
# Code, label, title, text of a section; code, label, title, text, bodies, words and day of the deadline of a measure.
Record = tuple[object, ...]


@st.composite
def plans(draw: st.DrawFn, deepest: int = 3, introductions: tuple[str, ...] = INTRODUCTIONS) -> Plan:
    """One to three sections, each with sections or tasks below it, at most `deepest` levels of them."""
    numbers = count(1)

    def tasks() -> tuple[Task, ...]:
        return tuple(draw(some_tasks(numbers)) for _ in range(draw(st.integers(1, 3))))

    def part(depth: int) -> Part:
        title = f"{draw(st.sampled_from(HEADINGS))}之{int_to_han(next(numbers))}"
        introduction = draw(st.sampled_from(("", *introductions)))
        if depth < deepest and draw(st.booleans()):
            return Part(title, introduction, tuple(part(depth + 1) for _ in range(draw(st.integers(1, 2)))), ())
        below = tasks()
        return Part(title, introduction if len(below) > 1 else "", (), below)

    return tuple(part(1) for _ in range(draw(st.integers(1, 3))))


@st.composite
def some_tasks(draw: st.DrawFn, numbers: "count[int]") -> Task:
    named = draw(st.lists(st.sampled_from(BODIES), min_size=1, max_size=4, unique=True))
    leading = draw(st.integers(1, min(2, len(named))))
    return Task(
        f"{draw(st.sampled_from(VERBS))}{draw(st.sampled_from(THINGS))}{int_to_han(next(numbers))}期",
        "".join(draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2, unique=True))),
        tuple(named[:leading]),
        tuple(named[leading:]),
        draw(st.sampled_from(list(DEADLINES))),
    )


Assigned = list[tuple[str, str]]


def assigned(task: Task) -> Assigned:
    return [*(("lead", body) for body in task.leads), *(("support", body) for body in task.supports)]


def responsible(task: Task) -> Assigned:
    return [("responsible", body) for body in (*task.leads, *task.supports)]


# Paragraphs


def in_words(task: Task) -> tuple[str, str, Assigned]:
    """（甲、乙牵头，丙配合，6月底前完成）, with its deadline and roles as read."""
    due = task.due if task.due in ("", "长期坚持") else f"{task.due}完成"
    said = [f"{'、'.join(task.leads)}牵头", f"{'、'.join(task.supports)}配合" if task.supports else "", due]
    return f"（{'，'.join(filter(None, said))}）", due, assigned(task)


def in_labels(task: Task) -> tuple[str, str, Assigned]:
    """（牵头单位：甲、乙；配合单位：丙；完成时限：6月底前）"""
    said = [f"牵头单位：{'、'.join(task.leads)}"]
    said += [f"配合单位：{'、'.join(task.supports)}"] if task.supports else []
    said += [f"完成时限：{task.due}"] if task.due else []
    return f"（{'；'.join(said)}）", task.due, assigned(task)


def by_duty(task: Task) -> tuple[str, str, Assigned]:
    """（甲、乙、丙按职责分工负责；6月底前完成）"""
    _, due, _ = in_words(task)
    said = f"{'、'.join((*task.leads, *task.supports))}按职责分工负责"
    return f"（{said}；{due}）" if due else f"（{said}）", due, responsible(task)


ANNOTATIONS = (in_words, in_labels, by_duty)


@dataclass(frozen=True)
class Paragraph:
    """`depth` is that of a section's heading, None for a task."""

    label: str
    words: str
    depth: int | None


@dataclass(frozen=True)
class Style:
    """How a document writes its plan: whether tasks and headings bear numbers, and how it says who answers."""

    is_numbered: bool
    annotation: int
    bears_numbers: bool = True

    def task(self, task: Task) -> tuple[str, str, Assigned]:
        said, due, bodies = ANNOTATIONS[self.annotation](task)
        return f"{task.title}。{task.words}{said}", due, bodies


STYLES = st.builds(Style, st.booleans(), st.integers(0, len(ANNOTATIONS) - 1))
LABELS = ("{}、", "（{}）", "{}.")


def paragraphs(plan: Plan, style: Style) -> tuple[list[Paragraph], list[Record]]:
    """The plan's lines in order, and what has to be read of them."""
    lines: list[Paragraph] = []
    expected: list[Record] = []
    for code, label, depth, part in sections(plan, style.bears_numbers):
        lines.append(Paragraph(label, part.title, depth))
        lines += [Paragraph("", part.introduction, None)] if part.introduction else []
        expected.append((code, label, part.title, part.introduction))
        for number, task in enumerate(part.tasks, 1):
            words, due, bodies = style.task(task)
            own = f"（{number}）" if style.is_numbered else ""
            lines.append(Paragraph(own, words, None))
            expected.append((f"{code}-{number}", own, task.title, words, bodies, due, DEADLINES[task.due]))
    return lines, expected


def sections(plan: Plan, bears_numbers: bool = True) -> Iterator[tuple[str, str, int, Part]]:
    """(code, label, depth, section) in document order; a heading without a number counts as u1, u2, …"""
    letter = "" if bears_numbers else "u"
    for place, root in enumerate(plan, 1):
        for code, depth, part in root.with_codes(f"{letter}{place}", letter):
            yield code, _label(depth, int(code.rpartition(".")[2])) if bears_numbers else "", depth, part


def _label(depth: int, number: int) -> str:
    return LABELS[depth].format(number if "." in LABELS[depth] else int_to_han(number))


# Tables

Row = list[str | None]  # None where the cell above reaches down


@dataclass(frozen=True)
class TableForm:
    """How tables of tasks are drawn.

    `is_merged`: a cell of bodies or deadlines that repeats the one above is one cell with it; `has_groups`: a row of
    one cell stands above every two tasks; `has_details`: a column says more than the task's name; `is_shared`: one
    column names all bodies; `head_rows` are one, or two with 责任分工 over both columns of bodies.
    """

    is_merged: bool = False
    has_groups: bool = False
    has_details: bool = False
    is_shared: bool = False
    head_rows: int = 1
    mark: str = "、"  # between names
    has_total: bool = False

    def head(self) -> list[Row]:
        details = ["工作举措"] if self.has_details else []
        if self.is_shared:
            return [["序号", "重点任务", *details, "责任单位", "完成时限"]]
        if self.head_rows == 1:
            return [["序号", "重点任务", *details, "牵头单位", "配合单位", "完成时限"]]
        lower: Row = [None, None, *[None for _ in details], "牵头单位", "配合单位", None]
        return [["序号", "重点任务", *details, "责任分工", "", "完成时限"], lower]

    def cells(self, number: int, task: Task) -> list[str]:
        details = [task.words] if self.has_details else []
        leads, supports = self.mark.join(task.leads), self.mark.join(task.supports)
        bodies = [self.mark.join((*task.leads, *task.supports))] if self.is_shared else [leads, supports]
        return [str(number), task.title, *details, *bodies, task.due]

    def bodies(self, task: Task) -> Assigned:
        return responsible(task) if self.is_shared else assigned(task)


FORMS = st.builds(
    TableForm,
    *(st.booleans() for _ in range(4)),
    st.integers(1, 2),
    st.sampled_from("、，\n"),
    st.booleans(),
)


def table_rows(tasks: tuple[Task, ...], form: TableForm) -> list[Row]:
    """The cells of a table with its head."""
    rows = form.head()
    width = len(rows[0])
    above: list[str] = []
    for number, task in enumerate(tasks, 1):
        if form.has_groups and number % 2:
            rows.append([f"第{int_to_han(number // 2 + 1)}批", *[""] * (width - 1)])
            above = []
        cells = form.cells(number, task)
        rows.append([*cells[:2], *_merged(cells[2:], above[2:] if form.is_merged else [])])
        above = cells
    if form.has_total:
        rows.append(["合计", f"{len(tasks)}项", *[""] * (width - 2)])
    return rows


def _merged(cells: list[str], above: list[str]) -> Row:
    return [None if cell and above and cell == above[i] else cell for i, cell in enumerate(cells)]


def expected_table(code: str, tasks: tuple[Task, ...], form: TableForm) -> tuple[str, list[Record]]:
    """The text of the section that holds the table (its head and total), and its records: groups are sections.

    The words of a merged cell stand in its first row only; a line of a cell is a blank.
    """
    rows = table_rows(tasks, form)
    lines = ["\t".join((cell or "").replace("\n", " ") for cell in row) for row in rows]
    of_tasks = [line for row, line in zip(rows, lines, strict=True) if (row[0] or "").isdecimal()]
    groups = [row[0] or "" for row in rows if (row[0] or "").startswith("第")]
    records: list[Record] = []
    for n, (task, line) in enumerate(zip(tasks, of_tasks, strict=True), 1):
        above, place = (f"{code}.u{(n + 1) // 2}", 2 - n % 2) if groups else (code, n)
        if groups and n % 2:
            records.append((above, "", groups[n // 2], ""))
        words, due = line.strip("\t"), DEADLINES[task.due]
        records.append((f"{above}-{place}", str(n), task.title, words, form.bodies(task), task.due, due))
    return "\n".join(line for line in lines if line.strip("\t") not in groups and line not in of_tasks), records
