"""Where in a sentence the clause round a figure begins and ends, without what only opens it."""

from measures.parsing.numerals import HAN_NUMERALS
from measures.parsing.patterns import lazy_regex

CLAUSE_MARK = lazy_regex(r"[，,：:、（(）)\t]")
# ——, 【网络能力领先】, 三是, ①, （2） and 3. before the words themselves.
_OPENING = lazy_regex(
    rf"(?:[\s—－―─\-●◆■▲★•·○◎※⚫①-⑳]|【[^【】]{{0,40}}】|[{HAN_NUMERALS}]{{1,3}}是|[（(]?(?:\d{{1,2}}|[{HAN_NUMERALS}]{{1,3}})[)）])+"
    r"(?=[\u4e00-\u9fff“A-Za-z]|\d[A-Za-z])"
)
LISTED = 40  # characters before a figure in which another thing may be counted
_COUNTED = lazy_regex(r"\d(?:(?!元)[\u4e00-\u9fff%]){1,3}、(?!\d)")


def clause_start(words: str, position: int, last_end: int) -> int:
    """After the last mark; a 、 divides only what already holds a quantity (服务贸易增长6%、数字贸易…)."""
    start = max(words.rfind(mark, 0, position) for mark in "，,：:\t") + 1
    if (closed := words.rfind("）", start, position)) >= 0 and "（" not in words[start:closed]:
        start = closed + 1  # the bracket before ends here: （市科技局牵头，6月底前完成）淘汰产能50万吨
    if (opened := words.rfind("（", start, position)) >= 0 and "）" not in words[opened:position]:
        start = opened + 1  # 泊位2600个（其中立体泊位不少于800个）
    start = max(start, words.rfind("、", last_end, position) + 1 if last_end > start else start)
    listed = [found.end() for found in _COUNTED.finditer(words, max(start, position - LISTED), position)]
    start = max([start, *listed])  # 街区3片、建筑不少于60处
    opening = _OPENING.match(words, start, position)
    return opening.end() if opening else start


def clause_end(words: str, position: int) -> int:
    mark = CLAUSE_MARK.search(words, position)
    end = mark.start() if mark else len(words)
    quoted = words[position:end].count("“") > words[position:end].count("”")
    if not quoted:
        return end
    after_quote = words.find("”", end) + 1
    return clause_end(words, after_quote) if after_quote else len(words)
