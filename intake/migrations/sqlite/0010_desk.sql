-- The desk: what is typed outlives a crash, letters have an address to write to, what was corrected stays readable,
-- numbers printed for an outage wait for their opinions. Opinions are named by id only, as everywhere since the second
-- migration: a foreign key would stand in the way of partitioning them.

ALTER TABLE opinion ADD COLUMN address TEXT NOT NULL DEFAULT '';
CREATE INDEX opinion_address ON opinion (registered_at) WHERE address <> '';

CREATE TABLE notice (
    opinion_id INTEGER PRIMARY KEY,
    printed_at TEXT NOT NULL,
    printed_by INTEGER NOT NULL REFERENCES staff
) STRICT;

CREATE TABLE draft (
    staff_id INTEGER NOT NULL REFERENCES staff,
    key TEXT NOT NULL,
    form TEXT NOT NULL,
    fields TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (staff_id, key)
) STRICT;
CREATE INDEX draft_changed ON draft (changed_at);

-- the draft a scan stays for; without one it is swept after a day
ALTER TABLE staged_upload ADD COLUMN draft TEXT;

-- what a program is to read in a scan; it goes with the scan's row
CREATE TABLE reading (
    token TEXT PRIMARY KEY REFERENCES staged_upload ON DELETE CASCADE,
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    text TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX reading_due ON reading (state, due_at);

CREATE TABLE correction (
    id INTEGER PRIMARY KEY,
    opinion_id INTEGER NOT NULL,
    field TEXT NOT NULL,
    before TEXT NOT NULL,
    corrected_at TEXT NOT NULL,
    corrected_by INTEGER NOT NULL REFERENCES staff
) STRICT;
CREATE INDEX correction_opinion ON correction (opinion_id, id);

CREATE TABLE reserved_number (
    opinion_id INTEGER PRIMARY KEY,
    office_id INTEGER NOT NULL REFERENCES office,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'used', 'void')),
    reserved_at TEXT NOT NULL,
    reserved_by INTEGER NOT NULL REFERENCES staff,
    settled_at TEXT,
    settled_by INTEGER REFERENCES staff,
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (office_id, year, number)
) STRICT;
CREATE INDEX reserved_number_open ON reserved_number (state, year, number);
