"""A page to read and to print: complete in one file, which asks no other host for anything.

Its style stands in it, and its own policy (https://www.w3.org/TR/CSP3/) allows that style by its hash and nothing else.
Where the site shows the page, POLICY takes the place of the site's, and both are in force. Heads, feet and numbers of
printed pages are the margin boxes of CSS (https://www.w3.org/TR/css-page-3/), which Chromium prints from 131 on.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from measures.exports.contents import Block, Chart, Heading, Paragraph, Part, Report, Table, printable
from measures.exports.writers.blocks import heading_of, looked_over, width_of
from measures.exports.writers.html.charts import svg
from measures.exports.writers.html.table import UPRIGHT_WIDTH, TableRows, table_width
from measures.exports.writers.html.text import cell, in_html
from measures.exports.writers.titles import title_lines

STYLE = Path(__file__).with_name("html").joinpath("report.css").read_text()
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
AT_ONCE = 32_000  # characters that are sent together
TITLE_LINE = 28  # characters of a title in a line of a page that stands
LONGEST_HEAD = 108  # digits wide: the title in the head of a printed page that stands
NEVER_IN_CSS = '"\\<>&\n\r\f'


def chunks(report: Report) -> Iterator[bytes]:
    """The file in pieces."""
    return in_chunks(Page(report).pieces())


def in_chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    pending, size = [], 0
    for piece in pieces:
        pending.append(piece)
        size += len(piece)
        if size >= AT_ONCE:
            yield "".join(pending).encode()
            pending, size = [], 0
    yield "".join(pending).encode()


def policy_of(sheet: str) -> str:
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def style(title: str) -> str:
    """The style sheet, with the title as the head of printed pages."""
    page = _("Page {page} of {pages}").format(page='" counter(page) "', pages='" counter(pages) "')
    head = " ".join(title.split())
    while width_of(head) > LONGEST_HEAD:
        head = f"{head[:-2]}…"
    looks = "font-size: 9pt; color: #595959;"
    return (
        f'{STYLE}@page {{ @top-left {{ content: "{in_css(head)}"; {looks} white-space: nowrap; width: 100%; }}\n'
        f'@bottom-center {{ content: "{page}"; {looks} }} }}\n'
        "@page :first { @top-left { content: none; } }\n"
    )


def in_css(text: str) -> str:
    """Text between double quotes in a style sheet."""
    return "".join(f"\\{ord(letter):x} " if letter in NEVER_IN_CSS else letter for letter in printable(text))


class Page:
    """Writes one page."""

    def __init__(self, report: Report) -> None:
        self.report, self.charts = report, 0

    def pieces(self) -> Iterator[str]:
        title, sheet = in_html(self.report.title), style(self.report.title)
        language = to_locale(get_language() or settings.LANGUAGE_CODE).replace("_", "-")
        yield (
            f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy_of(sheet)}">\n'
            f'<meta name="viewport" content="width=device-width">\n<meta name="author" content="'
            f'{in_html(self.report.author)}">\n<title>{title}</title>\n<style>{sheet}</style>\n</head>\n<body>\n'
        )
        first = True
        for part in self.report.parts:
            yield from self.part(part, first)
            first = False
        yield "</body>\n</html>\n"

    def part(self, part: Part, first: bool) -> Iterator[str]:
        """A part on pages of its own, that lie if one of its tables is wide. The title stands on the first."""
        known, blocks = looked_over(part.blocks)
        wide = any(isinstance(block, Table) and table_width(block) > UPRIGHT_WIDTH for block in known)
        yield '<section class="wide">\n' if wide else "<section>\n"
        if first:
            yield self.title_block()
        heading = heading_of(part, self.report)
        if heading:
            yield f"<h2>{in_html(heading)}</h2>\n"
        for block in blocks:
            yield from self.block(block, 2 if heading else 1)
        yield "</section>\n"

    def title_block(self) -> str:
        facts = "".join(
            f"<div><dt>{in_html(fact.label)}</dt><dd>{in_html(fact.value)}</dd></div>\n" for fact in self.report.facts
        )
        lines = "".join(f"<span>{in_html(line)}</span>" for line in title_lines(self.report.title, TITLE_LINE))
        every = (*self.report.remarks, *self.report.remarks_on_all)
        remarks = "".join(f"<li>{in_html(_('Note: {}').format(remark))}</li>\n" for remark in every)
        return (
            f"<h1>{lines}</h1>\n"
            + (f"<dl>\n{facts}</dl>\n" if facts else "")
            + (f'<ul class="remarks">\n{remarks}</ul>\n' if remarks else "")
        )

    def block(self, block: Block, depth: int) -> Iterator[str]:
        """A block below headings of level `depth`."""
        if isinstance(block, Table):
            yield from TableRows(block, self.report.site).pieces()
        elif isinstance(block, Chart):
            self.charts += 1
            yield svg(block, self.charts)
        elif isinstance(block, Heading):
            level = min(block.level + depth, 6)
            yield f"<h{level}>{in_html(block.whole)}</h{level}>\n"
        else:
            yield self.paragraph(block)

    def paragraph(self, block: Paragraph) -> str:
        label = f"{in_html(block.label)} " if block.label else ""
        return f"<p>{label}{cell(block.runs, self.report.site)}</p>\n"
