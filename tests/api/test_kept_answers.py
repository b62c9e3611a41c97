"""What was answered is answered again from memory, for as long as nothing changed and to whom it is the same answer."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.utils import timezone
from rest_framework.test import APIClient

from measures.api import kept
from measures.api.kept import WORDS, Answer, AsOf, KeptAnswers
from measures.api.throttling import counter
from measures.choices import EditVia, PlanState
from measures.edits import edit
from measures.models import Measure, Plan, ResponsibleBody
from tests.api.conftest import with_token

pytestmark = pytest.mark.django_db

RECORD = "/api/v1/plans/example/measures/1.1-1/"
ADDRESSES = [
    RECORD,
    f"{RECORD}?fields=code,title",
    "/api/v1/measures/",
    "/api/v1/measures/?page_size=1",
    "/api/v1/measures/?count=true&q=研究",
    "/api/v1/measures/?phase=not_started&expand=plan",
    "/api/v1/plans/example/tree/",
    "/api/v1/bodies/",
]


@pytest.fixture(autouse=True)
def a_megabyte(settings: Any) -> Iterator[None]:
    settings.API_CACHE_MB = 1
    kept.kept.cache_clear()
    yield
    kept.kept.cache_clear()


def answer(caller: APIClient, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Without what is each request's own."""
    response = caller.get(address, headers=headers)
    told = {name: value for name, value in response.headers.items() if name not in ("X-Request-ID", "Server-Timing")}
    return response.status_code, told, response.content


def addresses_kept() -> list[str]:
    return [dict(zip(("language", *WORDS), asked, strict=True))["PATH_INFO"] for asked in kept.kept().answers]


def change(**fields: Any) -> None:
    with edit(None, via=EditVia.COMMAND):
        measure = Measure.objects.get(code="1.1-1")
        for name, value in fields.items():
            setattr(measure, name, value)
        measure.save()


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_question_is_given_the_same_bytes_by_one_query(
    api: APIClient, plan: Plan, address: str, django_assert_num_queries: Any
) -> None:
    first = answer(api, address)
    with django_assert_num_queries(1):
        assert answer(api, address) == first
    assert first[0] == 200


@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_what_is_kept_is_what_would_be_read(api: APIClient, plan: Plan, address: str, settings: Any) -> None:
    answer(api, address)
    again = answer(api, address)
    settings.API_CACHE_MB = 0
    kept.kept.cache_clear()
    assert answer(api, address) == again


@pytest.mark.parametrize("address", ["/api/v1/measures/", RECORD])
def test_a_change_is_seen_at_once(api: APIClient, plan: Plan, address: str) -> None:
    answer(api, address)
    change(title="改了名的举措")
    assert "改了名的举措" in answer(api, address)[2].decode()
    with edit(None, via=EditVia.COMMAND):
        body = ResponsibleBody.objects.get(name="市科技局")
        body.name = "市科学技术局"
        body.save()
    assert "市科学技术局" in answer(api, address)[2].decode()


def test_what_is_published_no_more_is_not_shown(api: APIClient, plan: Plan) -> None:
    answer(api, RECORD)
    answer(api, "/api/v1/measures/")
    with edit(None, via=EditVia.COMMAND):
        plan.state = PlanState.DRAFT
        plan.save()
    assert answer(api, RECORD)[0] == 404
    assert api.get("/api/v1/measures/").json()["results"] == []


def test_who_sees_drafts_is_answered_alone(api: APIClient, plan: Plan, hidden: list[Measure], editor: User) -> None:
    insider = with_token(editor)
    for first, then in ((api, insider), (insider, api)):
        kept.kept.cache_clear()
        answer(first, "/api/v1/measures/")
        shown = answer(then, "/api/v1/measures/")[2].decode()
        assert ("未公开举措" in shown, '"note"' in shown) == (then is insider, then is insider)
        assert "未公开举措" not in str([answer.body.decode() for answer in kept.kept().answers.values()])
    answer(insider, RECORD)
    assert addresses_kept() == ["/api/v1/measures/"]


def test_who_asks_the_same_address_for_lines_is_given_lines(api: APIClient, plan: Plan) -> None:
    page = answer(api, "/api/v1/measures/")[2]
    lines = api.get("/api/v1/measures/", headers={"Accept": "application/x-ndjson"})
    assert (lines.headers["Content-Type"].partition(";")[0], lines.getvalue() != page) == ("application/x-ndjson", True)


def test_who_sees_what_anybody_sees_is_given_the_same_bytes_for_itself_alone(
    api: APIClient, plan: Plan, outsider: User
) -> None:
    _, public, body = answer(api, RECORD)
    status, private, same = answer(with_token(outsider), RECORD)
    assert (status, same, private["ETag"]) == (200, body, public["ETag"])
    assert (public["Cache-Control"], private["Cache-Control"]) == ("public, no-cache", "private, no-cache")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (f"{RECORD}?fields=title", {}),
        (f"{RECORD}?expand=plan", {}),
        (RECORD, {"HTTP_HOST": "example.cn"}),
        (RECORD, {"HTTP_X_FORWARDED_PROTO": "https"}),
        (RECORD, {"HTTP_ACCEPT": "application/x-ndjson"}),
        (RECORD, {"wsgi.url_scheme": "https"}),
        (RECORD, {"SERVER_NAME": "example.cn"}),
        (RECORD, {"SERVER_PORT": "8080"}),
        (RECORD, {"SCRIPT_NAME": "/office"}),
    ],
)
def test_another_question_has_another_answer(
    api: APIClient, plan: Plan, address: str, words: dict[str, Any], settings: Any
) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_PROXY_SSL_HEADER = ["*"], ("HTTP_X_FORWARDED_PROTO", "https")
    known = api.get(RECORD)
    other = api.get(address, **words)
    assert (other.get("ETag"), other.content) != (known["ETag"], known.content)


