"""Reading from PostgreSQL's streaming replicas (DATABASE_REPLICA_URLS); loaded only where that is set.

`router` sends the reads of a request to the one server that `middleware` chose for it, everything else to the primary.
`monitor` knows the position of each replica. `readers` keeps in Redis the position that each reader has seen, for
monotonic reads: a writer reads what it wrote, and a mirror never gets an older state than that of its cursor.
"""
