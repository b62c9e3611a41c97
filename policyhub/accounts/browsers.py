"""What a person calls a browser, from what it calls itself."""

from functools import lru_cache


@lru_cache(maxsize=1000)
def browser_name(user_agent: str) -> str:
    """`Edge 130 · Windows 10`; the first characters of what nobody knows."""
    from ua_parser import parse  # loaded late, with all that it knows: each process would start later

    found = parse(user_agent)
    parts = [f"{part.family} {part.major or ''}".strip() for part in (found.user_agent, found.os) if part is not None]
    return " · ".join(parts) or user_agent[:40]
