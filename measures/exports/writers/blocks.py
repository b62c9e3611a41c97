"""What writers need to know of blocks before or beside writing them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from measures.exports.contents import Block, Chart, Part, Report, Table, printable

SHORT = 14  # the width of a column whose text is centred


def looked_over(blocks: Iterable[Block]) -> tuple[list[Block], Iterator[Block]]:
    """Those known before anything is written, and all of them: a tuple whole, of a generator up to its first table."""
    if isinstance(blocks, Sequence):
        return list(blocks), iter(blocks)
    known: list[Block] = []
    rest = iter(blocks)
    for block in rest:
        known.append(block)
        if isinstance(block, Table):
            break
    return known, chain(known, rest)


def described(chart: Chart) -> str:
    """The numbers of a chart in words, for those who do not see it."""
    series = (
        f"{name}：" + "，".join(f"{category} {value}" for category, value in zip(chart.categories, values, strict=True))
        for name, values in chart.series
    )
    return printable("；".join(series))


def heading_of(part: Part, report: Report) -> str:
    """The title above a part: none where that of the report says it already."""
    return "" if part.title in report.title else part.title
