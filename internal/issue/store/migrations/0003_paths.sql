-- What errors have in common that differ only in their messages; NULL when they were grouped by other things
-- and for issues that were not seen since this column is there.
ALTER TABLE issues ADD COLUMN path TEXT;
CREATE INDEX issues_path ON issues (tenant, service_namespace, service, environment, path) WHERE path IS NOT NULL;

-- When the alias was made for one message of a path that has too many, 0 for an alias that stays.
ALTER TABLE aliases ADD COLUMN folded_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX aliases_folded ON aliases (folded_at, tenant, alias) WHERE folded_at > 0;
