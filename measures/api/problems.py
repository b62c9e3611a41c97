"""Errors as `application/problem+json` (RFC 9457), everywhere under /api/."""

import logging
import sys
from collections.abc import Mapping
from http import HTTPStatus
from sqlite3 import SQLITE_FULL
from typing import TypeAlias

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from measures.api.renderers import encode
from measures.edits import BusyError, PendingRefusedError, StepRefusedError
from measures.models.readiness import NotReadyError
from measures.posted import posted_fields
from measures.rights import label_of

logger = logging.getLogger(__name__)

Problem: TypeAlias = dict[str, object]  # RFC 9457

CONTENT_TYPE = "application/problem+json"
DISK_FULL, CANCELLED = "53100", "57014"  # PostgreSQL's codes
OF_THE_WHOLE = (NON_FIELD_ERRORS, api_settings.NON_FIELD_ERRORS_KEY)


class Gone(exceptions.APIException):
    status_code = status.HTTP_410_GONE
    default_code = "gone"
    default_detail = _("This is no longer kept.")


class PreconditionFailed(exceptions.APIException):
    """The writer saw an older version; `current` is the record as it now is."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"
    default_detail = _("The record was changed by someone else since it was read.")

    def __init__(self, current: object = None) -> None:
        super().__init__()
        self.current = current


class PermissionMissing(exceptions.PermissionDenied):
    """The caller lacks a permission, which `missing` names."""

    def __init__(self, permission: str) -> None:
        said = _("This needs the right “%(right)s” (%(permission)s), which your account does not have.")
        super().__init__(said % {"right": label_of(permission), "permission": permission})
        self.missing = permission


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "precondition_required"
    default_detail = _('Say which version is to be changed: If-Match: "<version>".')


class Conflict(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"
    default_detail = _("The request conflicts with an earlier one.")


class StepRefused(exceptions.PermissionDenied):
    """The caller has no right to a step on the way to the public; `errors` name the field and each right."""

    def __init__(self, error: StepRefusedError) -> None:
        super().__init__(str(error))
        self.errors = [
            {"field": error.field, "message": str(error), "code": "permission_denied", "permission": right}
            for right in error.rights
        ]


class NotReady(Conflict):
    """What cannot be published; `unmet` says by which rules."""

    def __init__(self, error: NotReadyError) -> None:
        super().__init__(_("It cannot be published: %(what)s.") % {"what": error})
        self.unmet = [
            {
                "rule": each.rule.name,
                "label": str(each.rule.label),
                "count": each.count,
                "obligatory": each.rule.obligatory,
            }
            for each in error.missing
        ]


class Busy(exceptions.APIException):
    """Another writer holds the database for longer than LOCK_WAIT_SECONDS."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "busy"
    default_detail = _("Somebody else is writing just now. Nothing was written: send the request again.")
    wait = BusyError.retry_after


class DatabaseUnavailable(exceptions.APIException):
    """The database is away, does not answer in time, or has no connection free."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "database_unavailable"
    default_detail = _("The database does not answer just now. Nothing was written: send the request again.")
    wait = 5


class TookTooLong(exceptions.APIException):
    """A statement or the request reached its limit, which the project around the API sets."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "took_too_long"
    default_detail = _("This took too long. Nothing was written: ask for less, or send the request again later.")
    wait = 5


class StorageFull(exceptions.APIException):
    """The disk of the database is full: reading goes on, writing does not."""

    status_code = status.HTTP_507_INSUFFICIENT_STORAGE
    default_code = "storage_full"
    default_detail = _("The server's disk is full. Nothing was written; what is there can still be read.")


def problem(request: HttpRequest, code: int, detail: object = "", **members: object) -> Problem:
    """The body of an error: type, title, status, detail, instance, request_id and what `members` adds."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": str(detail),
        "instance": request.path,
        "request_id": request.META.get("REQUEST_ID", "-"),
        **members,
    }


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: below /api/ a problem, elsewhere a page. What failed is in the log, not here."""
    outage = outage_of(sys.exc_info()[1])
    if not request.path_info.startswith("/api/"):
        return outage_page(request, outage) if outage else defaults.server_error(request)
    status_code = outage.status_code if outage else 500
    detail = outage.detail if outage else _("Something went wrong here. The log tells more under this request_id.")
    body = encode(problem(request, status_code, detail))
    headers = headers_of(outage, request) if outage else {}
    return HttpResponse(body, status=status_code, content_type=CONTENT_TYPE, headers=headers)


