-- Handing over with time limits: an office's own days off, units with an address and accounts, what they have in hand.
-- Which roles there are is the code's business: one is added here, and others may follow without a migration.

PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, ' CHECK (role IN (''clerk'', ''officer'', ''manager'', ''administrator''))', '')
WHERE type = 'table' AND name = 'staff';
PRAGMA writable_schema = RESET;

ALTER TABLE staff ADD COLUMN unit_id INTEGER REFERENCES unit;
ALTER TABLE unit ADD COLUMN email TEXT NOT NULL DEFAULT '';

CREATE TABLE workday (
    day TEXT PRIMARY KEY,
    works INTEGER NOT NULL,
    name TEXT NOT NULL
) STRICT;

-- opinions are named by id only: a foreign key would stand in the way of partitioning them
CREATE TABLE handover (
    id INTEGER PRIMARY KEY,
    opinion_id INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'open', 'replied', 'returned', 'recalled', 'done')),
    limit_days INTEGER NOT NULL,
    limit_kind TEXT NOT NULL CHECK (limit_kind IN ('working', 'natural')),
    due_on TEXT,
    contact_on TEXT,
    handed_by INTEGER REFERENCES staff,
    handed_at TEXT NOT NULL,
    contacted_at TEXT,
    reached INTEGER NOT NULL DEFAULT 0,
    asked_days INTEGER,
    settled_at TEXT,
    outcome TEXT,
    shares_contacts INTEGER NOT NULL DEFAULT 0,
    shares_files INTEGER NOT NULL DEFAULT 0,
    reminded TEXT NOT NULL DEFAULT 'ahead' CHECK (reminded IN ('ahead', 'soon', 'yellow', 'red'))
) STRICT;
CREATE INDEX handover_opinion ON handover (opinion_id, id);
CREATE UNIQUE INDEX handover_live ON handover (opinion_id) WHERE state IN ('proposed', 'open', 'replied');
CREATE INDEX handover_due ON handover (state, due_on, id);
CREATE INDEX handover_handed ON handover (handed_at);

CREATE TABLE handover_unit (
    handover_id INTEGER NOT NULL REFERENCES handover,
    unit_id INTEGER NOT NULL REFERENCES unit,
    lead INTEGER NOT NULL,
    signed_at TEXT,
    PRIMARY KEY (handover_id, unit_id)
) STRICT;
CREATE INDEX handover_unit_unit ON handover_unit (unit_id, handover_id);

-- what units have in hand from before has no time limit
INSERT INTO handover (id, opinion_id, state, limit_days, limit_kind, handed_at)
SELECT o.id, o.id, 'open', 0, 'working',
    COALESCE((SELECT MAX(e.at) FROM event e WHERE e.subject_id = o.id AND e.kind = 'handed_over'), o.registered_at)
FROM opinion o WHERE o.status = 'handed_over' AND o.unit_id IS NOT NULL;
INSERT INTO handover_unit (handover_id, unit_id, lead)
SELECT o.id, o.unit_id, 1 FROM opinion o WHERE o.status = 'handed_over' AND o.unit_id IS NOT NULL;
