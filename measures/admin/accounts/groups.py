"""Groups: a name and the rights of its members, in the words of the page of rights."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from measures.admin.accounts.powers import Powers
from measures.admin.accounts.rights import choices_of, digest, marked, names_held, set_rights
from measures.admin.base import LockingAdmin
from measures.admin.types import BaseInlineFormSet, FieldGroups, ModelForm
from measures.rights import changed

admin.site.unregister(Group)


class GroupForm(ModelForm):
    """A name, and the rights that the administrator may give; what they may not give stays as it is."""

    rights = forms.MultipleChoiceField(
        label=_("What its members may do"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(label="", widget=forms.HiddenInput, required=False)
    powers: Powers

    class Meta:
        model = Group
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance.permissions.select_related("content_type") if self.instance.pk else ()
        self.held, self.offered = names_held(stored), self.powers.rights()
        field = self.fields["rights"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- as declared above
        field.choices = choices_of(self.offered, self.held)
        field.initial = [right.key for right in self.offered if marked(right, self.held)]
        self.fields["seen"].initial = self.stored = digest(self.instance.name, sorted(self.held))

    def clean(self) -> dict[str, Any] | None:
        """Refuse what was sent from a page that shows something else than what is stored by now."""
        if self.instance.pk and self.cleaned_data.get("seen") != self.stored:
            raise ValidationError(_("A colleague saved this record meanwhile. Nothing was written: look again."))
        return super().clean()

    def save_rights(self) -> None:
        """When the group itself is stored."""
        wanted = changed(self.held, self.cleaned_data["rights"], self.offered)
        set_rights(self.instance, self.powers.names, self.held, wanted)


@admin.register(Group)
class PermissionGroupAdmin(LockingAdmin, GroupAdmin):
    """Groups, changed by whoever has all that a group may do and may manage all its members."""

    form = GroupForm
    filter_horizontal = ()
    change_list_template = "admin/measures/accounts.html"

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> FieldGroups:
        return ["name", "rights", "seen"]

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        return cast("type[ModelForm]", type("GroupForm", (form,), {"powers": Powers.of(request.user)}))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.is_within_powers(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.is_within_powers(request, obj)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: Iterable[BaseInlineFormSet], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if isinstance(form, GroupForm):
            form.save_rights()

    def is_within_powers(self, request: HttpRequest, group: Model | None) -> bool:
        return group is None or Powers.of(request.user).changeable_groups().filter(pk=group.pk).exists()

    def get_actions(self, request: HttpRequest) -> Any:
        """One at a time: what a group's members lose is said on its own page."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}
