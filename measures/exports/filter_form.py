"""The filters of reports as whoever asks gives them: the one declaration for the command, the admin and the API."""

from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from measures.choices import MeasureKind, Phase, ReviewState, Role, Timeliness
from measures.exports.filters import ALL, FALSE, TRUE, Filters, called
from measures.models import Plan, ResponsibleBody, Section
from measures.querysets import Reader

WITHDRAWN = (
    (FALSE, gettext_lazy("left out")),
    (TRUE, gettext_lazy("these alone")),
    (ALL, gettext_lazy("included and marked")),
)


class NamesField(forms.Field):
    """Texts: the parameter is said once for each, so that one may hold a comma. Gives a tuple."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text.strip() for text in value or [] if text.strip()))


class CodesField(NamesField):
    """Texts separated by commas too."""

    def to_python(self, value: list[str] | None) -> tuple[str, ...]:
        return super().to_python([part for text in value or [] for part in text.split(",")])


class ChoicesField(forms.MultipleChoiceField):
    """Codes of a list, separated by commas too. Gives a tuple."""

    def to_python(self, value: object) -> list[str]:
        return [part for text in super().to_python(value) for part in text.split(",")]

    def clean(self, value: object) -> tuple[str, ...]:
        return tuple(super().clean(value))


class FiltersForm(forms.Form):
    """Reads filters from values by name, for one reader: of what that reader does not see, nothing is found.

    Whoever draws it gives the fields the widgets that a page needs; names, values and errors stay.
    """

    plan = CodesField(required=False, label=gettext_lazy("Plan"), help_text=gettext_lazy("Slugs of plans."))
    section = CodesField(
        required=False,
        label=gettext_lazy("Section"),
        help_text=gettext_lazy("Codes of sections: in these or anywhere below them."),
    )
    body = NamesField(
        required=False,
        label=gettext_lazy("Body"),
        help_text=gettext_lazy(
            "Names, aliases or public ids of bodies: any of them has a part, or the role asked for."
        ),
    )
    body_under = NamesField(
        required=False,
        label=gettext_lazy("Body with those below it"),
        help_text=gettext_lazy("Like `body`, for these bodies and all bodies below them."),
    )
    role = ChoicesField(
        required=False,
        label=gettext_lazy("Role"),
        choices=Role.choices,
        help_text=gettext_lazy("Any body has one of these roles; with `body` or `body_under`, that body has."),
    )
    kind = ChoicesField(
        required=False,
        label=gettext_lazy("Kind"),
        choices=MeasureKind.choices,
        help_text=gettext_lazy("A measure (a task), or a major project."),
    )
    phase = ChoicesField(
        required=False,
        label=gettext_lazy("Phase"),
        choices=Phase.choices,
        help_text=gettext_lazy("How far it has been carried out."),
    )
    timeliness = ChoicesField(
        required=False,
        label=gettext_lazy("Timeliness"),
        choices=Timeliness.choices,
        help_text=gettext_lazy("How its day stands to the day of the report: on track, due soon, or overdue."),
    )
    review_state = ChoicesField(
        required=False,
        label=gettext_lazy("Review state"),
        choices=ReviewState.choices,
        help_text=gettext_lazy("How far its review has come."),
    )
    withdrawn = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Withdrawn measures"),
        choices=WITHDRAWN,
        help_text=gettext_lazy("`false` leaves them out, as without it; `true`: these alone; `all`: marked."),
    )
    due_after = forms.DateField(
        required=False,
        label=gettext_lazy("Due on or after"),
        input_formats=["%Y-%m-%d"],
        help_text=gettext_lazy("Due on this day or later; measures without a day are left out."),
    )
    due_before = forms.DateField(
        required=False,
        label=gettext_lazy("Due on or before"),
        input_formats=["%Y-%m-%d"],
        help_text=gettext_lazy("Due on this day or earlier; measures without a day are left out."),
    )
    q = forms.CharField(
        required=False,
        label=pgettext_lazy("filter", "Words"),
        help_text=gettext_lazy(
            "Each of these words stands in the title, the text or a name of one of its bodies, or is its code or"
            " number or that of a heading above it."
        ),
    )

    def __init__(self, data: MultiValueDict[str, str] | None = None, *, reader: Reader, prefix: str | None = None):
        super().__init__(data, prefix=prefix)
        self.reader = reader

    @property
    def filters(self) -> Filters:
        """Once the form is valid."""
        return Filters(**{name: self.cleaned_data[name] for name in NAMES if self.cleaned_data[name]})

    def clean_plan(self) -> tuple[str, ...]:
        slugs: tuple[str, ...] = self.cleaned_data["plan"]
        seen = Plan.objects.visible_to(self.reader).filter(slug__in=slugs).values_list("slug", flat=True)
        return known(slugs, set(seen), Plan)

    def clean_section(self) -> tuple[str, ...]:
        codes: tuple[str, ...] = self.cleaned_data["section"]
        seen = Section.objects.visible_to(self.reader).filter(code__in=codes)
        if self.cleaned_data.get("plan"):
            seen = seen.filter(plan__slug__in=self.cleaned_data["plan"])
        return known(codes, set(seen.values_list("code", flat=True)), Section)

    def clean_body(self) -> tuple[str, ...]:
        return self.bodies("body")

    def clean_body_under(self) -> tuple[str, ...]:
        return self.bodies("body_under")

    def bodies(self, field: str) -> tuple[str, ...]:
        wanted: tuple[str, ...] = self.cleaned_data[field]
        seen = ResponsibleBody.objects.visible_to(self.reader)
        return known(wanted, {name for name in wanted if called([name], seen)}, ResponsibleBody)


NAMES = tuple(FiltersForm.base_fields)


def known(wanted: tuple[str, ...], found: set[str], model: type[Plan | Section | ResponsibleBody]) -> tuple[str, ...]:
    """What is wanted. Raises ValidationError for what was not found of it."""
    name = model._meta.verbose_name
    errors = [
        ValidationError(_("There is no %(name)s “%(wanted)s”.") % {"name": name, "wanted": each})
        for each in wanted
        if each not in found
    ]
    if errors:
        raise ValidationError(errors)
    return wanted


def read_filters(data: Mapping[str, Iterable[str]], reader: Reader) -> Filters:
    """The filters from texts by name. Raises ValidationError with what is wrong, by field."""
    form = FiltersForm(MultiValueDict({name: list(values) for name, values in data.items()}), reader=reader)
    if not form.is_valid():
        raise ValidationError({name: list(errors) for name, errors in form.errors.items()})
    return form.filters


def in_words(filters: Filters) -> str:
    """What is asked for, in the reader's language: 责任单位：市教委；进展阶段：推进中. Plans are told elsewhere."""
    said = []
    for name, field in FiltersForm.base_fields.items():
        value = getattr(filters, name)
        if name != "plan" and value != getattr(Filters, name):
            said.append(_("%(name)s: %(value)s") % {"name": field.label, "value": value_in_words(field, value)})
    return _("; ").join(said)


def value_in_words(field: forms.Field, value: object) -> str:
    labels = dict(choices_of(field))
    values = value if isinstance(value, tuple) else (value,)
    return "、".join(str(labels.get(each, each)) for each in values)


def choices_of(field: forms.Field) -> list[tuple[str, str]]:
    """The codes that a filter takes, with their labels; none where it takes other texts."""
    choices = field.widget.choices if isinstance(field.widget, forms.Select) else ()
    return [(str(code), str(label)) for code, label in choices if code]
