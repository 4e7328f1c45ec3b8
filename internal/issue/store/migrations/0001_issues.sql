-- Times are unix nanoseconds in UTC, 0 is none. Ids are texts. {{clustered}} and {{blob}} are filled
-- in by the dialect. Nothing here refers to another table by a constraint: what belongs to an issue
-- is removed with it by the code, in pieces.

CREATE TABLE issues (
    tenant             TEXT NOT NULL,
    id                 TEXT NOT NULL,
    kind               TEXT NOT NULL,
    fingerprint        TEXT NOT NULL,
    service_namespace  TEXT NOT NULL,
    service            TEXT NOT NULL,
    environment        TEXT NOT NULL,
    version            BIGINT NOT NULL,
    state              TEXT NOT NULL,
    state_since        BIGINT NOT NULL,
    state_reason       TEXT NOT NULL,
    title              TEXT NOT NULL,
    culprit            TEXT NOT NULL,
    level              TEXT NOT NULL,
    handled            BOOLEAN NOT NULL,
    group_reason       TEXT NOT NULL,
    count              DOUBLE PRECISION NOT NULL,
    observed           BIGINT NOT NULL,
    first_seen         BIGINT NOT NULL,
    last_seen          BIGINT NOT NULL,
    arrived_at         BIGINT NOT NULL,
    first_release      TEXT NOT NULL,
    last_release       TEXT NOT NULL,
    releases           BIGINT NOT NULL,
    resolved_at        BIGINT NOT NULL,
    notified_at        BIGINT NOT NULL,
    notified_count     DOUBLE PRECISION NOT NULL,
    notified_observed  BIGINT NOT NULL,
    notified_releases  BIGINT NOT NULL,
    notified_settled   BIGINT NOT NULL,
    notified_exemplar  TEXT NOT NULL,
    due                BIGINT NOT NULL, -- when time alone may change the issue
    search             TEXT NOT NULL,   -- title and culprit in lower case
    users              {{blob}},        -- last, so that no other column lies behind its 16 KiB
    PRIMARY KEY (tenant, id)
);
CREATE INDEX issues_last_seen ON issues (tenant, last_seen DESC, id);
CREATE INDEX issues_due ON issues (due, tenant, id) WHERE due > 0;

CREATE TABLE aliases (
    tenant    TEXT NOT NULL,
    alias     TEXT NOT NULL,
    issue_id  TEXT NOT NULL,
    reason    TEXT NOT NULL,
    PRIMARY KEY (tenant, alias)
) {{clustered}};
CREATE INDEX aliases_issue ON aliases (tenant, issue_id);

CREATE TABLE tombstones (
    tenant         TEXT NOT NULL,
    id             TEXT NOT NULL,
    version        BIGINT NOT NULL,
    first_seen     BIGINT NOT NULL,
    first_release  TEXT NOT NULL,
    removed_at     BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
) {{clustered}};
CREATE INDEX tombstones_removed ON tombstones (removed_at, tenant, id);

CREATE TABLE issue_releases (
    tenant      TEXT NOT NULL,
    issue_id    TEXT NOT NULL,
    release     TEXT NOT NULL,
    count       DOUBLE PRECISION NOT NULL,
    observed    BIGINT NOT NULL,
    first_seen  BIGINT NOT NULL,
    last_seen   BIGINT NOT NULL,
    PRIMARY KEY (tenant, issue_id, release)
) {{clustered}};

-- The key begins with the time: the rows of one flush are neighbours however many issues there are,
-- and old rows go as one range. The index serves the chart of one issue.
CREATE TABLE counts (
    step      BIGINT NOT NULL, -- length of the row's time: a minute, an hour or a day
    t         BIGINT NOT NULL, -- its start
    tenant    TEXT NOT NULL,
    issue_id  TEXT NOT NULL,
    release   TEXT NOT NULL,
    count     DOUBLE PRECISION NOT NULL,
    observed  BIGINT NOT NULL,
    PRIMARY KEY (step, t, tenant, issue_id, release)
) {{clustered}};
CREATE INDEX counts_issue ON counts (tenant, issue_id, step, t);

CREATE TABLE exemplars (
    tenant    TEXT NOT NULL,
    issue_id  TEXT NOT NULL,
    slot      TEXT NOT NULL,
    release   TEXT NOT NULL,
    at        BIGINT NOT NULL,
    body      {{blob}} NOT NULL,
    PRIMARY KEY (tenant, issue_id, slot)
);

-- Which releases of a service are told apart.
CREATE TABLE releases (
    tenant             TEXT NOT NULL,
    service_namespace  TEXT NOT NULL,
    service            TEXT NOT NULL,
    environment        TEXT NOT NULL,
    release            TEXT NOT NULL,
    first_seen         BIGINT NOT NULL,
    last_seen          BIGINT NOT NULL,
    PRIMARY KEY (tenant, service_namespace, service, environment, release)
) {{clustered}};

CREATE TABLE outbox (
    seq          BIGINT PRIMARY KEY,
    tenant       TEXT NOT NULL DEFAULT '',
    change_id    TEXT NOT NULL,
    issue_id     TEXT NOT NULL,
    version      BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    at           BIGINT NOT NULL,
    issue_kind   TEXT NOT NULL,
    level        TEXT NOT NULL,
    service      TEXT NOT NULL,
    environment  TEXT NOT NULL,
    body         {{blob}} NOT NULL
);

-- A destination belongs to the operator and reads the changes of every tenant.
CREATE TABLE cursors (
    destination  TEXT PRIMARY KEY,
    seq          BIGINT NOT NULL,
    saved_at     BIGINT NOT NULL
) {{clustered}};

-- Numbers that only rise, also when the rows that they counted are gone.
CREATE TABLE sequences (
    name   TEXT PRIMARY KEY,
    value  BIGINT NOT NULL
) {{clustered}};
INSERT INTO sequences (name, value) VALUES ('outbox', 0);

CREATE TABLE instances (
    instance  TEXT PRIMARY KEY,
    flushed   BIGINT NOT NULL, -- number of its last flush
    alive_at  BIGINT NOT NULL
) {{clustered}};

-- Times in which no tracker ran.
CREATE TABLE gaps (
    began  BIGINT PRIMARY KEY,
    ended  BIGINT NOT NULL
) {{clustered}};
