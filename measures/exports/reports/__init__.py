"""The reports, by name: what each is called, how it is made, and the formats in which it makes sense."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.exports.contents import Column, Report
from measures.exports.layouts import Layout
from measures.exports.reports.by_body import by_body
from measures.exports.reports.changes import changes
from measures.exports.reports.division import Form, division
from measures.exports.reports.ledger import columns, complete, ledger
from measures.exports.reports.overview import overview
from measures.exports.reports.plan_text import plan_text
from measures.exports.scope import Scope

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Label


@dataclass(frozen=True)
class Kind:
    """A report: `make` draws it, `formats` are those of `measures.exports.writers` in which it makes sense.

    `asks` are the fields of `measures.exports.asked.AskedForm` that it can be asked beside filters and format. `usual`
    are options of the scope by format, where none is asked for. `columns` are those that layouts may choose, none where
    there are no layouts; `complete` names those of a layout that names none.
    """

    name: str
    label: "Label"
    make: Callable[[Scope], Report]
    formats: tuple[str, ...]
    asks: tuple[str, ...] = ("as_of",)
    usual: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    columns: Callable[[], Mapping[str, Column]] = dict
    complete: Callable[[Layout], Layout] = lambda layout: layout

    def layout_in(self, format_name: str, layout: Layout | None) -> Layout:
        """The layout with all its columns named; where none is chosen, the one that is usual in the format."""
        return self.complete(layout or Layout(grouped=bool(self.usual.get(format_name, {}).get("grouped"))))


REPORTS = {
    kind.name: kind
    for kind in (
        Kind(
            "ledger",
            _("Ledger"),
            ledger,
            ("xlsx", "docx", "csv", "json", "html"),
            asks=("as_of", "layout", "columns"),
            usual={"docx": {"grouped": True}, "html": {"grouped": True}},
            columns=columns,
            complete=complete,
        ),
        Kind(
            "by_body",
            _("Tasks by body"),
            by_body,
            ("xlsx", "docx", "html", "json", "zip"),
            asks=("as_of", "template", "file_format"),
        ),
        Kind("overview", pgettext_lazy("report", "Overview"), overview, ("xlsx", "html", "json")),
        Kind(
            "changes",
            _("Changes"),
            changes,
            ("xlsx", "docx", "html", "csv", "json"),
            asks=("since", "as_of", "template"),
        ),
        Kind(
            "division",
            _("Division of work"),
            division,
            ("docx", "xlsx", "html", "json"),
            asks=("as_of", "form", "template"),
            usual={"xlsx": {"form": Form.SHEET}},
        ),
        Kind("plan_text", _("Plan text"), plan_text, ("docx", "html", "json"), asks=("as_of", "template")),
    )
}
