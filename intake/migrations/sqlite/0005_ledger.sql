-- The ledger of the circular's entries (台账): how far each is as the office says, its measures and rules.
-- Who changed what, when and why stands in the entry's history; an entry nobody wrote on has no row.

CREATE TABLE ledger (
    issue_id INTEGER PRIMARY KEY REFERENCES issue,
    version INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'unstated' CHECK (state IN ('unstated', 'open', 'struck', 'standing')),
    state_at TEXT,
    state_by INTEGER REFERENCES staff,
    asked_by INTEGER REFERENCES staff,
    asked_at TEXT,
    unit_id INTEGER REFERENCES unit,
    person TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    look_back_on TEXT,
    looked_at TEXT
) STRICT;

CREATE TABLE measure (
    issue_id INTEGER NOT NULL REFERENCES issue,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unstated', 'open', 'struck', 'standing')),
    printed INTEGER NOT NULL,
    PRIMARY KEY (issue_id, position)
) STRICT;

CREATE TABLE rule (
    issue_id INTEGER NOT NULL REFERENCES issue,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'revised', 'named')),
    printed INTEGER NOT NULL,
    PRIMARY KEY (issue_id, position)
) STRICT;
