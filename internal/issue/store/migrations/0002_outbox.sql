-- When the occurrence that led to a change was received, 0 when none did.
ALTER TABLE outbox ADD COLUMN received_at BIGINT NOT NULL DEFAULT 0;

-- What became of the changes of a destination that it did not take, since it is known.
ALTER TABLE cursors ADD COLUMN lost BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cursors ADD COLUMN refused BIGINT NOT NULL DEFAULT 0;

-- The latest refused changes of each destination, for people.
CREATE TABLE refused (
    destination  TEXT NOT NULL,
    seq          BIGINT NOT NULL,
    change_id    TEXT NOT NULL,
    issue_id     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    title        TEXT NOT NULL,
    at           BIGINT NOT NULL,
    refused_at   BIGINT NOT NULL,
    reason       TEXT NOT NULL,
    error        TEXT NOT NULL,
    PRIMARY KEY (destination, seq)
) {{clustered}};
