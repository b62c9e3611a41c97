"""Two hosts that read from a streaming replica: nobody is shown an older state than they have seen or written."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import count, cycle
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.contrib.auth.models import User
from redis import Redis

from measures.models import ApiToken, Measure
from policyhub.replicas.readers import KEEPING
from tests.deployment.line import Line
from tests.factories import give_all_rights, make_measure, make_plan, make_section
from tests.replica import Replica, redis_server, replica
from tests.serving import database_url, running
from tests.waiting import wait_until

REDIS = shutil.which("redis-server")
pytestmark = [
    pytest.mark.only("postgresql"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.system,
    pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="a replica is made of the suite's own server alone"),
    pytest.mark.skipif(
        not REDIS and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason="redis-server is not installed"
    ),
]
PATIENT, STRICT = 60, 1  # seconds that a replica may lag behind to either host
serial = count(1)
Json = dict[str, Any]


@pytest.fixture(scope="module")
def standby(django_db_setup: None, django_db_blocker: Any) -> Iterator[Replica]:
    with django_db_blocker.unblock(), replica("policyhub_test") as made, made.running():
        yield made


@pytest.fixture(scope="module")
def second(django_db_setup: None, django_db_blocker: Any) -> Iterator[Replica]:
    """One that the patient host knows of, and that is away but where a test lets it run."""
    with django_db_blocker.unblock(), replica("policyhub_test_second") as made:
        yield made


@pytest.fixture(scope="module")
def hosts(
    standby: Replica, second: Replica, whole_line: Line, tmp_path_factory: pytest.TempPathFactory, static: str
) -> Iterator[tuple[str, str]]:
    """One bears a replica that is far behind, the other does not."""
    assert REDIS, "REQUIRE_SYSTEM_TESTS=1, but redis-server is not installed"
    folder = tmp_path_factory.mktemp("hosts")
    with ExitStack() as stack, ThreadPoolExecutor(2) as starting:
        redis = stack.enter_context(redis_server(REDIS, folder))
        with Redis.from_url(redis) as keeping:
            keeping.set(KEEPING, 1)  # an empty Redis may have forgotten something, which is waited for
        settings = {
            "DATABASE_REPLICA_SECONDS": "2",
            "REDIS_URL": redis,
            "BEHIND_PROXY": "1",
            "STATIC_ROOT": static,
        }

        def start(lag: int, url: str, replicas: str) -> str:
            bound = {
                "DATABASE_REPLICA_LAG_SECONDS": str(lag),
                "DATABASE_URL": url,
                "DATABASE_REPLICA_URLS": replicas,
            }
            return stack.enter_context(running(folder / f"log-{lag}", **settings, **bound))

        through_line = urlsplit(database_url())._replace(query=f"host={whole_line.path.parent}").geturl()
        replicas = (f"{standby.url},{second.url}", standby.url)
        patient, strict = starting.map(start, (PATIENT, STRICT), (database_url(), through_line), replicas)
        for host in (patient, strict):
            requests.get(f"{host}/api/v1/plans/", timeout=60)  # from now on it knows how far each server is
        time.sleep(0.5)
        yield patient, strict


class Reader:
    """Someone with an address of their own, perhaps with a token."""

    def __init__(self, secret: str = "") -> None:
        self.session = requests.Session()
        self.session.headers["X-Forwarded-For"] = f"10.0.0.{next(serial)}"
        if secret:
            self.session.headers["Authorization"] = f"Token {secret}"

    def get(self, address: str, **headers: str) -> requests.Response:
        return self.session.get(address, headers=headers, timeout=60)

    def title(self, address: str) -> str:
        return str(self.get(address).json()["title"])

    def write(self, address: str, title: str) -> None:
        answer = self.session.patch(address, json={"title": title}, headers={"If-Match": "*"}, timeout=60)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def editor() -> User:
    user = User.objects.create_user("editor")
    give_all_rights(user)
    return user


@pytest.fixture
def writer(editor: User) -> Reader:
    return Reader(ApiToken.objects.create(editor, name="test", read_only=False)[1])


@pytest.fixture
def path(editor: User, standby: Replica) -> str:
    """Of a measure that the replica has."""
    section = make_section(make_plan("example"))
    for _ in range(4):
        make_measure(section, title="原题")
    standby.catch_up()
    return "/api/v1/plans/example/measures/1-1/"


def is_read_from(standby: Replica, address: str) -> bool:
    """Whether someone new is shown what the replica has, and not what the primary has by now."""
    with standby.standing_still():
        before = Reader().title(address)
        Measure.objects.filter(code="1-1").update(title=f"新题{next(serial)}")
        return Reader().title(address) == before


def test_a_writer_reads_what_it_wrote_on_any_host_while_others_read_the_replica(
    standby: Replica, hosts: tuple[str, str], path: str, writer: Reader
) -> None:
    with standby.standing_still():
        writer.write(hosts[0] + path, "新题")
        assert [writer.title(host + path) for host in hosts] == ["新题", "新题"]
        wait_until(lambda: Reader().title(hosts[0] + path) == "原题")
    standby.catch_up()
    assert Reader().title(hosts[0] + path) == "新题"


def test_no_304_for_a_record_whose_change_was_told(
    standby: Replica, hosts: tuple[str, str], path: str, writer: Reader
) -> None:
    mirror, other = Reader(), Reader()
    patient, strict = hosts
    held = mirror.get(patient + path)
    etag, feed = {"If-None-Match": held.headers["ETag"]}, "/api/v1/changes/?since="
    with standby.standing_still():
        writer.write(patient + path, "新题")
        wait_until(lambda: mirror.get(strict + feed + held.headers["X-Changes-Cursor"]).json()["results"] != [])
        assert other.get(patient + path, **etag).status_code == 304
        again = mirror.get(patient + path, **etag)
        assert (again.status_code, again.json()["title"]) == (200, "新题")

        elsewhere = Reader().get(patient + feed + again.headers["X-Changes-Cursor"])
        assert (elsewhere.status_code, elsewhere.json()["results"]) == (200, [])


def test_a_replica_too_far_behind_is_left_out_and_taken_back(
    standby: Replica, hosts: tuple[str, str], path: str
) -> None:
    strict = hosts[1] + path
    with standby.standing_still():
        Measure.objects.filter(code="1-1").update(title="新题")
        wait_until(lambda: Reader().title(strict) == "新题", PATIENT / 2)
        wait_until(lambda: Reader().title(hosts[0] + path) == "原题")
    wait_until(lambda: is_read_from(standby, strict))


def answers(address: str) -> bool:
    """Whether someone new is answered at once."""
    with suppress(requests.Timeout):
        return Reader().session.get(address, timeout=1).status_code == 200
    return False


def test_what_a_replica_does_not_answer_as_it_freezes_the_primary_does_and_it_is_taken_back(
    standby: Replica, hosts: tuple[str, str], path: str
) -> None:
    address = hosts[0] + path
    wait_until(lambda: is_read_from(standby, address))
    standby.catch_up()
    with standby.frozen():
        Measure.objects.filter(code="1-1").update(title="新题")
        assert Reader().title(address) == "新题"
        wait_until(lambda: answers(address), PATIENT / 2)
    wait_until(lambda: is_read_from(standby, address))


def test_of_two_replicas_one_goes_on_for_both_and_the_primary_for_none(
    standby: Replica, second: Replica, hosts: tuple[str, str], path: str
) -> None:
    """Wherever they are sent, readers get row, ETag and cursor of one server, and nothing older than before."""
    address = hosts[0] + path
    with second.running():
        with standby.standing_still():
            Measure.objects.filter(code="1-1").update(title="新题")
            second.catch_up()
            wait_until(lambda: titles_of_new_readers(address) == {"原题", "新题"})
            readers = {reader: state(reader, address) for reader in [Reader() for _ in range(20)]}
            assert len(set(readers.values())) == 2
            assert {reader: state(reader, address) for reader in readers} == readers
            second.kill()
            wait_until(lambda: titles_of_new_readers(address) == {"原题"})
            assert {reader: state(reader, address) for reader in readers} == readers
        standby.kill()
        try:
            Measure.objects.filter(code="1-1").update(title="又一题")
            assert {reader.title(address) for reader in readers} == {"又一题"}
        finally:
            standby.start()
    wait_until(lambda: is_read_from(standby, address))


def titles_of_new_readers(address: str) -> set[str]:
    return {Reader().title(address) for _ in range(10)}


def state(reader: Reader, address: str) -> tuple[str, str, str]:
    """What the reader is shown: title, cursor and ETag."""
    answer = reader.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()["title"], answer.headers["X-Changes-Cursor"], answer.headers["ETag"]


def test_the_public_reads_on_while_the_primary_is_away(
    whole_line: Line, hosts: tuple[str, str], path: str, writer: Reader
) -> None:
    strict = hosts[1] + path
    wait_until(lambda: Reader().get(strict).status_code == 200)
    whole_line.cut()
    try:
        wait_until(lambda: Reader().get(strict).status_code == 200)  # once the replica has what was last known
        assert writer.get(strict).status_code == 503
    finally:
        whole_line.restore()
    assert writer.title(strict) == "原题"


def test_a_token_counts_as_it_is_now(standby: Replica, hosts: tuple[str, str], path: str) -> None:
    """Whoever has no rights sees no draft, wherever it is read; a right that is given or taken counts at once."""
    make_plan("draft", state="draft")
    standby.catch_up()
    draft = f"{hosts[0]}/api/v1/plans/draft/"
    outsider = User.objects.create_user("outsider")
    with standby.standing_still():
        token, secret = ApiToken.objects.create(outsider, name="test", read_only=True)
        reader = Reader(secret)
        assert reader.get(draft).status_code == 404
        give_all_rights(outsider)
        assert reader.get(draft).status_code == 200
        token.delete()
        assert reader.get(draft).status_code == 401


class Mirror(Reader):
    """Keeps a copy of the measures by the feed alone, asking one host after the other."""

    def __init__(self, hosts: tuple[str, str]) -> None:
        super().__init__()
        self.hosts = cycle(hosts)
        first = self.get(f"{next(self.hosts)}/api/v1/measures/?fields=code,title,version")
        self.cursor = first.headers["X-Changes-Cursor"]
        self.copy: dict[str, Json] = {record["code"]: record for record in first.json()["results"]}
        self.etags: dict[str, str] = {}
        self.numbers: list[int] = []

    def follow(self) -> None:
        """Ask for what changed, and for each record that did; nothing older than what is held may come."""
        address = f"{next(self.hosts)}/api/v1/changes/?since={self.cursor}&resource=measures"
        page = self.get(address)
        assert page.status_code == 200, page.text
        for change in page.json()["results"]:
            self.numbers.append(change["sequence"])
            self.fetch(change["key"])
        self.cursor = page.json()["cursor"]

    def fetch(self, code: str) -> None:
        address = f"{next(self.hosts)}/api/v1/plans/example/measures/{code}/"
        found = self.get(address, **{"If-None-Match": self.etags.get(code, "")})
        assert found.status_code in (200, 304), found.text
        if found.status_code == 200:
            record = found.json()
            assert record["version"] >= self.copy[code]["version"]
            self.copy[code] = {name: record[name] for name in ("code", "title", "version")}
            self.etags[code] = found.headers["ETag"]


class Writer(Reader):
    """Writes a measure, and reads what was written, each time on another host."""

    def __init__(self, secret: str, hosts: tuple[str, str], code: str) -> None:
        super().__init__(secret)
        self.addresses = cycle(f"{host}/api/v1/plans/example/measures/{code}/" for host in hosts)
        self.number = 0

    def write_until(self, done: threading.Event) -> None:
        while not done.is_set():
            title = f"第{self.number + 1}版"
            self.write(next(self.addresses), title)
            self.number += 1
            assert self.title(next(self.addresses)) == title


def test_a_mirror_misses_nothing_while_the_replica_dies_and_comes_back(
    standby: Replica, hosts: tuple[str, str], path: str, editor: User
) -> None:
    mirror, done = Mirror(hosts), threading.Event()
    secrets = [ApiToken.objects.create(editor, name=name, read_only=False)[1] for name in "abc"]
    writers = [Writer(secret, hosts, f"1-{number}") for number, secret in enumerate(secrets, 1)]
    with ThreadPoolExecutor(4) as threads:
        working = [threads.submit(writer.write_until, done) for writer in writers]
        working.append(threads.submit(follow_until, done, mirror))
        try:
            go_on(writers, working)
            standby.kill()
            go_on(writers, working)
            standby.start()
            go_on(writers, working)
        finally:
            done.set()
        for each in working:
            each.result()
    standby.catch_up()
    mirror.follow()
    wanted = {row["code"]: row for row in Measure.objects.values("code", "title", "version")}
    assert mirror.copy == wanted
    assert [wanted[f"1-{number}"]["title"] for number in (1, 2, 3)] == [f"第{each.number}版" for each in writers]
    assert mirror.numbers == sorted(set(mirror.numbers))
    wait_until(lambda: is_read_from(standby, hosts[0] + path))


def go_on(writers: list[Writer], working: list[Future[None]]) -> None:
    """Until each has written ten times more, or somebody has failed."""
    wanted = [writer.number + 10 for writer in writers]

    def went_on() -> bool:
        return all(writer.number >= number for writer, number in zip(writers, wanted, strict=True))

    wait_until(lambda: went_on() or any(each.done() for each in working))


def follow_until(done: threading.Event, mirror: Mirror) -> None:
    while not done.is_set():
        mirror.follow()