def test_who_would_write_is_not_given_what_was_read(api: APIClient, plan: Plan) -> None:
    answer(api, RECORD)
    assert api.patch(RECORD, {"title": "新标题"}, format="json").status_code == 401
    assert api.options(RECORD).content != api.get(RECORD).content


def test_a_new_day_is_answered_anew(api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    change(due_on=timezone.localdate())
    assert api.get(RECORD).json()["timeliness"] == "due_soon"
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert api.get(RECORD).json()["timeliness"] == "overdue"


def test_who_holds_it_already_is_told_so_again_and_again(
    api: APIClient, plan: Plan, django_assert_num_queries: Any
) -> None:
    etag = answer(api, RECORD)[1]["ETag"]
    for tag, status in ((etag, 304), ("*", 304), ('"1-0"', 200)):
        first = answer(api, RECORD, **{"If-None-Match": tag})
        with django_assert_num_queries(1):
            assert answer(api, RECORD, **{"If-None-Match": tag}) == first
        assert (first[0], "Content-Type" in first[1]) == (status, status == 200)
    change(title="改了名的举措")
    assert answer(api, RECORD, **{"If-None-Match": etag})[0] == 200


def test_it_is_compressed_once_for_whom_asks_so(api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(api, RECORD)
    compressed = answer(api, RECORD, **{"Accept-Encoding": "gzip"})
    assert compressed[1]["Content-Encoding"] == "gzip"
    assert compressed[1]["ETag"].endswith('-gzip"')
    assert "Content-Encoding" not in answer(api, RECORD)[1]
    monkeypatch.setattr("django.middleware.gzip.compress_string", None)
    assert answer(api, RECORD, **{"Accept-Encoding": "gzip"}) == compressed


def test_the_language_of_the_answer_is_that_asked_for(api: APIClient, plan: Plan) -> None:
    told = [answer(api, RECORD, **{"Accept-Language": name})[1]["Content-Language"] for name in ("zh", "en", "zh")]
    assert told == ["zh-hans", "en", "zh-hans"]


def test_what_is_kept_counts_against_the_limit(api: APIClient, plan: Plan, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = settings.API_REQUESTS_A_MINUTE | {"address": 3}
    counter.cache_clear()
    told = [answer(api, RECORD) for _ in range(4)]
    assert [status for status, *_ in told] == [200, 200, 200, 429]
    assert [headers["RateLimit"].partition(";t=")[0] for _, headers, _ in told[:3]] == [
        f'"address";r={left}' for left in (2, 1, 0)
    ]
    counter.cache_clear()


def test_the_log_names_the_route_of_what_is_kept(
    api: APIClient, plan: Plan, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LOG_FORMAT = "json"
    with caplog.at_level("INFO", "policyhub.access"):
        answer(api, RECORD)
        answer(api, RECORD)
    first, again = (vars(record)["fields"]["route"] for record in caplog.records)
    assert first == again != ""


def test_a_database_that_is_away_is_a_problem_and_no_old_answer(
    api: APIClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(api, RECORD)

    def away() -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(AsOf, "now", away)
    api.raise_request_exception = False
    response = api.get(RECORD)
    assert (response.status_code, response.headers["Content-Type"]) == (503, "application/problem+json")
    assert "Retry-After" in response.headers


@pytest.mark.parametrize("address", ["/api/v1/measures.ndjson", "/api/v1/imports/", "/api/v1/changes/", "/api/v1/no/"])
def test_streams_errors_and_what_the_feed_does_not_tell_of_are_not_kept(
    api: APIClient, plan: Plan, address: str
) -> None:
    api.get(address).getvalue()
    assert not kept.kept().answers


def test_nothing_is_kept_where_nothing_may_be(api: APIClient, plan: Plan, settings: Any) -> None:
    settings.API_CACHE_MB = 0
    kept.kept.cache_clear()
    answer(api, RECORD)
    assert not kept.kept().answers


def of_bytes(number: int) -> Answer:
    """That takes so many with a question of one character."""
    return Answer(AsOf(None, None, timezone.localdate()), 200, {}, b"x" * (number - kept.SMALL - 1))


def test_what_was_asked_for_last_stays() -> None:
    answers = KeptAnswers(8 * 2048)
    for name in "abcdefgh":
        answers.keep((name,), of_bytes(2048))
    assert answers.find(("a",))
    answers.keep(("i",), of_bytes(2048))
    assert (answers.find(("b",)), list(answers.answers)) == (None, [(name,) for name in "cdefghai"])
    assert answers.size == answers.most


def test_an_answer_takes_the_place_of_an_older_one_to_the_same_question() -> None:
    answers = KeptAnswers(8 * 2048)
    answers.keep(("a",), of_bytes(2048))
    answers.keep(("a",), of_bytes(1536))
    assert (answers.size, len(answers.answers)) == (1536, 1)


def test_what_would_drive_out_all_else_is_not_kept() -> None:
    answers = KeptAnswers(8 * 2048)
    answers.keep(("a",), of_bytes(1536))
    answers.keep(("a",), of_bytes(2049))
    assert (answers.size, len(answers.answers)) == (0, 0)


def test_a_long_question_takes_as_much_as_a_long_answer() -> None:
    answers = KeptAnswers(8 * 2048)
    answers.keep(("a" * 500, "b" * 525), of_bytes(0))
    assert not answers.answers
    answers.keep(("a" * 500, "b" * 524), of_bytes(0))
    assert (answers.size, len(answers.answers)) == (2048, 1)
