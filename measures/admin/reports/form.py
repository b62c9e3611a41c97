"""What a report is asked for, as fields of a page that works without scripts."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.db.models import Exists, OuterRef
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from measures.admin.types import Label
from measures.exports.asked import AskedForm
from measures.exports.filter_form import WITHDRAWN
from measures.exports.kept_layouts import OWN, chosen_at_first, kept
from measures.exports.layouts import Layout, in_words
from measures.exports.reports import Kind
from measures.exports.scope import may_see_history
from measures.exports.templates import offered
from measures.models import Plan, Responsibility, ResponsibleBody, Section
from measures.visibility import User, plans_of

CODES = ("plan", "section", "role", "kind", "phase", "timeliness", "review_state")
DAYS = ("since", "as_of")
TICKED = ("role", "kind", "phase", "timeliness", "review_state")
FORMATS: dict[str, Label] = {
    "xlsx": _("Excel workbook"),
    "docx": _("Word document"),
    "csv": _("CSV table"),
    "json": _("JSON for programs"),
    "html": _("Web page to print"),
    "zip": _("ZIP, a file a body"),
}
MOST_SUGGESTED = 2000


def format_label(name: str) -> str:
    """Excel 工作簿 (xlsx)."""
    return f"{FORMATS.get(name, name)} ({name})"


class JoinedInput(forms.TextInput):
    """Several texts in one line, parted by one of the characters of `separators` and shown with the first of them."""

    def __init__(self, separators: str, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs)
        self.separators = separators

    def value_from_datadict(self, data: Mapping[str, object], files: object, name: str) -> list[str]:
        texts = data.getlist(name) if isinstance(data, MultiValueDict) else []
        parts = (part for text in texts for part in re.split(f"[{self.separators}]", text))
        return [part.strip() for part in parts if part.strip()]

    def format_value(self, value: str | Iterable[str] | None) -> str:
        return value if isinstance(value, str) else self.separators[0].join(value or ())


class PageForm(AskedForm):
    """The same fields, each with the widget of the page, and what can be chosen or is suggested."""

    def __init__(self, query: QueryDict, *, kind: Kind, reader: User) -> None:
        plans = Plan.objects.worked_on_by(reader).order_by("title", "slug").values_list("slug", "title")
        self.user, self.plans = reader, list(plans)
        given = parted(query)
        if plans_of(reader) is not None and "plan" not in given:  # or the public part of other plans comes along
            given.setlist("plan", [slug for slug, _title in self.plans])
        self.choose_layout(given, kind)
        super().__init__(given, kind=kind, reader=reader)
        if not may_see_history(reader):
            self.fields.pop("as_of", None)
            self.fields.pop("since", None)
        self.draw_fields()

    def choose_layout(self, given: "MultiValueDict[str, str]", kind: Kind) -> None:
        """A layout counts before the columns that the address still has; without either, the one chosen at first."""
        if given.get("layout"):
            given.pop("columns", None)
        elif "layout" in kind.asks and not given.get("columns"):
            given["layout"] = chosen_at_first(kind.name, self.user) or OWN

    def draw_fields(self) -> None:
        """Give each field the widget that the page has for it."""
        fields = self.fields
        for field in fields.values():
            field.help_text = ""  # what it says is for programs
        fields["plan"].widget = forms.CheckboxSelectMultiple(choices=self.plans)
        fields["section"].widget = JoinedInput(",，、", {"list": "report_sections"})
        for name in ("body", "body_under"):
            fields[name].widget = JoinedInput(
                "、；;", {"list": "report_bodies", "placeholder": _("several with 、 between")}
            )
        for name in TICKED:
            field = fields[name]
            if isinstance(field, forms.ChoiceField):
                field.widget = forms.CheckboxSelectMultiple()
                field.choices = field.choices  # which hands them on to the widget
        for name in ("due_after", "due_before", "as_of", "since"):
            if name in fields:
                fields[name].widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
        left_out, *others = WITHDRAWN
        fields["withdrawn"].widget = forms.Select(choices=[("", left_out[1]), *others])
        fields["format"].widget = forms.Select(choices=[(name, format_label(name)) for name in self.report.formats])
        if "template" in fields:
            self.draw_template()
        if "layout" in fields:
            self.draw_layout()

    def draw_template(self) -> None:
        """Where none is offered, there is nothing to choose."""
        names = offered(self.report.name)
        if names:
            own = ("", _("the site's own look"))
            self.fields["template"].widget = forms.Select(choices=[own, *zip(names, names, strict=True)])
        else:
            del self.fields["template"]

    def draw_layout(self) -> None:
        layouts = [layout.name for layout in kept(self.report.name, self.user)]
        once = [("", _("the columns chosen for this once"))] if self.given.get("columns") else []
        own = [(OWN, _("the report's own columns"))]
        self.fields["layout"].widget = forms.Select(choices=[*once, *own, *zip(layouts, layouts, strict=True)])
        self.fields["columns"].widget = forms.HiddenInput()

    @property
    def several_plans(self) -> bool:
        """Whether there is a choice of plans."""
        return len(self.plans) > 1

    def part(self, *names: str) -> list[BoundField]:
        """Those of these fields that this report has."""
        return [self[name] for name in names if name in self.fields]

    @property
    def typed(self) -> list[BoundField]:
        return self.part("section", "body", "body_under", "q", "due_after", "due_before", "withdrawn")

    @property
    def ticked(self) -> list[BoundField]:
        return self.part(*TICKED)

    @property
    def days(self) -> list[BoundField]:
        return self.part(*DAYS)

    @property
    def options(self) -> list[BoundField]:
        """What this report alone is asked."""
        return self.part(*(name for name in self.report.asks if name not in (*DAYS, "columns")))

    @property
    def columns_in_words(self) -> str:
        """Those of the layout that is chosen, "" where it is the report's own or something is wrong."""
        said = self.cleaned_data if self.is_valid() else {}
        layout: Layout | None = said.get("layout") or said.get("columns")
        return in_words(layout, self.report.columns()) if layout else ""

    @property
    def suggested_sections(self) -> Sequence[tuple[str, str]]:
        """Codes and headings of the plan that is chosen, or of the only one."""
        chosen = self.given.getlist("plan") if len(self.plans) != 1 else [self.plans[0][0]]
        if len(chosen) != 1:
            return []
        seen = Section.objects.worked_on_by(self.user).filter(plan__slug=chosen[0])
        return [
            (section.code, str(section)) for section in seen.only("code", "label", "title", "path").order_by("path")
        ]

    @property
    def suggested_bodies(self) -> list[str]:
        """The names of the bodies that have a part in the measures that the user works on."""
        named = Responsibility.objects.worked_on_by(self.user).filter(body=OuterRef("pk"))
        bodies = ResponsibleBody.objects.filter(Exists(named)).in_order_of_names()
        return list(dict.fromkeys(bodies.values_list("name", flat=True)[:MOST_SUGGESTED]))


def parted(query: QueryDict) -> "MultiValueDict[str, str]":
    """The values with the codes of a list, which an address may part by commas, one by one."""
    found: MultiValueDict[str, str] = MultiValueDict()
    for name, values in query.lists():
        found.setlist(name, [part for text in values for part in (text.split(",") if name in CODES else [text])])
    return found
