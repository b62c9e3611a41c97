"""A request that writes is one edit: begun anew after a deadlock, and answered once for whoever asks twice."""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from django.db import OperationalError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from measures.api.lists.filters import check_parameters
from measures.api.problems import Conflict, PreconditionFailed
from measures.api.records.rows import Representation
from measures.api.renderers import encode
from measures.edits import EditVia, StaleRecordError, edit
from measures.models import IdempotentAnswer

ANSWER_LIFETIME = timedelta(days=1)
ATTEMPTS = 3
DEADLOCKS = ("40P01", "40001")  # deadlock_detected, serialization_failure


class WriteView(Protocol):
    """A view that writes; it shows the record as it now is to a caller who saw an older version."""

    def representation(self, pk: int) -> Representation: ...


V = TypeVar("V", bound=WriteView)
P = ParamSpec("P")


def one_edit(
    write: Callable[Concatenate[V, Request, P], Response],
) -> Callable[Concatenate[V, Request, P], Response | HttpResponse]:
    """A view method that writes: one edit by the caller, begun anew after a deadlock. It knows no query parameter.

    The body is read and parsed before the edit begins, since a client that sends it slowly would keep the change
    feed's lock, and with it every other writer, waiting.
    """

    @wraps(write)
    def answer(view: V, request: Request, /, *args: P.args, **address: P.kwargs) -> Response | HttpResponse:
        check_parameters(request, {"format"})
        request.data  # noqa: B018  # read and parsed here
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with edit(request.user, via=EditVia.API):
                    return answer_once(request, lambda: write(view, request, *args, **address))
            except StaleRecordError as error:
                raise PreconditionFailed(view.representation(error.record.pk)) from error
            except OperationalError as error:
                if attempt == ATTEMPTS or getattr(error.__cause__, "sqlstate", "") not in DEADLOCKS:
                    raise
        raise AssertionError("unreachable")

    return answer


def answer_once(request: Request, write: Callable[[], Response]) -> Response | HttpResponse:
    """With an Idempotency-Key, the first answer again; a key that came with another request is refused."""
    key = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not key or not request.user.is_authenticated:
        return write()
    if len(key) > 255:
        raise ValidationError({"Idempotency-Key": _("At most 255 characters.")})
    identity = b"\n".join([request.path.encode(), request.headers.get("If-Match", "").encode(), encode(request.data)])
    fingerprint = sha256(identity).hexdigest()
    kept = IdempotentAnswer.objects.filter(user=request.user)
    kept.filter(at__lt=timezone.now() - ANSWER_LIFETIME).delete()
    earlier = kept.filter(key=key).first()
    if earlier is None:
        response = write()
        IdempotentAnswer.objects.create(
            user=request.user,
            key=key,
            fingerprint=fingerprint,
            status=response.status_code,
            body=encode(response.data),
        )
        return response
    if earlier.fingerprint != fingerprint:
        raise Conflict(_("This Idempotency-Key came with another request before."))
    return repeated_answer(earlier)


def repeated_answer(answer: IdempotentAnswer) -> HttpResponse:
    """The answer of the first request, sent again."""
    body = bytes(answer.body)
    created = {"Location": json.loads(body)["url"]} if answer.status == 201 else None
    return HttpResponse(body, status=answer.status, headers=created, content_type="application/json")
