"""Accounts: deleting one says what stays and what goes, and offers to switch it off instead."""

from typing import Unpack

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField, Model, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.base import ListAdmin
from measures.admin.types import Actions, ChoiceOptions, RecordQuerySet, RecordsField
from measures.models import ApiToken, Edit

admin.site.unregister([User, Group])

ACTIONS = {"add": _("Add"), "change": _("Change"), "delete": _("Delete"), "view": _("View")}
# What nobody is given a right to: tables that only the site itself writes.
OF_THE_SITE = Q(content_type__model__startswith="historical")
OF_THE_SITE |= Q(content_type__app_label__in=["contenttypes", "sessions"])


def permission_label(permission: Permission) -> str:
    """In the reader's language: Django stores the names of permissions in English."""
    action, _separator, model_name = permission.codename.partition("_")
    model = permission.content_type.model_class()
    if model is None or model_name != permission.content_type.model or action not in ACTIONS:
        return gettext(permission.name)
    return f"{capfirst(str(model._meta.verbose_name))}：{ACTIONS[action]}"


class RightsField(RecordsField):
    """Groups by their names; permissions by names in the reader's language, without those that mean nothing here."""

    def __init__(self, queryset: RecordQuerySet, **options: Unpack[ChoiceOptions]) -> None:
        super().__init__(queryset.exclude(OF_THE_SITE) if queryset.model is Permission else queryset, **options)

    def label_from_instance(self, obj: Model) -> str:
        return permission_label(obj) if isinstance(obj, Permission) else str(obj)


class RightsAdmin(ListAdmin):
    """Offers rights to be given."""

    formfield_overrides = {ManyToManyField: {"form_class": RightsField}}

    class Media:
        js = ["measures/names.js"]


@admin.register(Group)
class PermissionGroupAdmin(RightsAdmin, GroupAdmin):
    """Django's, in a list like all others here."""


@admin.register(User)
class AccountAdmin(RightsAdmin, UserAdmin):  # type: ignore[type-arg]
    """Accounts as Django has them; an account can be switched off instead of deleted."""

    readonly_fields = ["last_login", "date_joined"]
    delete_confirmation_template = "admin/measures/user_delete.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.switch_off_view)
        return [path("<int:user_id>/switch-off/", view, name="auth_user_switch_off"), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> Actions:
        """One at a time: what goes with an account is said on its own page."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The confirmation page says how many edits keep the name and how many tokens go."""
        user = self.get_object(request, object_id)
        counts: dict[str, object] = {
            "edit_count": Edit.objects.filter(by=user.pk if user else 0).count(),
            "token_count": ApiToken.objects.filter(user=user.pk if user else 0).count(),
        }
        return super().delete_view(request, object_id, counts | (extra_context or {}))

    def switch_off_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """The account can no longer log in, nor its tokens ask; everything it did keeps its name."""
        user = get_object_or_404(User, pk=user_id)
        if request.method != "POST" or not self.has_change_permission(request, user):
            raise PermissionDenied
        user.is_active = False
        user.save(update_fields=["is_active"])
        message = gettext("The account %(name)s is switched off.") % {"name": user.get_username()}
        self.log_change(request, user, message)
        self.message_user(request, message)
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))
