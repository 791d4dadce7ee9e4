-- Handing over with time limits: an office's own days off, units with an address and accounts, what they have in hand.
-- Which roles there are is the code's business: one is added here, and others may follow without a migration.

ALTER TABLE staff DROP CONSTRAINT staff_role_check;
ALTER TABLE staff ADD COLUMN unit_id BIGINT REFERENCES unit;
ALTER TABLE unit ADD COLUMN email TEXT NOT NULL DEFAULT '';

CREATE TABLE workday (
    day TEXT PRIMARY KEY,
    works BIGINT NOT NULL,
    name TEXT NOT NULL
);

-- opinions are named by id only: a foreign key would stand in the way of partitioning them
CREATE TABLE handover (
    id BIGINT PRIMARY KEY,
    opinion_id BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'open', 'replied', 'returned', 'recalled', 'done')),
    limit_days BIGINT NOT NULL,
    limit_kind TEXT NOT NULL CHECK (limit_kind IN ('working', 'natural')),
    due_on TEXT,
    contact_on TEXT,
    handed_by BIGINT REFERENCES staff,
    handed_at TEXT NOT NULL,
    contacted_at TEXT,
    reached BIGINT NOT NULL DEFAULT 0,
    asked_days BIGINT,
    settled_at TEXT,
    outcome TEXT,
    shares_contacts BIGINT NOT NULL DEFAULT 0,
    shares_files BIGINT NOT NULL DEFAULT 0,
    reminded TEXT NOT NULL DEFAULT 'ahead' CHECK (reminded IN ('ahead', 'soon', 'yellow', 'red'))
);
CREATE INDEX handover_opinion ON handover (opinion_id, id);
CREATE UNIQUE INDEX handover_live ON handover (opinion_id) WHERE state IN ('proposed', 'open', 'replied');
CREATE INDEX handover_due ON handover (state, due_on, id);
CREATE INDEX handover_handed ON handover (handed_at);

CREATE TABLE handover_unit (
    handover_id BIGINT NOT NULL REFERENCES handover,
    unit_id BIGINT NOT NULL REFERENCES unit,
    lead BIGINT NOT NULL,
    signed_at TEXT,
    PRIMARY KEY (handover_id, unit_id)
);
CREATE INDEX handover_unit_unit ON handover_unit (unit_id, handover_id);

-- what units have in hand from before has no time limit
INSERT INTO handover (id, opinion_id, state, limit_days, limit_kind, handed_at)
SELECT o.id, o.id, 'open', 0, 'working',
    COALESCE((SELECT MAX(e.at) FROM event e WHERE e.subject_id = o.id AND e.kind = 'handed_over'), o.registered_at)
FROM opinion o WHERE o.status = 'handed_over' AND o.unit_id IS NOT NULL;
INSERT INTO handover_unit (handover_id, unit_id, lead)
SELECT o.id, o.unit_id, 1 FROM opinion o WHERE o.status = 'handed_over' AND o.unit_id IS NOT NULL;
