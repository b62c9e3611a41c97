"""docker-compose.scale.yml: its services know each other, say what the settings read, and their programs take it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
import yaml

from tests.deployment.test_settings_fail_loudly import settings_of
from tests.deployment.test_variables import HANDBOOK, ROOT, ComposeLoader, names_read
from tests.serving import free_port
from tests.waiting import wait_for_port

TEXT = (ROOT / "docker-compose.scale.yml").read_text(encoding="utf-8")
SCALE: dict[str, Any] = yaml.load(TEXT, ComposeLoader)
SERVICES, CONFIGS = SCALE["services"], SCALE["configs"]
WEB = SERVICES["web1"]
NGINX, PGBOUNCER = shutil.which("nginx"), shutil.which("pgbouncer")
PASSWORD = "0123456789abcdef"
NOBODY = 65534


def said(text: str) -> str:
    """As compose hands it on: variables filled in, a doubled dollar made one."""
    return text.replace("${POSTGRES_PASSWORD}", PASSWORD).replace("$$", "$")


def config(name: str) -> str:
    return said(CONFIGS[name]["content"])


ENVIRONMENT = {name: said(value) for name, value in WEB["environment"].items()}


def needs(program: str | None, name: str) -> pytest.MarkDecorator:
    missing = not program and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1"
    return pytest.mark.skipif(missing, reason=f"{name} is not installed")


def test_it_has_a_primary_a_replica_a_pooler_two_web_hosts_redis_and_a_proxy() -> None:
    assert SERVICES.keys() == {"db", "replica", "pgbouncer", "redis", "migrate", "web1", "web2", "proxy"}
    assert SERVICES["web1"] == SERVICES["web2"]
    assert SERVICES["db"]["image"] == SERVICES["replica"]["image"]
    assert WEB["image"] == SERVICES["migrate"]["image"]


def test_every_service_config_and_volume_that_is_named_is_there() -> None:
    for service in SERVICES.values():
        assert {*service.get("depends_on", ())} <= SERVICES.keys()
        assert {each["source"] for each in service.get("configs", ())} <= CONFIGS.keys()
        named = {each.partition(":")[0] for each in service.get("volumes", ()) if not each.startswith(".")}
        assert named <= SCALE["volumes"].keys()
    assert {*re.findall(r"\$\{(\w+)", TEXT)} == {"POSTGRES_PASSWORD"}  # the rest comes by env_file


def test_the_web_hosts_say_only_what_the_settings_read_and_share_their_files() -> None:
    assert ENVIRONMENT.keys() | SERVICES["migrate"]["environment"].keys() <= names_read()
    assert WEB["env_file"] == ".env"
    assert WEB["volumes"] == ["data:/data"]


def test_the_settings_make_of_it_a_primary_behind_a_pooler_and_a_replica() -> None:
    """`policyhub.wsgi` among the modules is what tells a server process."""
    with patch.dict(sys.modules, {"policyhub.wsgi": sys}):
        settings = settings_of(**ENVIRONMENT)
    databases = settings["DATABASES"]
    listens = dict(re.findall(r"^(\w+) = (.+)$", config("pgbouncer"), re.MULTILINE))
    primary, replica = databases["default"], databases["replica1"]
    assert (primary["HOST"], str(primary["PORT"])) == ("pgbouncer", listens["listen_port"])
    assert f"{primary['NAME']} = host=db port=5432" in config("pgbouncer")
    assert (replica["HOST"], replica["NAME"]) == ("replica", primary["NAME"])
    assert listens["pool_mode"] == "transaction"
    assert primary["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert urlsplit(settings["REDIS_URL"]).hostname in SERVICES
    assert settings["SECURE_SSL_REDIRECT"] is settings["BEHIND_PROXY"] is True


def test_there_are_as_many_connections_as_two_hosts_may_make() -> None:
    with patch.dict(sys.modules, {"policyhub.wsgi": sys}):
        settings = settings_of(**ENVIRONMENT)
    limits = {name: int(value) for name, value in re.findall(r"(\w+) = (\d+)", config("pgbouncer"))}
    each = settings["WEB_WORKERS"] * settings["DATABASES"]["default"]["SHARED_CONNECTIONS"]["size"]
    assert 2 * each <= limits["max_client_conn"]
    assert 2 * each < 100  # PostgreSQL's own max_connections: the replica has no pooler
    assert limits["default_pool_size"] < 90


def test_tables_are_made_on_the_primary_itself() -> None:
    url = urlsplit(SERVICES["migrate"]["environment"]["DATABASE_URL"])
    assert (url.hostname, url.port) == ("db", 5432)


def test_the_proxy_says_what_the_handbook_says() -> None:
    assert "server web1:8000;" in config("nginx")
    assert "server web2:8000;" in config("nginx")
    [shown] = re.findall(r"^    server \{\n(.+?)^    \}", HANDBOOK, re.MULTILINE | re.DOTALL)
    headers = set(re.findall(r"proxy_set_header .+;", shown))
    assert headers
    assert headers == set(re.findall(r"proxy_set_header .+;", config("nginx")))


def test_the_handbook_names_it() -> None:
    assert "docker-compose.scale.yml" in HANDBOOK


@pytest.mark.system
def test_the_command_of_the_replica_is_one_that_bash_reads() -> None:
    program, options, script = SERVICES["replica"]["command"]
    assert (program, options) == ("bash", "-ec")
    subprocess.run(["bash", "-n", "-c", said(script)], check=True)


@pytest.mark.system
@needs(NGINX, "nginx")
def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    assert NGINX, "REQUIRE_SYSTEM_TESTS=1, but nginx is not installed"
    key, certificate = tmp_path / "policy.key", tmp_path / "policy.pem"
    subject = ["-subj", "/CN=policy.example.gov.cn", "-days", "1", "-keyout", str(key), "-out", str(certificate)]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run(["openssl", "req", "-x509", *kind, *subject], check=True, capture_output=True)
    server = config("nginx").replace("/etc/nginx/tls", str(tmp_path))
    server = re.sub(r"web\d:8000", "127.0.0.1:8000", server)  # no name of compose's is known here
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr;\nevents {{}}\nhttp {{ access_log off;\n{server}}}\n"
    )
    tried = subprocess.run(
        [NGINX, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 0, tried.stderr


@pytest.fixture
def folder_of_all() -> Iterator[Path]:
    """A folder that other users may read; pytest's own stand in one of the user who began."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.system
@needs(PGBOUNCER, "pgbouncer")
def test_pgbouncer_starts_with_its_configuration(folder_of_all: Path) -> None:
    assert PGBOUNCER, "REQUIRE_SYSTEM_TESTS=1, but pgbouncer is not installed"
    port = free_port()
    shown = config("pgbouncer").replace("/etc/pgbouncer", str(folder_of_all)).replace("6432", str(port))
    (folder_of_all / "userlist.txt").write_text(config("pgbouncer_users"))
    (folder_of_all / "pgbouncer.ini").write_text(f"{shown}unix_socket_dir =\n")
    user = NOBODY if os.geteuid() == 0 else None  # it refuses to run as root
    command = [PGBOUNCER, "-q", str(folder_of_all / "pgbouncer.ini")]
    extra: list[int] | None = None if user is None else []
    process = subprocess.Popen(
        command, user=user, group=user, extra_groups=extra, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        wait_for_port(port)
        assert process.poll() is None
    finally:
        process.terminate()
        output, _ = process.communicate(timeout=60)
    assert b"WARNING" not in output
    assert b"ERROR" not in output
