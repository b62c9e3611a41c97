"""Two people, one record: a form knows what its reader saw, and never writes over what its reader did not see.

Every field carries, hidden, the value it was shown with. Where the record has moved on since (`version`), the save is
refused; the form comes back with the colleague's values in the fields its reader left alone and the reader's own in
those they changed, and lists the three wordings side by side. Saving again then writes knowingly.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Unpack
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from measures.admin.history.differences import marked_difference
from measures.admin.types import BaseInlineFormSet, Files, FormOptions, FormSetOptions, ModelForm
from measures.models.readiness import Missing, missing_of

STALE = _(
    "A colleague saved this record while you were editing it. Nothing was written and nothing you typed is lost: "
    "compare the two below, then save again to write what the form now shows."
)

RESTORED = _("What was typed was restored, and is not saved yet.")

Values = dict[str, str]  # the fields of a line, each as a browser sends it


@dataclass(frozen=True)
class Difference:
    """What a colleague changed, beside what the reader saw and typed."""

    label: str
    before: SafeString | str
    theirs: SafeString | str
    yours: SafeString | str
    both: bool  # the reader changed it, too, and the form keeps the reader's
    merged: bool = False  # or what both changed


def is_stale(data: QueryDict, record: Model, name: str = "version") -> bool:
    """Whether the record has moved on from the version that the field of this name sends."""
    return record.pk is not None and data.get(name) != str(getattr(record, "version", ""))


def normalize_newlines(data: QueryDict) -> QueryDict:
    """A copy with the newlines that were stored: browsers send CR LF."""
    copy = QueryDict(mutable=True)
    for name in data:
        copy.setlist(name, [value.replace("\r\n", "\n") for value in data.getlist(name)])
    return copy


def as_posted(form_field: forms.Field, value: object) -> str:
    """A stored value as a browser would send it: a localised field's in the form that its widget shows."""
    value = form_field.prepare_value(value)
    if value is None:
        return ""
    if isinstance(form_field, forms.ChoiceField):  # a Select formats its value as a list
        return str(value)
    return str(form_field.widget.format_value(value) or "")


def canonical(form_field: forms.Field, data: str) -> str:
    """Sent data in one form, so that 2025-06-30 (hidden) and 2025/06/30 (shown) are the same; as sent if invalid."""
    if isinstance(form_field, forms.ChoiceField):
        return data
    try:
        return as_posted(form_field, form_field.to_python(data))
    except ValidationError:
        return data


def as_displayed(form_field: forms.Field, value: str) -> str:
    """A sent value as people read it."""
    if value == "":
        return "—"
    if isinstance(form_field, forms.ModelChoiceField):
        try:
            return str(form_field.label_from_instance(form_field.to_python(value)))
        except ValidationError:
            return value
    if isinstance(form_field.widget, forms.Select):
        labels = {str(key): str(label) for key, label in form_field.widget.choices}
        return labels.get(value, value)
    return value


class MergedField(forms.Field):
    """A field of which a value can hold what two people changed, as a list can."""

    def merge(self, before: str, theirs: str, yours: str) -> str:
        """The value that has the changes of both, as a browser would send it."""
        raise NotImplementedError


class FormTokenField(forms.UUIDField):
    """A number that every form shown gets anew: never a change of the record."""

    def has_changed(self, initial: object, data: object) -> bool:
        return False


class VersionedForm(ModelForm):
    """Knows which version its reader saw. `form_token` is the same when the same form is sent twice."""

    data: QueryDict
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_token = FormTokenField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(normalize_newlines(data) if data is not None else None, files, **options)
        self.set_initial()
        self.differences: list[Difference] = []
        self.restored = "_restore" in self.data  # a draft from the browser, to be looked at before it is saved
        self.stale = self.is_bound and is_stale(self.data, self.instance, self.add_prefix("version"))
        for name in self.remembered():
            self.fields[name].show_hidden_initial = True
        if self.stale:
            self.merge()

    def set_initial(self) -> None:
        """What the form shows beside the record's own fields, before what was posted is compared with it."""
        self.initial.update(version=getattr(self.instance, "version", None), form_token=uuid4())

    def remembered(self) -> list[str]:
        return [name for name in self.fields if name not in ("version", "form_token")] if self.instance.pk else []

    def merge(self) -> None:
        """Put a colleague's values into the fields that the editor left alone, and list what the colleague changed."""
        for name in self.remembered():
            bound = self[name]
            before, theirs, yours = three_way_values(bound)
            if theirs != before:
                self.differences.append(difference(bound, before, theirs, yours))
                self.data[bound.html_name] = merged(bound.field, before, theirs, yours)
            self.data[bound.html_initial_name] = theirs
        self.data[self.add_prefix("version")] = str(self.instance.version)

    def full_clean(self) -> None:
        """A record is published by the rules of publishing: what is missing is said of its state."""
        super().full_clean()
        if self.is_bound and self.leads_to_public and (found := self.missing()):
            said = _("It cannot be published: %(what)s.") % {"what": "、".join(str(each.rule.label) for each in found)}
            self.add_error(self.instance.step_field, said)

    @property
    def leads_to_public(self) -> bool:
        """Whether the form publishes a stored record."""
        field = getattr(self.instance, "step_field", "")
        return bool(self.instance.pk) and field in self.changed_data and self.cleaned_data.get(field) == "published"

    def missing(self) -> list[Missing]:
        """What keeps the record, as the form has it, from being published."""
        return [each for each in missing_of(self.instance) if each.rule.obligatory]

    def clean(self) -> dict[str, object] | None:
        if self.stale:
            raise ValidationError(STALE, code="stale")
        if self.restored:
            raise ValidationError(RESTORED, code="restored")
        return super().clean()


