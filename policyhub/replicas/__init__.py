"""Reading from PostgreSQL's streaming replicas (DATABASE_REPLICA_URLS); loaded only where that is set.

`router` sends what a request reads to the one server that `middleware` chose for it, everything else to the primary.
`monitor` knows how far each replica is. `readers` keeps in Redis how far each reader has seen, so that nobody is shown
an older state than before: neither a writer after a write, nor a mirror after a cursor.
"""
