"""Keys to the API: made here, shown once, revoked by deleting."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from measures.admin.accounts.powers import Powers
from measures.admin.base import ListAdmin
from measures.admin.types import FieldGroups, ModelForm, RecordChoiceField, RelationField
from measures.models import ApiToken


class NewTokenForm(ModelForm):
    """The form of a new token, which also asks for how many days it is valid."""

    days = forms.IntegerField(
        label=_("valid for days"), initial=365, validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )

    class Meta:
        model = ApiToken
        fields = ["name", "user", "read_only"]
        labels = {"user": _("user")}


def minute(moment: datetime | None) -> str:
    """In local time; Django's form shows what a method returns as Python writes it."""
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""


def manages(request: HttpRequest) -> bool:
    """Whether the user manages accounts of others."""
    return request.user.has_perm("auth.change_user")


@register(ApiToken)
class ApiTokenAdmin(ListAdmin):
    """API tokens, each shown in full once, when it is made."""

    change_form_template = "admin/measures/token_form.html"
    list_display = ["name", "owner", "read_only", "created_at", "valid_until", "valid"]
    list_filter = ["read_only"]
    list_select_related = ["user"]
    search_fields = ["name", "user__username"]
    search_help_text = _("Name or user")
    autocomplete_fields = ["user"]

    @display(description=_("valid"), boolean=True)
    def valid(self, token: ApiToken) -> bool:
        return not token.expired

    @display(description=_("user"), ordering="user__username")
    def owner(self, token: ApiToken) -> str:
        return str(token.user)

    @display(description=_("created at"), ordering="created")
    def created_at(self, token: ApiToken) -> str:
        return minute(token.created)

    @display(description=_("valid until"), ordering="expiry")
    def valid_until(self, token: ApiToken) -> str:
        return minute(token.expiry)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: object
    ) -> type[ModelForm]:
        return super().get_form(request, obj, change, **({} if change else {"form": NewTokenForm}), **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """A token is as good as its user: those of others are for whoever may manage these."""
        tokens: QuerySet[ApiToken] = super().get_queryset(request)
        own = Q(user=request.user.pk)
        return tokens.filter(own | Q(user__in=Powers.of(request.user).accounts()) if manages(request) else own)

    def formfield_for_foreignkey(
        self, db_field: RelationField, request: HttpRequest, **kwargs: object
    ) -> RecordChoiceField | None:
        """For oneself, or for an account that one may manage."""
        found = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if found is not None and db_field.name == "user":
            found.queryset = User.objects.filter(Q(pk=request.user.pk) | Q(pk__in=Powers.of(request.user).accounts()))
        return found

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> FieldGroups:
        if obj:
            return ["name", "owner", "read_only", "created_at", "valid_until"]
        return ["name", *(["user"] if manages(request) else []), "days", "read_only"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["owner", "read_only", "created_at", "valid_until"] if obj else []

    def save_model(self, request: HttpRequest, obj: ApiToken, form: ModelForm, change: bool) -> None:
        """Make the token and show its secret once. Whoever manages no accounts makes one in their own name."""
        if change:
            super().save_model(request, obj, form, change)
            return
        if not manages(request):
            obj.user = request.user
        expiry = timedelta(days=form.cleaned_data["days"])
        token, secret = ApiToken.objects.create(obj.user, expiry=expiry, name=obj.name, read_only=obj.read_only)
        obj.pk, obj.created, obj.expiry, obj.token_key = token.pk, token.created, token.expiry, token.token_key
        notice = str(_("Copy this token now; it is shown this once: {}")).replace("{}", "")
        messages.warning(request, format_html('{} <code class="token">{}</code>', notice, secret))
