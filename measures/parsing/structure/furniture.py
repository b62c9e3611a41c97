"""What is printed round a document and is no part of it: contents pages, page numbers, the site's furniture."""

import re

from measures.parsing.extract import LineKind
from measures.parsing.structure.paragraphs import Paragraph, is_page_number
from measures.parsing.structure.wording import loose

_LEADER = re.compile(
    r"(?:[.．…·‥・﹒_]{3,}|…|[.．·]\s[.．·]\s[.．·]|\t|\s{3,})[.．…·‥・\s]*[-—(（]?\s*\d{1,4}\s*[-—)）]?$"
)
_TRAILING_PAGE = re.compile(r"[.．…·‥・\s\t_]*[-—(（]?\s*\d{1,4}\s*[-—)）]?$")
_CONTENTS = re.compile(r"^[【\[]?(?:目\s*录|目\s*錄|目\s*次|CONTENTS)[】\]]?$", re.IGNORECASE)
CONTENTS_LIMIT, CONTENTS_RUN, ENTRY_LENGTH = 600, 5, 90
CHROME = re.compile(
    r"^(?:标签|关键词|关键字|相关(?:阅读|链接|文章|稿件|新闻|附件|解读)|扫一扫|分享|打印|关闭|上一[篇条]|"
    r"下一[篇条]|责任编辑"
    r"|【(?:打印|关闭|字体|字号|大|中|小)|附件下载|版权所有|网站地图|网站标识|联系我们|关于我们|技术支持|当前位置"
    r"|您(?:当前)?(?:的|所在)位置|首页|来源[:：]|信息来源|发布(?:时间|日期)|浏览次数|点击数|阅读次数|字号|繁體|"
    r"无障碍|返回顶部"
    r"|回到顶部|收藏|纠错|我要纠错|微信|微博|客户端|用户登录|English|【法宝引证码】|原文链接|【字体|视力保护色)"
    r"|ICP备|公网安备|https?://|\d{4}[-/]\d{1,2}[-/]\d{1,2}\s+\d{1,2}:\d{2}|^-->$|^(?=.*[A-Za-z])[\x00-\x7f]{1,40}$"
    r"|^(?=.{0,10}[\u4e00-\u9fff]).{1,12}[>＞»›].{0,40}$"
)


def find_furniture(paragraphs: list[Paragraph]) -> set[Paragraph]:
    """Paragraphs that are boilerplate wherever they stand; the site's foot is told by `front`."""
    found = {p for p in paragraphs if p.kind is LineKind.CHROME or is_page_number(p.text)}
    found.update(p for p in paragraphs if p.kind is LineKind.PARAGRAPH and len(p.text) <= 90 and _LEADER.search(p.text))
    found.update(_contents(paragraphs))
    return found


def _contents(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """目录 and the lines after it that end in a page number or are printed again further down.

    Without 目录, five headings or more in a row that are all printed again.
    """
    for i, paragraph in enumerate(paragraphs[:CONTENTS_LIMIT]):
        if len(paragraph.text) <= 30 and _CONTENTS.match(paragraph.text):
            return paragraphs[i : _contents_end(paragraphs, i + 1)]
    start = _run_of_headings(paragraphs[:CONTENTS_LIMIT])
    end = _contents_end(paragraphs, start) if start is not None else 0
    return paragraphs[start:end] if start is not None and end - start >= CONTENTS_RUN else []


def _run_of_headings(paragraphs: list[Paragraph]) -> int | None:
    run = 0
    for i, paragraph in enumerate(paragraphs):
        run = run + 1 if paragraph.marker and len(paragraph.text) <= ENTRY_LENGTH else 0
        if run == CONTENTS_RUN:
            return i - run + 1
    return None


def _contents_end(paragraphs: list[Paragraph], start: int) -> int:
    """A stray line between entries belongs to the contents, prose or an entry seen before ends them."""
    last = {_entry(p): i for i, p in enumerate(paragraphs) if len(p.text) <= ENTRY_LENGTH}
    seen: set[str] = set()
    end = start
    for i, paragraph in enumerate(paragraphs[start : start + CONTENTS_LIMIT], start):
        entry = _entry(paragraph)
        if len(paragraph.text) > ENTRY_LENGTH or "。" in paragraph.text or entry in seen or i - end > 2:
            break
        if _LEADER.search(paragraph.text) or last[entry] > i:
            end = i + 1
            seen.add(entry)
    return end


def _entry(paragraph: Paragraph) -> str:
    return loose(_TRAILING_PAGE.sub("", paragraph.text))
