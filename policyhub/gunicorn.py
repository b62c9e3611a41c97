"""gunicorn's settings: `gunicorn -c python:policyhub.gunicorn policyhub.wsgi`.

Threads, because a full pull may outlast any worker timeout and a sync worker would be killed in the middle of it.
"""

import gc
from typing import Any

from policyhub import env

bind = env.text("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = env.number("WEB_WORKERS", 2)
threads = env.number("WEB_THREADS", 4)
timeout = env.number("WEB_TIMEOUT", 60)
max_requests, max_requests_jitter = 10_000, 1_000
accesslog = "-"


def post_worker_init(worker: Any) -> None:
    """What is loaded by now stays: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
