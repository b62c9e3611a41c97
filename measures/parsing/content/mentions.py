"""Organisations named in prose. They are mentioned, never responsible; a doubtful name is left out."""

import re
from collections.abc import Iterator

_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|"
    "贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_INSTITUTES = (
    "研究院|科学院|工程院|研究所|研究中心|研发中心|交易所|博物馆|图书馆|协会|学会|总会|商会|联合会|集团|公司|银行"
)
_FUNCTIONS = (
    "发展和改革|发展改革|发改|教育|科学技术|科技|工业和信息化|经济和信息化|经信|工信|民族宗教事务|民族事务|公安|"
    "国家安全|民政|司法|财政|人力资源和社会保障|人力资源社会保障|人力社保|人社|自然资源|规划和自然资源|生态环境|"
    "住房和城乡建设|住房城乡建设|住建|城市管理|城管|交通运输|交通|水利|水务|农业农村|商务|文化和旅游|文化旅游|"
    "文旅|卫生健康|卫健|退役军人事务|应急管理|应急|审计|国有资产监督管理|国资|市场监督管理|市场监管|税务|统计|"
    "医疗保障|医保|"
    "金融监督管理|地方金融监督管理|地方金融监管|金融监管|证券监督管理|林业和草原|林草|园林绿化|知识产权|"
    "粮食和储备|粮食和物资储备|广播电视|体育|信访|海关|通信管理|数据资源|大数据|政务服务|政务服务数据管理|"
    "机关事务|外事|气象|邮政管理|药品监督管理|药监|能源|乡村振兴|投资促进|中医药"
)
_HAN = r"[\u4e00-\u9fff]"
# 与 joins two fields inside a name (…区块链与边缘计算研究院), once, and never before another place.
_NAME_PART = rf"(?:(?![的、与及在对由等建推支引]){_HAN})"
_INSTITUTE = re.compile(
    rf"(?:国家|中国|全国|{_PROVINCES})(?:省|市)?(?:[（(]{_HAN}{{1,6}}[)）])?"
    rf"(?:{_NAME_PART}{{0,20}}?|{_NAME_PART}{{3,12}}?与(?!{_PROVINCES}|国家|中国){_NAME_PART}{{2,10}}?)"
    rf"(?:{_INSTITUTES})(?!{_HAN}?[合家系]|体系|建设|化|作)"
)
_UNIVERSITY = re.compile(rf"({_HAN}{{2,8}})大学(?!生|城|科|校|园)")
_OFFICE = re.compile(
    rf"(?:国家|(?:{_PROVINCES})(?:省|市)?(?:{_HAN}{{1,4}}[区县市])?|"
    rf"[省市区县])(?:{_FUNCTIONS})(?:和{_HAN}{{2,6}})?(?:委员会|办公室|总局|局|委|厅|部|办)(?!{_HAN}?门|长|分|主任|"
    rf"直属|际|署|属|署|理)"
)
_CUT = re.compile(
    "支持|推动|推进|依托|联合|会同|鼓励|引导|发挥|围绕|利用|借助|整合|面向|吸引|引进|加强|建设|打造|办好|做强|"
    "包括|组织|由|与|和|及|在|对|向|为|如|同|以|到|的|等|或|从|让|使|将|把"
)
_GENERIC = re.compile(
    "一流|重点|高等|综合|研究型|应用型|职业|开放|老年|世界|高水平|知名|著名|优秀|国内|国外|国际|海外|所|家|批|类|"
    "地方|本地|驻|部属|省属|市属|名牌|社区|空中|电视|广播|党校|各|中外|学科|特色|理工类|新型|互联网|专业"
)


def read_mentions(text: str) -> Iterator[tuple[int, int]]:
    """Where organisations are named, in order; each name once."""
    seen: set[str] = set()
    found = [match.span() for pattern in (_INSTITUTE, _OFFICE) for match in pattern.finditer(text)]
    found += (
        [span for match in _UNIVERSITY.finditer(text) if (span := _university(text, match))] if "大学" in text else []
    )
    last = 0
    for start, end in sorted(found):
        if start >= last and text[start:end] not in seen:
            seen.add(text[start:end])
            last = end
            yield start, end


def _university(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start = match.start()
    for cut in _CUT.finditer(text, match.start(), match.end(1)):
        start = cut.end()
    name = text[start : match.end(1)]
    if not 2 <= len(name) <= 8 or _GENERIC.search(name):
        return None
    return start, match.end()
