"""Settings from the environment, failing loudly. Every name read here is documented in docs/operations.md.

An empty value counts as none: docker-compose.yml passes every setting on, set or not.
"""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TOKEN_LENGTH = 16
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: str = "0") -> bool:
    value = text(name, default).lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name}={value!r}: say 1 or 0.")
    return value in TRUE


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name}={value!r}: say a whole number.")
    return int(value)


def choice(name: str, values: list[str]) -> str:
    """One of the values; the first where the variable is not set."""
    value = text(name, values[0]).lower()
    if value not in values:
        raise ImproperlyConfigured(f"{name}={value!r}: say {', '.join(values[:-1])} or {values[-1]}.")
    return value


def address(name: str, default: str) -> tuple[str, int]:
    """Host and port of `host:port`; an IPv6 host stands in brackets."""
    host, _, port = text(name, default).rpartition(":")
    if not host or not port.isdecimal():
        raise ImproperlyConfigured(f"{name}={text(name)!r}: say host:port, such as 127.0.0.1:8000.")
    return host.strip("[]"), int(port)


def site(name: str) -> str:
    """The address of a site without a path, such as https://policy.example.gov.cn; "" where the variable is not set."""
    value = text(name).rstrip("/")
    parts = urlsplit(value)
    if value and (
        parts.scheme not in ("http", "https") or value != f"{parts.scheme}://{parts.netloc}" or not parts.netloc
    ):
        raise ImproperlyConfigured(f"{name}={value!r}: say an address such as https://policy.example.gov.cn.")
    return value


def names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def json_object(name: str) -> dict[str, object]:
    """The JSON object that the variable holds, an empty one where it is not set."""
    try:
        value = json.loads(text(name, "{}"))
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ImproperlyConfigured(f"{name}: say a JSON object.")
    return value


def secret(name: str, *, development: str) -> str:
    """The value of NAME or the content of the file NAME_FILE; `development` ("" in production) where neither is set."""
    path = text(f"{name}_FILE")
    value = Path(path).read_text(encoding="utf-8").strip() if path else text(name, development)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: production needs a long random value of its own.")
    return value


def token(name: str) -> str:
    """The value of NAME or the content of the file NAME_FILE, "" where neither is set; too short to keep is refused."""
    path = text(f"{name}_FILE")
    value = Path(path).read_text(encoding="utf-8").strip() if path else text(name)
    if value and len(value) < TOKEN_LENGTH:
        raise ImproperlyConfigured(f"{name} is too short: say at least {TOKEN_LENGTH} random characters.")
    return value


def hosts(name: str, default: str) -> list[str]:
    """The hosts of a list. Raises ImproperlyConfigured where there is none, and for wildcards."""
    values = names(name, default)
    if not values:
        raise ImproperlyConfigured(f"{name} is not set: name the hosts this site answers for, separated by commas.")
    if any("*" in value for value in values):
        raise ImproperlyConfigured(f"{name} holds a wildcard: name each host.")
    return values
