"""Accounts, and the page on which rights are given and seen.

An administrator who is no superuser manages the accounts whose rights are a part of their own (see `Powers`): no page
here gives what they lack, or touches an account that has more. Deleting one says what stays and what goes, and offers
to switch it off instead.
"""

from typing import cast

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.accounts.powers import Powers
from measures.admin.accounts.rights import RightsForm, account_of, matrix
from measures.admin.base import ListAdmin
from measures.admin.numbers import whole_number
from measures.admin.types import Actions, Fieldsets, ModelForm
from measures.models import ApiToken, Edit, PlanLimit
from measures.visibility import limit_of, plans_of

admin.site.unregister(User)

ACCOUNTS_A_PAGE = 50
STATE = ["is_active", "is_staff", "is_superuser"]


@admin.register(User)
class AccountAdmin(ListAdmin, UserAdmin):  # type: ignore[type-arg]
    """Accounts; what each may do is given on the page of rights."""

    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ()
    list_display = ["username", "last_name", "first_name", "email", "is_staff"]
    list_filter = ["is_active", "is_staff", "groups"]
    change_list_template = "admin/measures/accounts.html"
    change_form_template = "admin/measures/account.html"
    delete_confirmation_template = "admin/measures/user_delete.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("rights/", view(self.rights_view), name="auth_user_rights"),
            path("<int:user_id>/switch-off/", view(self.switch_off_view), name="auth_user_switch_off"),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Fieldsets:
        """Who is a superuser, superusers say."""
        if obj is None:
            return super().get_fieldsets(request, obj)
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ["username", "last_name", "first_name", "email", *STATE, *self.readonly_fields]})]
        state = tuple(STATE if request.user.is_superuser else STATE[:2])
        return [
            (None, {"fields": ["username", "password"]}),
            (_("Personal info"), {"fields": ["last_name", "first_name", "email"]}),
            (_("state"), {"fields": state}),
            (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody locks themselves out."""
        return [*self.readonly_fields, *(STATE if obj is not None and obj.pk == request.user.pk else [])]

    def get_actions(self, request: HttpRequest) -> Actions:
        """One at a time: what goes with an account is said on its own page."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Decides on the password's page and on switching off, too."""
        return super().has_change_permission(request, obj) and self.is_within_powers(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj) and self.is_within_powers(request, obj)
        return allowed and (obj is None or obj.pk != request.user.pk)

    def is_within_powers(self, request: HttpRequest, account: Model | None) -> bool:
        return account is None or Powers.of(request.user).manages(cast("User", account))

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """A new account is for a person, who logs in here, until the page of rights says otherwise.

        Whoever is limited to some plans makes no account that is not: its plans are given on that page.
        """
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)
        if not change and plans_of(request.user) is not None:
            PlanLimit.objects.create(user=obj)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """A new account may do nothing yet."""
        if "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self.message_user(request, gettext("The account %(name)s was made. Say what it may do.") % {"name": obj})
        return HttpResponseRedirect(rights_address(obj))

    def rights_view(self, request: HttpRequest) -> HttpResponse:
        """All accounts and groups with what they may do; `account` is the one to which a POST gives rights."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        account = self.chosen_account(request)
        if account is not None and request.method == "POST":
            return self.give_rights(request, account, request.POST)
        form = None if account is None else RightsForm(None, account, Powers.of(request.user))
        return self.rights_page(request, account, form)

    def chosen_account(self, request: HttpRequest) -> User | None:
        """Raises Http404, and PermissionDenied for one that the user may not manage."""
        if "account" not in request.GET:
            return None
        account = get_object_or_404(User, pk=whole_number(request.GET["account"]))
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        return account

    def give_rights(self, request: HttpRequest, account: User, data: QueryDict) -> HttpResponse:
        """What was given and taken stands in the history of the account, which is locked meanwhile."""
        with transaction.atomic():
            account = get_object_or_404(User.objects.select_for_update(no_key=True), pk=account.pk)
            form = RightsForm(data, account, Powers.of(request.user))
            done = form.save() if form.is_valid() else None
        if done is None:
            return self.rights_page(request, account, form)
        if done:
            said = "；".join(done)
            self.log_change(request, account, said)
            self.message_user(request, gettext("%(name)s: %(changes)s") % {"name": account, "changes": said})
        else:
            self.message_user(request, gettext("Nothing was changed."))
        if not account.is_superuser and limit_of(account.pk) == frozenset():
            said = gettext(
                "%(name)s is limited to no plan: on these pages it finds no plan and nothing that stands in one."
            )
            self.message_user(request, said % {"name": account}, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:auth_user_rights"))

    def rights_page(self, request: HttpRequest, account: User | None, form: RightsForm | None) -> HttpResponse:
        powers, query = Powers.of(request.user), request.GET.get("q", "").strip()
        page = Paginator(accounts_found(query), ACCOUNTS_A_PAGE).get_page(request.GET.get("p"))
        may_change = self.has_change_permission(request)
        managed = set(powers.accounts().values_list("pk", flat=True)) if may_change else set()
        groups = list(all_groups())
        context = self.admin_site.each_context(request) | {
            "title": gettext("Accounts and rights"),
            "opts": self.opts,
            "account": account,
            "form": form,
            "accounts": [account_of(user, managed) for user in page],
            "page": page,
            "query": query,
            "groups": groups,
            "lines": matrix(groups),
            "may_add": self.has_add_permission(request),
            "may_see_groups": request.user.has_perm("auth.view_group"),
        }
        return TemplateResponse(request, "admin/measures/rights.html", context)

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
        if request.method != "POST" or not self.has_change_permission(request, user) or user.pk == request.user.pk:
            raise PermissionDenied
        user.is_active = False
        user.save(update_fields=["is_active"])
        message = gettext("The account %(name)s is switched off.") % {"name": user.get_username()}
        self.log_change(request, user, message)
        self.message_user(request, message)
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))


def rights_address(account: User) -> str:
    return f"{reverse('admin:auth_user_rights', query={'account': account.pk})}#rights"


def accounts_found(query: str) -> QuerySet[User]:
    """By words of the name; those that are switched off last."""
    users = User.objects.order_by("-is_active", "username")
    users = users.prefetch_related("groups", "user_permissions__content_type", "plan_limit__plans")
    for word in query.split():
        named = Q(username__icontains=word) | Q(last_name__icontains=word) | Q(first_name__icontains=word)
        users = users.filter(named | Q(groups__name=word)).distinct()
    return users


def all_groups() -> QuerySet[Group]:
    """Those that come with PolicyHub first."""
    return Group.objects.order_by("shipped", "name").prefetch_related("permissions__content_type")
