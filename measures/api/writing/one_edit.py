"""A request that writes is one edit: begun anew after a deadlock, and answered once for whoever asks twice."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar

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
from measures.edits import EditVia, PlanChangedError, StaleRecordError, edit, write_slot
from measures.models import IdempotentAnswer

ANSWER_LIFETIME = timedelta(days=1)
ATTEMPTS = 3
DEADLOCKS = ("40P01", "40001")  # deadlock_detected, serialization_failure


@dataclass(frozen=True)
class Written:
    """What a view method has written: the record of this primary key, which the answer shows.

    `show` shows it, where it was read or asked for with what was written.
    """

    pk: int
    created: bool = False
    show: Callable[[], Representation] | None = None


class WriteView(Protocol):
    """A view that writes; it shows the record as it now is, also to a caller who saw an older version."""

    def representation(self, pk: int) -> Representation: ...


Answer: TypeAlias = Response | Written
V = TypeVar("V", bound=WriteView)
P = ParamSpec("P")
T = TypeVar("T")


Method: TypeAlias = Callable[Concatenate[V, Request, P], Answer]
ViewMethod: TypeAlias = Callable[Concatenate[V, Request, P], HttpResponse]


def one_edit(write: Method[V, P]) -> ViewMethod[V, P]:
    """A view method that writes: one edit by the caller, begun anew after a deadlock. It knows no query parameter.

    The body is read and parsed before the edit begins, since a client that sends it slowly would keep the change
    feed's lock, and with it every other writer, waiting; what was written is read for the answer after it.
    """
    return in_edits(write, lambda address: "")


def one_edit_in_plan(write: Method[V, P]) -> ViewMethod[V, P]:
    """The same for a method that reads nothing but the plan in its address (if one is) and bodies.

    It is tried without the change feed's lock until it writes, twice where another has written to the plan meanwhile;
    then it is begun anew under the lock.
    """
    return in_edits(write, lambda address: str(address.get("plan", "")))


def in_edits(write: Method[V, P], plan_of: Callable[[Mapping[str, object]], str]) -> ViewMethod[V, P]:
    @wraps(write)
    def answer(view: V, request: Request, /, *args: P.args, **address: P.kwargs) -> HttpResponse:
        def attempt(plan: str) -> Answer | HttpResponse:
            with edit(request.user, via=EditVia.API, plan=plan):
                return answer_once(view, request, lambda: write(view, request, *args, **address))

        check_parameters(request, {"format"})
        request.data  # noqa: B018  # read and parsed here
        try:
            written = begun_anew(attempt, plan_of(address))
        except StaleRecordError as error:
            raise PreconditionFailed(view.representation(error.record.pk)) from error
        return shown(view, written) if isinstance(written, Written) else written

    return answer


def begun_anew(attempt: Callable[[str], T], plan: str) -> T:
    """What an attempt gives in the end. All of them use one write slot, so that none queues for another again."""
    with write_slot():
        for number in range(1, ATTEMPTS + 1):
            try:
                return attempt(plan if number < ATTEMPTS else "")
            except PlanChangedError:
                continue
            except OperationalError as error:
                if number == ATTEMPTS or getattr(error.__cause__, "sqlstate", "") not in DEADLOCKS:
                    raise
    raise AssertionError("unreachable")


def shown(view: WriteView, written: Answer) -> Response:
    """The answer that shows what was written."""
    if isinstance(written, Response):
        return written
    record = written.show() if written.show else view.representation(written.pk)
    if not written.created:
        return Response(record)
    return Response(record, status=201, headers={"Location": str(record["url"])})


def answer_once(view: WriteView, request: Request, write: Callable[[], Answer]) -> Answer | HttpResponse:
    """With an Idempotency-Key, the first answer again; a key that came with another request is refused."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if request.method != "POST" or not key or not request.user.is_authenticated:
        return write()
    if len(key) > 255:
        raise ValidationError({"Idempotency-Key": _("At most 255 characters.")})
    identity = b"\n".join([request.path.encode(), request.META.get("HTTP_IF_MATCH", "").encode(), encode(request.data)])
    fingerprint = sha256(identity).hexdigest()
    kept = IdempotentAnswer.objects.filter(user=request.user)
    kept.filter(at__lt=timezone.now() - ANSWER_LIFETIME).delete()
    earlier = kept.filter(key=key).first()
    if earlier is None:
        response = shown(view, write())
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
