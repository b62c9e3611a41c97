"""A long title in lines of nearly one length."""

import re
from functools import cache
from itertools import accumulate, pairwise
from math import ceil, inf

MOST_IN_A_LINE = 19  # characters of a title in 2号 on an upright page
ANOTHER_LINE = 4  # the cost of a line more than needed
# Where a reader pauses in a title.
_PAUSES = re.compile("(?<=[、和与及暨的》])(?=.)|(?=[（(]|关于|第)")
# Words and numbers that titles of plans are made of.
_WHOLE = re.compile(
    "国民经济和社会发展|经济社会发展|五年规划|远景目标|规划纲要|行动计划|行动方案|实施方案|实施意见|若干措施|若干政策|工作要点|工作方案|"
    r"任务分工|分工方案|任务台账|高质量|现代化|第[〇零一二三四五六七八九十\d]+个?(?:五年规划)?|[〇零一二三四五六七八九十\d]+[—－-]?[〇零一二三四五六七八九十\d]*[年月日]"
)
_NEVER_FIRST, _NEVER_LAST = "》）)、，。”’：；！？〉】", "《（(“‘〈【"


def title_lines(title: str, most: int = MOST_IN_A_LINE, *, fewest: bool = False) -> list[str]:
    """A title in as few lines as it needs, of nearly one length and at most `most` characters, parted where a reader
    would pause.

    What follows the name of a plan in 《》 begins a line. `fewest`: no line more than that, however they part.
    """
    more = 0 if fewest else 1
    name = title.rfind("》") + 1
    if 0 < name < len(title) and len(_lines(title, most, more)) > 1:
        return [*_lines(title[:name], most, more), *_lines(title[name:], most, more)]
    return _lines(title, most, more)


def _lines(title: str, most: int, more: int) -> list[str]:
    """In the fewest lines, or in up to so many more where they part better or it fits in no fewer."""
    costs = Costs(title, most)
    whole = costs.width(0, len(title))
    fewest = ceil(whole / most)
    found = [costs.best(0, count, whole / count) for count in range(fewest, fewest + more + 1)]
    cost, places = min(found, key=lambda each: each[0] + ANOTHER_LINE * (len(each[1]) - fewest))
    if cost == inf and more < len(title):
        return _lines(title, most, more + 1)
    return [title[start:end] for start, end in pairwise([0, *places])]


class Costs:
    """What it costs to part a title at each place, and the cheapest ways to part it."""

    def __init__(self, title: str, most: int) -> None:
        self.title, self.most = title, most
        self.within = {at for match in _WHOLE.finditer(title) for at in range(match.start() + 1, match.end())}
        self.pauses = {match.start() for match in _PAUSES.finditer(title)}
        self.widths = [0.0, *accumulate(0.5 if letter.isascii() else 1 for letter in title)]
        self.of, self.best = cache(self._of), cache(self._best)

    def width(self, start: int, end: int) -> float:
        """In characters; a Latin one takes half."""
        return self.widths[end] - self.widths[start]

    def _best(self, start: int, count: int, wanted: float) -> tuple[float, tuple[int, ...]]:
        """The cost of `count` lines from `start` on, each near the `wanted` length, and where each ends."""
        rest = self.width(start, len(self.title))
        if not 0 < rest <= count * self.most:
            return inf, (len(self.title),)
        if count == 1:
            return abs(rest - wanted), (len(self.title),)
        ways = []
        for at in range(start + 2, len(self.title)):
            width = self.width(start, at)
            if width > self.most:
                break
            cost, places = self.best(at, count - 1, wanted)
            ways.append((cost + abs(width - wanted) + self.of(at), (at, *places)))
        return min(ways, default=(inf, (len(self.title),)))

    def _of(self, at: int) -> float:
        before, after = self.title[at - 1], self.title[at]
        inside = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
        if inside or after in _NEVER_FIRST or before in _NEVER_LAST:
            return 100
        is_quoted = self.title.count("“", 0, at) > self.title.count("”", 0, at)
        return (12 if at in self.within else 0) + (8 if is_quoted else 0) - (3 if at in self.pauses else 0)
