-- Which code holds the fix of a resolved issue.
ALTER TABLE issues ADD COLUMN resolution_scope TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN resolution_release TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN resolution_commit TEXT NOT NULL DEFAULT '';
UPDATE issues SET resolution_scope = CASE WHEN state_reason = 'quiet' THEN 'quiet' ELSE 'now' END WHERE resolved_at <> 0;

-- The silence of a muted issue as JSON, '' for none; who takes care of it, '' for nobody.
ALTER TABLE issues ADD COLUMN mute TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN assignee TEXT NOT NULL DEFAULT '';

-- The issue that this one is part of, '' for none; and what an issue has without those that are part of it, as
-- JSON, '' when none is.
ALTER TABLE issues ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
ALTER TABLE issues ADD COLUMN own TEXT NOT NULL DEFAULT '';
CREATE INDEX issues_merged ON issues (tenant, merged_into, id) WHERE merged_into <> '';

-- Nothing that happens by itself moves an alias that a person made. origin is the issue that an alias stood for
-- before that was merged into another, '' for none.
ALTER TABLE aliases ADD COLUMN person BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE aliases ADD COLUMN origin TEXT NOT NULL DEFAULT '';
CREATE INDEX aliases_origin ON aliases (tenant, origin) WHERE origin <> '';

-- Every step of an issue. standing is how it stood before, as JSON; proof is JSON, '' for none.
CREATE TABLE history (
    tenant    TEXT NOT NULL,
    issue_id  TEXT NOT NULL,
    version   BIGINT NOT NULL,
    kind      TEXT NOT NULL, -- '' when nobody was told
    at        BIGINT NOT NULL,
    reason    TEXT NOT NULL,
    actor     TEXT NOT NULL,
    person    BOOLEAN NOT NULL,
    comment   TEXT NOT NULL,
    to_state  TEXT NOT NULL,
    meanwhile BIGINT NOT NULL,
    proof     TEXT NOT NULL,
    standing  TEXT NOT NULL,
    PRIMARY KEY (tenant, issue_id, version)
) {{clustered}};
