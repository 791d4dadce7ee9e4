-- Whom issued digests are mailed to, and of which weeks the worker has made a draft ready.

CREATE TABLE subscriber (
    id INTEGER PRIMARY KEY,
    office_id INTEGER NOT NULL REFERENCES office,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    attached INTEGER NOT NULL,
    added_by INTEGER NOT NULL REFERENCES staff,
    added_at TEXT NOT NULL,
    UNIQUE (office_id, address)
) STRICT;

CREATE TABLE digest_draft (
    office_id INTEGER NOT NULL REFERENCES office,
    period TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (office_id, period)
) STRICT;
