-- Redacted stretches (遮盖): the texts everybody reads hold blots in their place, so that nothing has to think of them.
-- What stood there is kept apart, for those who may see it, until it is given back or deleted for good.

CREATE TABLE redaction (
    id BIGINT PRIMARY KEY,
    opinion_id BIGINT NOT NULL REFERENCES opinion,
    state TEXT NOT NULL CHECK (state IN ('temporary', 'asked', 'permanent')),
    marked_by BIGINT NOT NULL REFERENCES staff,
    marked_at TEXT NOT NULL,
    asked_by BIGINT REFERENCES staff,
    asked_at TEXT
);
CREATE INDEX redaction_opinion ON redaction (opinion_id, id);
CREATE INDEX redaction_asked ON redaction (asked_at) WHERE state = 'asked';

-- a text as it was before anything in it was blotted out; `place` is its table and column, `row_id` which row
CREATE TABLE original (
    opinion_id BIGINT NOT NULL REFERENCES opinion,
    place TEXT NOT NULL,
    row_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (opinion_id, place, row_id)
);
CREATE INDEX original_row ON original (row_id, place);

CREATE TABLE stretch (
    redaction_id BIGINT NOT NULL REFERENCES redaction ON DELETE CASCADE,
    place TEXT NOT NULL,
    row_id BIGINT NOT NULL,
    start_at BIGINT NOT NULL,
    end_at BIGINT NOT NULL,
    PRIMARY KEY (redaction_id, place, row_id, start_at)
);
