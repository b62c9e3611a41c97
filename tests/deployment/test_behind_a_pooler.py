"""A pooler that hands each transaction another connection cannot keep prepared statements: PREPARED_STATEMENTS=0."""

import json
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.factories import assign, make_measure, make_plan, make_section
from tests.serving import running

ADDRESSES = (
    "measures/",
    "measures/?q=%E4%BA%BA%E6%89%8D",
    "measures/?phase=not_started&ordering=-code",
    "plans/example/measures/1-1/",
)


@pytest.mark.only("postgresql")
@pytest.mark.django_db(transaction=True)
def test_everything_is_read_without_prepared_statements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assign(make_measure(make_section(make_plan("example")), title="引进人才"), "市科技局")
    answers = []
    for prepared in ("0", "1"):
        monkeypatch.setenv("PREPARED_STATEMENTS", prepared)
        with running(tmp_path / "log") as site:
            api = f"{site}/api/v1/"
            read = [urlopen(api + address).read() for address in ADDRESSES]
            pulled = urlopen(f"{api}measures/?format=ndjson").read()
        answers.append([json.loads(answer.replace(site.encode(), b"")) for answer in (*read, pulled)])
    assert answers[0] == answers[1]
    assert answers[0][-1]["title"] == "引进人才"
