-- What detectors have learned. key is a stream with a hash of its definition; instance is the process that saved it.
CREATE TABLE detector_state (
    detector  TEXT NOT NULL,
    key       TEXT NOT NULL,
    instance  TEXT NOT NULL,
    saved_at  BIGINT NOT NULL,
    data      {{blob}} NOT NULL,
    PRIMARY KEY (detector, key, instance)
) {{clustered}};

CREATE INDEX detector_state_saved ON detector_state (saved_at);
