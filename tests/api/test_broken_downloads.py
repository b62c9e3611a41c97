"""A download that the server cannot finish is seen to be broken, whatever the server's own framing says."""

import csv
import gzip
import json
from io import StringIO
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from measures.api.lists import streams
from measures.models import Plan
from tests.factories import make_measure, make_plan, make_section

PULL = "/api/v1/measures/?format="


@pytest.fixture
def breaking(db: None, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Three measures, of which the third cannot be read."""
    section = make_section(make_plan("example"))
    for _ in range(3):
        make_measure(section)
    monkeypatch.setattr(streams, "BATCH", 1)
    send_batch_query, asked = streams.send_batch_query, []

    def failing(*given: Any) -> Any:
        asked.append(given)
        if len(asked) > 2:
            raise OperationalError("the connection is lost")
        return send_batch_query(*given)

    monkeypatch.setattr(streams, "send_batch_query", failing)
    return section.plan


def pulled(form: str, **headers: str) -> bytes:
    content: bytes = Client(headers=headers).get(PULL + form).getvalue()
    return content


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_lines_end_in_one_that_is_no_json(breaking: Plan, encoding: str) -> None:
    content = pulled("ndjson", Accept_Encoding=encoding)
    *_, last = (gzip.decompress(content) if encoding == "gzip" else content).splitlines()
    with pytest.raises(json.JSONDecodeError):
        json.loads(last)
    assert b"incomplete" in last


def test_csv_ends_within_a_cell(breaking: Plan) -> None:
    with pytest.raises(csv.Error):
        list(csv.reader(StringIO(pulled("csv").decode()), strict=True))


def test_the_cause_of_a_broken_download_is_logged(breaking: Plan, caplog: pytest.LogCaptureFixture) -> None:
    pulled("ndjson")
    assert "the connection is lost" in caplog.text
