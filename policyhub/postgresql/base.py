"""Django's PostgreSQL, with a health check of connections that costs no round trip."""

from select import POLLIN, poll

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """A server that ends a connection says so: where nothing waits to be read, it is still there."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return bool(super().is_usable()) if waiting.poll(0) else True
