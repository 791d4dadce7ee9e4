-- The ledger of the circular's entries (台账): how far each is as the office says, its measures and rules.
-- Who changed what, when and why stands in the entry's history; an entry nobody wrote on has no row.

CREATE TABLE ledger (
    issue_id BIGINT PRIMARY KEY REFERENCES issue,
    version BIGINT NOT NULL,
    state TEXT NOT NULL DEFAULT 'unstated' CHECK (state IN ('unstated', 'open', 'struck', 'standing')),
    state_at TEXT,
    state_by BIGINT REFERENCES staff,
    asked_by BIGINT REFERENCES staff,
    asked_at TEXT,
    unit_id BIGINT REFERENCES unit,
    person TEXT NOT NULL DEFAULT '',
    due_on TEXT,
    look_back_on TEXT,
    looked_at TEXT
);

CREATE TABLE measure (
    issue_id BIGINT NOT NULL REFERENCES issue,
    position BIGINT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unstated', 'open', 'struck', 'standing')),
    printed BIGINT NOT NULL,
    PRIMARY KEY (issue_id, position)
);

CREATE TABLE rule (
    issue_id BIGINT NOT NULL REFERENCES issue,
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('new', 'revised', 'named')),
    printed BIGINT NOT NULL,
    PRIMARY KEY (issue_id, position)
);