def three_way_values(bound: BoundField) -> tuple[str, str, str]:
    """As the reader saw it, as it is stored now, as the reader sent it."""
    data, form_field = bound.form.data, bound.field
    theirs = as_posted(form_field, bound.initial)
    before = canonical(form_field, data.get(bound.html_initial_name, theirs))
    return before, theirs, canonical(form_field, data.get(bound.html_name, before))


def merged(form_field: forms.Field, before: str, theirs: str, yours: str) -> str:
    """What the form goes on with: where both changed a field, the reader's own value or that of both."""
    if isinstance(form_field, MergedField):
        return form_field.merge(before, theirs, yours)
    return theirs if yours == before else yours


def difference(bound: BoundField, before: str, theirs: str, yours: str) -> Difference:
    """What a colleague changed in one field, with the changes marked where the field holds prose."""
    was, other, own = (as_displayed(bound.field, value) for value in (before, theirs, yours))
    prose = isinstance(bound.field, forms.CharField)
    return Difference(
        label=str(bound.label),
        before=was,
        theirs=marked_difference(was, other) if prose else other,
        yours=marked_difference(was, own) if prose and own != was else own,
        both=yours not in (before, theirs),
        merged=isinstance(bound.field, MergedField),
    )


@dataclass
class PostedLine:
    """One posted line of an inline: `pk` is "" for a new one."""

    pk: str
    before: Values
    yours: Values
    deleted: bool

    @property
    def touched(self) -> bool:
        return self.deleted or self.yours != self.before

    def over(self, theirs: dict[str, str]) -> "PostedLine":
        """The reader's changes over what is stored now."""
        changed = {name: value for name, value in self.yours.items() if value != self.before[name]}
        return PostedLine(self.pk, theirs, theirs | changed, self.deleted)


class VersionedInlineFormSet(BaseInlineFormSet):
    """The parts of a versioned record: merged line by line, as its fields are."""

    data: QueryDict
    model: type[Model]

    def __init__(
        self, data: QueryDict | None = None, files: Files | None = None, **options: Unpack[FormSetOptions]
    ) -> None:
        super().__init__(normalize_newlines(data) if data is not None else None, files, **options)
        self.difference: Difference | None = None
        if self.is_bound and is_stale(self.data, self.instance):
            self.merge()

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        setattr(form.instance, self.fk.name, self.instance)  # or each part reads its own record
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = _("Delete this line")
        for name in self.names():
            form.fields[name].show_hidden_initial = True

    def names(self) -> list[str]:
        return [name for name in self.form.base_fields if name != self.fk.name]

    def merge(self) -> None:
        """Merge the editor's changes line by line into the parts as they are stored now."""
        posted = list(self.posted())
        stored = {str(part.pk): self.stored(part) for part in self.get_queryset()}
        kept = {row.pk: row.over(stored[row.pk]) for row in posted if row.pk in stored}
        lines = [kept.get(pk) or PostedLine(pk, theirs, theirs, deleted=False) for pk, theirs in stored.items()]
        added = [row for row in posted if row.pk not in stored and row.touched and not row.deleted]
        before = [row.before for row in posted if row.pk]
        if before != list(stored.values()):
            self.difference = self.compare(before, stored.values(), [row.yours for row in posted if not row.deleted])
        self.rewrite(lines, added)

    def posted(self) -> Iterator[PostedLine]:
        """The lines that were posted, blank ones included."""
        for index in range(self.total_form_count()):
            prefix = self.add_prefix(index)
            fields = self.form.base_fields
            yours = {name: canonical(fields[name], self.data.get(f"{prefix}-{name}", "")) for name in self.names()}
            pk = self.data.get(f"{prefix}-{self.model._meta.pk.name}", "")
            known = yours if pk else dict.fromkeys(yours, "")
            before = {
                name: canonical(fields[name], self.data.get(f"initial-{prefix}-{name}", known[name]))
                for name in self.names()
            }
            yield PostedLine(pk, before, yours, deleted=bool(self.data.get(f"{prefix}-DELETE")))

    def stored(self, part: Model) -> dict[str, str]:
        form = self.form(instance=part)
        return {name: as_posted(form.fields[name], form[name].initial) for name in self.names()}

    def compare(self, before: Iterable[Values], theirs: Iterable[Values], yours: Iterable[Values]) -> Difference:
        was, other, own = (self.lines(values) for values in (before, theirs, yours))
        label = str(self.model._meta.verbose_name_plural)
        return Difference(label, was, other, own, both=own != was and own != other, merged=True)

    def lines(self, rows: Iterable[dict[str, str]]) -> SafeString:
        fields = self.form.base_fields
        filled = [row for row in rows if any(row[name] for name in row if fields[name].required)]
        words = [" ".join(as_displayed(fields[name], value) for name, value in row.items() if value) for row in filled]
        return format_html_join("", "<div>{}</div>", ([line] for line in words or ["—"]))

    def rewrite(self, lines: list[PostedLine], added: list[PostedLine]) -> None:
        """Replace the posted data by these lines: `lines` are stored parts, `added` are new ones."""
        pk_name = self.model._meta.pk.name
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(len(lines))
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(len(lines) + len(added))
        for index, row in enumerate([*lines, *added]):
            prefix = self.add_prefix(index)
            self.data[f"{prefix}-{pk_name}"] = row.pk if index < len(lines) else ""
            for name, value in row.yours.items():
                self.data[f"{prefix}-{name}"] = value
                self.data[f"initial-{prefix}-{name}"] = row.before[name] if index < len(lines) else ""
            self.data.pop(f"{prefix}-DELETE", None)
            if row.deleted:
                self.data[f"{prefix}-DELETE"] = "on"
        vars(self).pop("management_form", None)  # the base class keeps the counts it read first
