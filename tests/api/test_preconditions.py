"""`If-Match` by HTTP's rule (RFC 9110, 13.1.1): the version, the ETag of a read, `*`, lists of these."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from measures.models import Measure, Plan
from tests.factories import make_body

pytestmark = pytest.mark.django_db
ONE = "/api/v1/plans/example/measures/1.2-1/"


def patch(caller: APIClient, if_match: str, note: str = "备注") -> Any:
    return caller.patch(ONE, {"note": note}, format="json", headers={"If-Match": if_match})


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_etag_of_a_read_stands_for_the_version_that_was_read(writer: APIClient, plan: Plan, encoding: str) -> None:
    etag = writer.get(ONE, headers={"Accept-Encoding": encoding}).headers["ETag"]
    assert etag.startswith('"')
    make_body("市体育局")  # another record's change is none of this one
    assert patch(writer, etag).status_code == 200
    assert patch(writer, etag, "又一备注").status_code == 412


def test_the_etag_of_a_read_with_fields_stands_for_the_version_as_well(writer: APIClient, plan: Plan) -> None:
    assert patch(writer, writer.get(f"{ONE}?fields=title").headers["ETag"]).status_code == 200


@pytest.mark.parametrize("if_match", ["*", '"1"', '"0", "1"', '"x","1"', 'W/"7" , "1"'])
def test_if_match_with_the_present_version_lets_a_write_through(writer: APIClient, plan: Plan, if_match: str) -> None:
    assert patch(writer, if_match).status_code == 200


@pytest.mark.parametrize("if_match", ['W/"1"', '"0"', '"0", "2"', '"1-abc"', '"01x"', '"*"', '""', '"1 "'])
def test_a_weak_tag_and_that_of_another_version_match_nothing(writer: APIClient, plan: Plan, if_match: str) -> None:
    response = patch(writer, if_match)
    assert response.status_code == (400 if " " in if_match.strip('"') and "," not in if_match else 412)
    assert Measure.objects.get(code="1.2-1").note == ""


@pytest.mark.parametrize("if_match", ["1", "abc", '"1', '*, "1"', '"1" "2"'])
def test_what_is_no_list_of_tags_is_named(writer: APIClient, plan: Plan, if_match: str) -> None:
    response = patch(writer, if_match)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["If-Match"]


def test_if_match_with_a_star_creates_no_record(writer: APIClient, plan: Plan) -> None:
    response = writer.patch(ONE.replace("1.2-1", "9-9"), {}, format="json", headers={"If-Match": "*"})
    assert response.status_code == 404


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_tag_used_in_if_match_also_works_in_if_none_match(writer: APIClient, plan: Plan, encoding: str) -> None:
    etag = writer.get(ONE, headers={"Accept-Encoding": encoding}).headers["ETag"]
    for held in (etag, f"W/{etag}", f'"x", {etag}'):
        again = writer.get(ONE, headers={"If-None-Match": held, "Accept-Encoding": encoding})
        assert again.status_code == 304
        assert again.headers["ETag"].removeprefix("W/") == etag
    make_body("市体育局")
    assert writer.get(ONE, headers={"If-None-Match": etag}).status_code == 200


def test_the_same_answer_is_compressed_to_the_same_bytes(api: APIClient, plan: Plan) -> None:
    first, second = (api.get(ONE, headers={"Accept-Encoding": "gzip"}) for _ in range(2))
    assert first.headers["Content-Encoding"] == "gzip"
    assert (first.content, first.headers["ETag"]) == (second.content, second.headers["ETag"])
