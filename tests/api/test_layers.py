"""The API is answered without the middleware of pages. Nobody is to notice: each answer is compared with what Django
makes of the same request below every middleware that has to do with it."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.test import Client
from django.urls import ResolverMatch
from simple_history.models import HistoricalRecords

from measures.api import throttling
from measures.models import ApiToken, Measure, Plan
from policyhub import middleware
from policyhub.middleware import ChosenLanguageMiddleware

pytestmark = pytest.mark.django_db

SITE = "https://data.example.gov.cn"
RECORD = "/api/v1/plans/example/measures/1.1-1/"


class WholeLanguageMiddleware(ChosenLanguageMiddleware):
    """With what Django's own does to an answer."""

    process_response = LocaleMiddleware.process_response


ALL_LAYERS = [
    "policyhub.tracing.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "policyhub.middleware.CompressedAPIMiddleware",
    "policyhub.middleware.BrokenStreamMiddleware",
    "csp.middleware.CSPMiddleware",
    f"{__name__}.WholeLanguageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ASKED: dict[str, dict[str, Any]] = {
    "a record": {"path": RECORD},
    "a page": {"path": "/api/v1/measures/"},
    "its head alone": {"path": "/api/v1/measures/", "REQUEST_METHOD": "HEAD"},
    "compressed": {"path": "/api/v1/measures/", "headers": {"Accept-Encoding": "gzip"}},
    "a record, compressed": {"path": RECORD, "headers": {"Accept-Encoding": "br, gzip;q=0.5"}},
    "a stream": {"path": "/api/v1/measures.ndjson"},
    "a stream, compressed": {"path": "/api/v1/measures.csv", "headers": {"Accept-Encoding": "gzip"}},
    "in English": {"path": "/api/v1/plans/none/", "headers": {"Accept-Language": "en"}},
    "in a language that nobody speaks here": {"path": "/api/v1/plans/none/", "headers": {"Accept-Language": "xx;q=9"}},
    "in the language that was chosen": {"path": "/api/v1/plans/none/", "headers": {"Cookie": "django_language=en"}},
    "from a page of a named site": {"path": RECORD, "headers": {"Origin": SITE}},
    "from a page of another site": {"path": RECORD, "headers": {"Origin": "https://elsewhere.example"}},
    "from a page that names no site": {"path": RECORD, "headers": {"Origin": ""}},
    "whether a page may": {
        "path": RECORD,
        "REQUEST_METHOD": "OPTIONS",
        "headers": {"Origin": SITE, "Access-Control-Request-Method": "PATCH"},
    },
    "whether nobody's page may": {
        "path": RECORD,
        "REQUEST_METHOD": "OPTIONS",
        "headers": {"Access-Control-Request-Method": "PATCH"},
    },
    "what may be done": {"path": "/api/v1/measures/", "REQUEST_METHOD": "OPTIONS"},
    "a site of another name": {"path": RECORD, "headers": {"Host": "elsewhere.example"}},
    "a site of another name, from a page": {"path": RECORD, "headers": {"Host": "elsewhere.example", "Origin": SITE}},
    "no address of a site of another name": {"path": "/api/v1/nothing/", "headers": {"Host": "elsewhere.example"}},
    "securely": {"path": RECORD, "secure": True},
    "with an id that no log line holds": {"path": RECORD, "headers": {"X-Request-ID": "wanted-12345"}},
    "a wrong parameter": {"path": "/api/v1/measures/?phse=x"},
    "with a wrong token": {"path": RECORD, "headers": {"Authorization": f"Bearer {'0' * 64}"}},
    "no address": {"path": "/api/v1/nothing/"},
    "without its slash": {"path": "/api/v1/measures"},
    "another method": {"path": RECORD, "REQUEST_METHOD": "DELETE"},
    "to write": {"path": RECORD, "REQUEST_METHOD": "PATCH", "CONTENT_TYPE": "application/json"},
    "the address of all": {"path": "/api/v1/"},
    "the document": {"path": "/api/docs/"},
    "HTML": {"path": RECORD, "headers": {"Accept": "text/html"}},
    "what is not offered": {"path": RECORD, "headers": {"Accept": "image/png"}},
}


