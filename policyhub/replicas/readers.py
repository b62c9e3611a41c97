"""How far each reader has seen, kept in Redis for all hosts: a server that is behind that may not answer this reader.

A position is kept for an hour, by when every replica in use has reached it. What Redis forgot (it was begun anew, or
could not be reached) is waited for: for as long as a replica may be behind, everything is read from the primary.
"""

import logging
from functools import cache
from time import monotonic

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from redis import Redis, RedisError

from policyhub.login import client_address
from policyhub.replicas.monitor import NEVER, Position, written

logger = logging.getLogger(__name__)

KEPT_SECONDS = 3600
LIMIT_SECONDS = 1  # that Redis may take
RETRY_SECONDS = 5
KEEPING, FORGOTTEN = "replicas:keeping", "replicas:forgotten"


def reader_of(request: HttpRequest) -> str:
    """A user, whatever the token or session; else the address."""
    user = getattr(request, "user", None)
    return user_reader(user.pk) if user is not None and user.is_authenticated else f"address:{client_address(request)}"


def user_reader(pk: int) -> str:
    return f"user:{pk}"


class Readers:
    """Each reader's position is a sorted set of two members, whose scores rise and never fall (ZADD GT)."""

    def __init__(self, url: str, lag_seconds: float) -> None:
        self.redis = Redis.from_url(
            url, decode_responses=True, socket_connect_timeout=LIMIT_SECONDS, socket_timeout=LIMIT_SECONDS
        )
        self.forgotten_seconds = int(2 * lag_seconds) + 5
        self.retry_at = NEVER
        self.lost = False  # something that was to be kept

    def position(self, reader: str) -> Position | None:
        """The position that the reader has seen; None where Redis cannot say."""
        if monotonic() < self.retry_at:
            return None
        try:
            with self.redis.pipeline(transaction=False) as asked:
                asked.zrange(name_of(reader), 0, -1, withscores=True)
                asked.mget(KEEPING, FORGOTTEN)
                seen, (keeping, forgotten) = asked.execute()
            if self.lost or not keeping:
                self.begin_anew()
                return None
        except RedisError as error:
            self.failed(error)
            return None
        known = {name: int(score) for name, score in seen}
        return None if forgotten else Position(known.get("log", 0), known.get("feed", 0))

    def begin_anew(self) -> None:
        """Let all hosts read from the primary until every replica in use has what may have been forgotten."""
        with self.redis.pipeline() as told:
            told.set(KEEPING, 1)
            told.set(FORGOTTEN, 1, ex=self.forgotten_seconds)
            told.execute()
        self.lost = False

    def saw(self, reader: str, position: Position) -> None:
        """Keep what the reader has seen or written. Where that fails, `begin_anew` runs as soon as Redis is back."""
        if monotonic() < self.retry_at:
            self.lost = True
            return
        try:
            with self.redis.pipeline(transaction=False) as told:
                told.zadd(name_of(reader), position._asdict(), gt=True)
                told.expire(name_of(reader), KEPT_SECONDS)
                told.execute()
        except RedisError as error:
            self.lost = True
            self.failed(error)

    def failed(self, error: RedisError) -> None:
        logger.warning("Everything is read from the primary for %s seconds at least: %s", RETRY_SECONDS, error)
        self.retry_at = monotonic() + RETRY_SECONDS


def name_of(reader: str) -> str:
    return f"replicas:seen:{reader}"


@cache
def readers() -> Readers:
    return Readers(settings.REDIS_URL, settings.DATABASE_REPLICA_LAG_SECONDS)


def remember_written(user_pk: int) -> None:
    """This user is shown at least what is committed now."""
    try:
        readers().saw(user_reader(user_pk), written())
    except Error as error:
        readers().lost = True
        logger.warning("What user %s has written is not kept: %s", user_pk, error)
