-- Whom issued digests are mailed to, and of which weeks the worker has made a draft ready.

CREATE TABLE subscriber (
    id BIGINT PRIMARY KEY,
    office_id BIGINT NOT NULL REFERENCES office,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    attached BIGINT NOT NULL,
    added_by BIGINT NOT NULL REFERENCES staff,
    added_at TEXT NOT NULL,
    UNIQUE (office_id, address)
);

CREATE TABLE digest_draft (
    office_id BIGINT NOT NULL REFERENCES office,
    period TEXT NOT NULL,
    made_at TEXT NOT NULL,
    PRIMARY KEY (office_id, period)
);
