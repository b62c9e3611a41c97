"""MADE UP: a revision of the Haidian chapter that its office never wrote, to try every kind of change on real text.

The chapter in `fixtures/` is real. Each step below changes it as a mid-term revision might; `EXPECTED` is what a
careful reader says an import of the result must find, written by hand before it was ever run.
"""

from pathlib import Path

CHAPTER = Path(__file__).parent.parent.parent / "fixtures" / "haidian-14fyp-ch3.txt"

INSERTED = "  布局未来产业前沿技术。面向量子信息、脑机接口、合成生物等方向，到2027年建设5个前沿技术实验室。\n\n"
NEW_SECTION = (
    "第五节  发展绿色低碳科技\n\n  一、推广绿色技术应用\n\n"
    "  建设绿色技术示范园区。在上地、永丰等园区推广光伏建筑和余热利用。\n\n"
    "  开展碳排放核算服务。为企业提供碳足迹核算与认证服务。\n\n"
)


def paragraph(text: str, opening: str) -> str:
    """The paragraph that begins with these words, with the blank line after it."""
    start = text.index(f"  {opening}")
    return text[start : text.index("\n\n", start) + 2]


def replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, (text.count(old), old)
    return text.replace(old, new)


def before(text: str, words: str, inserted: str) -> str:
    """With a passage inserted before the first place of some words."""
    start = text.index(words)
    return text[:start] + inserted + text[start:]


def revised() -> str:
    """The whole revised document."""
    text = CHAPTER.read_text(encoding="utf-8")
    # a measure inserted in the middle
    text = replaced(text, "  推动关键核心技术突破。", f"{INSERTED}  推动关键核心技术突破。")
    # a measure reworded, title and text
    text = replaced(
        text,
        "增强中小型科技企业的创新活力。深入实施海淀胚芽企业培育计划等政策举措",
        "全面增强科技型中小企业创新活力。接续实施海淀胚芽企业培育计划等举措",
    )
    # a body no longer named
    text = replaced(text, "支持中国科学院等科研院所率先", "支持驻区科研院所率先")
    # a heading reworded
    text = replaced(text, "二、完善金融改革创新政策体系", "二、健全金融改革创新支持政策")
    # a measure dropped
    text = replaced(text, paragraph(text, "全面深化科技信贷和科技保险创新。"), "")
    text = moved(text)
    text = split_and_merged(text)
    # a section inserted, so that those after it are renumbered
    text = text.replace("第六节", "第七节").replace("第五节", "第六节")
    return before(text, "第六节", NEW_SECTION)


def moved(text: str) -> str:
    """第三节三 becomes 第二节四 as a whole; a measure goes from 第六节二 to 第六节三."""
    start, end = text.index("  三、营造具有竞争力的人才发展环境"), text.index("第四节")
    section = text[start:end].replace("三、营造", "四、营造")
    text = text[:start] + text[end:]
    text = before(text, "第三节", section)
    measure = paragraph(text, "完善市场化科技资源配置方式。")
    text = replaced(text, measure, "")
    return before(text, "  四、探索开放创新体制机制", measure)


def split_and_merged(text: str) -> str:
    """One measure of 第六节四 becomes two, two of 第六节三 become one."""
    text = replaced(text, "。完善全球化创新创业服务体系,", "。\n\n  完善全球化创新创业服务体系。")
    return replaced(
        text, "成为国际标准。\n\n  以应用场景创新促进科技成果转化。", "成为国际标准。以应用场景创新促进科技成果转化。"
    )


# What becomes of each section and measure that is not simply the same under the same number: its stored code → how it
# was known again, whether it stands elsewhere now, and its number in the revised document ("" where it is not there).
EXPECTED = {
    "section": {
        "3.3.3": "words moved 3.2.4",
        "3.4.2": "alike 3.4.2",
        "3.5": "words 3.6",
        "3.5.1": "words 3.6.1",
        "3.5.2": "words 3.6.2",
        "3.5.3": "words 3.6.3",
        "3.5b": "new 3.5",
        "3.5b.1": "new 3.5.1",
        "3.6": "words 3.7",
        "3.6.1": "words 3.7.1",
        "3.6.2": "words 3.7.2",
        "3.6.3": "words 3.7.3",
        "3.6.4": "words 3.7.4",
    },
    "measure": {
        "3.1.1-2": "words 3.1.1-3",
        "3.1.1-3": "new 3.1.1-2",
        "3.2.1-2": "alike 3.2.1-2",
        "3.2.2-1": "alike 3.2.2-1",
        "3.3.3-1": "words 3.2.4-1",
        "3.3.3-2": "words 3.2.4-2",
        "3.3.3-3": "words 3.2.4-3",
        "3.4.1-2": "absent",
        "3.4.1-3": "words 3.4.1-2",
        "3.5.1-1": "words 3.6.1-1",
        "3.5.1-2": "words 3.6.1-2",
        "3.5.2-1": "words 3.6.2-1",
        "3.5.3-1": "words 3.6.3-1",
        "3.5b.1-1": "new 3.5.1-1",
        "3.5b.1-2": "new 3.5.1-2",
        "3.6.1-1": "words 3.7.1-1",
        "3.6.1-2": "words 3.7.1-2",
        "3.6.2-1": "words 3.7.2-1",
        "3.6.2-2": "words moved 3.7.3-3",
        "3.6.3-1": "words 3.7.3-1",
        "3.6.3-2": "merged 3.7.3-2",
        "3.6.3-3": "merged into 3.6.3-2",
        "3.6.4-1": "split 3.7.4-1",
        "3.6.4-2": "words 3.7.4-3",
        "3.6.4-3": "words 3.7.4-4",
        "3.6.4-4": "split from 3.6.4-1 3.7.4-2",
    },
}
