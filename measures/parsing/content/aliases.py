"""Pairs of names that may be one body: 市发改委 and 市发展改革委. A person confirms them; nothing is merged."""

import re

from measures.parsing.tree import MeasureNode, Problem, Span
from measures.terms import ProblemCode, Role

_LEVEL = re.compile(r"^(?:国家|省|自治区|市|区|县|州|盟|旗)")
# Short forms in official use → the function's full name (State Council's list of organs and their local namesakes).
_SHORT_FORMS = (
    "发展和改革=发展改革 发改=发展改革 工业和信息化=工信 经济和信息化=经信 "
    "科学技术=科技 人力资源和社会保障=人社 人力资源社会保障=人社 人力社保=人社 "
    "住房和城乡建设=住建 住房城乡建设=住建 卫生健康=卫健 文化和旅游=文旅 "
    "文化旅游=文旅 市场监督管理=市场监管 地方金融监督管理=金融监管 "
    "地方金融监管=金融监管 金融监督管理=金融监管 国有资产监督管理=国资 "
    "应急管理=应急 交通运输=交通 医疗保障=医保 退役军人事务=退役军人 "
    "自然资源和规划=自然资源 规划和自然资源=规自 药品监督管理=药监 "
    "银行保险监督管理=银保监 证券监督管理=证监 粮食和物资储备=粮食 粮食和储备=粮食 "
    "林业和草原=林草 互联网信息=网信 城市管理=城管 政务服务数据管理=政务服务 "
    "机关事务管理=机关事务"
)
_SHORT = tuple(pair.split("=") for pair in _SHORT_FORMS.split())
_ENDINGS = (("委员会", "委"), ("管理局", "局"), ("监督局", "局"), ("总局", "局"), ("办公室", "办"))


def find_aliases(measures: list[MeasureNode]) -> list[Problem]:
    """One problem a pair, where its second name first stands."""
    first_of: dict[str, str] = {}
    seen: set[str] = set()
    problems = []
    for measure in measures:
        for part in measure.responsibilities:
            if part.role is Role.MENTIONED or part.body in seen:
                continue
            seen.add(part.body)
            known = first_of.setdefault(_key(part.body), part.body)
            if known != part.body and _may_be_one(known, part.body):
                span = Span(part.span.start, part.span.end)
                problems.append(Problem(ProblemCode.ALIAS_CANDIDATE, 0, span, known, part.body))
    return problems


def _key(name: str) -> str:
    """The function alone, in its shortest form, without the level it is at."""
    bare = _LEVEL.sub("", name)
    for long, short in _SHORT:
        bare = bare.replace(long, short)
    for long, short in _ENDINGS:
        if bare.endswith(long):
            return bare.removesuffix(long) + short
    return bare


def _may_be_one(first: str, second: str) -> bool:
    """市教育局 and 省教育厅 are two bodies, 教育局 and 市教育局 may be one."""
    levels = {match[0] for name in (first, second) if (match := _LEVEL.match(name))}
    return len(levels) <= 1
