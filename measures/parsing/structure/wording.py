"""The words that tell what a passage is for. Every rule on wording stands here, none elsewhere."""

import re
import unicodedata

from measures.parsing.numerals import han_to_int
from measures.parsing.traditional import simplified

HEADING_LENGTH = 60
LEAD_LENGTH = 35

_NARRATIVE_NOUNS = (
    "序|序言|前言|引言|导言|绪论|背景|现状|基础|回顾|成效|成就|成绩|存在问题|存在的?(?:主要|突出)?问题|主要问题|"
    "问题与不足|短板|形势|机遇|挑战|发展环境|面临环境|环境影响|"
    "指导思想|指导方针|基本原则|主要原则|工作原则|基本思路|总体思路|发展思路|工作思路|总体要求|工作要求|有关要求|"
    "总体定位|战略定位|功能定位|发展定位|目标定位|"
    "发展目标|工作目标|主要目标|总体目标|具体目标|行动目标|远景目标|战略目标|预期目标|规划目标|建设目标|阶段目标|"
    "目标|主要指标|指标体系|发展指标|总则|附则|适用范围|规划范围|规划期限|编制依据|规划依据|"
    "重要意义|重大意义|名词解释|术语解释|指标解释|发展愿景|结语|后记"
)
_NARRATIVE_PART = re.compile(
    rf"(?:^|.*[^的]|.*的)(?:{_NARRATIVE_NOUNS})(?:分析|评价|评估|研判|概述|概况|情况|说明|展望|预判|体系)?$"
)
# 深化改革的总体要求 tells what is wanted, though it opens with a verb.
_PLAN_OF = re.compile(
    "的(?:总体要求|指导思想|基本原则|总体思路|基本思路|主要目标|总体目标|工作目标|发展目标|目标任务|(?:重要|"
    "重大)?意义)(?:和.{2,8})?$"
)
_NARRATIVE_BARE = re.compile(r"^(?:评价|分析|展望|概况|概述|不足|经验|环境|要求|原则)$")
_JOINERS = re.compile(r"[、，,和与及暨]|以及")
# A title that opens with one of these asks for something to be done: 夯实发展基础 is a task, 发展基础 is not.
_ACTIONS = re.compile(
    "加|提|推|强|夯|巩|筑|筑|构|建|打造|完善|健全|优化|深化|实施|落实|实现|坚决|着力|大力|全面|全力|加快|促进|"
    "培育|培养|支持|鼓励|引导|开展|统筹|补|抓|营造|改善|破解|解决|应对|聚焦|扩大|拓展|发挥|确保|保障|保持|做|"
    "办好|树立|严格|规范|扎实|持续|积极|切实|有效|高水平|高质量|高标准|扎牢|厚植|激发|释放|用好|抢抓"
)
_NOT_ACTIONS = re.compile(
    "建设(?:现状|基础|目标|成效|背景|思路|原则)|推进(?:现状|成效)|实施(?:背景|现状|成效|情况|基础|目标)|提出背景|"
    "保障目标|总体"
)
_PAST = re.compile("现状|基础|回顾|成效|成就|成绩|问题|短板|形势|机遇|挑战|环境|背景")
_AIM = re.compile("目标|要求|思路")
_FIVE_YEARS = re.compile(
    '[“"「]?\\s*(十[一二三四五六七八九]?)五\\s*[”"」]?\\s*(?:时期|期间|以来|规划|发展|成就|成效|回顾|建设)'
)
_CLOSING = re.compile(
    r"负责解释|(?:自|从).{0,24}(?:起|日)(?:开始)?(?:施行|执行|实施|生效)|(?:另行制定|制定(?:具体|相关|"
    r"相应)?(?:的)?(?:实施细则|申报(?:服务)?指南|操作细则))|(?:实施细则|操作细则|申报指南).{0,8}另行"
    r"|有效期(?:为|至|限)?.{0,6}年|此前.{0,16}不一致的|(?:如|若)?遇.{0,20}(?:政策|规定)(?:有)?(?:调整|变化)"
)
_CLOSING_START = re.compile("附则|本|该|以上|此前|自|如|若|上述|施行|实施|执行|有效期|解释|政策")
_LEAD = re.compile(r"[^。！？；\n]{2,35}。(?=.)", re.DOTALL)
_LEAD_DASH = re.compile(r"^(?:[—－―─-]{1,4}|[●◆■▲★•·○◎※⚫])\s*")
_BULLETS = frozenset("—－―─-●◆■▲★•·○◎※⚫")
_CLAUSE_END = re.compile(r"[，,。；;：:！？!?]|(?<=[\u4e00-\u9fff]{4})(?:\u3000|\s{2})")
_LOOSE = re.compile(r"[\s\-－—–―~～·•﹒.．“”\"'‘’「」『』《》〈〉]+")


def is_narrative(title: str) -> bool:
    """Whether a section so titled tells what was, what is or what is hoped for, and asks for nothing."""
    bare = simplified("".join(title.split()).rstrip("。：:"))
    if _PLAN_OF.search(bare):
        return True
    if _ACTIONS.match(bare) and not _NOT_ACTIONS.match(bare):
        return False
    parts = [part for part in _JOINERS.split(bare) if part]
    if not parts:
        return False
    return any(_NARRATIVE_PART.match(part) for part in parts) or all(_NARRATIVE_BARE.match(part) for part in parts)


def tells_of_before(words: str, plan_number: int | None) -> bool:
    """Whether a title, or a text's start, names a five-year plan before this one: “十三五”时期 in the 14th."""
    if plan_number is None:
        return False
    found = _FIVE_YEARS.search(words[:40])
    return found is not None and han_to_int(found[1]) < plan_number


def is_past(title: str) -> bool:
    """Whether a narrative section tells of what has been reached: its quantities are no targets."""
    return _PAST.search(title) is not None and not _AIM.search(title)


def is_closing(text: str) -> bool:
    """本政策由…负责解释, 自…起施行, 实施细则另行制定: how the document itself is to be handled."""
    return len(text) <= 240 and _CLOSING.search(simplified(text)) is not None


def is_closing_item(text: str) -> bool:
    """A closing provision that bears a number: 第九条 本措施自发布之日起施行."""
    return is_closing(text) and _CLOSING_START.match(simplified(text)) is not None


def bullet_end(text: str) -> int:
    match = _LEAD_DASH.match(text) if text[:1] in _BULLETS else None
    return match.end() if match else 0


def lead_of(text: str) -> str:
    """The lead sentence of `text` without its 。, or ""."""
    start = bullet_end(text)
    match = _LEAD.match(text, start)
    return match[0][:-1].strip() if match else ""


def first_clause(text: str) -> str:
    """The words up to the first mark, at most 35 of them."""
    start = bullet_end(text)
    match = _CLAUSE_END.search(text, start + 1)
    return text[start : match.start() if match else len(text)].strip()[:LEAD_LENGTH]


def clean_title(text: str) -> str:
    return " ".join(text[bullet_end(text) :].split()).rstrip("。；;：: ")


def loose(text: str) -> str:
    """A form in which two printings of one title are equal: no spaces, dashes, quotes; half-width marks."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", text))
