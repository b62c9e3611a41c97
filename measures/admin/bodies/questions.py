"""“May these be one body?”: the question on the comparison of an import and on a body's page, and its two answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from measures.admin.history.edit import edit_link
from measures.choices import EditVia
from measures.edits import add_alias, merge_bodies
from measures.intake.bodies import BodyQuestion, call_distinct
from measures.models import Edit, Import
from measures.visibility import may_write_in

MERGE = "measures.merge_responsiblebody"


def may_merge(request: HttpRequest) -> bool:
    """A body answers for measures of every plan: whoever is limited to some plans merges none."""
    return request.user.has_perm(MERGE) and may_write_in(request.user, None)


def require_merging(request: HttpRequest) -> None:
    if not may_merge(request):
        raise PermissionDenied


def merge_stored(request: HttpRequest, kept: int, gone: int) -> None:
    """Merge two bodies that are here, and tell what was done, or why not."""
    try:
        made = merge_bodies(kept, gone, by=request.user, via=EditVia.ADMIN)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        tell(request, made)


def answer_on_the_way_in(request: HttpRequest, item: Import, question: BodyQuestion, *, same: bool) -> None:
    """A body that an import would make: its name becomes an alias of one that is here, or means another of the import.

    Or the two are called distinct, and nobody is asked again.
    """
    if not same:
        call_distinct(question.jurisdiction, question.name, question.other, request.user)
        messages.success(request, _("The two are remembered as two bodies: nobody is asked again."))
    elif question.pk is None:
        item.answer("bodies", lambda said: said | {question.name: question.other}, dict[str, str]())
    else:
        try:
            tell(request, add_alias(question.pk, question.name, by=request.user, via=EditVia.ADMIN))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))


def tell(request: HttpRequest, made: Edit) -> None:
    messages.success(request, format_html("{} {}", _("The two are one body now."), edit_link(made)))
