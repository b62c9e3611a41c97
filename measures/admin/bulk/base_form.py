"""A form for one kind of change of many records: what each kind has in common."""

from typing import ClassVar, Generic, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse

from measures.admin.editing import as_displayed
from measures.admin.records.responsibilities import BodyNames, unknown
from measures.admin.types import Label
from measures.edits import BulkChange
from measures.edits.assigning import several
from measures.models import Plan, ResponsibleBody

RecordT = TypeVar("RecordT", bound=Model, contravariant=True)


class BodyField(forms.CharField):
    """The name or an alias of one body; the form that has it knows in which jurisdiction it is meant."""

    def __init__(self, name: str, label: Label, *, required: bool = True) -> None:
        attrs = {"id": f"bulk_{name}", "class": "one-body", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(label=label, required=required, max_length=200, widget=forms.TextInput(attrs=attrs))

    def offer(self, jurisdiction: str) -> None:
        """Suggest names while they are typed, those of the jurisdiction first."""
        query = {"jurisdiction": jurisdiction}
        self.widget.attrs["data-suggestions"] = reverse("admin:measures_measure_bodies", query=query)


class BulkForm(forms.Form, Generic[RecordT]):
    """One kind of change: its fields, the `BulkChange` that they make, and how a record reads before and after it.

    `plans` are those of the records that were chosen, or the first two of them.
    """

    use_required_attribute = False  # in the list, each button needs other fields
    label: ClassVar[Label]
    rights: ClassVar[str] = "change"  # of the admin: see `has_assign_permission`

    def __init__(self, data: QueryDict | None = None, *, plans: "list[Plan] | None" = None) -> None:
        super().__init__(data)
        self.plans = plans or []
        self.bodies: dict[str, ResponsibleBody | None] = {}
        for each in self.fields.values():
            if isinstance(each, BodyField):
                each.offer(self.jurisdiction)

    @property
    def jurisdiction(self) -> str:
        found = {plan.jurisdiction for plan in self.plans}
        return found.pop() if len(found) == 1 else ""

    def clean(self) -> dict[str, object] | None:
        """Each name becomes its body."""
        names = [name for name, each in self.fields.items() if isinstance(each, BodyField)]
        known = BodyNames(self.jurisdiction, []) if any(self.cleaned_data.get(name) for name in names) else None
        for name in names:
            self.bodies[name] = None
            if known is not None and (text := self.cleaned_data.get(name)):
                try:
                    self.bodies[name] = only_one(known, text, self.jurisdiction)
                except ValidationError as error:
                    self.add_error(name, error)
        return super().clean()

    def key_of(self, name: str) -> int | None:
        body = self.bodies[name]
        return body.pk if body else None

    def change(self) -> BulkChange:
        raise NotImplementedError

    def described(self) -> str:
        """The reason of an edit for which the editor gave none: what was done."""
        said = [as_displayed(each.field, str(each.value() or "")) for each in self if each.value()]
        return f"{self.label}：{'，'.join(said)}"[:255] if said else str(self.label)

    def before(self, record: RecordT) -> str:
        """What the record says now of what is changed."""
        raise NotImplementedError

    def after(self, record: RecordT) -> str:
        raise NotImplementedError


def only_one(known: BodyNames, name: str, jurisdiction: str) -> ResponsibleBody:
    """The body of a name. Raises ValidationError where it means none or several."""
    found = known.find(name.strip())
    if len(found) == 1:
        return found[0]
    raise several(name, found) if found else unknown(name, jurisdiction)