@pytest.fixture(autouse=True)
def named_site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One site may read; each request is the seventh of a minute that lasts."""
    settings.CORS_ALLOWED_ORIGINS, settings.ALLOWED_HOSTS = [SITE], ["testserver"]
    monkeypatch.setattr(throttling, "counter", lambda: SimpleNamespace(count=lambda key, limit: 7))
    monkeypatch.setattr(throttling, "seconds_left", lambda: 30)


@pytest.fixture(params=["outsider", "editor"])
def caller(request: pytest.FixtureRequest, plan: Plan, hidden: list[Measure]) -> dict[str, str]:
    """The headers by which a caller with a token is known."""
    user: User = request.getfixturevalue(request.param)
    _, secret = ApiToken.objects.create(user, name="test", read_only=False)
    return {"Authorization": f"Bearer {secret}"}


def answer(asked: dict[str, Any], caller: dict[str, str]) -> tuple[object, ...]:
    given = {"REQUEST_METHOD": "GET", **asked, "headers": {"X-Request-ID": "0123456789", **caller}}
    given["headers"] |= asked.get("headers", {})
    method = given.pop("REQUEST_METHOD")
    content_type = given.pop("CONTENT_TYPE", "application/octet-stream")
    response = Client().generic(method, given.pop("path"), content_type=content_type, **given)
    return response.status_code, dict(response.headers), response.getvalue()


def check_alike(asked: dict[str, Any], caller: dict[str, str], settings: Any) -> int:
    """The status of an answer that is the same below every middleware."""
    ours, layers = answer(asked, caller), settings.MIDDLEWARE
    settings.MIDDLEWARE = ALL_LAYERS
    assert ours == answer(asked, caller)
    settings.MIDDLEWARE = layers
    assert isinstance(ours[0], int)
    return ours[0]


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_is_the_same_below_every_middleware(name: str, plan: Plan, settings: Any) -> None:
    assert check_alike(ASKED[name], {}, settings) < 500


@pytest.mark.parametrize("name", ["a record", "a page", "a stream", "from a page of a named site", "to write"])
def test_so_it_is_for_a_caller_with_a_token(name: str, caller: dict[str, str], settings: Any) -> None:
    assert check_alike(ASKED[name], caller, settings) < 500


def test_what_is_held_already_is_told_the_same_way(caller: dict[str, str], settings: Any) -> None:
    _, headers, _ = answer(ASKED["a record"], caller)
    assert isinstance(headers, dict)
    again = {"path": RECORD, "headers": {"If-None-Match": headers["ETag"], "Accept-Encoding": "gzip"}}
    assert check_alike(again, caller, settings) == 304


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 301),
        ({"secure": True}, 200),
        ({"headers": {"Origin": SITE}}, 301),
        ({"headers": {"Host": "elsewhere.example"}}, 400),
    ],
)
def test_a_site_that_speaks_https_alone_says_so(asked: dict[str, Any], status: int, plan: Plan, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
    assert check_alike({"path": RECORD, **asked}, {}, settings) == status


@pytest.mark.parametrize(("method", "known"), [("POST", True), ("PATCH", True), ("DELETE", True), ("GET", False)])
def test_what_writes_outside_an_edit_is_found_out_in_a_request_that_may_write(
    method: str, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`joined_unit` refuses it by the request that simple_history knows."""
    seen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(hasattr(HistoricalRecords.context, "request"))
        return HttpResponse()

    monkeypatch.setattr(middleware, "find_view", lambda path: ResolverMatch(view, (), {}))
    Client().generic(method, "/api/v1/")
    assert seen == [known]
