"""The server is killed in the middle of everything: a copy stays whole, nothing is done twice."""

import os
import signal
import threading
from collections import Counter
from pathlib import Path
from time import sleep
from typing import Any

import pytest
import requests
from django.contrib.auth.models import User

from measures.models import ApiToken, Measure, Plan
from tests.api.test_keeping_in_step import Reader
from tests.serving import end, free_port, start

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, MEASURES = 3, 12


class Remote:
    """Asks a server that may be away for a moment, again and again."""

    def __init__(self, site: str, **headers: str) -> None:
        self.site, self.headers = site, headers

    def ask(self, method: str, address: str, **given: Any) -> requests.Response:
        for _ in range(3000):
            try:
                headers = self.headers | given.get("headers", {})
                url = address if address.startswith("http") else self.site + address
                answer = requests.request(method, url, timeout=60, **(given | {"headers": headers}))
                if answer.status_code < 500:
                    return answer
            except requests.RequestException:
                pass
            sleep(0.1)
        raise TimeoutError(address)

    def get(self, address: str) -> requests.Response:
        return self.ask("GET", address)


def write(remote: Remote, plan: str, writer: int) -> None:
    """Each measure under a key of its own, so that asking again after a lost answer does nothing twice."""
    for number in range(MEASURES):
        row = {"plan": plan, "section": "1.1", "title": f"举措{writer}-{number}", "text": "完善机制。"}
        answer = remote.ask("POST", "/api/v1/measures/", json=row, headers={"Idempotency-Key": f"{writer}-{number}"})
        assert answer.status_code == 201, answer.text


def test_after_a_killed_server_copies_are_complete_and_no_write_is_repeated(
    plan: Plan, editor: User, tmp_path: Path
) -> None:
    bind = f"127.0.0.1:{free_port()}"
    _, secret = ApiToken.objects.create(editor, name="数据平台", read_only=False)
    remote = Remote(f"http://{bind}", Authorization=f"Token {secret}")
    server = start(bind, tmp_path / "log")
    reader: Any = Reader(remote)  # type: ignore[arg-type]
    writers = [threading.Thread(target=write, args=(remote, plan.slug, number)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    while len(reader.copy) < 15:
        reader.follow()
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    server = start(bind, tmp_path / "log")
    while any(writer.is_alive() for writer in writers):
        reader.follow()
    reader.follow()
    assert reader.copy == reader.pull()
    end(server, tmp_path / "log")
    titles = Counter(Measure.objects.filter(title__startswith="举措").values_list("title", flat=True))
    assert len(titles) == WRITERS * MEASURES
    assert set(titles.values()) == {1}
