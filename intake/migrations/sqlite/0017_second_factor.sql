-- The second factor: the secret is derived from the installation's key and this salt, so that the file alone gives none
-- away; the last step whose code was taken; recovery codes that were not used yet, as keyed hashes.

ALTER TABLE staff ADD COLUMN factor_salt TEXT;
ALTER TABLE staff ADD COLUMN factor_since TEXT;
ALTER TABLE staff ADD COLUMN factor_step INTEGER NOT NULL DEFAULT 0;

CREATE TABLE recovery_code (
    staff_id INTEGER NOT NULL REFERENCES staff,
    hash TEXT NOT NULL,
    PRIMARY KEY (staff_id, hash)
) STRICT;
