"""The login: the password, then a code for whoever has a second factor; the session begins after both.

Between the two steps nothing is stored. The page that asks for the code carries a signed note that the password was
right, which holds for ten minutes and for one login.
"""

import django_otp
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_static.models import StaticDevice

from policyhub.accounts import events, proof, second_factor
from policyhub.accounts.forms import CodeForm
from policyhub.accounts.models import EventKind
from policyhub.resubmission import ask_again, unpack

SALT = "policyhub.signing-in"
SECONDS_FOR_THE_CODE = 600


class SignInView(LoginView):
    """Django's; where there is a second factor the session does not begin yet."""

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        if isinstance(user, User) and second_factor.is_on(user):
            return ask_for_code(self.request, CodeForm(), note_of(user))
        return super().form_valid(form)


def note_of(user: User) -> str:
    """Signed: the user's password was right just now."""
    return signing.dumps([user.pk, state_of(user)], salt=SALT)


def state_of(user: User) -> str:
    """Another after each login and with each password."""
    return salted_hmac(SALT, f"{user.password} {user.last_login}", algorithm="sha256").hexdigest()


def read_note(note: str) -> User | None:
    """The user of a note that still holds."""
    try:
        pk, state = signing.loads(note, salt=SALT, max_age=SECONDS_FOR_THE_CODE)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True, is_staff=True).first()
    return user if user is not None and constant_time_compare(state, state_of(user)) else None


def ask_for_code(request: HttpRequest, form: CodeForm, note: str) -> HttpResponse:
    """The page of the second step; where to go, and a form that was sent without a session, travel along."""
    context = admin.site.each_context(request) | {
        "title": _("Log in"),
        "form": form,
        "note": note,
        "next": request.POST.get("next", ""),
        "kept": request.POST.get("kept", ""),
    }
    return TemplateResponse(request, "accounts/code.html", context)


@sensitive_post_parameters()
@csrf_protect
@never_cache
def code_view(request: HttpRequest) -> HttpResponseBase:
    """The second step of the login."""
    note = request.POST.get("note", "")
    user = read_note(note)
    if user is None:
        return begin_again(request)
    form = CodeForm(request.POST)
    if device := accepted(request, user, form):
        return begin_session(request, user, device)
    return ask_for_code(request, form, note)


def begin_again(request: HttpRequest) -> HttpResponseBase:
    """The first step once more, for whoever took too long; a form that was sent without a session stays."""
    if request.method == "POST":
        messages.warning(request, _("It took too long until the code came. Please log in again."))
    view = SignInView.as_view(
        template_name="admin/login.html",
        authentication_form=admin.site.login_form,
        extra_context=admin.site.each_context(request)
        | {"title": _("Log in"), "kept": request.POST.get("kept", ""), "next": request.POST.get("next", "")},
    )
    request.method = "GET"
    return view(request)


def accepted(request: HttpRequest, user: User, form: CodeForm) -> second_factor.Device | None:
    """What accepts the code of the form; None, with the reason in the form, where nothing does."""
    if not form.is_valid():
        return None
    try:
        device = proof.use_code(request, user, form.cleaned_data["code"])
    except ValidationError as error:
        form.add_error("code", error)
        return None
    if device is None:
        form.add_error("code", _("This code is wrong, or was used before. An app shows a new one every 30 seconds."))
    return device


def begin_session(request: HttpRequest, user: User, device: second_factor.Device) -> HttpResponse:
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    django_otp.login(request, device)
    if isinstance(device, StaticDevice):
        tell_of_recovery_code(request, user)
    address = LoginView(request=request).get_success_url()
    if fields := unpack(request.POST.get("kept", "")):
        return ask_again(request, address, fields)
    return HttpResponseRedirect(address)


def tell_of_recovery_code(request: HttpRequest, user: User) -> None:
    left = second_factor.codes_left(user)
    events.record(EventKind.CODE_USED, request, user)
    text = ngettext(
        "You used a recovery code; %(count)d is left. Under “Sign-in security” you make new ones.",
        "You used a recovery code; %(count)d are left. Under “Sign-in security” you make new ones.",
        left,
    )
    messages.warning(request, text % {"count": left})
