"""Accounts: deleting one says what stays and what goes, and offers to switch it off instead."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from measures.admin.base import ListAdmin
from measures.admin.types import Actions
from measures.models import ApiToken, Edit

admin.site.unregister([User, Group])


@admin.register(Group)
class PermissionGroupAdmin(ListAdmin, GroupAdmin):
    """Django's, in a list like all others here."""


@admin.register(User)
class AccountAdmin(ListAdmin, UserAdmin):  # type: ignore[type-arg]
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
        message = _("The account %(name)s is switched off.") % {"name": user.get_username()}
        self.log_change(request, user, message)
        self.message_user(request, message)
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))
