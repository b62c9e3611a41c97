"""A line of the log as a JSON object, for programs that collect logs. Knows no Django: the server's main process,
which loads no application, writes its lines so, too.
"""

import json
import logging
from datetime import UTC, datetime

# A lone surrogate, as in a file name that is no UTF-8, becomes its JSON escape: `encode` below.
encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


class JSONFormatter(logging.Formatter):
    """One line an entry: time (UTC), level, logger, request_id, message, what was passed as `extra={"fields": …}`, and
    error and traceback where an exception is told of.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The entry as JSON; Chinese stands as it is."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            line["traceback"] = self.formatException(record.exc_info)
        return encode(line).encode("utf-8", "backslashreplace").decode()


def server_log() -> dict[str, object]:
    """The configuration of Granian's own logger, its lines as JSON to standard error, where all others go."""
    return {
        "formatters": {"json": {"()": "policyhub.json_log.JSONFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "loggers": {"_granian": {"handlers": ["console"], "level": "INFO", "propagate": False}},
    }
