"""The sign-in log and the lock-outs, and what an administrator sees and does of other people's accounts."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeAlias

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, IntegerField, Model, OuterRef, QuerySet, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from measures.admin.accounts.users import AccountAdmin
from measures.admin.base import ReadOnlyAdmin
from measures.admin.labels import badge
from measures.admin.lists.filters import Filter
from measures.admin.types import Actions, Lookups, ModelAdmin, ModelForm, RecordQuerySet
from policyhub.accounts import events, second_factor
from policyhub.accounts.browsers import browser_name
from policyhub.accounts.models import EventKind, RequiredPasswordChange, SignInEvent
from policyhub.accounts.views import end_posted, page, person, sign_in_facts

Column: TypeAlias = str | Callable[[Any], str | bool]

admin.site.unregister([User, TOTPDevice, StaticDevice])  # ours says more; the library's pages would show the secrets


class SecondFactorFilter(Filter):
    """Accounts with or without a second factor."""

    title, parameter_name = _("second factor"), "factor"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return [("1", _("On")), ("0", _("Off"))]

    def queryset(self, request: HttpRequest, queryset: RecordQuerySet) -> RecordQuerySet:
        chosen = {"1": queryset.filter(has_factor=True), "0": queryset.filter(has_factor=False)}
        return chosen.get(self.value() or "", queryset)


@admin.register(User)
class SignInAccountAdmin(AccountAdmin):
    """Accounts, with a page of each that tells how it signs in, and ends sessions and resets the second factor."""

    change_form_template = "accounts/user_form.html"

    def get_list_display(self, request: HttpRequest) -> list[Column]:
        return [*super().get_list_display(request), "second_factor"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_filter(request), SecondFactorFilter]

    def get_queryset(self, request: HttpRequest) -> RecordQuerySet:
        apps = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        accounts: RecordQuerySet = super().get_queryset(request).annotate(has_factor=Exists(apps))
        return accounts

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, user: User) -> bool:
        return bool(vars(user)["has_factor"])

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "sign-in": ("account_of", self.sign_in_view),
            "sign-in/reset": ("account_reset", self.reset_view),
            "sign-in/end": ("account_end_sessions", self.end_sessions_view),
        }
        wrap = self.admin_site.admin_view
        own = [path(f"<int:user_id>/{address}/", wrap(view), name=name) for address, (name, view) in pages.items()]
        return [*own, *super().get_urls()]

    def managed(self, request: HttpRequest, user_id: int) -> User:
        """The account, where whoever asks may change it. Raises Http404 and PermissionDenied."""
        user = self.get_object(request, str(user_id))
        if not isinstance(user, User):
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user

    def sign_in_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """How somebody else signs in."""
        user = self.managed(request, user_id)
        if user == request.user:
            return redirect("admin:account")
        facts = sign_in_facts(user, request.session.session_key)
        title = gettext("Sign-in security: %(name)s") % {"name": user.get_username()}
        return page(request, "account", title, own=False, **facts)

    def reset_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """For whoever lost the phone. GET: what that means; POST: the second factor is off and every session ended.

        One's own is changed where one proves who one is.
        """
        user = self.managed(request, user_id)
        if user == request.user:
            return redirect("admin:account")
        if request.method != "POST":
            title = gettext("Reset the second factor of %(name)s?") % {"name": user.get_username()}
            return page(request, "reset", title, own=False, account=user)
        second_factor.reset(user)
        events.record(EventKind.FACTOR_RESET, request, user, by=person(request))
        message = gettext("The second factor of %(name)s is reset.") % {"name": user.get_username()}
        self.log_change(request, user, message)
        self.message_user(request, message)
        return redirect("admin:account_of", user.pk)

    def end_sessions_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        user = self.managed(request, user_id)
        if request.method != "POST":
            raise PermissionDenied
        end_posted(request, user, but=request.session.session_key)
        return redirect("admin:account_of", user.pk)

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], set[Any], list[Any]]:
        """What goes with an account is counted; the parts of a second factor, which have English names, are one."""
        records = list(objs)
        _listed, counts, needed, protected = super().get_deleted_objects(records, request)
        parts = {model._meta.verbose_name_plural for model in (TOTPDevice, StaticDevice, StaticToken)}
        told = {name: count for name, count in counts.items() if name not in parts}
        told |= {gettext("second factor"): len(records)} if len(told) < len(counts) else {}
        return [str(each) for each in records], told, needed, protected

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """A new account has a password that an administrator knows."""
        super().save_model(request, obj, form, change)
        if not change:
            ask_for_own_password(obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Another's new password is asked to be changed, and their sessions end; for one's own the old is asked."""
        if self.get_object(request, id) == request.user and self.has_change_permission(request, person(request)):
            return redirect("admin:password_change")
        answer = super().user_change_password(request, id, form_url)
        user = self.get_object(request, id)
        if request.method == "POST" and answer.status_code == 302 and isinstance(user, User):
            events.record(EventKind.PASSWORD_CHANGED, request, user, by=person(request))
            ask_for_own_password(user)
        return answer


