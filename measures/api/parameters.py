"""Query parameters that shape an answer; one that is malformed is named in a 400."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, TypeAlias

from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

SchemaPart: TypeAlias = dict[str, Any]  # of the OpenAPI document


def whole_number(request: Request, name: str, default: int, least: int, most: int) -> int:
    """The value of a parameter, `default` where it is missing. Raises ValidationError outside `least` to `most`."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 19 and least <= int(text) <= most):
        raise ValidationError(
            {name: _("Say a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}}
        )
    return int(text)


def flag(request: Request, name: str) -> bool:
    text = request.query_params.get(name, "false")
    if text not in ("true", "false"):
        raise ValidationError({name: _("Say true or false.")})
    return text == "true"


def names(request: Request, name: str, known: Collection[str]) -> list[str]:
    """A list of names separated by commas (or one each time the parameter is said), all of them among `known`."""
    given = [item for text in request.query_params.getlist(name) for item in text.split(",")]
    unknown = [item for item in given if item not in known]
    if unknown:
        message = _("Unknown: %(unknown)s. Known: %(known)s.")
        raise ValidationError({name: message % {"unknown": ", ".join(unknown), "known": ", ".join(sorted(known))}})
    return given


def base_url(request: Request) -> str:
    """The absolute address of /api/v1/."""
    return request.build_absolute_uri(path_of_root(get_script_prefix()))


@lru_cache(2)
def path_of_root(script_prefix: str) -> str:
    """The path of /api/v1/ where the site stands below `script_prefix`, to which Django's thread is set."""
    return reverse("api:root")


def query_parameter(name: str, schema: SchemaPart) -> SchemaPart:
    """A query parameter as the OpenAPI document has it; what it means, `schema/meanings.py` says."""
    return {"name": name, "in": "query", "required": False, "schema": schema}
