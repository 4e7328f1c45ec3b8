-- What one process of several has for a time: a destination, the timed jobs. until is by the clock of the
-- database; token rises whenever another process takes over.
CREATE TABLE leases (
    name    TEXT PRIMARY KEY,
    holder  TEXT NOT NULL,
    token   BIGINT NOT NULL,
    until   BIGINT NOT NULL
) {{clustered}};

-- Secrets that all processes on one database must have in common. A store in a file has them beside it.
CREATE TABLE secrets (
    name   TEXT PRIMARY KEY,
    value  TEXT NOT NULL
) {{clustered}};
