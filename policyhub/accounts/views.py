"""One's own account: the second factor, the sessions, the password, and what the log says of oneself."""

from io import BytesIO
from typing import Any
from uuid import UUID

import django_otp
from django.contrib import admin, messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from policyhub.accounts import events, second_factor
from policyhub.accounts.browsers import browser_name
from policyhub.accounts.forms import CodeForm, ProofForm
from policyhub.accounts.models import EventKind, RequiredPasswordChange, SignInEvent
from policyhub.accounts.required import is_required
from policyhub.accounts.sessions import end_sessions, sessions_of

EVENTS_SHOWN = 10
KEY_GROUP = 4


def person(request: HttpRequest) -> User:
    """Who is signed in: these pages are behind `admin_view`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def page(request: HttpRequest, template: str, title: str, **context: object) -> HttpResponse:
    everywhere = admin.site.each_context(request)
    return TemplateResponse(request, f"accounts/{template}.html", everywhere | {"title": title} | context)


def sign_in_facts(user: User, this: str | None = None) -> dict[str, object]:
    """What the page of an account shows; `this` is the key of the session that looks at it."""
    sessions, logged = list(sessions_of(user)), list(SignInEvent.objects.filter(user=user)[:EVENTS_SHOWN])
    return {
        "account": user,
        "app": second_factor.app_of(user),
        "codes_left": second_factor.codes_left(user),
        "required": is_required(user),
        "sessions": [(session, browser_name(session.browser), session.pk == this) for session in sessions],
        "others": len([session for session in sessions if session.pk != this]),
        "events": [(event, browser_name(event.browser)) for event in logged],
    }


def account(request: HttpRequest) -> HttpResponse:
    """One's own page."""
    facts = sign_in_facts(person(request), request.session.session_key)
    return page(request, "account", _("Sign-in security"), own=True, **facts)


@sensitive_post_parameters()
def second_factor_begin(request: HttpRequest) -> HttpResponse:
    """Asks who it is, then makes the secret that the next page shows."""
    form = ProofForm(request, person(request))
    if form.is_bound and form.is_valid():
        second_factor.begin(person(request))
        return redirect("admin:second_factor_setup")
    return page(request, "begin", _("Set up the second factor"), form=form, forced=forced(request))


def forced(request: HttpRequest) -> bool:
    """Whether nothing else may be done before."""
    return is_required(person(request)) and not second_factor.is_on(person(request))


@sensitive_post_parameters()
def second_factor_setup(request: HttpRequest) -> HttpResponse:
    """Shows the secret as a picture and as text, and switches the second factor on with the first code."""
    device = second_factor.begun(person(request))
    if device is None:
        return redirect("admin:second_factor_begin")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if confirmed := second_factor.confirm(person(request), form.cleaned_data["code"]):
            return switched_on(request, confirmed)
        form.add_error("code", _("This code is wrong. Is the phone’s clock right? Type the one that it shows now."))
    key = str(device.config_url).partition("secret=")[2].partition("&")[0]
    groups = [key[place : place + KEY_GROUP] for place in range(0, len(key), KEY_GROUP)]
    return page(request, "setup", _("Set up the second factor"), form=form, key=" ".join(groups))


def switched_on(request: HttpRequest, device: second_factor.Device) -> HttpResponse:
    """This session counts as begun with the second factor; the others, which were not, end."""
    django_otp.login(request, device)
    end_sessions(person(request), but=request.session.session_key)
    events.record(EventKind.FACTOR_ON, request, person(request))
    return show_codes(request, _("The second factor is on"))


def show_codes(request: HttpRequest, title: str) -> HttpResponse:
    codes = second_factor.make_codes(person(request))
    events.record(EventKind.CODES_MADE, request, person(request))
    return page(request, "codes", title, codes=codes)


def qr_code(request: HttpRequest) -> HttpResponse:
    """The secret that is being set up, as an SVG picture for the app's camera."""
    device = second_factor.begun(person(request))
    if device is None:
        raise Http404
    import segno  # loaded late, as what draws reports

    picture = BytesIO()
    segno.make(device.config_url, error="m").save(picture, kind="svg", scale=5, light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@sensitive_post_parameters()
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the earlier ones."""
    if not second_factor.is_on(person(request)):
        return redirect("admin:account")
    form, left = ProofForm(request, person(request)), second_factor.codes_left(person(request))
    if form.is_bound and form.is_valid():
        return show_codes(request, _("New recovery codes"))
    return page(request, "renew", _("New recovery codes"), form=form, codes_left=left)


@require_POST
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The codes that the page shows, as a text file: they are stored nowhere, so the page sends them along."""
    codes = second_factor.own_codes(person(request), request.POST.getlist("codes"))
    head = _("Recovery codes of %(user)s. Each works once.") % {"user": person(request).get_username()}
    answer = HttpResponse("\r\n".join([head, "", *codes, ""]), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="policyhub-recovery-codes.txt"'
    return answer


@sensitive_post_parameters()
def second_factor_off(request: HttpRequest) -> HttpResponse:
    """Switches it off, unless the office requires it."""
    user = person(request)
    if is_required(user) or not second_factor.is_on(user):
        return redirect("admin:account")
    form = ProofForm(request, user)
    if form.is_bound and form.is_valid():
        second_factor.switch_off(user)
        end_sessions(user, but=request.session.session_key)
        events.record(EventKind.FACTOR_OFF, request, user)
        messages.success(request, _("The second factor is off."))
        return redirect("admin:account")
    return page(request, "off", _("Switch off the second factor"), form=form)


@require_POST
def end_own_sessions(request: HttpRequest) -> HttpResponse:
    """One of one's own sessions, or all but this."""
    end_posted(request, person(request), but=request.session.session_key)
    return redirect("admin:account")


def end_posted(request: HttpRequest, user: User, *, but: str | None = None) -> None:
    """End the session that the form names, or all where it names none, and say so."""
    chosen = request.POST.get("session", "")
    try:
        reference = UUID(chosen) if chosen else None
    except ValueError:
        raise Http404 from None
    count = end_sessions(user, but=but, reference=reference)
    if count:
        events.record(EventKind.SESSION_ENDED, request, user, by=person(request))
    text = ngettext("%(count)d session ended.", "%(count)d sessions ended.", count)
    messages.success(request, text % {"count": count})


class OwnPasswordView(PasswordChangeView):
    """Django's: a wrong old password counts, the change is logged, and a change that was asked for is done."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        answer = super().form_valid(form)
        self.request.session.pop(events.MUST_CHANGE_PASSWORD, None)
        RequiredPasswordChange.objects.filter(user=person(self.request)).delete()
        events.record(EventKind.PASSWORD_CHANGED, self.request, person(self.request))
        return answer
