-- What a detector reported last of an issue, as JSON, '' for an error.
ALTER TABLE issues ADD COLUMN finding TEXT NOT NULL DEFAULT '';
