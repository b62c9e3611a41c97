"""Reports: `reports` make them from rows (`sources`) of what is asked for (`scope`); `writers` put them down as files.

`draw` gives a file's name and the file piece by piece; `respond` answers a request with it.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from measures.exports.contents import Report
from measures.exports.filenames import disposition, filename
from measures.exports.filters import Filters
from measures.exports.kept_layouts import layout_at_first
from measures.exports.reports import REPORTS
from measures.exports.scope import Scope
from measures.exports.templates import filled_in
from measures.exports.writers import FORMATS
from measures.querysets import MeasureQuerySet, Reader
from measures.turns import Turn

__all__ = [
    "FORMATS",
    "REPORTS",
    "Filters",
    "FormatRefusedError",
    "RefusedError",
    "Scope",
    "check_size",
    "draw",
    "ledger_of_list",
    "pieces_of",
    "respond",
]


class RefusedError(ValueError):
    """The report cannot be drawn so; its text says why and what to do."""


class FormatRefusedError(RefusedError):
    """The report makes no sense in this format; its text names those in which it does."""

    def __init__(self, name: str, format_name: str) -> None:
        kind = REPORTS[name]
        self.formats = kind.formats
        said = {"report": kind.label, "format": format_name, "formats": "、".join(kind.formats)}
        super().__init__(_("%(report)s: not as %(format)s, but as %(formats)s.") % said)


def ledger_of_list(reader: Reader, chosen: MeasureQuerySet) -> Scope:
    """What a list has chosen, in the layout that is chosen at first."""
    return replace(Scope.of_list(reader, chosen), layout=layout_at_first("ledger", reader))


def check_size(name: str, format_name: str, scope: Scope) -> None:
    """Raises ValidationError where more measures are asked for than programs open in this format."""
    most = FORMATS[format_name].most
    if not most or not scope.holds_more_than(most):
        return
    others = [each for each in REPORTS[name].formats if not FORMATS[each].most]
    said = {"most": most, "format": format_name, "formats": "、".join(others)}
    more = _("More than %(most)d measures are too many for %(format)s: ask for less, such as a plan or a section.")
    also = _("%(sentence)s Or take %(formats)s.")
    raise ValidationError(also % (said | {"sentence": more % said}) if others else more % said)


def make(name: str, format_name: str, scope: Scope) -> Report:
    """The report as a file of the format is to hold it.

    Raises KeyError for a report that there is not, FormatRefusedError for a format in which it makes no sense,
    ValidationError where it cannot be made so.
    """
    kind = REPORTS[name]
    if format_name not in kind.formats:
        raise FormatRefusedError(name, format_name)
    scope = replace(scope, options={**kind.usual.get(format_name, {}), **scope.options})
    check_size(name, format_name, scope)
    return kind.make(scope)


def draw(name: str, format_name: str, scope: Scope) -> tuple[str, Iterator[bytes]]:
    """The name of the file and its pieces, in the language in which it is asked for. Raises as `make` does."""
    report = make(name, format_name, scope)
    pieces = pieces_of(report, format_name, scope)
    return filename(report.title, format_name), in_language(pieces, translation.get_language())


def pieces_of(report: Report, format_name: str, scope: Scope) -> Iterator[bytes]:
    """The file piece by piece; in the office's template where one is asked for."""
    template = scope.options.get("template")
    return iter([filled_in(report, str(template))]) if template else FORMATS[format_name].chunks(report)


def in_language(pieces: Iterator[bytes], language: str | None) -> Iterator[bytes]:
    """The pieces, each made in this language, whatever is active when a server asks for it."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def giving_way(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, each made once nobody waits for an answer; not in turns of all reports, since one may take long."""
    turn = Turn()
    while True:
        with turn:
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def respond(name: str, format_name: str, scope: Scope) -> HttpResponseBase:
    """A download of the report. Raises as `draw` does."""
    title, pieces = draw(name, format_name, scope)
    headers = {"Content-Disposition": disposition(title, f"{name}.{format_name}")}
    kind = FORMATS[format_name]
    if kind.policy:
        headers["Content-Security-Policy"] = kind.policy
    return StreamingHttpResponse(giving_way(pieces), content_type=kind.content_type, headers=headers)
