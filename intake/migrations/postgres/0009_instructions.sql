-- What leaders write on an opinion or a digest (领导批示): it is a task until somebody says that it is done.

CREATE TABLE instruction (
    id BIGINT PRIMARY KEY,
    opinion_id BIGINT,
    digest_id BIGINT REFERENCES digest,
    leader TEXT NOT NULL,
    given_on TEXT NOT NULL,
    text TEXT NOT NULL,
    scan TEXT REFERENCES blob,
    scan_type TEXT,
    due_on TEXT,
    made_by BIGINT NOT NULL REFERENCES staff,
    made_at TEXT NOT NULL,
    done_by BIGINT REFERENCES staff,
    done_at TEXT,
    result TEXT NOT NULL DEFAULT '',
    CHECK ((opinion_id IS NULL) <> (digest_id IS NULL))
);
CREATE INDEX instruction_opinion ON instruction (opinion_id) WHERE opinion_id IS NOT NULL;
CREATE INDEX instruction_scan ON instruction (scan) WHERE scan IS NOT NULL;
