"""Django's PostgreSQL, whose connections the threads of a server process share (`pool.ConnectionPool`)."""

from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction

from policyhub.deadline import LimitedDatabase
from policyhub.postgresql.pool import ConnectionPool, PooledConnection


class DatabaseWrapper(LimitedDatabase, base.DatabaseWrapper):
    """SHARED_CONNECTIONS holds arguments of `ConnectionPool`; without it each thread connects for itself."""

    pools: ClassVar[dict[str, ConnectionPool]] = {}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection of the pool that this process has for the alias."""
        if not (options := self.settings_dict.get("SHARED_CONNECTIONS")):
            return super().get_new_connection(conn_params)
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        if self.alias not in self.pools:
            made = ConnectionPool(
                lambda: PooledConnection.connect(**conn_params, autocommit=True), database=self.alias, **options
            )
            self.pools.setdefault(self.alias, made)  # the first of two threads wins
        return self.pools[self.alias].getconn()

    def get_connection_params(self) -> dict[str, object]:
        """Nothing, where the pool connects: it was told when it was made."""
        return {} if self.alias in self.pools else super().get_connection_params()

    def init_connection_state(self) -> None:
        """Once for each connection to the server, not each time that the pool hands it out."""
        connection = self.connection
        if not (isinstance(connection, PooledConnection) and connection.configured):
            super().init_connection_state()
        if isinstance(connection, PooledConnection):
            connection.configured = True

    def _start_transaction_under_autocommit(self) -> None:
        """Django's hook. Without autocommit psycopg would send a BEGIN of its own and wait for its result, also in a
        pipeline, and wait once more after the COMMIT."""
        with debug_transaction(self, "BEGIN"), self.wrap_database_errors:
            self.connection.execute("BEGIN", prepare=False)
