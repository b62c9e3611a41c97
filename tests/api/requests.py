"""How the tests of writing ask."""

from typing import Any

from rest_framework.test import APIClient

LIST, ONE = "/api/v1/measures/", "/api/v1/plans/example/measures/1.2-1/"

NEW = {"plan": "example", "section": "1.2", "title": "建设人才公寓", "text": "建设人才公寓。"}


def patch(caller: APIClient, data: Any, version: int | str = 1, address: str = ONE) -> Any:
    return caller.patch(address, data, format="json", headers={"If-Match": f'"{version}"'})


def post(caller: APIClient, address: str, data: Any, version: Any = None, **headers: Any) -> Any:
    headers |= {} if version is None else {"If-Match": f'"{version}"'}
    return caller.post(address, data, format="json", headers=headers)
