-- When a release arrived in its environment: its first telemetry, or before it a deployment that was told. And how
-- many spans and log records came from it.
ALTER TABLE releases ADD COLUMN arrived_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE releases ADD COLUMN arrived_by TEXT NOT NULL DEFAULT 'telemetry';
ALTER TABLE releases ADD COLUMN traffic BIGINT NOT NULL DEFAULT 0;
UPDATE releases SET arrived_at = first_seen;

-- The revisions that a release was built from. More than one: it was published again.
CREATE TABLE release_revisions (
    tenant             TEXT NOT NULL,
    service_namespace  TEXT NOT NULL,
    service            TEXT NOT NULL,
    environment        TEXT NOT NULL,
    release            TEXT NOT NULL,
    revision           TEXT NOT NULL,
    arrived_at         BIGINT NOT NULL,
    last_seen          BIGINT NOT NULL,
    PRIMARY KEY (tenant, service_namespace, service, environment, release, revision)
) {{clustered}};

-- Spans and log records per release and hour.
CREATE TABLE release_traffic (
    tenant             TEXT NOT NULL,
    service_namespace  TEXT NOT NULL,
    service            TEXT NOT NULL,
    environment        TEXT NOT NULL,
    hour               BIGINT NOT NULL, -- its start
    release            TEXT NOT NULL,
    items              BIGINT NOT NULL,
    PRIMARY KEY (tenant, service_namespace, service, environment, hour, release)
) {{clustered}};
CREATE INDEX release_traffic_hour ON release_traffic (hour);