def ask_for_own_password(user: User) -> None:
    if user.has_usable_password():
        RequiredPasswordChange.objects.get_or_create(user=user)
    else:
        RequiredPasswordChange.objects.filter(user=user).delete()


@admin.register(SignInEvent)
class SignInEventAdmin(ReadOnlyAdmin):
    """Who signed in or failed to, when and from where."""

    list_display = ["at", "kind", "username", "by_name", "address", "browser_name"]
    list_display_links = None
    list_filter = ["kind"]
    search_fields = ["username", "by_name", "address"]
    search_help_text = _("User name or address")
    date_hierarchy = "at"

    def has_view_permission(self, request: HttpRequest, obj: SignInEvent | None = None) -> bool:
        """The list says all."""
        return obj is None and super().has_view_permission(request)

    @admin.display(description=_("browser"))
    def browser_name(self, event: SignInEvent) -> str:
        return browser_name(event.browser)


def with_failures(attempts: QuerySet[AccessAttempt]) -> QuerySet[AccessAttempt]:
    """Annotate `failures`: of the same user name from the same address, whatever program sent them."""
    same = AccessAttempt.objects.filter(username=OuterRef("username"), ip_address=OuterRef("ip_address"))
    total = same.order_by().values("username").annotate(sum=Sum("failures_since_start")).values("sum")
    annotated: QuerySet[AccessAttempt] = attempts.annotate(failures=Subquery(total, output_field=IntegerField()))
    return annotated


class LockedFilter(Filter):
    """Whether the name is locked out at that address now."""

    title, parameter_name = _("state"), "locked"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Lookups:
        return [("1", _("Locked out")), ("0", _("Not locked out"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> QuerySet[AccessAttempt]:
        locked = {"failures__gte": settings.AXES_FAILURE_LIMIT, "attempt_time__gt": oldest_counted()}
        chosen = {"1": queryset.filter(**locked), "0": queryset.exclude(**locked)}
        return chosen.get(self.value() or "", queryset)


def oldest_counted() -> datetime:
    """Failures before this moment lock nobody out any more."""
    return timezone.now() - settings.AXES_COOLOFF_TIME


@admin.action(description=_("Unlock selected"), permissions=["delete"])
def unlock(modeladmin: "AttemptAdmin", request: HttpRequest, queryset: QuerySet[AccessAttempt]) -> None:
    """Forget the failures of the chosen names and addresses, those of other programs included."""
    pairs = set(queryset.values_list("username", "ip_address"))
    for username, address in pairs:
        attempts = AccessAttempt.objects.filter(username=username, ip_address=address)
        modeladmin.log_deletions(request, attempts)
        attempts.delete()
        of = User.objects.filter(username=username).first()
        events.record(EventKind.UNLOCKED, request, of, username=username or "", by=person(request))
    text = ngettext("%(count)d lock-out ended.", "%(count)d lock-outs ended.", len(pairs)) % {"count": len(pairs)}
    modeladmin.message_user(request, text, messages.SUCCESS)


@admin.register(AccessAttempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Failures that count now. Unlocking deletes them; nothing else is done to them."""

    list_display = ["username", "ip_address", "failures", "attempt_time", "state"]
    list_display_links = None
    list_filter = [LockedFilter]
    search_fields = ["username", "ip_address"]
    search_help_text = _("User name or address")
    actions = [unlock]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessAttempt]:
        return with_failures(super().get_queryset(request))

    def has_view_permission(self, request: HttpRequest, obj: AccessAttempt | None = None) -> bool:
        """The list says all: a page of its own would be titled in English."""
        return obj is None and super().has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: AccessAttempt | None = None) -> bool:
        """In the list alone, where unlocking says what it does."""
        return obj is None and request.user.has_perm("axes.delete_accessattempt")

    def get_actions(self, request: HttpRequest) -> Actions:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.display(description=_("failed logins"), ordering="failures")
    def failures(self, attempt: AccessAttempt) -> int:
        return int(attempt.failures)

    @admin.display(description=_("state"))
    def state(self, attempt: AccessAttempt) -> SafeString | str:
        """Until when the name is locked out at that address; "" where it is not."""
        until = attempt.attempt_time + settings.AXES_COOLOFF_TIME
        if attempt.failures < settings.AXES_FAILURE_LIMIT or until < timezone.now():
            return ""
        return badge(
            "light",
            "overdue",
            _("Locked out until %(time)s") % {"time": date_format(timezone.localtime(until), "H:i")},
        )
