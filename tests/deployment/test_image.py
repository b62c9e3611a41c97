"""The image of the Dockerfile, started with what docker-compose.yml passes and used by the handbook's own lines."""

import json
import os
import re
import shlex
import signal
import subprocess
import urllib.request
from collections import Counter
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg
import pytest

from tests.deployment import image
from tests.serving import ROOT, free_port, wait_for

HOST = "policy.example.gov.cn"
REQUESTS = 40
MISSING = image.missing()
pytestmark = [
    pytest.mark.only("postgresql"),
    pytest.mark.system,
    pytest.mark.skipif(bool(MISSING) and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason=MISSING),
]


class Compose:
    """`docker compose` for the service `web`, on a database and a volume of its own."""

    def __init__(self, database: str, volume: Path) -> None:
        self.container = image.build()
        self.bind = f"127.0.0.1:{free_port()}"
        filled = {"SECRET_KEY": "only-in-this-test-" * 4, "POSTGRES_PASSWORD": "secret", "DATABASE_URL": database}
        passed = image.environment(filled | {"API_ADDRESS_REQUESTS": str(REQUESTS)})
        os.chown(volume, image.USER, image.USER)  # as a named volume, which begins as the image's folder
        sockets = [folder for name, folder in parse_qsl(urlsplit(database).query) if name == "host"]
        for folder in sockets:
            os.chmod(folder, 0o711)  # the suite's server looks at it when it starts, and lets no other user in
        folders = [f"{volume}:/data", *(f"{folder}:{folder}" for folder in sockets)]
        given = [f"{name}={value}" for name, value in (passed | {"BIND": self.bind}).items()]
        options = [part for folder in folders for part in ("-v", folder)] + [
            part for setting in given for part in ("-e", setting)
        ]
        self.prefix = image.buildah("run", "--isolation=chroot", "--network=host", *options)

    def exec(self, line: str, **variables: str) -> str:
        """Run a line of the handbook, `docker compose exec [-T] web COMMAND [< FILE]`."""
        words = shlex.split(line)
        words = words[words.index("web") + 1 :]
        typed = ""
        if "<" in words:
            typed = (ROOT / words[words.index("<") + 1]).read_text(encoding="utf-8")
            words = words[: words.index("<")]
        extra = [part for name, value in variables.items() for part in ("-e", f"{name}={value}")]
        return image.run([*self.prefix, *extra, self.container, "--", *words], typed)

    def up(self) -> subprocess.Popen[bytes]:
        """The service `migrate`, then `web`, once it answers."""
        self.exec("web python manage.py migrate -v0")
        [command] = re.findall(r"^CMD (\[.+\])$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
        server = subprocess.Popen(
            [*self.prefix, self.container, "--", *json.loads(command)],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        wait_for(f"http://{self.bind}/healthz")
        return server


@pytest.fixture(scope="module")
def compose(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compose]:
    """Everything that the handbook says to do, done."""
    assert not MISSING, f"REQUIRE_SYSTEM_TESTS=1, but {MISSING}"
    name = f"image_{os.getpid()}"
    server_url = os.environ["DATABASE_URL"]
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        compose = Compose(
            urlsplit(server_url)._replace(path=f"/{name}").geturl(), tmp_path_factory.mktemp("volume", numbered=True)
        )
        server = compose.up()
        try:
            yield compose
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(60)
            image.run(image.buildah("rm", compose.container))
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="module")
def used(compose: Compose) -> Compose:
    """With an administrator and the first plan."""
    for line in image.commands_of_handbook():
        if "createsuperuser" in line:  # which asks three questions
            answers = {"USERNAME": "admin", "EMAIL": "admin@example.gov.cn", "PASSWORD": "Only-in-this-test-1"}
            variables = {f"DJANGO_SUPERUSER_{name}": value for name, value in answers.items()}
            compose.exec(f"{line} --noinput", **variables)
        elif " exec " in line:
            compose.exec(line)
    return compose


class Browser:
    """Asks as the proxy hands requests on, and keeps cookies."""

    def __init__(self, compose: Compose) -> None:
        self.site = f"http://{compose.bind}"
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(KeepStatus, urllib.request.HTTPCookieProcessor(self.cookies))

    def ask(self, path: str, data: dict[str, str] | None = None, address: str = "192.0.2.1") -> tuple[int, str]:
        request = urllib.request.Request(self.site + path, data=urlencode(data).encode() if data else None)
        for name, value in {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": address,
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies),
        }.items():
            request.add_unredirected_header(name, value)
        with self.opener.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()


class KeepStatus(urllib.request.HTTPErrorProcessor):
    """Gives every answer as it is."""

    def http_response(self, request: object, response: object) -> object:
        return response


def test_the_handbook_names_what_is_run_here() -> None:
    assert [line.split()[2] for line in image.commands_of_handbook()] == ["up", "exec", "exec"]


def test_the_site_is_ready(compose: Compose) -> None:
    assert Browser(compose).ask("/readyz") == (200, "ready\n")


def test_the_first_plan_is_there(used: Compose) -> None:
    status, body = Browser(used).ask("/api/v1/measures/?plan=haidian-14fyp&count=true")
    assert status == 200
    assert '"count":' in body
    assert '"count":0' not in body


def test_the_administrator_can_log_in(used: Compose) -> None:
    browser = Browser(used)
    status, page = browser.ask("/admin/login/")
    assert status == 200
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]
    [style] = re.findall(r'href="(/static/admin/css/base\.[0-9a-f]+\.css)"', page)
    assert browser.ask(style)[0] == 200
    form = {"csrfmiddlewaretoken": token, "username": "admin", "password": "Only-in-this-test-1"}
    assert browser.ask("/admin/login/", form | {"next": "/admin/"})[0] == 302
    assert browser.ask("/admin/measures/plan/")[0] == 200


def test_a_caller_past_the_limit_gets_429_and_nobody_else(compose: Compose) -> None:
    browser = Browser(compose)
    answers = Counter(browser.ask("/api/v1/plans/", address="192.0.2.9")[0] for _ in range(2 * REQUESTS + 4))
    assert set(answers) == {200, 429}
    assert browser.ask("/api/v1/plans/", address="192.0.2.10")[0] == 200


def test_the_process_is_an_ordinary_user_who_writes_to_the_volume_alone(compose: Compose) -> None:
    assert compose.exec("web id -u") == str(image.USER)
    written = (
        "web sh -c 'for place in /data /srv/policyhub /srv/static /; do test -w $place && echo $place; done; true'"
    )
    assert compose.exec(written) == "/data"
