"""Reports made up for the writers: what any report may hold, without a database."""

from collections.abc import Iterable, Iterator
from datetime import date

from measures.exports.contents import (
    Block,
    Chart,
    Column,
    Fact,
    Group,
    Heading,
    Mark,
    Paragraph,
    Part,
    Report,
    Row,
    Run,
    Table,
    Tone,
    TonedRow,
)
from measures.exports.writers import as_html

TITLE = "《示例市“十四五”规划（2021—2025年）》任务台账（截至2026年11月26日）"
TEXT = "支持基础研究和应用研究，完善多元化投入机制，引进培养高水平创新人才，建设具有全球影响力的科技创新中心核心区。"
PHASES = ("未启动", "推进中", "已完成", "暂缓", "终止")
COLUMNS = (
    Column("number", "序号", 6),
    Column("chapter", "章", 20),
    Column("section", "节", 20),
    Column("code", "编号", 10),
    Column("title", "任务举措", 28),
    Column("text", "内容", 60),
    Column("lead", "牵头单位", 18),
    Column("responsible", "责任单位", 18),
    Column("support", "配合单位", 18),
    Column("due", "完成时限", 14),
    Column("phase", "进展阶段", 10, choices=PHASES),
    Column("timeliness", "时效", 8),
)
HIDDEN = (
    Column("slug", "规划代码", 10, hidden=True),
    Column("version", "版本", 10, hidden=True),
)


FACTS = (
    Fact("规划", "示例市“十四五”规划（2021—2025年）"),
    Fact("截至日期", "2026年11月26日"),
    Fact("筛选条件", "全部"),
)
TONES = (
    {"timeliness": Tone.GOOD},
    {"timeliness": Tone.SOON},
    {"timeliness": Tone.LATE},
    {"": Tone.FAINT},
)
TIMELINESS = ("正常", "临期", "逾期", "已撤出")


def report_of(*blocks: Block, title: str = TITLE, site: str = "", remarks: tuple[str, ...] = ()) -> Report:
    """A report with one part."""
    return report_in_parts([Part("", blocks)], title, site, remarks)


def report_in_parts(
    parts: Iterable[Part],
    title: str = TITLE,
    site: str = "",
    remarks: tuple[str, ...] = (),
    on_all: tuple[str, ...] = (),
) -> Report:
    return Report(
        name="ledger",
        label="任务台账",
        title=title,
        author="示例市规划管理系统",
        parts=parts,
        facts=FACTS,
        remarks=remarks,
        remarks_on_all=on_all,
        site=site,
    )


def ledger_rows(count: int) -> Iterator[TonedRow]:
    """Rows under COLUMNS, in all tones."""
    for number in range(count):
        yield TonedRow(ledger_row(number), TONES[number % 4])


def ledger_row(number: int) -> Row:
    return (
        number + 1,
        f"第{number // 10 + 1}章 创新发展",
        "第一节 研究与试验",
        f"{number // 10 + 1}.1-{number}",
        f"支持基础研究{number}",
        TEXT * (1 + number % 3),
        "市科技局",
        "市教委、市人力资源社会保障局、市财政局",
        "各街镇",
        date(2025, 6, 1 + number % 28) if number % 4 else "长期坚持",
        PHASES[number % 5],
        TIMELINESS[number % 4],
    )


def in_groups(rows: Iterable[TonedRow]) -> Iterator[TonedRow | Group]:
    """Ten rows a chapter, five a section."""
    for number, row in enumerate(rows):
        if number % 10 == 0:
            yield Group(f"第{number // 10 + 1}章 创新发展")
        if number % 5 == 0:
            yield Group(f"第{number // 5 % 2 + 1}节 研究", 2)
        yield row


def table_of(*rows: Row | TonedRow | Group, columns: tuple[Column, ...] = (), caption: str = "") -> Table:
    """A table as wide as its first row."""
    width = len(next(row for row in rows if isinstance(row, tuple)))
    return Table(columns or tuple(Column(f"c{place}", f"列{place}", 20) for place in range(width)), iter(rows), caption)


CHANGED = (Run("原有"), Run("新增", Mark.ADDED), Run("删除", Mark.REMOVED), Run("重点", strong=True))
HIGH_CHART = Chart(
    "十五个单位",
    tuple(f"第{number}个单位" for number in range(1, 16)),
    tuple((role, tuple(range(15))) for role in ("牵头", "责任", "配合")),
)
CHART = Chart("各单位任务数", ("市科技局", "市教委"), (("牵头", (3, 5)), ("配合", (1, 2))))


def overview_blocks() -> tuple[Block, ...]:
    """Text, a table with links and differences, and a chart."""
    rows: tuple[Row, ...] = (((Run("市科技局", link="/admin/x/?a=1&b=2"),), 3), (CHANGED, 5))
    columns = (Column("body", "单位", 30), Column("count", "任务数", 10))
    return (
        Heading("概况", 1, "一、"),
        Paragraph((Run("本表统计了各单位的任务数量。"),), "1."),
        table_of(*rows, columns=columns, caption="表1 分单位"),
        CHART,
    )


def page_of_parts(*titles: str) -> bytes:
    """A page of a part of each title, in which a paragraph says 甲局的任务."""
    parts = [Part(title, [Paragraph((Run(f"{title}的任务"),))]) for title in titles]
    return b"".join(as_html.chunks(report_in_parts(parts)))


def page_of_all(rows: int) -> bytes:
    """A page with a wide table of so many rows in groups and a high chart, and a narrow part with text, a table and a
    chart."""
    wide = Part("任务", [Table(COLUMNS, in_groups(ledger_rows(rows))), HIGH_CHART])
    parts = [wide, Part("概况", overview_blocks())]
    return b"".join(as_html.chunks(report_in_parts(parts)))