def outage_of(error: BaseException | None) -> exceptions.APIException | None:
    """What an error of the database, and not of the request or the code, is answered with."""
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    cause = error.__cause__ or error
    code = getattr(cause, "sqlstate", None)
    if code == CANCELLED:
        logger.error("The request took too long: %s", str(error).strip())
        return TookTooLong()
    logger.error("The database is not available: %s", str(error).strip())
    full = getattr(cause, "sqlite_errorcode", None) == SQLITE_FULL or code == DISK_FULL
    return StorageFull() if full else DatabaseUnavailable()


def outage_page(request: HttpRequest, outage: exceptions.APIException) -> HttpResponse:
    """For people: what they sent can be sent again. Asks nothing of the database."""
    context = {"detail": outage.detail, "fields": posted_fields(request)}
    response = render(request, "outage.html", context, status=outage.status_code)
    for name, value in headers_of(outage, request).items():
        response.headers[name] = value
    return response


def field_errors(detail: object, place: str = "") -> list[dict[str, str]]:
    """DRF's nested error detail as a flat list of {"field", "message", "code"}; field is "" for the whole."""
    if isinstance(detail, dict):
        steps = [("" if key in OF_THE_WHOLE else str(key), part) for key, part in detail.items()]
        return [error for step, part in steps for error in field_errors(part, f"{place}.{step}".strip("."))]
    if isinstance(detail, list):
        return [error for part in detail for error in field_errors(part, place)]
    return [{"field": place or "", "message": str(detail), "code": getattr(detail, "code", None) or "invalid"}]


def as_api_exception(error: Exception) -> exceptions.APIException | None:
    """The exception of the API that stands for an error of Django or of the database; None for a fault of the code."""
    match error:
        case exceptions.APIException():
            return error
        case BusyError():
            return Busy()
        case OperationalError() | InterfaceError():
            return outage_of(error)
        case Http404():
            return exceptions.NotFound()
        case StepRefusedError():
            return StepRefused(error)
        case NotReadyError():
            return NotReady(error)
        case PendingRefusedError():
            return Conflict(str(error))
        case PermissionDenied():
            return exceptions.PermissionDenied(str(error) or None)
        case ModelValidationError():
            details = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            return exceptions.ValidationError(details)
    return None


def exception_handler(error: Exception, context: Mapping[str, Request]) -> Response | None:
    """DRF's EXCEPTION_HANDLER. What it does not know is left to Django, which logs it and calls `server_error`."""
    known = as_api_exception(error)
    if known is None:
        return None
    set_rollback()
    request = context["request"]
    members: Problem = {}
    detail: object = known.detail
    if isinstance(known, exceptions.ValidationError):
        errors = field_errors(known.detail)
        members["errors"] = errors
        detail = " ".join(f"{item['field']}: {item['message']}".lstrip(": ") for item in errors)
    if isinstance(known, StepRefused):
        members["errors"] = known.errors
    if isinstance(known, NotReady):
        members["unmet"] = known.unmet
    if isinstance(known, PreconditionFailed) and known.current is not None:
        members["current"] = known.current
    if isinstance(known, PermissionMissing):
        members["missing"] = known.missing
    body = problem(request, known.status_code, detail, **members)
    return Response(body, status=known.status_code, headers=headers_of(known, request), content_type=CONTENT_TYPE)


def served_by_wsgiref(request: HttpRequest) -> bool:
    """`runserver` closes such a connection itself, and refuses an application that says so."""
    return str(request.META.get("SERVER_SOFTWARE", "")).startswith("WSGIServer")


def headers_of(error: exceptions.APIException, request: HttpRequest) -> dict[str, str]:
    """The headers that an error is answered with, besides its body."""
    headers = {"Cache-Control": "no-store"}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if error.status_code == status.HTTP_413_REQUEST_ENTITY_TOO_LARGE and not served_by_wsgiref(request):
        headers["Connection"] = "close"  # the rest of the body was not read
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(wait)
    return headers
