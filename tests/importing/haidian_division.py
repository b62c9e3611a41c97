"""MADE UP: a division of work for the Haidian chapter that its office never wrote, as text and as a table.

The chapter in `fixtures/` is real; who does what by when is invented here. `EXPECTED` and the rest are what a careful
reader says an import of either form must find, written by hand before it was ever run.
"""

from tests.parsing.workbooks import make_xlsx

TITLE = "海淀区“十四五”科技创新重点任务分工方案（虚构，仅供测试）"
# heading, task, lead, support, deadline
TASKS = [
    ("加强基础前沿研究和核心技术攻关", "支持基础前沿研究。", "区科信局", "区发展改革委、区财政局", "2023年12月底前"),
    ("加强基础前沿研究和核心技术攻关", "推动关键核心技术突破。", "区科信局", "区财政局", "持续推进"),
    ("培育和集聚高水平研发创新平台", "建设若干产业创新中心和创新平台。", "区科信局", "", "2024年6月底前"),
    (
        "进一步强化企业创新主体地位",
        "增强科技型中小企业创新活力。实施海淀胚芽企业培育计划，促进企业向“专精特新”方向发展。",
        "区科信局",
        "区税务局",
        "2025年12月底前",
    ),
    ("造就国际一流的人才梯队", "建立重点产业急需紧缺人才目录。", "区人力社保局", "区科信局", "2022年12月底前"),
    (
        "造就国际一流的人才梯队",
        "探索建立“联动荐才”机制，建立荐才对接平台。",
        "区人才局",
        "区人力社保局",
        "2023年6月底前",
    ),
    ("完善全创新链金融服务体系", "完善全创新链金融服务体系。", "区金融办", "", "2025年12月底前"),
    ("提升知识产权服务效能", "提升知识产权服务效能。", "区市场监管局", "区科信局", "2025年12月底前"),
    ("完善科技成果转化机制", "促进科技成果转化。", "区科信局", "", "2025年12月底前"),
    ("保障措施", "建设社区养老服务驿站，新增床位500张。", "区民政局", "各街镇", "2025年12月底前"),
]

# Which measure each task names, by its number, and why; "" where a person has to say so.
EXPECTED = {
    1: ("3.1.1-1", "likeness"),
    2: ("3.1.1-2", "likeness"),
    3: ("3.1.2-3", "likeness"),  # a sentence of it
    4: ("3.2.1-2", "likeness"),  # reworded
    5: ("3.3.1-2", "likeness"),  # two tasks of one measure
    6: ("3.3.1-2", "likeness"),
    7: ("", "doubtful"),  # a section with three measures
    8: ("3.5.2-1", "likeness"),  # a section with one
    9: ("", "doubtful"),  # words that stand in several measures
    10: ("", "none"),
}
LIKELY = {7: {"3.4.1-1", "3.4.1-2", "3.4.1-3"}, 9: {"3.6.3-1", "3.6.3-3"}}

# What the measures say once it is imported, where nobody had edited anything: deadline in words, day, bodies by role.
AFTER = {
    "3.1.1-1": ("2023年12月底前", "2023-12-31", "lead 区科信局, support 区发展改革委, support 区财政局"),
    "3.1.1-2": ("持续推进", None, "lead 区科信局, support 区财政局"),
    "3.1.2-3": ("2024年6月底前", "2024-06-30", "lead 区科信局"),
    "3.2.1-2": ("2025年12月底前", "2025-12-31", "lead 区科信局, support 区税务局"),
    "3.3.1-2": (
        "2022年12月底前；2023年6月底前",
        "2023-06-30",  # a measure is done when its last task is
        "lead 区人力社保局, support 区科信局, lead 区人才局, support 区人力社保局",
    ),
    "3.5.2-1": ("2025年12月底前", "2025-12-31", "lead 区市场监管局, support 区科信局"),
}


def as_text() -> bytes:
    """Headings, and under each its tasks with a bracket."""
    lines, heading = [TITLE, ""], ""
    numbers = iter("一二三四五六七八九十")
    for number, (above, task, lead, support, due) in enumerate(TASKS, 1):
        if above != heading:
            heading = above
            lines.append(f"{next(numbers)}、{heading}")
        others = f"；配合单位：{support}" if support else ""
        lines.append(f"{number}.{task}（牵头单位：{lead}{others}；完成时限：{due}）")
    return "\n".join(lines).encode()


def as_table() -> bytes:
    """A workbook with a row a task."""
    head: list[object] = ["序号", "重点任务", "具体举措", "牵头单位", "配合单位", "完成时限"]
    return make_xlsx({"分工": [[TITLE], head, *([number, *task] for number, task in enumerate(TASKS, 1))]})
