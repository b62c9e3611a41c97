"""Builds the image of the Dockerfile and runs its commands as docker-compose.yml would, without a container engine.

debootstrap makes a base with Debian's Python in place of the official image, once for a machine; buildah builds on it
and runs commands in a chroot as the image's own user. Layers are kept as Docker keeps them: libraries are installed
again only when requirements.txt or a line above it has changed. A chroot has no read-only root: that the code's folder
cannot be written follows from the user.
"""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import yaml

from tests.serving import ROOT

STORE = Path(tempfile.gettempdir()) / "policyhub-images"
BASE, IMAGE = "localhost/policyhub-base", "localhost/policyhub-tried"
PROGRAMS = ("debootstrap", "buildah")
USER = 10001
# How this machine's pip reaches its index, where it needs telling.
FROM_HOST = ("/etc/pip.conf", "/etc/ssl/certs", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates")


def missing() -> str:
    """Why the image cannot be built here; empty where it can."""
    absent = [program for program in PROGRAMS if not shutil.which(program)]
    if absent:
        return f"{' and '.join(absent)} not installed"
    return "" if os.geteuid() == 0 else "buildah runs commands in a chroot as root only"


def buildah(*arguments: str | Path) -> list[str]:
    """Its own storage; buildah chooses how: layers over each other where the kernel can, else whole copies."""
    storage = ("--root", STORE / "graph", "--runroot", STORE / "run")
    return ["buildah", *map(str, (*storage, *arguments))]


def run(command: list[str], typed: str = "") -> str:
    """What the command prints when given `typed`. Raises AssertionError with its last words where it fails."""
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
    return done.stdout.strip()


def make_base() -> None:
    """Debian with Python, under the name BASE; kept for the next run."""
    if subprocess.run(buildah("images", "-q", BASE), capture_output=True, check=False).returncode == 0:
        return
    STORE.mkdir(exist_ok=True)
    root = STORE / "debian"
    shutil.rmtree(root, ignore_errors=True)
    packages = "--include=python3,python3-venv,python3-pip,ca-certificates"
    run(["debootstrap", "--variant=minbase", packages, "bookworm", str(root)])
    run(["chroot", str(root), "python3", "-m", "venv", "/opt/python"])  # Debian's pip may not touch Debian's packages
    container = run(buildah("from", "scratch"))
    run(buildah("add", "-q", container, root, "/"))
    run(buildah("config", "--env", "PATH=/opt/python/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", container))
    run(buildah("commit", "-q", "--rm", container, BASE))
    shutil.rmtree(root)


def build() -> str:
    """A container of the image that the Dockerfile makes of this checkout."""
    make_base()
    mounts = [part for path in FROM_HOST if Path(path).exists() for part in ("-v", f"{path}:{path}:ro")]
    options = ("-q", "--layers", "--isolation=chroot", "--network=host", "--pull=never", "--from", BASE, "-t", IMAGE)
    run(buildah("bud", *options, *mounts, "-f", ROOT / "Dockerfile", ROOT))
    run(buildah("rmi", "--prune"))  # the layers of the build before, where this one has others
    return run(buildah("from", "--pull=never", IMAGE))


def environment(filled: dict[str, str]) -> dict[str, str]:
    """What compose gives the service `web` where .env is .env.example with the values of `filled`."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    given = dict(re.findall(r"^(\w+)=(.*)$", example, re.MULTILINE)) | filled
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return {name: interpolate(value, given) for name, value in services["web"]["environment"].items()}


def interpolate(value: str, given: Mapping[str, str]) -> str:
    """`${NAME}`, `${NAME:-default}` (which may hold another) and `${NAME:?message}`, as compose reads them."""
    pattern = re.compile(r"\$\{(\w+)(?::([-?])((?:[^{}]|\$\{[^{}]*\})*))?\}")

    def replace(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        assert given.get(name) or kind != "?", rest
        return given.get(name) or interpolate(rest or "", given)

    return pattern.sub(replace, value)


def commands_of_handbook() -> list[str]:
    """The lines that docs/operations.md gives for Docker, without their comments."""
    chapter = (ROOT / "docs/operations.md").read_text(encoding="utf-8").split("\n## ")[1]
    return [line.split(" # ")[0].strip() for line in chapter.splitlines() if line.startswith("    docker compose")]
