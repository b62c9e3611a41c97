"""A client that sends its request slowly keeps nobody waiting: the body is read before the lock is taken."""

import socket
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from django.contrib.auth.models import User
from django.test import Client

from measures.models import ApiToken, Measure
from measures.models.edit import current_unit
from tests.admin.conftest import signed_in
from tests.admin.pages import Editing, url
from tests.api.conftest import with_token
from tests.factories import make_measure, make_plan, make_section
from tests.made_once import made_once


class Body(BytesIO):
    """Notes, whenever a part of it is read, whether an edit is in progress."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.edits: list[bool] = []

    def read(self, *args: Any) -> bytes:
        self.edits.append(current_unit() is not None)
        return super().read(*args)


@made_once
def measure() -> Measure:
    return make_measure(make_section(make_plan("demo")))


def send(client: Client, method: str, address: str, data: bytes, content_type: str, **headers: str) -> tuple[int, Body]:
    body = Body(data)
    send_raw: Any = client.generic
    answer = send_raw(method, address, b"", content_type=content_type, **{
        "wsgi.input": body, "CONTENT_LENGTH": str(len(data)), "CONTENT_TYPE": content_type, **headers,
    })  # fmt: skip
    return answer.status_code, body


def test_the_api_reads_a_body_before_its_edit_begins(measure: Measure, editor: User) -> None:
    caller = with_token(editor)
    own = {"HTTP_IF_MATCH": '"1"'}
    address = f"/api/v1/plans/demo/measures/{measure.code}/"
    for method, path, data, status in (
        ("PATCH", address, b'{"note": "x"}', 200),
        ("POST", "/api/v1/measures/", '{"plan":"demo","section":"1","title":"新","text":"新。"}'.encode(), 201),
    ):
        answer, body = send(caller, method, path, data, "application/json", **own)
        assert (answer, set(body.edits)) == (status, {False})


@pytest.mark.parametrize("name", ["change", "delete"])
def test_the_admin_reads_a_form_before_its_edit_begins(name: str, measure: Measure, editor: User) -> None:
    Measure.objects.update(review_state="extracted")
    browser = signed_in(editor)
    fields = (
        {"post": "yes"} if name == "delete" else Editing(browser, measure).open().fields | {"title": "新", "_save": "1"}
    )
    form = urlencode(fields).encode()
    answer, body = send(browser, "POST", url(f"measure_{name}", measure.pk), form, "application/x-www-form-urlencoded")
    assert (answer, set(body.edits)) == (302, {False})


@pytest.mark.django_db(transaction=True)
def test_another_writer_does_not_wait_for_a_body_that_trickles_in(
    measure: Measure, editor: User, shared_server: str
) -> None:
    slow, quick = measure, make_measure(measure.section)
    _, secret = ApiToken.objects.create(editor, name="慢线", read_only=False)
    body = b'{"note": "slow"}'
    address = urlsplit(shared_server)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=60) as line:
        head = (
            f"PATCH /api/v1/plans/demo/measures/{slow.code}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f'Authorization: Token {secret}\r\nIf-Match: "1"\r\nContent-Type: application/json\r\n'
            f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        line.sendall(head.encode() + body[:3])
        answer = requests.patch(
            f"{shared_server}/api/v1/plans/demo/measures/{quick.code}/",
            json={"note": "quick"},
            headers={"Authorization": f"Token {secret}", "If-Match": '"1"'},
            timeout=60,
        )
        assert answer.status_code == 200, answer.text
        line.sendall(body[3:])
        assert line.recv(100).startswith(b"HTTP/1.1 200")
    assert list(Measure.objects.order_by("code").values_list("note", flat=True)) == ["slow", "quick"]
