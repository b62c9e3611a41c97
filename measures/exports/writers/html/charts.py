"""Bars as SVG: drawn by attributes alone, since a page's policy allows no style but its own sheet."""

from collections.abc import Iterator
from itertools import count

from measures.exports.contents import Chart
from measures.exports.writers.blocks import described
from measures.exports.writers.html.text import in_html

WIDTH, LABELS, NUMBERS = 640, 180, 60  # units: of the drawing, of the names at its left, of the numbers at its right
BAR, THIN_BAR, GAP, LEGEND = 16, 10, 10, 24
MANY = 24  # bars that find room on a page that lies; more of them are thin, with small numbers
LONGEST_LABEL = 14  # characters
COLOURS = ("#2f6eba", "#b86a14", "#3f7d30", "#7f4a8c", "#5f5f5f", "#a63a34")


def svg(chart: Chart, number: int) -> str:
    """The chart with its numbers in words for those who do not see it. `number` is its own on the page."""
    legend = LEGEND if len(chart.series) > 1 else 0
    bar = BAR if len(chart.series) * len(chart.categories) <= MANY else THIN_BAR
    height = legend + (bar * len(chart.series) + GAP) * len(chart.categories) + GAP
    return (
        f'<figure><figcaption id="chart{number}">{in_html(chart.title)}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="chart{number} chart{number}-numbers">'
        f'<desc id="chart{number}-numbers">{in_html(described(chart))}</desc>'
        f"{''.join(names(chart)) if legend else ''}{''.join(bars(chart, legend, bar))}</svg></figure>\n"
    )


def names(chart: Chart) -> Iterator[str]:
    """Which colour is which series."""
    step = (WIDTH - LABELS) // len(chart.series)
    for place, (name, _values) in enumerate(chart.series):
        x = LABELS + step * place
        yield f'<rect x="{x}" y="4" width="12" height="12" fill="{colour(place)}"/>'
        yield f'<text x="{x + 18}" y="14">{label(name)}</text>'


def bars(chart: Chart, top: int, bar: int) -> Iterator[str]:
    """The bars of all series, those of a category below each other beside its name; `bar` is the height of one."""
    step, size = bar * len(chart.series) + GAP, f' font-size="{bar - 1}"' if bar == THIN_BAR else ""
    most = max((value for _name, values in chart.series for value in values), default=0) or 1
    for y, category in zip(count(top + GAP, step), chart.categories, strict=False):
        middle = y + bar * len(chart.series) / 2 + 4
        yield f'<text x="{LABELS - 8}" y="{middle:g}" text-anchor="end">{label(category)}</text>'
    for place, (_name, values) in enumerate(chart.series):
        for y, value in zip(count(top + GAP + bar * place, step), values, strict=False):
            length = round((WIDTH - LABELS - NUMBERS) * max(value, 0) / most, 1)
            yield f'<rect x="{LABELS}" y="{y}" width="{length:g}" height="{bar - 2}" fill="{colour(place)}"/>'
            yield f'<text x="{LABELS + length + 5:g}" y="{y + bar * 3 / 4:g}"{size}>{value}</text>'


def label(text: str) -> str:
    """What there is room for."""
    return in_html(text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…")


def colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]
